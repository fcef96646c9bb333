// SPDX-License-Identifier: Apache-2.0
// A room whose screen is not as the centre draws it is told from a software version that draws otherwise.
#include "centre/fleet/screen_agreement.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "centre/fleet/fleet.h"
#include "centre/operators/views.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using nlohmann::json;

void theSameInputsWithOtherPixelsAreToldApart() {
  RenderedFrame centre;
  centre.inputs_sha256 = "inputs";
  centre.pixels_sha256 = "pixels";
  RenderedFrame room = centre;
  CHECK(compare(room, centre) == Agreement::Same);
  room.pixels_sha256 = "others";
  CHECK(compare(room, centre) == Agreement::OtherPixels);
  room.inputs_sha256 = "others";
  CHECK(compare(room, centre) == Agreement::OtherInputs);
}

void oneThatDiffersIsOdd() {
  const auto verdict = judgeScreens({{"a", "1.0", Agreement::Same},
                                     {"b", "1.0", Agreement::OtherInputs},
                                     {"c", "1.0", Agreement::Same},
                                     {"d", "1.1", Agreement::OtherPixels}});
  CHECK(verdict.odd == std::set<std::string>({"b", "d"}));
  CHECK(verdict.alike.empty());
}

void aVersionThatDrawsOtherwiseIsNoRoomsFault() {
  const auto verdict = judgeScreens(
      {{"a", "1.0", Agreement::Same}, {"b", "1.1", Agreement::OtherPixels}, {"c", "1.1", Agreement::OtherPixels}});
  CHECK(verdict.odd.empty());
  CHECK(verdict.alike == std::vector<DrawnOtherwise>({{"1.1", 2, Agreement::OtherPixels}}));
}

void inDifferentWaysEachIsOdd() {
  const auto verdict = judgeScreens({{"b", "1.1", Agreement::OtherPixels}, {"c", "1.1", Agreement::OtherInputs}});
  CHECK(verdict.odd == std::set<std::string>({"b", "c"}));
}

void theOddRoomHasTheConditionAndLosesIt() {
  test::FakeClock clock;
  Fleet fleet(clock);
  Endpoint& endpoint = fleet.add(test::sampleEndpoint());
  const auto told = [&] {
    return std::ranges::contains(conditionsOf(endpoint), ConditionType::MaketDiffers, &Condition::type);
  };
  CHECK(json::parse(endpointJson(endpoint))["agreement"].is_null());
  fleet.setAgreement(endpoint, Agreement::OtherInputs, true);
  CHECK(told());
  CHECK_EQ("other_inputs", json::parse(endpointJson(endpoint))["agreement"].get<std::string>());
  const auto since = endpoint.maket_differs;
  clock.advance(std::chrono::seconds(5));
  fleet.setAgreement(endpoint, Agreement::OtherPixels, true);
  CHECK(endpoint.maket_differs == since);
  fleet.setAgreement(endpoint, Agreement::OtherPixels, false);  // all of its version do
  CHECK(!told());
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(theSameInputsWithOtherPixelsAreToldApart), TEST(oneThatDiffersIsOdd),
                             TEST(aVersionThatDrawsOtherwiseIsNoRoomsFault), TEST(inDifferentWaysEachIsOdd),
                             TEST(theOddRoomHasTheConditionAndLosesIt)});
}
