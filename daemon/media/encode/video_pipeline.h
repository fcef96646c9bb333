// SPDX-License-Identifier: Apache-2.0
// Pictures in, access units out.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "daemon/media/encode/encode_pipeline.h"
#include "daemon/media/encode/video_encoder.h"

namespace diemcau::media {

// One encoder at work. Made anew for another size; everything else changes while it runs. Keyframes are asked
// for when they are due by the pictures' time stamps: encoders count pictures, at the rate of their beginning,
// and some devices do not count at all. They are due at whole intervals of the timeline, so that two encoders have
// theirs at the same pictures, but not sooner than a quarter of an interval after one that was asked for. Threads: as
// EncodePipeline.
class VideoPipeline {
 public:
  // Errors: encoder.*.
  [[nodiscard]] static Result<std::unique_ptr<VideoPipeline>> create(std::unique_ptr<VideoEncoder> encoder,
                                                                     std::chrono::nanoseconds keyframe_interval,
                                                                     EncodePipeline::Handlers handlers);

  void watch() { pipeline_.watch(); }
  void unwatch() { pipeline_.unwatch(); }
  [[nodiscard]] std::optional<std::string> takeError() { return pipeline_.takeError(); }
  // PTS on the timeline. Caps may differ in colours and rate from one picture to the next, not in size. One
  // thread at a time. False: dropped, the encoder lags behind.
  bool push(BufferPtr picture, GstCaps* caps);
  void setBitrate(std::uint32_t kbps) { encoder_->setBitrate(kbps); }
  void setKeyframeInterval(std::chrono::nanoseconds interval) { keyframe_interval_ = interval; }
  // As VideoEncoder.
  void requestKeyframe();
  [[nodiscard]] bool takeRate(const VideoSettings& settings) { return encoder_->takeRate(settings); }

 private:
  void askIfDue(std::chrono::nanoseconds pts);
  VideoPipeline(std::unique_ptr<VideoEncoder> encoder, ElementPtr pipeline, std::chrono::nanoseconds keyframe_interval,
                EncodePipeline::Handlers handlers);

  const std::unique_ptr<VideoEncoder> encoder_;
  EncodePipeline pipeline_;
  std::atomic<std::chrono::nanoseconds> keyframe_interval_;
  std::atomic<bool> keyframe_asked_ = true;  // the first picture is one
  // Of the thread that pushes.
  std::chrono::nanoseconds keyframe_due_{};
  CapsPtr caps_;
};

}  // namespace diemcau::media
