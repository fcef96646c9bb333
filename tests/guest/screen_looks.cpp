// SPDX-License-Identifier: Apache-2.0
// The host is asked for pictures by files in the test's directory (screendump).
#include "tests/guest/screen_looks.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "maket/png.h"
#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {

std::string screendump(int output) {
  static int number = 0;
  const std::filesystem::path out = std::getenv("out");
  const std::string name = "screendump" + std::to_string(++number);
  // The host takes it away as soon as it sees it: not while it is being made.
  writeWhole(out / (name + ".making"), std::to_string(output));
  std::filesystem::rename(out / (name + ".making"), out / (name + ".wanted"));
  CHECK(waitFor(kBound, [&] { return std::filesystem::exists(out / (name + ".png")); }));
  std::string png = readWhole(out / (name + ".png"));
  std::filesystem::remove(out / (name + ".png"));
  return png;
}

maket::Picture shown(maket::Size size, int output) { return NEED(maket::decodePng(screendump(output), size)); }

Cables::~Cables() {
  for (const char* connector : {kFirst, kSecond}) set("detect", connector);
}

void Cables::set(const char* state, const char* connector) const {
  (void)inShell(room_.dir(), std::string("echo ") + state + " >$(echo /sys/class/drm/card*-" + connector + "/status)" +
                                 " && udevadm trigger --action=change --subsystem-match=drm");
}

bool holds(const ScreenStatus& status, ConditionType type) {
  return std::ranges::contains(status.conditions, type, &Condition::type);
}

ScreenStatus begin(ScreenRoom& room) {
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  return room.reportedVersion(3);
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace diemcau::test
