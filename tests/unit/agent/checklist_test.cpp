// SPDX-License-Identifier: Apache-2.0
// What the technician reads in the room while there is no makét.
#include "daemon/agent/checklist.h"

#include "tests/support/cmocka_cpp.h"

using namespace diemcau;
using diemcau::agent::checklistFrom;

namespace {

Condition conditionOf(ConditionType type) { return makeCondition(type, Timestamp{}); }

Status healthy() {
  Status status;
  status.network = {{{"eth0", true, {"192.168.1.20"}}}, 12.5};
  status.capture.emplace();
  status.capture->camera.state = SourceState::Running;
  status.capture->microphone.state = SourceState::Running;
  status.screen.emplace();
  status.screen->scanned_out.state = ProofState::Yes;
  return status;
}

void aHealthyRoomIsGoodAllOver() {
  const Checklist checklist = checklistFrom(healthy());
  for (const CheckState state :
       {checklist.network, checklist.centre, checklist.camera, checklist.microphone, checklist.display}) {
    CHECK(state == CheckState::Good);
  }
  CHECK_EQ("", checklist.trouble);
  CHECK_EQ("", checklist.action);
}

void aBoxThatHasJustStartedWaits() {
  Status status;
  status.network.interfaces = {{"eth0", true, {"192.168.1.20"}}};
  const Checklist checklist = checklistFrom(status);
  CHECK(checklist.network == CheckState::Good);
  for (const CheckState state : {checklist.centre, checklist.camera, checklist.microphone, checklist.display}) {
    CHECK(state == CheckState::Waiting);
  }
}

void withoutACableTheNetworkIsBad() {
  Status status = healthy();
  status.network.interfaces = {{"eth0", false, {}}};
  CHECK(checklistFrom(status).network == CheckState::Bad);
  status.network.interfaces = {{"eth0", true, {}}};  // nobody gives it an address
  CHECK(checklistFrom(status).network == CheckState::Bad);
}

void eachTroubleIsOfItsPart() {
  const std::pair<ConditionType, CheckState Checklist::*> cases[] = {
      {ConditionType::CentreUnreachable, &Checklist::centre}, {ConditionType::IdentityRefused, &Checklist::centre},
      {ConditionType::CameraMissing, &Checklist::camera},     {ConditionType::MicrophoneSilent, &Checklist::microphone},
      {ConditionType::ScreenNoDisplay, &Checklist::display},
  };
  for (const auto& [type, part] : cases) {
    Status status = healthy();
    status.conditions = {conditionOf(type)};
    Checklist checklist = checklistFrom(status);
    CHECK(checklist.*part == CheckState::Bad);
    CHECK_EQ(std::string(textOf(type).vi), checklist.trouble);
    CHECK_EQ(std::string(textOf(type).action_vi), checklist.action);
    // And of no other.
    checklist.*part = CheckState::Good;
    checklist.trouble = checklist.action = "";
    CHECK(checklist == checklistFrom(healthy()));
  }
}

void aRefusalIsToldWithItsReason() {
  Status status = healthy();
  status.conditions = {makeCondition(ConditionType::EnrolmentRefused, {}, "HTTP 401 token_unknown, token refused")};
  CHECK(checklistFrom(status).trouble.contains("mã cấp một lần"));
  CHECK(checklistFrom(status).action.contains("USB mới"));
  status.conditions = {makeCondition(ConditionType::EnrolmentRefused, {}, "HTTP 403 of_another_kind")};
  CHECK_EQ(std::string(textOf(ConditionType::EnrolmentRefused).vi), checklistFrom(status).trouble);
}

void theWorstIsNamedAndWhatIsOnlyWorthKnowingIsNot() {
  Status status = healthy();
  status.conditions = {conditionOf(ConditionType::ScreenTextShrunk)};
  CHECK(checklistFrom(status) == checklistFrom(healthy()));
  status.conditions.insert(status.conditions.begin(), conditionOf(ConditionType::CameraMissing));
  CHECK_EQ(std::string(textOf(ConditionType::CameraMissing).vi), checklistFrom(status).trouble);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aHealthyRoomIsGoodAllOver), TEST(aBoxThatHasJustStartedWaits),
                             TEST(withoutACableTheNetworkIsBad), TEST(eachTroubleIsOfItsPart),
                             TEST(aRefusalIsToldWithItsReason), TEST(theWorstIsNamedAndWhatIsOnlyWorthKnowingIsNot)});
}
