// SPDX-License-Identifier: Apache-2.0
// The dates that a Vietnamese text states, to hold them against the day of the conference.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

namespace diemcau::centre {

// "ngày 15 tháng 7 năm 2022", in whatever case, and "15/7/2022", "15-7-2022", "15.7.2022", in the order of the text
// (UTF-8, NFC). A date that no calendar has is there too.
[[nodiscard]] std::vector<std::chrono::year_month_day> statedDates(std::string_view text);

}  // namespace diemcau::centre
