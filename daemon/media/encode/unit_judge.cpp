// SPDX-License-Identifier: Apache-2.0
// Units against the promises.
#include "daemon/media/encode/unit_judge.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <format>

#include "daemon/media/encode/unit_decoder.h"
#include "daemon/media/gst_pipeline.h"

namespace diemcau::media {
namespace {

constexpr GstClockTime kParseWithin = GST_SECOND;
// So many pictures may be on their way when a keyframe is asked for, and it may be any of them or one after.
constexpr std::uint32_t kOnTheWay = 2;

// NAL unit types (H.264, table 7-1).
constexpr int kIdr = 5;
constexpr int kSps = 7;
constexpr int kPps = 8;
constexpr int kDelimiter = 9;

std::vector<int> nalTypes(const std::vector<std::uint8_t>& unit) {
  std::vector<int> types;
  for (std::size_t i = 0; i + 3 < unit.size(); ++i) {
    if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1) types.push_back(unit[i + 3] & 0x1F);
  }
  return types;
}

std::vector<std::uint8_t> bytesOf(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  std::vector<std::uint8_t> bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

std::optional<std::string> faultOfForm(const KeptUnit& unit) {
  const auto types = nalTypes(unit.bytes);
  if (types.empty() || types.front() != kDelimiter) return "no delimiter first";
  const auto idr = std::ranges::find(types, kIdr);
  if (unit.keyframe != (idr != types.end())) return unit.keyframe ? "no IDR picture" : "not said to be an IDR picture";
  if (unit.keyframe && (std::find(types.begin(), idr, kSps) == idr || std::find(types.begin(), idr, kPps) == idr)) {
    return "no parameter sets before the IDR picture";
  }
  return std::nullopt;
}

bool cameWhenAsked(const std::vector<KeptUnit>& units, std::uint32_t asked_at) {
  const auto asked = units.begin() + asked_at;
  return std::any_of(asked - kOnTheWay, asked + kOnTheWay + 1, [](const KeptUnit& unit) { return unit.keyframe; });
}

// One stretch of bytes, without a word on where units begin, and what the parser makes of it. It writes start
// codes in its own way, so that the kinds of what is between them are compared.
std::optional<std::string> faultOfParse(const std::vector<KeptUnit>& units, const PictureFormat& picture) {
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

}  // namespace

std::optional<std::string> faultOf(const std::vector<KeptUnit>& units, const VideoCodec& codec,
                                   const Expected& expected) {
  if (units.size() != expected.times.size()) {
    return std::format("{} units of {} pictures", units.size(), expected.times.size());
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].pts != expected.times[i]) return std::format("unit {} has another time than its picture", i);
    if (!codec.h264) continue;
    if (auto fault = faultOfForm(units[i])) return std::format("unit {}: {}", i, *fault);
  }
  if (codec.keyframes_told && !units.front().keyframe) return "it does not begin with a keyframe";
  if (codec.keyframe_on_request && expected.keyframe_asked_at && !cameWhenAsked(units, *expected.keyframe_asked_at)) {
    return "no keyframe when it was asked for one";
  }
  if (!codec.h264) return std::nullopt;
  if (auto fault = faultOfParse(units, expected.picture)) return fault;
  return faultOfPictures(units, expected.picture, expected.points);
}

}  // namespace diemcau::media
