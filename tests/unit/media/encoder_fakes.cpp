// SPDX-License-Identifier: Apache-2.0
// A bin, and a probe behind it that does the faults.
#include "tests/unit/media/encoder_fakes.h"

#include <gst/video/video.h>

#include <chrono>
#include <thread>
#include <utility>

namespace diemcau::test {
namespace {

using namespace media;

struct Made {
  std::shared_ptr<FakeDevice> device;
  bool in_place;
};

GstPadProbeReturn onUnit(GstPad* pad, GstPadProbeInfo* info, gpointer data) noexcept {
  const Made& made = *static_cast<Made*>(data);
  const FakeDevice& device = *made.device;
  const bool fails = device.fails || (made.in_place && device.fails_in_place);
  while (device.hangs) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  if (fails) {
    GstElement* element = gst_pad_get_parent_element(pad);
    GST_ELEMENT_ERROR(element, STREAM, ENCODE, ("out of order"), (nullptr));
    gst_object_unref(element);
  }
  if (device.shifts) {
    GstBuffer* unit = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_BUFFER_PTS(unit) += GST_MSECOND;
    GST_PAD_PROBE_INFO_DATA(info) = unit;
  }
  if (device.garbles) {
    GstBuffer* unit = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    const gsize half = gst_buffer_get_size(unit) / 2;
    gst_buffer_memset(unit, half, 0x55, half);
    GST_PAD_PROBE_INFO_DATA(info) = unit;
  }
  return device.stalls || fails ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

GstPadProbeReturn onPicture(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  guint8 pixel = 0;
  gst_buffer_extract(GST_PAD_PROBE_INFO_BUFFER(info), 0, &pixel, 1);
  int none = -1;
  static_cast<Made*>(data)->device->first_pixel.compare_exchange_strong(none, pixel);
  return GST_PAD_PROBE_REMOVE;
}

void forget(gpointer made) noexcept { delete static_cast<Made*>(made); }

class PipedEncoder final : public VideoEncoder {
 public:
  explicit PipedEncoder(ElementPtr element) : element_(std::move(element)) {}
  GstElement* element() const override { return element_.get(); }
  void setBitrate(std::uint32_t) override {}
  void requestKeyframe() override {
    const ElementPtr codec(gst_bin_get_by_name(GST_BIN(element_.get()), "codec"));
    const PadPtr pad(gst_element_get_static_pad(codec.get(), "src"));
    gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
  }
  bool takeRate(const VideoSettings&) override { return true; }

 private:
  const ElementPtr element_;
};

}  // namespace

VideoEncoderBackend pipedBackend(EncoderWish wish, bool hardware, std::string description,
                                 std::shared_ptr<FakeDevice> device) {
  const auto create = [description = std::move(description),
                       device](const VideoSettings& settings) -> Result<std::unique_ptr<VideoEncoder>> {
    GError* error = nullptr;
    GstElement* made = gst_parse_bin_from_description(description.c_str(), TRUE, &error);
    if (error != nullptr) {
      std::string text = error->message;
      g_error_free(error);
      return fail("encoder", "not_made", std::move(text));
    }
    ElementPtr bin(GST_ELEMENT(gst_object_ref_sink(made)));
    if (device) {
      ++device->made;
      if (settings.in_place) ++device->made_in_place;
      const PadPtr pad(gst_element_get_static_pad(made, "src"));
      gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, onUnit, new Made{device, settings.in_place}, forget);
      const PadPtr in(gst_element_get_static_pad(made, "sink"));
      gst_pad_add_probe(in.get(), GST_PAD_PROBE_TYPE_BUFFER, onPicture, new Made{device, settings.in_place}, forget);
    }
    return std::make_unique<PipedEncoder>(std::move(bin));
  };
  return {.name = nameOf(wish),
          .wish = wish,
          .hardware = hardware,
          .match = [](const PictureFormat&) { return std::optional<EncoderFault>(); },
          .create = create,
          .in_place = hardware};
}

}  // namespace diemcau::test
