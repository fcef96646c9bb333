// SPDX-License-Identifier: Apache-2.0
// From the coverage of words and figures to a picture.
#include "daemon/media/guard/slate.h"

#include <gst/video/video.h>

#include <algorithm>
#include <cstring>
#include <format>
#include <utility>

#include "daemon/media/program_beside.h"
#include "daemon/media/slate/slate_clock.h"

namespace diemcau::media {
namespace {

constexpr char kProgram[] = "diemcau-slate";
constexpr int kDark = 28;     // luma
constexpr int kBright = 220;  // luma
constexpr int kNeutral = 128;
constexpr std::chrono::hours kVietnam{7};  // ahead of UTC, summer and winter

std::uint8_t inked(std::uint8_t ink) { return static_cast<std::uint8_t>(kDark + ink * (kBright - kDark) / 255); }

GstVideoInfo infoOf(const PictureFormat& format) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format.width, format.height);
  return info;
}

// Where there is any ink in rows of `width` bytes.
SlateInk croppedTo(std::uint32_t width, std::span<const std::uint8_t> coverage) {
  SlateInk ink;
  ink.left = width;
  std::size_t right = 0;
  std::size_t bottom = 0;
  for (std::size_t at = 0; at < coverage.size(); ++at) {
    if (coverage[at] == 0) continue;
    if (bottom == 0) ink.top = at / width;
    bottom = at / width + 1;
    ink.left = std::min(ink.left, at % width);
    right = std::max(right, at % width + 1);
  }
  if (bottom == 0) return {};
  ink.width = right - ink.left;
  ink.coverage.reserve(ink.width * (bottom - ink.top));
  for (std::size_t row = ink.top; row < bottom; ++row) {
    const auto piece = coverage.subspan(row * width + ink.left, ink.width);
    ink.coverage.insert(ink.coverage.end(), piece.begin(), piece.end());
  }
  return ink;
}

// Luma of rows of `width` bytes, over whatever is there; `luma` begins with their first.
void draw(std::size_t stride, std::span<std::uint8_t> luma, std::size_t width, std::span<const std::uint8_t> coverage) {
  for (std::size_t row = 0; width > 0 && (row + 1) * width <= coverage.size(); ++row) {
    std::ranges::transform(coverage.subspan(row * width, width),
                           luma.begin() + static_cast<std::ptrdiff_t>(row * stride), inked);
  }
}

}  // namespace

BufferPtr darkPicture(const PictureFormat& format) {
  const GstVideoInfo info = infoOf(format);
  BufferPtr picture(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr));
  GstMapInfo map;
  gst_buffer_map(picture.get(), &map, GST_MAP_WRITE);
  const std::size_t luma_bytes = GST_VIDEO_INFO_PLANE_OFFSET(&info, 1);
  std::memset(map.data, kDark, luma_bytes);
  std::memset(map.data + luma_bytes, kNeutral, map.size - luma_bytes);
  gst_buffer_unmap(picture.get(), &map);
  return picture;
}

Slate::Slate(const PictureFormat& format, std::span<const std::uint8_t> coverage, std::vector<std::uint8_t> glyphs)
    : format_(format), glyphs_(std::move(glyphs)), ink_(croppedTo(format.width, coverage)) {}

GstBuffer* Slate::at(base::WallTime now) {
  const auto local = std::chrono::floor<std::chrono::seconds>(now + kVietnam);
  if (std::exchange(second_, local.time_since_epoch().count()) == second_ && picture_) return picture_.get();
  const std::chrono::hh_mm_ss day(local - std::chrono::floor<std::chrono::days>(local));
  const std::string time =
      std::format("{:02}:{:02}:{:02}", day.hours().count(), day.minutes().count(), day.seconds().count());
  const SlateClock clock = slateClock(format_.width, format_.height);
  const GstVideoInfo info = infoOf(format_);
  const auto stride = static_cast<std::size_t>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0));
  picture_ = darkPicture(format_);
  GstMapInfo map;
  gst_buffer_map(picture_.get(), &map, GST_MAP_WRITE);
  const std::span luma(map.data, map.size);
  draw(stride, luma.subspan(ink_.top * stride + ink_.left), ink_.width, ink_.coverage);
  for (std::uint32_t cell = 0; cell < kClockCells; ++cell) {
    const std::size_t glyph = kClockGlyphs.find(time[cell]);
    draw(stride, luma.subspan(clock.top * stride + clock.left + std::size_t{cell} * clock.cell_width), clock.cell_width,
         std::span(glyphs_).subspan(glyph * clock.cellBytes(), clock.cellBytes()));
  }
  gst_buffer_unmap(picture_.get(), &map);
  return picture_.get();
}

Result<std::unique_ptr<Slate>> drawSlate(const PictureFormat& format, const std::string& site_name) {
  const auto output = runBeside(kProgram, {std::to_string(format.width), std::to_string(format.height), site_name});
  if (!output) return fail("slate", "not_drawn", output.error().context);
  const std::size_t pixels = std::size_t{format.width} * format.height;
  const std::size_t glyphs = slateClock(format.width, format.height).cellBytes() * kClockGlyphs.size();
  std::unique_ptr<Slate> slate;
  if (output->size() == pixels + glyphs) {
    const std::span drawn(*output);
    const auto figures = drawn.subspan(pixels);
    slate = std::make_unique<Slate>(format, drawn.first(pixels), std::vector(figures.begin(), figures.end()));
  }
  if (!slate) return fail("slate", "not_drawn", "an incomplete answer of " + std::string(kProgram));
  return slate;
}

}  // namespace diemcau::media
