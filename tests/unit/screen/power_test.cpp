// SPDX-License-Identifier: Apache-2.0
// Which display's sleep counts.
#include "daemon/screen/cec/power_watch.h"
#include "tests/support/cmocka_cpp.h"

using namespace diemcau;
using namespace diemcau::screen;

namespace {

constexpr ConnectorId kWall{0, 77};
constexpr ConnectorId kDesk{0, 81};
const PowerAnswer kOn{ProofState::Yes, "cec.on"};
const PowerAnswer kStandby{ProofState::No, "cec.standby"};
const PowerAnswer kSilent{ProofState::Unknown, "cec.no_answer"};

void onlyADisplayThatIsUsedCounts() {
  CHECK(kOn == powerOf({{kDesk, kStandby}, {kWall, kOn}}, {kWall}));
  CHECK(kStandby == powerOf({{kDesk, kStandby}, {kWall, kOn}}, {kDesk}));
  CHECK(kStandby == powerOf({{kWall, kOn}, {kDesk, kStandby}}, {kWall, kDesk}));
  CHECK(kOn == powerOf({{kWall, kOn}, {ConnectorId{1, 77}, kStandby}}, {kWall}));
}

// As some drivers have it: the adapter may be any display's.
void anAdapterThatDoesNotTellWhoseItIsCounts() {
  CHECK(kStandby == powerOf({{std::nullopt, kStandby}, {kWall, kOn}}, {kWall}));
  CHECK(kOn == powerOf({{std::nullopt, kOn}}, {}));
}

void nobodysWordIsUnknown() {
  CHECK(powerOf({}, {kWall}).awake == ProofState::Unknown);
  CHECK(powerOf({{kDesk, kOn}}, {kWall}).awake == ProofState::Unknown);
  CHECK(kSilent == powerOf({{kWall, kSilent}}, {kWall}));
  CHECK(kOn == powerOf({{kWall, kSilent}, {kDesk, kOn}}, {kWall, kDesk}));
}

void eachAnswerIsARowOfTheTable() {
  CHECK_EQ("cec.on", powerIn(0).detail);
  CHECK_EQ("cec.standby", powerIn(1).detail);
  CHECK_EQ("cec.waking", powerIn(2).detail);
  CHECK_EQ("cec.falling_asleep", powerIn(3).detail);
  CHECK_EQ("cec.other_status: 17", powerIn(17).detail);
  CHECK_EQ("cec.no_adapter", powerOf({}, {kWall}).detail);
}

}  // namespace

int main() {
  return test::run({TEST(onlyADisplayThatIsUsedCounts), TEST(anAdapterThatDoesNotTellWhoseItIsCounts),
                    TEST(nobodysWordIsUnknown), TEST(eachAnswerIsARowOfTheTable)});
}
