// SPDX-License-Identifier: Apache-2.0
// H.264 encoders: one interface, one file a backend.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "contract/result.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

struct VideoSettings {
  PictureFormat picture;
  std::uint32_t bitrate_kbps = 0;
  std::uint32_t keyframe_interval_s = 0;

  friend bool operator==(const VideoSettings&, const VideoSettings&) = default;
};

// An element that takes I420 and gives whole H.264 access units as a byte stream, delimiter first: no
// B-frames, no frame held back, an IDR picture each interval and on request, parameter sets with each. A
// backend whose codec gives less brings the parser along that adds it. Bound to the loop's thread.
class VideoEncoder {
 public:
  virtual ~VideoEncoder() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual bool hardware() const = 0;
  // Borrowed; the pipeline that it is added to keeps a reference.
  [[nodiscard]] virtual GstElement* element() const = 0;
  // Takes effect from the next picture on, while running.
  virtual void setBitrate(std::uint32_t kbps) = 0;
  // The next picture is an IDR picture.
  virtual void requestKeyframe() = 0;
};

struct VideoEncoderBackend {
  std::string_view name;
  // Whether this machine has it and it can do these settings.
  bool (*match)(const VideoSettings& settings);
  // Error: encoder.not_made.
  Result<std::unique_ptr<VideoEncoder>> (*create)(const VideoSettings& settings);
};

// In the order of preference.
[[nodiscard]] std::span<const VideoEncoderBackend> videoEncoderBackends();
// The first that matches and can be made. Error: encoder.none.
[[nodiscard]] Result<std::unique_ptr<VideoEncoder>> chooseVideoEncoder(const VideoSettings& settings);

[[nodiscard]] bool matchX264(const VideoSettings& settings);
[[nodiscard]] Result<std::unique_ptr<VideoEncoder>> createX264(const VideoSettings& settings);
// Threads for a size and rate: each does a slice of every picture.
[[nodiscard]] std::uint32_t x264Threads(const PictureFormat& picture, std::uint32_t cores);

}  // namespace diemcau::media
