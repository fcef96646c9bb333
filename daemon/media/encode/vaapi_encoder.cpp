// SPDX-License-Identifier: Apache-2.0
// Encoding by graphics hardware through VA-API: the usual circuit, and the low-power one that newer Intel
// processors have beside it or alone.
#include <utility>

#include "daemon/media/encode/element_encoder.h"

namespace diemcau::media {
namespace {

// Bits that may be ahead of the mean rate, as with x264.
constexpr std::uint32_t kBufferMs = 400;
// 1 is the best and slowest, 7 the fastest: what the driver itself thinks of as balanced.
constexpr guint kUsage = 4;

class VaapiEncoder final : public ElementEncoder {
 public:
  explicit VaapiEncoder(Parts parts) : ElementEncoder(std::move(parts)) {}

  static Result<std::unique_ptr<VideoEncoder>> create(std::string_view end, const VideoSettings& settings) {
    const auto found = findEncoder("va", end, settings.picture);
    if (!found) return fail("encoder", "not_made", found.error().detail);
    auto parts = assemble(*found, true);
    if (!parts) return fail("encoder", "not_made", "the element or h264parse");
    GObject* codec = G_OBJECT(parts->inner.get());
    // Only where the driver has more than one.
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(codec), "rate-control") != nullptr) {
      gst_util_set_object_arg(codec, "rate-control", "cbr");
    }
    g_object_set(codec, "b-frames", 0U, "ref-frames", 1U, "aud", TRUE, "target-usage", kUsage, "key-int-max",
                 mostBetweenKeyframes(settings), nullptr);
    auto encoder = std::make_unique<VaapiEncoder>(std::move(*parts));
    encoder->setBitrate(settings.bitrate_kbps);
    return encoder;
  }

  const VideoCodec& codec() const override { return kH264OfDevice; }

  // The element configures the driver anew and begins with an IDR picture.
  void setBitrate(std::uint32_t kbps) override {
    g_object_set(inner(), "bitrate", kbps, "cpb-size", kbps * kBufferMs / 1000, nullptr);
  }

  // The element configures the driver anew when the caps change.
  bool takeRate(const VideoSettings&) override { return true; }
};

VideoEncoderBackend backend(EncoderWish wish, std::string_view end) {
  return {.name = nameOf(wish),
          .wish = wish,
          .hardware = true,
          .match = [end](const PictureFormat& picture) { return matchEncoder("va", end, picture); },
          .create = [end](const VideoSettings& settings) { return VaapiEncoder::create(end, settings); }};
}

}  // namespace

VideoEncoderBackend vaapiBackend() { return backend(EncoderWish::Vaapi, "h264enc"); }
VideoEncoderBackend vaapiLowPowerBackend() { return backend(EncoderWish::VaapiLowPower, "h264lpenc"); }

}  // namespace diemcau::media
