// SPDX-License-Identifier: Apache-2.0
// From a camera's mode to a pipeline.
#include "daemon/media/capture/camera_source.h"

#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>
#include <linux/videodev2.h>

#include <algorithm>
#include <format>
#include <memory>
#include <utility>

#include "daemon/media/capture/camera_pictures.h"
#include "daemon/media/gst_pipeline.h"
#include "daemon/media/gst_ptr.h"

namespace diemcau::media {
namespace {

// Hardware first, then the one that is quickest on a CPU. What a decoder wants in front of it, and what
// keeps it from holding pictures back.
struct Decoder {
  PixelKind kind;
  const char* element;
  const char* launch;
};
constexpr Decoder kDecoders[] = {
    {PixelKind::Jpeg, "v4l2jpegdec", "jpegparse ! v4l2jpegdec"},
    {PixelKind::Jpeg, "vajpegdec", "jpegparse ! vajpegdec"},
    {PixelKind::Jpeg, "jpegdec", "jpegdec"},
    {PixelKind::Jpeg, "avdec_mjpeg", "avdec_mjpeg max-threads=1"},
    {PixelKind::H264, "v4l2slh264dec", "h264parse ! v4l2slh264dec"},
    {PixelKind::H264, "v4l2h264dec", "h264parse ! v4l2h264dec"},
    {PixelKind::H264, "vah264dec", "h264parse ! vah264dec"},
    {PixelKind::H264, "avdec_h264", "h264parse ! avdec_h264 thread-type=slice output-corrupt=false"},
    {PixelKind::H264, "openh264dec", "h264parse ! openh264dec"},
};

std::string launchOf(const std::string& decoder) {
  for (const Decoder& entry : kDecoders) {
    if (decoder == entry.element) return std::string(entry.launch) + " ! ";
  }
  return {};
}

// GStreamer's word for the colours of a raw picture.
std::string colorimetry(const PictureLayout& layout) {
  const bool hd = layout.encoding == V4L2_YCBCR_ENC_709 ||
                  (layout.encoding == V4L2_YCBCR_ENC_DEFAULT && layout.colourspace == V4L2_COLORSPACE_REC709);
  const bool full = layout.quantisation == V4L2_QUANTIZATION_FULL_RANGE ||
                    (layout.quantisation == V4L2_QUANTIZATION_DEFAULT && layout.colourspace == V4L2_COLORSPACE_JPEG);
  GstVideoColorimetry colours;
  gst_video_colorimetry_from_string(&colours, hd ? GST_VIDEO_COLORIMETRY_BT709 : GST_VIDEO_COLORIMETRY_BT601);
  if (full) colours.range = GST_VIDEO_COLOR_RANGE_0_255;
  gchar* text = gst_video_colorimetry_to_string(&colours);
  std::string word = text;
  g_free(text);
  return word;
}

std::string rawCaps(const std::string& name, const StreamWish& wish, const PictureLayout& layout) {
  std::string caps = "video/x-raw,format=" + name;
  if (GST_VIDEO_FORMAT_INFO_IS_YUV(gst_video_format_get_info(gst_video_format_from_string(name.c_str())))) {
    caps += ",colorimetry=" + colorimetry(layout);
  }
  if (wish.interlaced) caps += ",interlace-mode=interleaved";
  return caps;
}

// A rate of 0: it does not say.
std::string capsOf(const StreamWish& wish, const PictureLayout& layout) {
  const PixelFormat& format = *pixelFormat(wish.mode.fourcc);
  std::string caps;
  if (format.kind == PixelKind::Raw) caps = rawCaps(std::string(format.name), wish, layout);
  if (format.kind == PixelKind::Jpeg) caps = "image/jpeg";
  if (format.kind == PixelKind::H264) caps = "video/x-h264,stream-format=byte-stream,alignment=au";
  return std::format("{},width={},height={},framerate={}/{}", caps, wish.mode.width, wish.mode.height,
                     wish.mode.rate.numerator, wish.mode.rate.denominator);
}

// What the source's streaming thread asks for the next picture.
class CameraFeed {
 public:
  CameraFeed(StreamWish wish, std::shared_ptr<V4l2Stream> stream)
      : wish_(std::move(wish)), stream_(std::move(stream)), pictures_(wish_, stream_) {}

