// SPDX-License-Identifier: Apache-2.0
// What the backends have in common: finding GStreamer's elements and wrapping one.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/media/encode/video_encoder.h"

namespace diemcau::media {

struct FactoryRelease {
  void operator()(GstElementFactory* factory) const noexcept { gst_object_unref(factory); }
};
using FactoryPtr = std::unique_ptr<GstElementFactory, FactoryRelease>;

// An element of the registry that encodes pictures of this size, and what it takes them as.
struct FoundEncoder {
  FactoryPtr factory;
  bool takes_i420 = false;  // otherwise NV12: most devices take nothing else
};

// Elements are registered one a device: "v4l2h264enc" for the first, "v4l2video11h264enc" for another. The
// first that takes such pictures. Fault: not_there, cannot_do_it.
[[nodiscard]] std::expected<FoundEncoder, EncoderFault> findEncoder(std::string_view begin, std::string_view end,
                                                                    const PictureFormat& picture);
// The same as VideoEncoderBackend::match wants it.
[[nodiscard]] std::optional<EncoderFault> matchEncoder(std::string_view begin, std::string_view end,
                                                       const PictureFormat& picture);

// Base of the backends: one codec element, with what stands before and behind it.
class ElementEncoder : public VideoEncoder {
 public:
  [[nodiscard]] GstElement* element() const override { return whole_.get(); }
  void requestKeyframe() override;

 protected:
  // A bin of the codec element, a converter before it where it wants NV12, and h264parse behind it, which adds
  // delimiters and parameter sets and lets whole access units through at once. Nothing: an element is missing.
  struct Parts {
    ElementPtr whole;
    ElementPtr inner;  // the codec's element itself
  };
  [[nodiscard]] static std::optional<Parts> assemble(const FoundEncoder& found, bool parse);

  explicit ElementEncoder(Parts parts) : whole_(std::move(parts.whole)), inner_(std::move(parts.inner)) {}
  [[nodiscard]] GstElement* inner() const { return inner_.get(); }

 private:
  const ElementPtr whole_;
  const ElementPtr inner_;
};

// Pictures until an encoder makes one an IDR picture by itself: never before it is asked for one.
[[nodiscard]] inline std::uint32_t mostBetweenKeyframes(const VideoSettings& settings) {
  constexpr std::uint32_t kHighestRate = 60;
  return 2 * kHighestRate * settings.keyframe_interval_s;
}

}  // namespace diemcau::media
