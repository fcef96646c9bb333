// SPDX-License-Identifier: Apache-2.0
// Pictures in, H.264 access units out.
#pragma once

#include <memory>

#include "daemon/media/encode/encode_pipeline.h"
#include "daemon/media/encode/video_encoder.h"

namespace diemcau::media {

// Made anew for another size, rate or keyframe interval; everything else changes while it runs. Bound to
// the loop's thread but for push().
class VideoPipeline {
 public:
  // Errors: encoder.*.
  [[nodiscard]] static Result<std::unique_ptr<VideoPipeline>> create(const VideoSettings& settings,
                                                                     EncodePipeline::Handlers handlers);

  // PTS on the timeline. Caps may differ in colours from one picture to the next, not in size. One thread
  // at a time.
  void push(BufferPtr picture, GstCaps* caps);
  void setBitrate(std::uint32_t kbps) { encoder_->setBitrate(kbps); }
  void requestKeyframe() { encoder_->requestKeyframe(); }
  [[nodiscard]] const VideoEncoder& encoder() const { return *encoder_; }

 private:
  VideoPipeline(std::unique_ptr<VideoEncoder> encoder, ElementPtr pipeline, EncodePipeline::Handlers handlers);

  const std::unique_ptr<VideoEncoder> encoder_;
  EncodePipeline pipeline_;
  CapsPtr caps_;
};

}  // namespace diemcau::media
