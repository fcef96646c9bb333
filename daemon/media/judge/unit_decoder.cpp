// SPDX-License-Identifier: Apache-2.0
// Units in, pictures out, and compared.
#include "daemon/media/judge/unit_decoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <format>
#include <string_view>
#include <vector>

#include "daemon/media/gst_pipeline.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kWithin = 3s;

struct Decoder {
  const char* element;
  const char* launch;
};
constexpr std::array kDecoders{Decoder{"openh264dec", "openh264dec"},
                               Decoder{"avdec_h264", "avdec_h264 max-threads=1 output-corrupt=false"}};

const Decoder* decoderOfThisMachine() {
  for (const Decoder& decoder : kDecoders) {
    if (hasElement(decoder.element)) return &decoder;
  }
  return nullptr;
}

struct Decoded {
  std::vector<PicturePoints> pictures;
  bool late = false;                 // there may have been more
  std::optional<std::string> fault;  // it did not end well
};

void feed(GstElement* pipeline, std::span<const KeptUnit> units) {
  const ElementPtr in(gst_bin_get_by_name(GST_BIN(pipeline), "in"));
  for (const KeptUnit& unit : units) {
    GstBuffer* buffer = gst_buffer_new_memdup(unit.bytes.data(), unit.bytes.size());
    GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = static_cast<GstClockTime>(unit.pts.count());
    gst_app_src_push_buffer(GST_APP_SRC(in.get()), buffer);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
}

Decoded pull(GstElement* pipeline, const PictureFormat& picture) {
  const ElementPtr out(gst_bin_get_by_name(GST_BIN(pipeline), "out"));
  Decoded decoded;
  const MediaTime until = mediaNow() + kWithin;
  for (MediaTime left = kWithin; left > 0ns; left = until - mediaNow()) {
    const SamplePtr sample(
        gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), static_cast<GstClockTime>(left.count())));
    if (!sample) {
      const BusPtr bus(gst_pipeline_get_bus(GST_PIPELINE(pipeline)));
      decoded.fault = takeError(bus.get());
      decoded.late = !decoded.fault && gst_app_sink_is_eos(GST_APP_SINK(out.get())) == FALSE;
      return decoded;
    }
    auto points = pointsOf(gst_sample_get_buffer(sample.get()), picture);
    if (!points) {
      decoded.fault = "a picture of another size";
      return decoded;
    }
    decoded.pictures.push_back(std::move(*points));
  }
  decoded.late = true;
  return decoded;
}

}  // namespace

std::optional<std::string> faultOfPictures(std::span<const KeptUnit> units, const PictureFormat& picture,
                                           std::span<const PicturePoints> encoded) {
  const Decoder* decoder = decoderOfThisMachine();
  if (decoder == nullptr) {
    spdlog::warn("encoder: no decoder is there to look at what it gives");
    return std::nullopt;
  }
  const auto pipeline = parsePipeline(std::format(
      "appsrc name=in format=time caps=video/x-h264,stream-format=byte-stream,alignment=au ! h264parse ! {} ! "
      "video/x-raw,format=I420,width={},height={} ! appsink name=out sync=false",
      decoder->launch, picture.width, picture.height));
  if (!pipeline) return pipeline.error();
  gst_element_set_state(pipeline->get(), GST_STATE_PLAYING);
  feed(pipeline->get(), units);
  const Decoded decoded = pull(pipeline->get(), picture);
  gst_element_set_state(pipeline->get(), GST_STATE_NULL);
  if (decoded.fault) return std::format("{} does not decode it: {}", decoder->element, *decoded.fault);
  const std::size_t count = decoded.pictures.size();
  if (count == 0 || (!decoded.late && count != units.size())) {
    return std::format("{} finds {} pictures in {} units", decoder->element, count, units.size());
  }
  return encoded.size() == units.size() ? differenceOf(encoded, decoded.pictures) : std::nullopt;
}

}  // namespace diemcau::media
