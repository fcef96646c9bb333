// SPDX-License-Identifier: Apache-2.0
// What can go wrong with the room's picture: each fault has its own condition, and the picture stays.
#include <algorithm>
#include <filesystem>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/unit/maket/pictures.h"
#include "tests/unit/screen/screen_bench.h"

using diemcau::Condition;
using diemcau::ConditionType;
using diemcau::ProofState;
using diemcau::ScreenPlan;
using diemcau::ScreenStatus;
using diemcau::writeScreenPlan;
using diemcau::maket::filledPicture;
using diemcau::test::conferencePlan;
using diemcau::test::ScreenBench;

namespace {

const diemcau::Error kBroken{"fake", "broken", ""};

bool holds(const ScreenStatus& status, ConditionType type) {
  return std::ranges::contains(status.conditions, type, &Condition::type);
}

void showConference(ScreenBench& bench) { bench.screen.takePlan(writeScreenPlan(conferencePlan(5))); }

void paintOver(ScreenBench& bench) {
  bench.display.there = filledPicture({320, 180}, 0, 0, 255);
  bench.display.touched = true;
}

ScreenPlan planWithTemplate(const std::string& name) {
  ScreenPlan plan = conferencePlan(6);
  plan.screen.maket->template_name = name;
  return plan;
}

ScreenPlan planWithoutTemplate() { return planWithTemplate("khong-co"); }

// Whether the display still has the conference of version 5 and the status says so.
bool isStillThere(const ScreenBench& bench) {
  const ScreenStatus status = bench.screen.status();
  return status.config_version == 5 && status.scanned_out.state == ProofState::Yes &&
         std::ranges::contains(status.rendered.lines, "HỘI NGHỊ") &&
         sha256Of(*bench.display.there) == status.rendered.pixels_sha256;
}

void aBadPlanIsRefusedAndThePictureStays() {
  ScreenBench bench;
  showConference(bench);
  for (const char* plan : {"{", "[]", R"({"schema":"diemcau.screen-plan/1"})", R"({"schema":"other/9"})", "\xff"}) {
    bench.screen.takePlan(plan);
    CHECK(bench.detailOf(ConditionType::PlanRefused).has_value());
    CHECK(isStillThere(bench));
  }
  showConference(bench);
  CHECK(!bench.detailOf(ConditionType::PlanRefused));
}

void aMissingTemplateIsNamedAndThePictureStays() {
  ScreenBench bench;
  showConference(bench);
  bench.screen.takePlan(writeScreenPlan(planWithoutTemplate()));
  CHECK(bench.detailOf(ConditionType::ScreenTemplateMissing).value_or("").contains("khong-co"));
  CHECK(isStillThere(bench));
}

// Templates and fonts of the test's own, which it may damage.
struct OwnFiles {
  OwnFiles() {
    std::filesystem::copy(diemcau::test::sourceFile("maket/templates"), dir / "templates",
                          std::filesystem::copy_options::recursive);
    std::filesystem::create_directory(dir / "fonts");
    for (const char* style : {"Sans-Regular", "Sans-Bold", "Sans-BoldItalic", "Serif-Bold", "Serif-BoldItalic"}) {
      const std::string file = std::string("Noto") + style + ".ttf";
      std::filesystem::copy_file(std::filesystem::path(diemcau::maket::kFontDirectory) / file, dir / "fonts" / file);
    }
  }
  diemcau::test::TempDir dir;
};

void aBrokenTemplateIsNamedAndThePictureStays() {
  const OwnFiles own;
  ScreenBench bench(own.dir / "templates");
  showConference(bench);
  struct Damage {
    const char* file;
    std::string content;
    const char* told;
  };
  const Damage damages[] = {
      {"template.json", "{\"schema\":", "maket.template_invalid: xanh: "},
      {"template.json", R"({"schema":"diemcau.maket-template/1","background":"background.svg"})", "/fonts"},
      {"background.svg", "<svg", "maket.background_invalid: xanh: "},
      {"background.svg", diemcau::test::billionLaughs(), "maket.background_invalid: xanh: "},
  };
  for (const auto& [file, content, told] : damages) {
    const std::filesystem::path path = own.dir / "templates/xanh" / file;
    const std::string whole = diemcau::test::readWhole(path);
    diemcau::test::writeWhole(path, content);
    bench.screen.takePlan(writeScreenPlan(planWithTemplate("xanh")));
    CHECK(bench.detailOf(ConditionType::ScreenTemplateMissing).value_or("").contains(told));
    CHECK(isStillThere(bench));
    diemcau::test::writeWhole(path, whole);
  }
  bench.screen.takePlan(writeScreenPlan(planWithTemplate("xanh")));
  CHECK(!bench.detailOf(ConditionType::ScreenTemplateMissing));
  CHECK_EQ(std::uint64_t{6}, bench.last().config_version);
}

void aMissingFontIsNamedAndThePictureStays() {
  const OwnFiles own;
  std::filesystem::remove(own.dir / "fonts/NotoSans-BoldItalic.ttf");
  ScreenBench bench(own.dir / "templates", own.dir / "fonts");
  showConference(bench);
  bench.screen.takePlan(writeScreenPlan(planWithTemplate("xanh")));
  const std::string told = bench.detailOf(ConditionType::ScreenTemplateMissing).value_or("");
  CHECK(told.starts_with("maket.font_missing: xanh: "));
  CHECK(told.ends_with("NotoSans-BoldItalic.ttf"));
  CHECK(isStillThere(bench));
}

// No line has ten thousand characters: such a plan is none.
void anEndlessTextIsRefusedAndThePictureStays() {
  ScreenBench bench;
  showConference(bench);
  ScreenPlan plan = conferencePlan(6);
  plan.screen.maket->heading = std::string(10'000, 'W');
  bench.screen.takePlan(writeScreenPlan(plan));
  CHECK(bench.detailOf(ConditionType::PlanRefused).value_or("").contains("/screen/maket/heading"));
  CHECK(isStillThere(bench));
}

void withTheNextGoodPlanItIsForgotten() {
  ScreenBench bench;
  showConference(bench);
  bench.screen.takePlan(writeScreenPlan(planWithoutTemplate()));
  showConference(bench);
  CHECK(!bench.detailOf(ConditionType::ScreenTemplateMissing));
  CHECK(isStillThere(bench));
}

void aMissingTemplateAtTheStartShowsTheSetupScene() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(planWithoutTemplate()));
  CHECK(bench.last().scene == diemcau::Scene::Setup);
  CHECK_EQ(std::uint64_t{0}, bench.last().config_version);
  CHECK(std::ranges::contains(bench.last().rendered.lines, diemcau::test::kSaigon));
  CHECK(holds(bench.last(), ConditionType::ScreenTemplateMissing));
}

