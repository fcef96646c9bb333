// SPDX-License-Identifier: Apache-2.0
// From the words' coverage to a picture.
#include "daemon/media/guard/slate.h"

#include <gio/gio.h>
#include <gst/video/video.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <span>

namespace diemcau::media {
namespace {

constexpr char kProgram[] = "diemcau-slate";
constexpr int kDark = 28;     // luma
constexpr int kBright = 220;  // luma
constexpr int kNeutral = 128;

// What the program writes; it is killed with its pipe when it does not end.
Result<GBytes*> runProgram(const PictureFormat& format, const std::string& site_name) {
  std::error_code none;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", none).replace_filename(kProgram).string();
  const std::string width = std::to_string(format.width);
  const std::string height = std::to_string(format.height);
  GError* error = nullptr;
  GBytes* output = nullptr;
  GSubprocess* process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program.c_str(), width.c_str(),
                                          height.c_str(), site_name.c_str(), nullptr);
  if (process != nullptr) g_subprocess_communicate(process, nullptr, nullptr, &output, nullptr, &error);
  const bool good = process != nullptr && g_subprocess_get_successful(process) && output != nullptr;
  if (process != nullptr) g_object_unref(process);
  if (good) return output;
  std::string why = error != nullptr ? error->message : program + " failed";
  g_clear_error(&error);
  if (output != nullptr) g_bytes_unref(output);
  return fail("slate", "not_drawn", std::move(why));
}

// `coverage`: width × height bytes, or empty.
BufferPtr grey(const PictureFormat& format, std::span<const std::uint8_t> coverage) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format.width, format.height);
  BufferPtr picture(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr));
  GstMapInfo map;
  gst_buffer_map(picture.get(), &map, GST_MAP_WRITE);
  const std::size_t luma_bytes = GST_VIDEO_INFO_PLANE_OFFSET(&info, 1);
  std::memset(map.data, kDark, luma_bytes);
  std::memset(map.data + luma_bytes, kNeutral, map.size - luma_bytes);
  const auto blend = [](std::uint8_t ink) { return static_cast<guint8>(kDark + ink * (kBright - kDark) / 255); };
  const auto stride = static_cast<std::size_t>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0));
  for (std::size_t y = 0; (y + 1) * format.width <= coverage.size(); ++y) {
    std::ranges::transform(coverage.subspan(y * format.width, format.width), map.data + y * stride, blend);
  }
  gst_buffer_unmap(picture.get(), &map);
  return picture;
}

}  // namespace

BufferPtr darkPicture(const PictureFormat& format) { return grey(format, {}); }

Result<BufferPtr> drawSlate(const PictureFormat& format, const std::string& site_name) {
  const auto output = runProgram(format, site_name);
  if (!output) return std::unexpected(output.error());
  gsize size = 0;
  const auto* data = static_cast<const std::uint8_t*>(g_bytes_get_data(*output, &size));
  const bool whole = size == std::size_t{format.width} * format.height;
  BufferPtr picture = whole ? grey(format, {data, size}) : nullptr;
  g_bytes_unref(*output);
  if (!whole) return fail("slate", "not_drawn", "an incomplete answer of " + std::string(kProgram));
  return picture;
}

}  // namespace diemcau::media
