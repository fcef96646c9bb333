// SPDX-License-Identifier: Apache-2.0
// From a camera's mode to a pipeline.
#include "daemon/media/capture/camera_source.h"

#include <format>

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

bool present(const char* element) {
  GstElementFactory* factory = gst_element_factory_find(element);
  if (factory != nullptr) gst_object_unref(factory);
  return factory != nullptr;
}

std::string launchOf(const std::string& decoder) {
  for (const Decoder& entry : kDecoders) {
    if (decoder == entry.element) return std::string(entry.launch) + " ! ";
  }
  return {};
}

GstPadProbeReturn onPicture(GstPad*, GstPadProbeInfo* info, gpointer) noexcept {
  const bool broken = GST_BUFFER_FLAG_IS_SET(GST_PAD_PROBE_INFO_BUFFER(info), GST_BUFFER_FLAG_CORRUPTED);
  return broken ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

}  // namespace

std::vector<std::string> availableDecoders(PixelKind kind) {
  if (kind == PixelKind::Raw) return {""};
  std::vector<std::string> found;
  for (const Decoder& entry : kDecoders) {
    if (entry.kind == kind && present(entry.element)) found.emplace_back(entry.element);
  }
  return found;
}

std::string capsText(const ChosenMode& mode) {
  const PixelFormat& format = *pixelFormat(mode.fourcc);
  std::string caps;
  switch (format.kind) {
    case PixelKind::Jpeg:
      caps = "image/jpeg";
      break;
    case PixelKind::H264:
      caps = "video/x-h264";
      break;
    default:
      caps = std::format("video/x-raw,format={}", format.name);
  }
  caps += std::format(",width={},height={}", mode.width, mode.height);
  if (mode.rate.numerator > 0) caps += std::format(",framerate={}/{}", mode.rate.numerator, mode.rate.denominator);
  return caps;
}

std::string pictureTail(const PictureFormat& format, bool interlaced) {
  return std::format("{}videoconvertscale name=normalise add-borders=true ! {} ! appsink name=out sync=false",
                     interlaced ? "deinterlace fields=top ! " : "", pictureCaps(format));
}

BuiltSource buildCamera(const CameraPlan& plan, const PictureFormat& format) {
  if (plan.mode.converted) return buildConverted(plan, format);
  auto pipeline = parsePipeline(std::format("v4l2src name=device ! capsfilter caps=\"{}\" ! {}{}", capsText(plan.mode),
                                            launchOf(plan.decoder), pictureTail(format, plan.interlaced)));
  if (!pipeline) return pipeline;
  setProperty(pipeline->get(), "device", "device", plan.node);
  const ElementPtr device(gst_bin_get_by_name(GST_BIN(pipeline->get()), "device"));
  const PadPtr pad(gst_element_get_static_pad(device.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, onPicture, nullptr, nullptr);
  return pipeline;
}

}  // namespace diemcau::media
