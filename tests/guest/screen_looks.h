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

// As the kernel finds the display; its announcement, which this virtual one lacks, is made by hand.
void plug(const ScreenRoom& room, const char* state, const char* connector = "Virtual-1");

bool holds(const ScreenStatus& status, ConditionType type);

// The display shows the makét of version 3.
ScreenStatus begin(ScreenRoom& room);

double secondsSince(std::chrono::steady_clock::time_point start);

}  // namespace diemcau::test
