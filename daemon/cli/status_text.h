// SPDX-License-Identifier: Apache-2.0
// A report and the plans in words, in Vietnamese, for whoever stands at the box. Pure functions.
#pragma once

#include <string>

#include "contract/media_plan.h"
#include "contract/screen_plan.h"
#include "contract/status.h"

namespace diemcau::cli {

// `now`: for how long ago something was. Times of day are local.
[[nodiscard]] std::string textOfStatus(const Status& status, Timestamp now);

// Without secrets.
[[nodiscard]] std::string textOfPlans(const MediaPlan& media, const ScreenPlan& screen);

}  // namespace diemcau::cli
