// SPDX-License-Identifier: Apache-2.0
// The fakes of the screen's tests.
#include "tests/unit/screen/screen_bench.h"

#include "tests/support/places.h"

namespace diemcau::test {

screen::DisplayTarget FakeDisplay::target(const screen::DisplayWish& wish) {
  wished = wish;
  return {own.value_or(wish.size), fresh};
}

Result<void> FakeDisplay::show(const maket::Picture& picture, const screen::Fade& fade) {
  if (failure) return std::unexpected(*failure);
  faded = fade.lasts;
  faded_from_before = fade.from != nullptr && there && *fade.from == *there;
  fresh = false;
  there = picture;
  touched = true;
  ++shown;
  return {};
}

Result<maket::Picture> FakeDisplay::readBack() {
  if (!there) return fail("fake", "nothing_there");
  touched = false;
  ++read;
  if (reading) reading();
  return *there;
}

ScreenBench::ScreenBench() : ScreenBench(sourceFile("maket/templates")) {}

ScreenBench::ScreenBench(const std::filesystem::path& templates, const std::filesystem::path& fonts)
    : renderer(templates, dir / "pictures", fonts),
      screen(
          {.renderer = renderer, .display = display, .clock = clock, .snapshot = dir / "screen.jpg", .unconfined = ""},
          4711, {[this] { publish(); }, [this] { ++settled; }}) {}

void ScreenBench::publish() {
  const ScreenStatus status = screen.status();
  if (published.empty() || !(status == last())) published.push_back(status);
}

void ScreenBench::tick() {
  clock.elapsed += std::chrono::seconds(1);
  screen.check();
}

std::optional<std::string> ScreenBench::detailOf(ConditionType type) const {
  const ScreenStatus status = screen.status();
  for (const Condition& condition : status.conditions) {
    if (condition.type == type) return condition.detail;
  }
  return std::nullopt;
}

ScreenPlan conferencePlan(std::uint64_t version) {
  ScreenPlan plan;
  plan.config_version = version;
  plan.site = {"79", kSaigon};
  plan.endpoint = "box-1a2b3c4d";
  plan.screen.width = 320;
  plan.screen.height = 180;
  plan.screen.maket =
      MaketText{"co-dien",
                "BAN DÂN VẬN TRUNG ƯƠNG",
                "HỘI NGHỊ",
                {"SƠ KẾT CÔNG TÁC DÂN VẬN 6 THÁNG ĐẦU NĂM,", "TRIỂN KHAI NHIỆM VỤ 6 THÁNG CUỐI NĂM 2022"},
                "{site}, ngày 15 tháng 7 năm 2022"};
  return plan;
}

}  // namespace diemcau::test