void whatPaintsOverIsSeenToldAndPutRight() {
  ScreenBench bench;
  showConference(bench);
  paintOver(bench);
  bench.tick();
  const auto told = std::ranges::find(bench.published, ProofState::No,
                                      [](const ScreenStatus& status) { return status.scanned_out.state; });
  CHECK(told != bench.published.end());
  CHECK(holds(*told, ConditionType::ScreenNotAsRendered));
  CHECK_EQ(std::uint64_t{2}, told->snapshot.seq);  // the foreign picture
  CHECK(isStillThere(bench));
  CHECK(holds(bench.last(), ConditionType::ScreenNotAsRendered));
}

// Nothing that a look sees has changed.
void whatPaintsIntoOurOwnBufferIsSeenWithinHalfAMinute() {
  ScreenBench bench;
  showConference(bench);
  bench.display.there = filledPicture({320, 180}, 0, 0, 255);
  for (int i = 0; i < 29; ++i) bench.tick();
  CHECK_EQ(1, bench.display.read);
  bench.tick();
  CHECK(bench.detailOf(ConditionType::ScreenNotAsRendered).value_or("").starts_with("screen.another_picture: "));
  CHECK_EQ(2, bench.display.shown);
  CHECK(isStillThere(bench));
  for (int i = 0; i < 10; ++i) bench.tick();
  CHECK(bench.last().conditions.empty());
}

void aMemoryThatIsSlowToReadIsReadRarely() {
  ScreenBench bench;
  bench.display.reading = [&bench] { bench.clock.elapsed += std::chrono::milliseconds(100); };
  showConference(bench);
  for (int i = 0; i < 99; ++i) bench.tick();
  CHECK_EQ(1, bench.display.read);
  bench.tick();
  CHECK_EQ(2, bench.display.read);
}

// Neither told of nor photographed again.
void aComparisonThatFindsNothingIsSilent() {
  ScreenBench bench;
  showConference(bench);
  const ScreenStatus before = bench.screen.status();
  const std::size_t published = bench.published.size();
  for (int i = 0; i < 60; ++i) bench.tick();
  CHECK_EQ(3, bench.display.read);
  CHECK_EQ(published, bench.published.size());
  CHECK(before == bench.screen.status());
}