  // Waits for it; returns early when the pipeline ends.
  void give(GstAppSrc* source) {
    const PadPtr pad(gst_element_get_static_pad(GST_ELEMENT(source), "src"));
    V4l2Stream::Picture picture;
    while (!GST_PAD_IS_FLUSHING(pad.get())) {
      const auto outcome = stream_->next(picture);
      if (!outcome) return fail(source, outcome.error());
      if (*outcome == V4l2Stream::Outcome::Nothing) continue;
      auto taken = pictures_.take(picture);
      if (!taken) return fail(source, taken.error());
      if (!*taken) continue;
      return push(source, std::move(*taken), picture.captured);
    }
  }

 private:
  void push(GstAppSrc* source, BufferPtr picture, MediaTime captured) {
    const auto base = static_cast<std::int64_t>(gst_element_get_base_time(GST_ELEMENT(source)));
    GST_BUFFER_PTS(picture.get()) = static_cast<GstClockTime>(std::max<std::int64_t>(captured.count() - base, 0));
    if (wish_.interlaced) {
      GST_BUFFER_FLAG_SET(picture.get(), GST_VIDEO_BUFFER_FLAG_INTERLACED | GST_VIDEO_BUFFER_FLAG_TFF);
    }
    gst_app_src_push_buffer(source, picture.release());
  }

  static void fail(GstAppSrc* source, const SourceFault& fault) {
    const bool gone = fault.kind == SourceFaultKind::Missing;
    gst_element_message_full(GST_ELEMENT(source), GST_MESSAGE_ERROR, GST_RESOURCE_ERROR,
                             gone ? GST_RESOURCE_ERROR_NOT_FOUND : GST_RESOURCE_ERROR_READ,
                             g_strdup(fault.detail.c_str()), nullptr, __FILE__, __func__, __LINE__);
    gst_app_src_end_of_stream(source);
  }

  const StreamWish wish_;
  const std::shared_ptr<V4l2Stream> stream_;
  CameraPictures pictures_;
};

void onNeedData(GstAppSrc* source, guint, gpointer feed) noexcept { static_cast<CameraFeed*>(feed)->give(source); }
void freeFeed(gpointer feed) noexcept { delete static_cast<CameraFeed*>(feed); }

}  // namespace

std::vector<std::string> availableDecoders(PixelKind kind) {
  if (kind == PixelKind::Raw) return {""};
  std::vector<std::string> found;
  for (const Decoder& entry : kDecoders) {
    if (entry.kind == kind && hasElement(entry.element)) found.emplace_back(entry.element);
  }
  return found;
}

BuiltSource buildCamera(const CameraPlan& plan, std::unique_ptr<V4l2Stream> stream, const PictureFormat& format) {
  auto pipeline =
      buildSource(std::format("appsrc name=device is-live=true format=time max-buffers=1 caps=\"{}\" ! {}{}"
                              "videoconvertscale name=normalise add-borders=true ! {} ! appsink name=out sync=false",
                              capsOf(plan.stream, stream->layout()), launchOf(plan.decoder),
                              plan.stream.interlaced ? "deinterlace fields=top ! " : "", pictureCaps(format)));
  if (!pipeline) return pipeline;
  const ElementPtr device(gst_bin_get_by_name(GST_BIN(pipeline->get()), "device"));
  GstAppSrcCallbacks callbacks{};
  callbacks.need_data = onNeedData;
  gst_app_src_set_callbacks(GST_APP_SRC(device.get()), &callbacks, new CameraFeed(plan.stream, std::move(stream)),
                            freeFeed);
  return pipeline;
}

}  // namespace diemcau::media
