// SPDX-License-Identifier: Apache-2.0
// Vietnamese words for the states in documents, and numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "contract/condition.h"
#include "contract/config.h"
#include "contract/media_status.h"
#include "contract/screen_status.h"

namespace diemcau::cli {

[[nodiscard]] std::string_view wordFor(SourceState state);
[[nodiscard]] std::string_view wordFor(SignalState state);
[[nodiscard]] std::string_view wordFor(PictureStep step);
[[nodiscard]] std::string_view wordFor(PassedOver reason);
[[nodiscard]] std::string_view wordFor(UplinkState state);
[[nodiscard]] std::string_view wordFor(SmallPictureState state);
[[nodiscard]] std::string_view wordFor(LocalRecordingState state);
[[nodiscard]] std::string_view wordFor(ProofState state);
[[nodiscard]] std::string_view wordFor(Scene scene);
[[nodiscard]] std::string_view wordFor(ConditionLevel level);

[[nodiscard]] std::string localTime(Timestamp time);           // "15/07/2022 08:00:00"
[[nodiscard]] std::string spanOf(std::chrono::seconds span);   // "2 giờ 5 phút"
[[nodiscard]] std::string bytesOf(std::uint64_t bytes);        // "12,5 MiB"
[[nodiscard]] std::string number(double value, int decimals);  // "12,5": a comma, as people write it

}  // namespace diemcau::cli
