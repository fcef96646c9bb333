// SPDX-License-Identifier: Apache-2.0
// H.264 encoders: one interface, one file a backend.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/config.h"
#include "contract/media_status.h"
#include "contract/result.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

struct VideoSettings {
  PictureFormat picture;
  std::uint32_t bitrate_kbps = 0;
  std::uint32_t keyframe_interval_s = 0;
  std::chrono::milliseconds apart{};  // from one picture to the next, at least; 0: as their rate says
  bool in_place = false;              // pictures that are in a device's memory are read there, by who can

  friend bool operator==(const VideoSettings&, const VideoSettings&) = default;
};

// What an encoder gives, as data: another codec may stand in for H.264 where no H.264 device can be had
// (the kernel's virtual codec).
struct VideoCodec {
  std::string_view element;  // how the names of GStreamer's elements for it end
  std::string_view caps;     // of its units
  bool h264 = true;          // judged as that, and brought into form by h264parse
  bool keyframe_on_request = true;
  bool keyframes_told = true;  // units say whether they are keyframes
};
// Main: every decoder since 2005 has it, and CABAC saves a tenth of the bits of Constrained Baseline.
inline constexpr VideoCodec kH264{"h264enc", "video/x-h264,stream-format=byte-stream,alignment=au,profile=main"};
// Devices do what they do.
inline constexpr VideoCodec kH264OfDevice{
    "h264enc", "video/x-h264,stream-format=byte-stream,alignment=au,profile={main,high,constrained-baseline,baseline}"};

// An element that takes I420 and gives whole H.264 access units as a byte stream, delimiter first: no
// B-frames, no frame held back, an IDR picture each interval and on request, parameter sets with each. A
// backend whose codec gives less brings the parser along that adds it. Made and destroyed on any thread,
// used on one at a time.
class VideoEncoder {
 public:
  virtual ~VideoEncoder() = default;
  [[nodiscard]] virtual const VideoCodec& codec() const { return kH264; }
  // Borrowed; the pipeline that it is added to keeps a reference.
  [[nodiscard]] virtual GstElement* element() const = 0;
  // Takes effect from the next picture on, while running. Some begin anew with an IDR picture.
  virtual void setBitrate(std::uint32_t kbps) = 0;
  // The next picture is an IDR picture.
  virtual void requestKeyframe() = 0;
  // Pictures at another rate follow, announced by their caps. False: it has to be made anew.
  [[nodiscard]] virtual bool takeRate(const VideoSettings& settings) = 0;
};

// Why an encoder does not do the work.
struct EncoderFault {
  PassedOver reason = PassedOver::NotThere;
  std::string detail;

  friend bool operator==(const EncoderFault&, const EncoderFault&) = default;
};

struct VideoEncoderBackend {
  std::string_view name;  // as in the status: that of its wish
  EncoderWish wish = EncoderWish::Auto;
  // A device does the work: its driver may hang, so that it has to prove itself before it is taken.
  bool hardware = false;
  // Nothing, when this machine has it and it can do these pictures.
  std::function<std::optional<EncoderFault>(const PictureFormat&)> match;
  // Error: encoder.not_made.
  std::function<Result<std::unique_ptr<VideoEncoder>>(const VideoSettings&)> create;
  // It may do so in place (VideoSettings).
  bool in_place = false;
};

// In the order of preference: hardware first.
[[nodiscard]] std::vector<VideoEncoderBackend> videoEncoderBackends();
// Those of software alone.
[[nodiscard]] std::vector<VideoEncoderBackend> softwareBackends();

[[nodiscard]] VideoEncoderBackend v4l2Backend(const VideoCodec& codec);
// Whether a device of this machine may be able to encode such pictures where they are, in another device's memory.
// Thread-safe.
[[nodiscard]] bool encodesInPlace(const PictureFormat& picture);
[[nodiscard]] VideoEncoderBackend vaapiBackend();
[[nodiscard]] VideoEncoderBackend vaapiLowPowerBackend();
[[nodiscard]] VideoEncoderBackend x264Backend();
[[nodiscard]] VideoEncoderBackend openH264Backend();

// For software: threads for a size and rate, each does a slice of every picture. One slice a thread and as
// few threads as will do: some hardware decoders dislike many slices, and one thread for each core of the
// machine would cost memory and hold pictures up under load.
[[nodiscard]] std::uint32_t encoderThreads(const PictureFormat& picture, std::uint32_t cores);

}  // namespace diemcau::media
