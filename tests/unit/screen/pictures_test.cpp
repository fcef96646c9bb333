// SPDX-License-Identifier: Apache-2.0
// A makét with pictures: shown without one that has not come yet, and not at all with one that is none.
#include <format>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/maket/pictures.h"
#include "tests/unit/screen/screen_bench.h"

using namespace diemcau;
using namespace diemcau::test;

namespace {

ScreenPlan planWith(std::uint64_t version, const std::string& logo, const std::string& background = "") {
  ScreenPlan plan = conferencePlan(version);
  plan.screen.maket->logo = logo;
  plan.screen.maket->background = background;
  return plan;
}

void aPictureThatHasNotComeYetIsDrawnWhenItComes() {
  ScreenBench bench;
  const std::string picture = svgFile();
  TempDir elsewhere;
  const std::string logo = keepPicture(elsewhere.path(), picture);
  bench.screen.takePlan(writeScreenPlan(planWith(7, logo)));
  // The words are there, the version counts as shown.
  CHECK_EQ(7U, bench.last().config_version);
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
  CHECK_EQ(std::format("{}… is not in the room yet", logo.substr(0, 12)),
           bench.detailOf(ConditionType::ScreenPictureMissing).value_or(""));
  const std::string without = bench.last().rendered.pixels_sha256;
  bench.tick();
  CHECK_EQ(without, bench.last().rendered.pixels_sha256);

  CHECK_EQ(logo, keepPicture(bench.dir / "pictures", picture));
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenPictureMissing));
  CHECK(without != bench.last().rendered.pixels_sha256);
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
}

struct Bad {
  std::string reason;
  std::string file;
};

// What the disk or somebody on the way could make of them.
std::vector<Bad> badPictures() {
  std::vector<Bad> bad{{"picture.too_large", pngFile(80, 60, 1, 2, 3) + std::string(20'000'000, 'x')},
                       {"picture.too_many_pixels", pngBomb(60'000, 60'000)},
                       {"picture.malformed", pngBomb(800, 600)},
                       {"picture.malformed", pngFile(80, 60, 1, 2, 3).substr(0, 60)},
                       {"picture.malformed", jpegFile(80, 60).substr(0, 30)},
                       {"picture.unknown", "GIF89a"}};
  for (const RefusedSvg& refused : refusedSvgs()) bad.push_back({"picture.svg_refused", refused.svg});
  return bad;
}

void aPictureThatIsNoneLeavesTheLastGoodScene() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(planWith(7, "")));
  const auto before = bench.display.there;
  std::uint64_t version = 8;
  for (const Bad& bad : badPictures()) {
    for (const bool as_logo : {true, false}) {
      const std::string name = keepPicture(bench.dir / "pictures", bad.file);
      bench.screen.takePlan(writeScreenPlan(planWith(version++, as_logo ? name : "", as_logo ? "" : name)));
      const std::string told = bench.detailOf(ConditionType::ScreenPictureMissing).value_or("nothing");
      CHECK_EQ(bad.reason, told.substr(0, bad.reason.size()));
      CHECK(told.find(as_logo ? "logo: " : "background: ") != std::string::npos);
      CHECK_EQ(7U, bench.last().config_version);
      CHECK(bench.display.there == before);
    }
  }
  bench.screen.takePlan(writeScreenPlan(planWith(7, "")));
  CHECK(!bench.detailOf(ConditionType::ScreenPictureMissing));
}

void aFileThatIsNotWhatItsNameSaysIsNotShown() {
  ScreenBench bench;
  const std::string name = keepPicture(bench.dir / "pictures", svgFile());
  writeWhole(bench.dir / "pictures" / name, svgFile("<g/>"));
  bench.screen.takePlan(writeScreenPlan(planWith(7, "")));
  bench.screen.takePlan(writeScreenPlan(planWith(8, name)));
  CHECK_EQ("picture.altered", bench.detailOf(ConditionType::ScreenPictureMissing).value_or("").substr(0, 15));
  CHECK_EQ(7U, bench.last().config_version);
}

// One that comes and is none is not tried again every second.
void aBadPictureThatComesLateIsTriedOnce() {
  ScreenBench bench;
  TempDir elsewhere;
  const std::string bad = pngBomb(60'000, 60'000);
  bench.screen.takePlan(writeScreenPlan(planWith(7, keepPicture(elsewhere.path(), bad))));
  (void)keepPicture(bench.dir / "pictures", bad);
  bench.tick();
  const std::size_t told = bench.published.size();
  CHECK_EQ("picture.too_many_pixels", bench.detailOf(ConditionType::ScreenPictureMissing).value_or("").substr(0, 23));
  bench.tick();
  CHECK_EQ(told, bench.published.size());
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
}

void theUrgentLineIsJudgedOverEveryScene() {
  ScreenBench bench;
  ScreenPlan plan = conferencePlan(7);
  for (const Scene scene : {Scene::Setup, Scene::Maket, Scene::Slate, Scene::Blank}) {
    plan.screen.scene = scene;
    plan.screen.overlay = "Khẩn \U0001F389";
    bench.screen.takePlan(writeScreenPlan(plan));
    CHECK_EQ("U+1F389", bench.detailOf(ConditionType::ScreenGlyphsMissing).value_or(""));
    plan.screen.overlay = std::string(400, 'W');
    bench.screen.takePlan(writeScreenPlan(plan));
    CHECK_EQ("overlay", bench.detailOf(ConditionType::ScreenTextOverflow).value_or(""));
    CHECK(!bench.detailOf(ConditionType::ScreenGlyphsMissing));
    plan.screen.overlay.clear();
    bench.screen.takePlan(writeScreenPlan(plan));
    CHECK(!bench.detailOf(ConditionType::ScreenTextOverflow));
  }
}

void theUrgentLineFadesInAsThePlanSays() {
  ScreenBench bench;
  ScreenPlan plan = conferencePlan(7);
  plan.screen.fade_ms = 400;
  bench.screen.takePlan(writeScreenPlan(plan));
  plan.screen.overlay = "Khẩn";
  bench.screen.takePlan(writeScreenPlan(plan));
  CHECK_EQ(400, bench.display.faded.count());
  CHECK(bench.display.faded_from_before);
  CHECK_EQ("Khẩn", bench.last().rendered.lines.back());
}

}  // namespace

int main() {
  return run({TEST(aPictureThatHasNotComeYetIsDrawnWhenItComes), TEST(aPictureThatIsNoneLeavesTheLastGoodScene),
              TEST(aFileThatIsNotWhatItsNameSaysIsNotShown), TEST(aBadPictureThatComesLateIsTriedOnce),
              TEST(theUrgentLineIsJudgedOverEveryScene), TEST(theUrgentLineFadesInAsThePlanSays)});
}
