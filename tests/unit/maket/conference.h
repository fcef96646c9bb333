// SPDX-License-Identifier: Apache-2.0
// The conference and the sites that the makét is tested with, from centre/data.
#pragma once

#include <string>
#include <vector>

#include "contract/maket.h"
#include "maket/document.h"

namespace diemcau::test {

inline constexpr const char* kDesigns[] = {"co-dien", "xanh", "trang"};
inline constexpr const char* kSaigon = "Thành phố Hồ Chí Minh";

[[nodiscard]] MaketText conferenceText();
// Of both lists, 2022 and 2025.
[[nodiscard]] std::vector<Site> allSites();
// The conference's document for a room of that name.
[[nodiscard]] maket::Document conferenceAt(const std::string& site_name, const std::string& design = "co-dien");
[[nodiscard]] std::string templatesFolder();

}  // namespace diemcau::test
