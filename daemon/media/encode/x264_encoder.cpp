// SPDX-License-Identifier: Apache-2.0
// Software encoding with x264.
#include <thread>
#include <utility>

#include "daemon/media/encode/element_encoder.h"

namespace diemcau::media {
namespace {

constexpr char kBegin[] = "x264";
constexpr char kEnd[] = "enc";
// Bits that may be ahead of the mean rate: keeps an IDR picture from bursting the link.
constexpr guint kVbvMs = 400;

class X264Encoder final : public ElementEncoder {
 public:
  X264Encoder(Parts parts, std::uint32_t threads) : ElementEncoder(std::move(parts)), threads_(threads) {}

  static Result<std::unique_ptr<VideoEncoder>> create(const VideoSettings& settings) {
    const auto found = findEncoder(kBegin, kEnd, settings.picture);
    if (!found) return fail("encoder", "not_made", found.error().detail);
    auto parts = assemble(*found, false);
    if (!parts) return fail("encoder", "not_made", "x264enc");
    const std::uint32_t threads = encoderThreads(settings.picture, std::thread::hardware_concurrency());
    GObject* codec = G_OBJECT(parts->inner.get());
    gst_util_set_object_arg(codec, "tune", "zerolatency");
    gst_util_set_object_arg(codec, "speed-preset", "superfast");
    g_object_set(codec, "byte-stream", TRUE, "aud", TRUE, "bframes", 0U, "bitrate", settings.bitrate_kbps,
                 "vbv-buf-capacity", kVbvMs, "key-int-max", mostBetweenKeyframes(settings), "threads", threads,
                 "sliced-threads", static_cast<gboolean>(threads > 1), "option-string", "scenecut=0", nullptr);
    return std::make_unique<X264Encoder>(std::move(*parts), threads);
  }

  void setBitrate(std::uint32_t kbps) override { g_object_set(inner(), "bitrate", kbps, nullptr); }

  // The element opens x264 anew when the caps change; its threads are settled while it runs.
  bool takeRate(const VideoSettings& settings) override {
    return encoderThreads(settings.picture, std::thread::hardware_concurrency()) == threads_;
  }

 private:
  const std::uint32_t threads_;
};

}  // namespace

VideoEncoderBackend x264Backend() {
  return {.name = nameOf(EncoderWish::X264),
          .wish = EncoderWish::X264,
          .hardware = false,
          .match = [](const PictureFormat& picture) { return matchEncoder(kBegin, kEnd, picture); },
          .create = X264Encoder::create};
}

}  // namespace diemcau::media
