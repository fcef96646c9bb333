// SPDX-License-Identifier: Apache-2.0
// The members that Status shares with the workers' observations. For contract/ only.
//
// What is written is fitted to what may be read (fitText, fitReal, the length of lists): a report with a
// driver's odd message in it, a hundred network interfaces or a level of minus infinity arrives all the same.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "contract/json_document.h"
#include "contract/media_status.h"
#include "contract/screen_status.h"

namespace diemcau {

inline constexpr double kMaxReal = 1e15;  // any measured number
inline constexpr std::uint64_t kMaxCount = UINT64_MAX;
inline constexpr std::size_t kMaxDetail = TextRule().max_bytes;
inline constexpr double kLeastDecibels = -1000;
inline constexpr double kMostDecibels = 100;

// The nearest number that may stand in the document; `least` for what is none.
[[nodiscard]] inline double fitReal(double value, double least, double most) {
  return std::isnan(value) ? least : std::clamp(value, least, most);
}

[[nodiscard]] CaptureStatus readCapture(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const CaptureStatus& capture);
[[nodiscard]] EncodeStatus readEncode(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const EncodeStatus& encode);
[[nodiscard]] UplinkStatus readUplinkStatus(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const UplinkStatus& uplink);
[[nodiscard]] SmallPictureStatus readSmallPicture(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const SmallPictureStatus& small);
[[nodiscard]] LocalRecordingStatus readRecordingStatus(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const LocalRecordingStatus& recording);
[[nodiscard]] SnapshotStatus readSnapshot(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const SnapshotStatus& snapshot);
[[nodiscard]] ScreenStatus readScreenStatus(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const ScreenStatus& status);
[[nodiscard]] std::vector<Condition> readConditions(ObjectReader& parent);
[[nodiscard]] OrderedJson toJson(const std::vector<Condition>& conditions);
// An optional time: absent where there is none.
[[nodiscard]] std::optional<Timestamp> readOptionalTime(ObjectReader& parent, std::string_view name);

}  // namespace diemcau
