// SPDX-License-Identifier: Apache-2.0
// Whether rooms draw what the centre draws of the same Config at the same size, and what follows where they do not.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract/screen_status.h"

namespace diemcau::centre {

enum class Agreement {
  Same,         // the same pixels
  OtherInputs,  // another template, other fonts, other words
  OtherPixels,  // the same inputs, drawn otherwise
};
[[nodiscard]] std::string_view nameOf(Agreement agreement);
[[nodiscard]] Agreement compare(const RenderedFrame& room, const RenderedFrame& centre);

struct ComparedScreen {
  std::string endpoint;
  std::string software;  // version, as the room reports it
  Agreement agreement = Agreement::Same;
};

// All rooms of one software version draw otherwise than the centre, in the same way: it is the version that differs.
struct DrawnOtherwise {
  std::string software;
  std::size_t rooms = 0;
  Agreement how = Agreement::OtherInputs;

  friend bool operator==(const DrawnOtherwise&, const DrawnOtherwise&) = default;
};

struct ScreenVerdict {
  std::set<std::string> odd;  // endpoints that differ on their own account
  std::vector<DrawnOtherwise> alike;
};

// One room alone of its version tells nothing of the version: it is odd itself.
[[nodiscard]] ScreenVerdict judgeScreens(const std::vector<ComparedScreen>& screens);

}  // namespace diemcau::centre
