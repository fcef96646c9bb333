// SPDX-License-Identifier: Apache-2.0
// A rollout as it is stored, and back.
#pragma once

#include <string>
#include <vector>

#include "centre/fleet/fleet.h"
#include "centre/fleet/rollout.h"
#include "centre/loop/moment.h"
#include "centre/store/rollouts.h"
#include "contract/result.h"

namespace diemcau::centre {

[[nodiscard]] RolloutTargetState stateOf(const RolloutTarget& target, std::size_t position);
// The targets and the pace; who wants it and when is the caller's.
[[nodiscard]] RolloutRecord recordOf(const Rollout& rollout);
// It goes on where it was; what it waited for may take as long again from `now` on, because the time that the centre
// was away is nobody's fault. Errors: document.* of a body; rollout.record_unknown (of a later release) with its
// position.
[[nodiscard]] Result<Rollout> rolloutFrom(const RolloutRecord& record, Fleet& fleet, const Moment& now);

}  // namespace diemcau::centre
