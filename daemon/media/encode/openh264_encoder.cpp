// SPDX-License-Identifier: Apache-2.0
// Software encoding with OpenH264.
#include <thread>
#include <utility>

#include "daemon/media/encode/element_encoder.h"

namespace diemcau::media {
namespace {

constexpr char kBegin[] = "openh264";
constexpr char kEnd[] = "enc";

class OpenH264Encoder final : public ElementEncoder {
 public:
  OpenH264Encoder(Parts parts, std::uint32_t threads) : ElementEncoder(std::move(parts)), threads_(threads) {}

  // It writes no delimiters: h264parse does.
  static Result<std::unique_ptr<VideoEncoder>> create(const VideoSettings& settings) {
    const auto found = findEncoder(kBegin, kEnd, settings.picture);
    if (!found) return fail("encoder", "not_made", found.error().detail);
    auto parts = assemble(*found, true);
    if (!parts) return fail("encoder", "not_made", "openh264enc or h264parse");
    GObject* codec = G_OBJECT(parts->inner.get());
    gst_util_set_object_arg(codec, "usage-type", "camera");
    gst_util_set_object_arg(codec, "rate-control", "bitrate");
    gst_util_set_object_arg(codec, "complexity", "low");
    gst_util_set_object_arg(codec, "slice-mode", "n-slices");
    const std::uint32_t threads = encoderThreads(settings.picture, std::thread::hardware_concurrency());
    // No picture is left out for the rate's sake, and none becomes an IDR picture because it is another scene.
    g_object_set(codec, "enable-frame-skip", FALSE, "scene-change-detection", FALSE, "gop-size",
                 mostBetweenKeyframes(settings), "multi-thread", threads, "num-slices", threads, "bitrate",
                 settings.bitrate_kbps * 1000, nullptr);
    return std::make_unique<OpenH264Encoder>(std::move(*parts), threads);
  }

  void setBitrate(std::uint32_t kbps) override { g_object_set(inner(), "bitrate", kbps * 1000, nullptr); }

  // The element opens OpenH264 anew when the caps change.
  bool takeRate(const VideoSettings& settings) override {
    return encoderThreads(settings.picture, std::thread::hardware_concurrency()) == threads_;
  }

 private:
  const std::uint32_t threads_;
};

}  // namespace

VideoEncoderBackend openH264Backend() {
  return {.name = nameOf(EncoderWish::OpenH264),
          .wish = EncoderWish::OpenH264,
          .hardware = false,
          .match = [](const PictureFormat& picture) { return matchEncoder(kBegin, kEnd, picture); },
          .create = OpenH264Encoder::create};
}

}  // namespace diemcau::media
