// SPDX-License-Identifier: Apache-2.0
// From conditions to five words and a sentence.
#include "daemon/agent/checklist.h"

#include <algorithm>

#include "contract/enrolment_refusal.h"

namespace diemcau::agent {
namespace {

bool matters(const Condition& condition) { return condition.level >= ConditionLevel::Warning; }

// Types are named after the part that they are of.
bool troubles(const Status& status, std::string_view part) {
  return std::ranges::any_of(status.conditions, [part](const Condition& condition) {
    return matters(condition) && textOf(condition.type).name.starts_with(part);
  });
}

CheckState stateOf(bool troubled, bool works) {
  if (troubled) return CheckState::Bad;
  return works ? CheckState::Good : CheckState::Waiting;
}

bool isConnected(const NetworkStatus& network) {
  return std::ranges::any_of(network.interfaces,
                             [](const InterfaceStatus& one) { return one.carrier && !one.addresses.empty(); });
}

bool isRunning(SourceState state) { return state == SourceState::Running; }

}  // namespace

Checklist checklistFrom(const Status& status) {
  Checklist checklist;
  const bool answers = status.network.centre_rtt_ms > 0;
  const bool untold = troubles(status, "centre_") || troubles(status, "identity_") ||
                      troubles(status, "enrolment_failed") || troubles(status, "enrolment_refused");
  checklist.network = stateOf(!isConnected(status.network), true);
  checklist.centre = stateOf(untold, answers);
  checklist.camera = stateOf(troubles(status, "camera_"), status.capture && isRunning(status.capture->camera.state));
  checklist.microphone =
      stateOf(troubles(status, "microphone_"), status.capture && isRunning(status.capture->microphone.state));
  checklist.display =
      stateOf(troubles(status, "screen_"), status.screen && status.screen->scanned_out.state == ProofState::Yes);
  const auto worst = std::ranges::find_if(status.conditions, matters);
  if (worst != status.conditions.end()) {
    const bool refused = worst->type == ConditionType::EnrolmentRefused;
    const EnrolmentRefusal* const why = refused ? enrolmentRefusalIn(worst->detail) : nullptr;
    checklist.trouble = why != nullptr ? why->vi : textOf(worst->type).vi;
    checklist.action = why != nullptr ? why->action_vi : textOf(worst->type).action_vi;
  }
  return checklist;
}

}  // namespace diemcau::agent
