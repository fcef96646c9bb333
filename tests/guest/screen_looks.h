// SPDX-License-Identifier: Apache-2.0
// What QEMU shows of the guest's displays, and what happens to them: for the tests of guest_screen.
#pragma once

#include <chrono>
#include <string>

#include "contract/screen_status.h"
#include "maket/picture.h"
#include "tests/support/screen_room.h"

namespace diemcau::test {

inline constexpr maket::Size kSize{640, 480};
inline constexpr maket::Size kPreferred{1280, 720};  // what the guest's display prefers
inline constexpr std::chrono::seconds kBound{60};

// What QEMU shows, at the first output or another, as PNG.
std::string screendump(int output = 0);
maket::Picture shown(maket::Size size = kSize, int output = 0);

// The displays' cables. Both are as the kernel finds them when a case is over, however it ended.
class Cables {
 public:
  // The room outlives them.
  explicit Cables(const ScreenRoom& room) : room_(room) {}
  ~Cables();
  Cables(const Cables&) = delete;
  Cables& operator=(const Cables&) = delete;

  void pullOut(const char* connector = kFirst) const { set("off", connector); }
  void putIn(const char* connector = kFirst) const { set("on", connector); }

  static constexpr const char* kFirst = "Virtual-1";
  static constexpr const char* kSecond = "Virtual-2";

 private:
  // The kernel's announcement, which these virtual ones lack, is made by hand.
  void set(const char* state, const char* connector) const;

  const ScreenRoom& room_;
};

bool holds(const ScreenStatus& status, ConditionType type);

// The display shows the makét of version 3.
ScreenStatus begin(ScreenRoom& room);

double secondsSince(std::chrono::steady_clock::time_point start);

}  // namespace diemcau::test
