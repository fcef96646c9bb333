// SPDX-License-Identifier: Apache-2.0
// Software encoding with x264.
#include <gst/video/video.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "daemon/media/encode/video_encoder.h"

namespace diemcau::media {
namespace {

// Bits that may be ahead of the mean rate: keeps an IDR picture from bursting the link.
constexpr guint kVbvMs = 400;
// What one thread is given at most: 720p30, in macroblocks a second.
constexpr std::uint64_t kBlocksPerThread = 80ULL * 45 * 30;

class X264Encoder final : public VideoEncoder {
 public:
  explicit X264Encoder(ElementPtr element) : element_(std::move(element)) {}

  std::string_view name() const override { return "x264"; }
  bool hardware() const override { return false; }
  GstElement* element() const override { return element_.get(); }

  void setBitrate(std::uint32_t kbps) override { g_object_set(element_.get(), "bitrate", kbps, nullptr); }

  void requestKeyframe() override {
    const PadPtr pad(gst_element_get_static_pad(element_.get(), "src"));
    gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
  }

 private:
  ElementPtr element_;
};

}  // namespace

std::uint32_t x264Threads(const PictureFormat& picture, std::uint32_t cores) {
  const std::uint64_t blocks = ((picture.width + 15ULL) / 16) * ((picture.height + 15ULL) / 16) * picture.fps;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(blocks / kBlocksPerThread, 1, std::max(cores, 1U)));
}

bool matchX264(const VideoSettings&) {
  GstElementFactory* factory = gst_element_factory_find("x264enc");
  if (factory == nullptr) return false;
  gst_object_unref(factory);
  return true;
}

// One slice a thread and as few threads as will do: some hardware decoders dislike many slices, and one
// thread for each core of the machine would cost memory and hold pictures up under load.
Result<std::unique_ptr<VideoEncoder>> createX264(const VideoSettings& settings) {
  GstElement* made = gst_element_factory_make("x264enc", "encoder");
  if (made == nullptr) return fail("encoder", "not_made", "x264enc");
  ElementPtr element(GST_ELEMENT(gst_object_ref_sink(made)));
  gst_util_set_object_arg(G_OBJECT(made), "tune", "zerolatency");
  gst_util_set_object_arg(G_OBJECT(made), "speed-preset", "superfast");
  const std::uint32_t threads = x264Threads(settings.picture, std::thread::hardware_concurrency());
  g_object_set(made, "byte-stream", TRUE, "aud", TRUE, "bframes", 0U, "bitrate", settings.bitrate_kbps,
               "vbv-buf-capacity", kVbvMs, "key-int-max", settings.keyframe_interval_s * settings.picture.fps,
               "threads", threads, "sliced-threads", static_cast<gboolean>(threads > 1), "option-string", "scenecut=0",
               nullptr);
  return std::make_unique<X264Encoder>(std::move(element));
}

}  // namespace diemcau::media
