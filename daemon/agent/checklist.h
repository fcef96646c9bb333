// SPDX-License-Identifier: Apache-2.0
// What the technician in the room is to know, made from the report to the centre.
#pragma once

#include "contract/screen_plan.h"
#include "contract/status.h"

namespace diemcau::agent {

// A part is bad where a condition of it is at least a warning, good where it was seen to work. Pure.
[[nodiscard]] Checklist checklistFrom(const Status& status);

}  // namespace diemcau::agent
