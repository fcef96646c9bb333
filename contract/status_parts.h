// SPDX-License-Identifier: Apache-2.0
// The members that Status shares with the workers' observations. For contract/ only.
#pragma once

#include <vector>

#include "contract/json_document.h"
#include "contract/media_status.h"
#include "contract/screen_status.h"

namespace diemcau {

inline constexpr double kMaxReal = 1e15;  // any measured number
inline constexpr std::uint64_t kMaxCount = UINT64_MAX;

[[nodiscard]] CaptureStatus readCapture(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const CaptureStatus& capture);
[[nodiscard]] EncodeStatus readEncode(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const EncodeStatus& encode);
[[nodiscard]] UplinkStatus readUplinkStatus(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const UplinkStatus& uplink);
[[nodiscard]] SnapshotStatus readSnapshot(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const SnapshotStatus& snapshot);
[[nodiscard]] ScreenStatus readScreenStatus(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const ScreenStatus& status);
[[nodiscard]] std::vector<Condition> readConditions(ObjectReader& parent);
[[nodiscard]] OrderedJson toJson(const std::vector<Condition>& conditions);
// An optional time: absent where there is none.
[[nodiscard]] std::optional<Timestamp> readOptionalTime(ObjectReader& parent, std::string_view name);

}  // namespace diemcau
