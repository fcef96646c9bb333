// SPDX-License-Identifier: Apache-2.0
// A camera's settings become what is wished, or the nearest, and go back when they are wished no more.
#include "daemon/media/capture/camera_controls.h"

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;

VideoControl number(std::string name, std::int32_t value, std::int32_t least, std::int32_t most, std::int32_t step,
                    std::int32_t usual) {
  return {.id = 1,
          .state = {.name = std::move(name),
                    .value = value,
                    .least = least,
                    .most = most,
                    .step = step,
                    .usual = usual,
                    .wished = {},
                    .choices = {}}};
}

VideoControl automatic(std::string name, std::int32_t value) { return number(std::move(name), value, 0, 1, 1, 1); }

std::string text(const std::vector<ControlStep>& steps) {
  std::string all;
  for (const ControlStep& step : steps) all += std::format("{}={} ", step.name, step.value);
  return all;
}

void namesAreThoseOfV4l2Ctl() {
  CHECK_EQ(std::string("brightness"), controlName("Brightness"));
  CHECK_EQ(std::string("white_balance_automatic"), controlName("White Balance, Automatic"));
  CHECK_EQ(std::string("exposure_time_absolute"), controlName("Exposure Time, Absolute"));
  CHECK_EQ(std::string("pan_absolute"), controlName("Pan (Absolute)"));
  CHECK_EQ(std::string("led1_mode"), controlName("LED1 Mode"));
}

void valuesAreBroughtToTheNearest() {
  const ControlStatus zoom = number("zoom", 0, 100, 500, 10, 100).state;
  CHECK_EQ(100, nearestValue(zoom, -5));
  CHECK_EQ(500, nearestValue(zoom, 9999));
  CHECK_EQ(120, nearestValue(zoom, 124));
  CHECK_EQ(130, nearestValue(zoom, 125));
  CHECK_EQ(500, nearestValue(zoom, 499));
  // The last step may not reach the end.
  CHECK_EQ(90, nearestValue(number("a", 0, 0, 100, 45, 0).state, 100));
  const ControlStatus wide = number("b", 0, INT32_MIN, INT32_MAX, 1, 0).state;
  CHECK_EQ(INT32_MAX, nearestValue(wide, INT32_MAX));
  CHECK_EQ(INT32_MIN, nearestValue(wide, INT32_MIN));
  CHECK_EQ(7, nearestValue(number("c", 0, 7, 3, 0, 7).state, 9));  // a driver's nonsense
}

void aMenuTakesTheNearestChoiceThatIsThere() {
  ControlStatus menu = number("auto_exposure", 3, 0, 3, 1, 3).state;
  menu.choices = {"", "Manual Mode", "", "Aperture Priority Mode"};
  CHECK_EQ(1, nearestValue(menu, 0));
  CHECK_EQ(1, nearestValue(menu, 1));
  CHECK_EQ(3, nearestValue(menu, 9));
}

void anAutomaticIsSwitchedBeforeWhatItOverrules() {
  const std::vector<VideoControl> controls = {
      number("exposure_time_absolute", 250, 3, 2047, 1, 250), number("auto_exposure", 3, 0, 3, 1, 3),
      number("white_balance_temperature", 4000, 2000, 7500, 10, 4000), automatic("white_balance_automatic", 1)};
  const std::vector<CameraControl> wishes = {{"exposure_time_absolute", 100},
                                             {"white_balance_temperature", 5000},
                                             {"white_balance_automatic", 0},
                                             {"auto_exposure", 1}};
  CHECK_EQ(std::string("auto_exposure=1 white_balance_automatic=0 exposure_time_absolute=100 "
                       "white_balance_temperature=5000 "),
           text(planControls(controls, wishes, {})));
}

void whatIsAsItShouldBeIsLeftAlone() {
  const std::vector<VideoControl> controls = {number("brightness", 100, 0, 255, 1, 128)};
  const std::vector<CameraControl> wishes = {{"brightness", 100}, {"no_such_thing", 5}};
  CHECK(planControls(controls, wishes, {}).empty());
  CHECK(planControls(controls, {}, {}).empty());
}

void aSettingThatIsWishedNoMoreGoesBackBeforeItsAutomatic() {
  const std::vector<VideoControl> controls = {automatic("focus_automatic_continuous", 0),
                                              number("focus_absolute", 30, 0, 250, 5, 0),
                                              number("contrast", 50, 0, 255, 1, 128)};
  CHECK_EQ(std::string("focus_absolute=0 focus_automatic_continuous=1 contrast=60 "),
           text(planControls(controls, std::vector<CameraControl>{{"contrast", 60}},
                             {"focus_absolute", "focus_automatic_continuous"})));
}

void whatCannotBeIsTold() {
  const std::vector<VideoControl> controls = {number("brightness", 255, 0, 255, 1, 128),
                                              number("contrast", 50, 0, 255, 1, 128)};
  const std::vector<CameraControl> wishes = {{"brightness", 300}, {"contrast", 50}, {"iris", 4}};
  const auto told = controlDeviations(controls, wishes);
  CHECK((told == std::vector<std::string>{"brightness 300 → 255", "no iris"}));
}

void ofTwoWishesForOneSettingTheLastCounts() {
  const std::vector<VideoControl> controls = {number("contrast", 50, 0, 255, 1, 128)};
  const std::vector<CameraControl> wishes = {{"contrast", 10}, {"contrast", 20}};
  CHECK_EQ(std::string("contrast=20 "), text(planControls(controls, wishes, {})));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(namesAreThoseOfV4l2Ctl), TEST(valuesAreBroughtToTheNearest),
                             TEST(aMenuTakesTheNearestChoiceThatIsThere),
                             TEST(anAutomaticIsSwitchedBeforeWhatItOverrules), TEST(whatIsAsItShouldBeIsLeftAlone),
                             TEST(aSettingThatIsWishedNoMoreGoesBackBeforeItsAutomatic), TEST(whatCannotBeIsTold),
                             TEST(ofTwoWishesForOneSettingTheLastCounts)});
}
