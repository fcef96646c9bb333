// SPDX-License-Identifier: Apache-2.0
// A screen on a display in memory that a test can paint over, unplug and look at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/screen/screen.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

class FakeDisplay final : public screen::Display {
 public:
  [[nodiscard]] std::string_view name() const override { return "fake"; }
  [[nodiscard]] Result<void> show(const maket::Picture& picture) override;
  [[nodiscard]] Result<maket::Picture> readBack() override;
  [[nodiscard]] bool sameAsReadBack() override { return !touched; }
  [[nodiscard]] screen::DisplayFacts facts() override { return {ProofState::Unknown, "fake", ProofState::Unknown, ""}; }

  std::optional<maket::Picture> there;
  bool touched = true;
  bool unplugged = false;  // show() fails
  int shown = 0;
};

class FakeClock final : public base::Clock {
 public:
  [[nodiscard]] base::BootTime boot() const override { return base::BootTime{elapsed}; }
  [[nodiscard]] base::WallTime wall() const override {
    return base::WallTime{std::chrono::floor<std::chrono::milliseconds>(elapsed)};
  }
  std::chrono::nanoseconds elapsed = std::chrono::hours(1);
};

// Draws with the shipped templates.
class ScreenBench {
 public:
  ScreenBench();

  // A second goes by.
  void tick();
  // What was published last.
  [[nodiscard]] const ScreenStatus& last() const { return published.back(); }
  // The detail of a condition that holds; nothing where it does not.
  [[nodiscard]] std::optional<std::string> detailOf(ConditionType type) const;

  TempDir dir;
  FakeDisplay display;
  FakeClock clock;
  maket::Renderer renderer;
  std::vector<ScreenStatus> published;
  int verified = 0;
  screen::Screen screen;
};

inline constexpr const char* kSaigon = "Thành phố Hồ Chí Minh";

// The conference's plan for that room, in 320x180.
[[nodiscard]] ScreenPlan conferencePlan(std::uint64_t version);

}  // namespace diemcau::test
