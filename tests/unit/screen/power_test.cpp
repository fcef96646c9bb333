// SPDX-License-Identifier: Apache-2.0
// Which display's sleep counts.
#include "daemon/screen/cec/power_watch.h"
#include "tests/support/cmocka_cpp.h"

using namespace diemcau;
using namespace diemcau::screen;

namespace {

constexpr ConnectorId kWall{0, 77};
constexpr ConnectorId kDesk{0, 81};
const PowerAnswer kOn{ProofState::Yes, "CEC: on"};
const PowerAnswer kStandby{ProofState::No, "CEC: standby"};
const PowerAnswer kSilent{ProofState::Unknown, "CEC: the display does not answer"};

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

}  // namespace

int main() {
  return test::run(
      {TEST(onlyADisplayThatIsUsedCounts), TEST(anAdapterThatDoesNotTellWhoseItIsCounts), TEST(nobodysWordIsUnknown)});
}
