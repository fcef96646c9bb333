// SPDX-License-Identifier: Apache-2.0
// A window that moves over a larger picture.
#include "daemon/media/encode/proof_pictures.h"

#include <gst/video/video.h>

#include <cstring>
#include <random>
#include <utility>

namespace diemcau::media {
namespace {

// How far the window may move; its steps are uneven, so that no motion vector fits twice.
constexpr std::uint32_t kRoom = 64;
constexpr std::uint32_t kStepX = 3;
constexpr std::uint32_t kStepY = 1;
constexpr std::uint32_t kPatch = 24;  // pixels
constexpr std::uint32_t kNoise = 4;   // levels of luma

}  // namespace

ProofPictures::ProofPictures(const PictureFormat& format, std::vector<BufferPtr> of_source)
    : format_(format), of_source_(std::move(of_source)), stride_(format.width + kRoom) {
  if (of_source_.empty()) drawView();
}

void ProofPictures::drawView() {
  view_.resize(stride_ * (format_.height + kRoom));
  std::minstd_rand random(1);
  std::vector<std::uint32_t> patches(stride_ / kPatch + 1);
  for (std::size_t y = 0; y < format_.height + kRoom; ++y) {
    if (y % kPatch == 0) {
      for (auto& patch : patches) patch = 40 + static_cast<std::uint32_t>(random() >> 8) % 140;
    }
    for (std::size_t x = 0; x < stride_; ++x) {
      const auto noise = static_cast<std::uint32_t>(random() >> 8) % kNoise;
      view_[y * stride_ + x] = static_cast<std::uint8_t>(patches[x / kPatch] + x % kPatch + noise);
    }
  }
}

BufferPtr ProofPictures::make(std::uint32_t number) const {
  BufferPtr picture = of_source_.empty() ? ofView(number) : ofSource(number);
  GST_BUFFER_PTS(picture.get()) = gst_util_uint64_scale(number, GST_SECOND, format_.fps);
  GST_BUFFER_DTS(picture.get()) = GST_BUFFER_PTS(picture.get());
  GST_BUFFER_DURATION(picture.get()) = GST_SECOND / format_.fps;
  return picture;
}

BufferPtr ProofPictures::ofSource(std::uint32_t number) const {
  const std::size_t last = of_source_.size() - 1;
  const std::size_t step = last == 0 ? 0 : number % (2 * last);
  return BufferPtr(gst_buffer_copy(of_source_[step <= last ? step : 2 * last - step].get()));
}

BufferPtr ProofPictures::ofView(std::uint32_t number) const {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format_.width, format_.height);
  BufferPtr picture(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&info), nullptr));
  GstMapInfo map;
  gst_buffer_map(picture.get(), &map, GST_MAP_WRITE);
  std::memset(map.data, 128, map.size);
  const auto stride = static_cast<std::size_t>(GST_VIDEO_INFO_PLANE_STRIDE(&info, 0));
  const std::uint8_t* from = view_.data() + number * kStepY % kRoom * stride_ + number * kStepX % kRoom;
  for (std::size_t y = 0; y < format_.height; ++y) {
    std::memcpy(map.data + y * stride, from + y * stride_, format_.width);
  }
  gst_buffer_unmap(picture.get(), &map);
  return picture;
}

}  // namespace diemcau::media
