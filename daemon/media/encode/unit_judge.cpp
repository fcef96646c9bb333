// SPDX-License-Identifier: Apache-2.0
// Units against the promises.
#include "daemon/media/encode/unit_judge.h"

#include <algorithm>
#include <format>

#include "daemon/media/encode/judge_process.h"
#include "daemon/media/judge/nal_types.h"

namespace diemcau::media {
namespace {

// So many pictures may be on their way when a keyframe is asked for, and it may be any of them or one after.
constexpr std::uint32_t kOnTheWay = 2;

std::optional<std::string> faultOfForm(const KeptUnit& unit) {
  const auto types = nalTypes(unit.bytes);
  if (types.empty() || types.front() != kNalDelimiter) return "no delimiter first";
  const auto idr = std::ranges::find(types, kNalIdr);
  if (unit.keyframe != (idr != types.end())) return unit.keyframe ? "no IDR picture" : "not said to be an IDR picture";
  if (unit.keyframe &&
      (std::find(types.begin(), idr, kNalSps) == idr || std::find(types.begin(), idr, kNalPps) == idr)) {
    return "no parameter sets before the IDR picture";
  }
  return std::nullopt;
}

bool cameWhenAsked(const std::vector<KeptUnit>& units, std::uint32_t asked_at) {
  const auto asked = units.begin() + asked_at;
  return std::any_of(asked - kOnTheWay, asked + kOnTheWay + 1, [](const KeptUnit& unit) { return unit.keyframe; });
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
  return askJudge({.picture = expected.picture, .units = units, .points = expected.points});
}

}  // namespace diemcau::media
