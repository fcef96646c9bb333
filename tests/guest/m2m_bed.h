// SPDX-License-Identifier: Apache-2.0
// An encoding on vicodec, a V4L2 M2M device of the kernel's whose format FWHT stands in for H.264.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "daemon/media/encode/proof_pictures.h"
#include "daemon/media/encode/unit_judge.h"
#include "daemon/media/encode/video_encoding.h"
#include "tests/support/main_loop.h"

namespace diemcau::test {

// vicodec gives a keyframe each 16 pictures at most, whatever it is asked for, and does not say which ones they are.
inline constexpr media::VideoCodec kFwht{"fwhtenc", "video/x-fwht", false, false, false};
// Its default size: GStreamer asks for the size of coded pictures before it says how large the pictures are, and
// then takes no less (gst_v4l2_memory_group_new, 1.26).
inline constexpr media::VideoSettings kSettings{{1280, 720, 3}, 2000, 2};
inline constexpr auto kSlot = std::chrono::nanoseconds(std::chrono::seconds(1)) / kSettings.picture.fps;

class Shelf final : public media::UnitSink {
 public:
  void onUnit(const media::EncodedUnit& unit) override;
  [[nodiscard]] std::vector<media::KeptUnit> all();

 private:
  std::mutex mutex_;
  std::vector<media::KeptUnit> units_;
};

// The device, and software below it.
struct Bed {
  base::EventLoop loop;
  Shelf shelf;
  media::ProofPictures pictures{kSettings.picture};
  std::uint32_t pushed = 0;
  media::VideoEncoding encoding{loop, shelf, {media::v4l2Backend(kFwht), media::x264Backend()}, [] {}};

  ~Bed() { turnMainLoop(); }
  // A picture after the other, in real time and each encoded before the next, until it holds.
  void goOnUntil(const std::function<bool()>& holds);
  void goOn(std::size_t units);
  [[nodiscard]] VideoEncodeStatus status() const;
  // When the device has the work: how many units there were before.
  std::size_t start();
};

using Luma = std::vector<std::uint8_t>;  // of a picture, row after row
[[nodiscard]] Luma lumaOf(GstBuffer* picture);
[[nodiscard]] Luma lumaOfProof(std::int64_t slot);
// Which picture of the timeline.
[[nodiscard]] std::int64_t slotOf(std::chrono::nanoseconds pts);

// How much the pictures that the device's decoder makes of the units differ from those that were encoded, by their
// slots: levels of luma, the worst picture's mean.
[[nodiscard]] double differenceOf(const std::vector<media::KeptUnit>& units,
                                  const std::function<Luma(std::int64_t)>& encoded = lumaOfProof);

}  // namespace diemcau::test
