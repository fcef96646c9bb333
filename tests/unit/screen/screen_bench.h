// SPDX-License-Identifier: Apache-2.0
// A screen on a display in memory that a test can paint over, unplug and look at.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/screen/screen.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

class FakeDisplay final : public screen::Display {
 public:
  [[nodiscard]] std::string_view name() const override { return "fake"; }
  [[nodiscard]] screen::DisplayTarget target(const screen::DisplayWish& wish) override;
  [[nodiscard]] bool showsInherited() override { return inherited && shown == 0; }
  void plugged() override { ++replugged; }
  [[nodiscard]] Result<void> show(const maket::Picture& picture, const screen::Fade& fade) override;
  [[nodiscard]] Result<maket::Picture> readBack() override;
  [[nodiscard]] bool sameAsReadBack() override { return !touched; }
  [[nodiscard]] screen::DisplayFacts facts() override {
    return {ProofState::Unknown, "fake", awake, "CEC: fake", displays};
  }

  std::optional<maket::Picture> there;
  bool touched = true;
  std::optional<Error> failure;    // of show()
  std::optional<maket::Size> own;  // the only size that it has
  bool fresh = false;
  bool inherited = false;             // the picture of a process before this one
  std::chrono::milliseconds faded{};  // the last time
  bool faded_from_before = false;     // that was from what was there
  ProofState awake = ProofState::Unknown;
  std::vector<DisplayStatus> displays;
  screen::DisplayWish wished;
  std::function<void()> reading;  // while it is read back
  int read = 0;
  int shown = 0;
  int replugged = 0;
};

class FakeClock final : public base::Clock {
 public:
  [[nodiscard]] base::BootTime boot() const override { return base::BootTime{elapsed}; }
  [[nodiscard]] base::WallTime wall() const override {
    return base::WallTime{std::chrono::floor<std::chrono::milliseconds>(elapsed)};
  }
  std::chrono::nanoseconds elapsed = std::chrono::hours(1);
};

// Draws with the shipped templates and fonts, if not told otherwise, and the pictures in dir/pictures.
class ScreenBench {
 public:
  ScreenBench();
  explicit ScreenBench(const std::filesystem::path& templates,
                       const std::filesystem::path& fonts = maket::kFontDirectory);

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
  int settled = 0;
  screen::Screen screen;

 private:
  void publish();
};

inline constexpr const char* kSaigon = "Thành phố Hồ Chí Minh";

// The conference's plan for that room, in 320x180.
[[nodiscard]] ScreenPlan conferencePlan(std::uint64_t version);

}  // namespace diemcau::test
