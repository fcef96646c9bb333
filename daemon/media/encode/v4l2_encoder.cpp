// SPDX-License-Identifier: Apache-2.0
// Encoding by a V4L2 stateful memory-to-memory device, as most boards have one.
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <utility>

#include "daemon/media/encode/device_pictures.h"
#include "daemon/media/encode/element_encoder.h"

namespace diemcau::media {
namespace {

constexpr char kBegin[] = "v4l2";

struct StructureRelease {
  void operator()(GstStructure* structure) const noexcept { gst_structure_free(structure); }
};

// The element sets controls by the names that the kernel gives them (v4l2-ctrls-defs.c), at once while it is
// open; a control that the device lacks is passed by.
void setControls(GstElement* codec, GstStructure* made) {
  const std::unique_ptr<GstStructure, StructureRelease> controls(made);
  g_object_set(codec, "extra-controls", controls.get(), nullptr);
}

// What is done to the device before it gets a picture.
struct Feed {
  std::atomic<int> bits = 0;                 // a second, that are to be set; 0: none are
  std::unique_ptr<DevicePictures> pictures;  // null: the element copies them
};
using FeedShare = std::shared_ptr<Feed>;

// On the thread that feeds the device: a driver that hangs holds nobody else up.
GstPadProbeReturn beforePicture(GstPad* pad, GstPadProbeInfo* info, gpointer data) noexcept {
  Feed& feed = **static_cast<FeedShare*>(data);
  if (const int bits = feed.bits.exchange(0); bits != 0) {
    const ElementPtr codec(gst_pad_get_parent_element(pad));
    setControls(codec.get(), gst_structure_new("controls", "video_bitrate", G_TYPE_INT, bits, nullptr));
  }
  if (!feed.pictures) return GST_PAD_PROBE_OK;
  BufferPtr placed = feed.pictures->place(GST_PAD_PROBE_INFO_BUFFER(info));
  if (!placed) return GST_PAD_PROBE_DROP;
  gst_buffer_unref(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = placed.release();
  return GST_PAD_PROBE_OK;
}

void forget(gpointer data) noexcept { delete static_cast<FeedShare*>(data); }

// Null: its device cannot, and the element is to copy as it does by itself.
std::unique_ptr<DevicePictures> readInPlace(GstElement* codec, const PictureFormat& picture) {
  gchar* node = nullptr;
  g_object_get(codec, "device", &node, nullptr);
  auto pictures = DevicePictures::create(node != nullptr ? node : "", picture);
  g_free(node);
  if (!pictures) {
    spdlog::info("encoder: v4l2 gets copies of the pictures: {}", pictures.error().describe());
    return nullptr;
  }
  gst_util_set_object_arg(G_OBJECT(codec), "output-io-mode", "dmabuf-import");
  return std::move(*pictures);
}

class V4l2Encoder final : public ElementEncoder {
 public:
  V4l2Encoder(const VideoCodec& codec, Parts parts, std::unique_ptr<DevicePictures> pictures)
      : ElementEncoder(std::move(parts)), codec_(codec) {
    feed_->pictures = std::move(pictures);
    const PadPtr pad(gst_element_get_static_pad(inner(), "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, beforePicture, new FeedShare(feed_), forget);
  }

  static Result<std::unique_ptr<VideoEncoder>> create(const VideoCodec& codec, const VideoSettings& settings) {
    const auto found = findEncoder(kBegin, codec.element, settings.picture);
    if (!found) return fail("encoder", "not_made", found.error().detail);
    auto parts = assemble(*found, codec.h264);
    if (!parts) return fail("encoder", "not_made", "the element or h264parse");
    const auto frames = static_cast<int>(mostBetweenKeyframes(settings));
    // Rate control each frame, at a constant rate (1); parameter sets in the buffer of their picture (1).
    setControls(parts->inner.get(), gst_structure_new("controls", "frame_level_rate_control_enable", G_TYPE_INT, 1,
                                                      "video_bitrate_mode", G_TYPE_INT, 1, "video_bitrate", G_TYPE_INT,
                                                      static_cast<int>(settings.bitrate_kbps * 1000), "video_b_frames",
                                                      G_TYPE_INT, 0, "video_gop_size", G_TYPE_INT, frames,
                                                      "h264_i_frame_period", G_TYPE_INT, frames, "sequence_header_mode",
                                                      G_TYPE_INT, 1, "repeat_sequence_header", G_TYPE_INT, 1, nullptr));
    std::unique_ptr<DevicePictures> pictures;
    if (settings.in_place && found->takes_i420) pictures = readInPlace(parts->inner.get(), settings.picture);
    return std::make_unique<V4l2Encoder>(codec, std::move(*parts), std::move(pictures));
  }

  const VideoCodec& codec() const override { return codec_; }

  void setBitrate(std::uint32_t kbps) override { feed_->bits = static_cast<int>(kbps * 1000); }

  // Drivers would have to be drained and set up again for it: that is what a new one does anyway.
  bool takeRate(const VideoSettings&) override { return false; }

 private:
  const VideoCodec codec_;
  const FeedShare feed_ = std::make_shared<Feed>();
};

}  // namespace

bool encodesInPlace(const PictureFormat& picture) {
  const auto found = findEncoder(kBegin, kH264OfDevice.element, picture);
  return found && found->takes_i420;
}

VideoEncoderBackend v4l2Backend(const VideoCodec& codec) {
  return {.name = nameOf(EncoderWish::V4l2),
          .wish = EncoderWish::V4l2,
          .hardware = true,
          .match = [codec](const PictureFormat& picture) { return matchEncoder(kBegin, codec.element, picture); },
          .create = [codec](const VideoSettings& settings) { return V4l2Encoder::create(codec, settings); },
          .in_place = true};
}

}  // namespace diemcau::media