void aRemovedPictureIsPutBack() {
  ScreenBench bench;
  showConference(bench);
  bench.display.there.reset();
  bench.display.touched = true;
  bench.tick();
  CHECK(isStillThere(bench));
  CHECK(bench.detailOf(ConditionType::ScreenNotAsRendered).value_or("").contains("nothing_there"));
}

void theMemoryOfItFadesAfterTenSeconds() {
  ScreenBench bench;
  showConference(bench);
  paintOver(bench);
  for (int i = 0; i < 10; ++i) {
    bench.tick();
    CHECK(bench.detailOf(ConditionType::ScreenNotAsRendered).has_value());
  }
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenNotAsRendered));
  CHECK(!holds(bench.last(), ConditionType::ScreenNotAsRendered));
}

void aTouchedButEqualPictureIsNoFault() {
  ScreenBench bench;
  showConference(bench);
  bench.display.touched = true;
  bench.tick();
  CHECK(isStillThere(bench));
  CHECK_EQ(1, bench.display.shown);
  CHECK(bench.screen.status().conditions.empty());
}

void aFailingOutputIsTriedAgainUntilItWorks() {
  ScreenBench bench;
  bench.display.failure = kBroken;
  showConference(bench);
  CHECK(holds(bench.last(), ConditionType::ScreenOutputFailed));
  CHECK(!holds(bench.last(), ConditionType::ScreenNotAsRendered));
  CHECK(bench.last().scanned_out.state == ProofState::No);
  bench.tick();
  CHECK_EQ(0, bench.settled);
  bench.display.failure.reset();
  bench.tick();
  CHECK(isStillThere(bench));
  CHECK(!holds(bench.last(), ConditionType::ScreenOutputFailed));
  CHECK_EQ(1, bench.settled);
}

void theWatchdogStarvesWhileThePictureIsWrong() {
  ScreenBench bench;
  showConference(bench);
  CHECK_EQ(1, bench.settled);
  bench.display.failure = kBroken;
  paintOver(bench);
  for (int i = 0; i < 5; ++i) bench.tick();
  CHECK_EQ(1, bench.settled);
}

void troubleWithTheWordsIsTold() {
  ScreenBench bench;
  ScreenPlan plan = conferencePlan(5);
  plan.screen.maket->heading = "HỘI NGHỊ \U0001F389";
  plan.screen.maket->organiser = "BAN CHỈ ĐẠO TRUNG ƯƠNG VỀ THỰC HIỆN QUY CHẾ DÂN CHỦ Ở CƠ SỞ";
  plan.screen.maket->title.assign(6, std::string(390, 'W'));
  bench.screen.takePlan(writeScreenPlan(plan));
  CHECK_EQ("U+1F389", bench.detailOf(ConditionType::ScreenGlyphsMissing).value_or(""));
  CHECK_EQ("title", bench.detailOf(ConditionType::ScreenTextOverflow).value_or(""));
  CHECK(bench.detailOf(ConditionType::ScreenTextShrunk).value_or("").starts_with("organiser "));
  CHECK(isStillThere(bench));
  bench.screen.takePlan(writeScreenPlan(conferencePlan(6)));
  CHECK(bench.last().conditions.empty());
}

void aSnapshotThatCannotBeWrittenStopsNothing() {
  ScreenBench bench;
  std::filesystem::create_directory(bench.dir / "screen.jpg");
  showConference(bench);
  CHECK(isStillThere(bench));
  CHECK_EQ(std::uint64_t{0}, bench.last().snapshot.seq);
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aBadPlanIsRefusedAndThePictureStays), TEST(aMissingTemplateIsNamedAndThePictureStays),
       TEST(aBrokenTemplateIsNamedAndThePictureStays), TEST(aMissingFontIsNamedAndThePictureStays),
       TEST(anEndlessTextIsRefusedAndThePictureStays), TEST(withTheNextGoodPlanItIsForgotten),
       TEST(aMissingTemplateAtTheStartShowsTheSetupScene), TEST(whatPaintsOverIsSeenToldAndPutRight),
       TEST(whatPaintsIntoOurOwnBufferIsSeenWithinHalfAMinute), TEST(aMemoryThatIsSlowToReadIsReadRarely),
       TEST(aComparisonThatFindsNothingIsSilent), TEST(aRemovedPictureIsPutBack),
       TEST(theMemoryOfItFadesAfterTenSeconds), TEST(aTouchedButEqualPictureIsNoFault),
       TEST(aFailingOutputIsTriedAgainUntilItWorks), TEST(theWatchdogStarvesWhileThePictureIsWrong),
       TEST(troubleWithTheWordsIsTold), TEST(aSnapshotThatCannotBeWrittenStopsNothing)});
}
