// SPDX-License-Identifier: Apache-2.0
// Bytes in, units out, and compared.
#include "daemon/media/judge/unit_parser.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <format>
#include <vector>

#include "daemon/media/gst_pipeline.h"
#include "daemon/media/judge/nal_types.h"

namespace diemcau::media {
namespace {

constexpr GstClockTime kParseWithin = GST_SECOND;

std::vector<std::uint8_t> bytesOf(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  std::vector<std::uint8_t> bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

// One stretch of bytes, without a word on where units begin, and what the parser makes of it. It writes start
// codes in its own way, so that the kinds of what is between them are compared.
std::optional<std::string> faultOfParse(std::span<const KeptUnit> units, const PictureFormat& picture) {
  const auto pipeline = parsePipeline(
      "appsrc name=in caps=video/x-h264,stream-format=byte-stream ! h264parse ! "
      "video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=out sync=false");
  if (!pipeline) return pipeline.error();
  const ElementPtr in(gst_bin_get_by_name(GST_BIN(pipeline->get()), "in"));
  const ElementPtr out(gst_bin_get_by_name(GST_BIN(pipeline->get()), "out"));
  gst_element_set_state(pipeline->get(), GST_STATE_PLAYING);
  for (const KeptUnit& unit : units) {
    gst_app_src_push_buffer(GST_APP_SRC(in.get()), gst_buffer_new_memdup(unit.bytes.data(), unit.bytes.size()));
  }
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));

  std::optional<std::string> fault;
  std::size_t found = 0;
  while (!fault) {
    const SamplePtr sample(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), kParseWithin));
    if (!sample) break;
    const GstStructure* caps = gst_caps_get_structure(gst_sample_get_caps(sample.get()), 0);
    int width = 0;
    int height = 0;
    gst_structure_get_int(caps, "width", &width);
    gst_structure_get_int(caps, "height", &height);
    if (width != static_cast<int>(picture.width) || height != static_cast<int>(picture.height)) {
      fault = std::format("pictures of {}×{}", width, height);
    } else if (found >= units.size() || nalTypes(bytesOf(sample.get())) != nalTypes(units[found].bytes)) {
      fault = std::format("unit {} is not one whole picture", found);
    }
    ++found;
  }
  gst_element_set_state(pipeline->get(), GST_STATE_NULL);
  if (!fault && found != units.size()) fault = std::format("{} whole pictures in {} units", found, units.size());
  return fault;
}

}  // namespace diemcau::media
