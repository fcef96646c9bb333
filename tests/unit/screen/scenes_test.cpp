// SPDX-License-Identifier: Apache-2.0
// What the room reads before there is a makét, and what the command line takes.
#include "daemon/screen/scenes.h"

#include <algorithm>

#include "daemon/screen/findings.h"
#include "daemon/screen/options.h"
#include "maket/png.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

using diemcau::CheckState;
using diemcau::Scene;
using diemcau::ScreenPlan;
using diemcau::screen::parseOptions;
using diemcau::screen::renderScene;
using diemcau::screen::setupDocument;

namespace {

constexpr diemcau::maket::Size kSize{320, 180};

ScreenPlan setupPlan(std::uint64_t version, const std::string& site) {
  ScreenPlan plan;
  plan.config_version = version;
  plan.site.name = site;
  plan.endpoint = "box-1a2b3c4d";
  plan.screen = {.scene = Scene::Setup, .width = 320, .height = 180, .maket = std::nullopt};
  return plan;
}

std::string textOf(const std::optional<ScreenPlan>& plan, const char* slot) {
  return setupDocument(plan).texts.at(slot).front();
}

void theRoomIsToldWhatIsWaitedFor() {
  CHECK_EQ("Thiết bị đang khởi động", textOf(std::nullopt, "status"));
  CHECK_EQ("Đang chờ cấu hình từ trung tâm", textOf(setupPlan(0, ""), "status"));
  CHECK_EQ("Đã nhận cấu hình từ trung tâm", textOf(setupPlan(7, "Tỉnh Cà Mau"), "status"));
}

void theIdStandsLargeUntilTheRoomHasAName() {
  CHECK_EQ("box-1a2b3c4d", textOf(setupPlan(0, ""), "name"));
  CHECK_EQ("Tỉnh Cà Mau", textOf(setupPlan(0, "Tỉnh Cà Mau"), "name"));
  CHECK_EQ("Mã thiết bị: box-1a2b3c4d", textOf(setupPlan(0, "Tỉnh Cà Mau"), "code"));
}

void setupSceneIsDrawnWithAllItsWords() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  for (const auto& plan : {setupPlan(0, ""), setupPlan(0, "Tỉnh Bà Rịa - Vũng Tàu"), setupPlan(3, "Tỉnh Cà Mau")}) {
    const auto rendering = NEED(renderScene(renderer, plan, kSize));
    CHECK_EQ(std::size_t{4}, rendering.facts.lines.size());
    CHECK(rendering.facts.missing_glyphs.empty());
    CHECK(rendering.facts.overflow.empty());
  }
}

void theChecklistIsDrawnWithTheWorstAndWhatToDo() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  ScreenPlan plan = setupPlan(0, "Tỉnh Bà Rịa - Vũng Tàu");
  plan.checklist = diemcau::Checklist{.network = CheckState::Good,
                                      .camera = CheckState::Bad,
                                      .trouble = "Không tìm thấy camera.",
                                      .action = "Cắm camera vào thiết bị."};
  CHECK_EQ("Tốt", textOf(plan, "network_good"));
  CHECK_EQ("Có lỗi", textOf(plan, "camera_bad"));
  CHECK_EQ("Đang chờ", textOf(plan, "centre_waiting"));
  CHECK_EQ("Không tìm thấy camera.", textOf(plan, "trouble"));
  CHECK_EQ("Cắm camera vào thiết bị.", textOf(plan, "next"));
  for (const diemcau::maket::Size size : {kSize, diemcau::maket::Size{1920, 1080}, {1024, 768}}) {
    const auto rendering = NEED(renderScene(renderer, plan, size));
    CHECK_EQ(std::size_t{15}, rendering.facts.lines.size());
    CHECK(rendering.facts.missing_glyphs.empty());
    CHECK(rendering.facts.overflow.empty());
  }
}

// What a phone's camera would read: by zbar, of GStreamer.
std::string readQrCode(const diemcau::maket::Picture& picture) {
  const diemcau::test::TempDir dir;
  diemcau::test::writeWhole(dir / "screen.png", NEED(diemcau::maket::encodePng(picture)));
  diemcau::test::Process zbar("gst-launch-1.0", dir,
                              {.args = {"-m", "filesrc", "location=" + (dir / "screen.png").string(), "!", "pngdec",
                                        "!", "videoconvert", "!", "zbar", "!", "fakesink"}});
  static_cast<void>(zbar.waitExit(std::chrono::seconds(30)));
  const std::string log = zbar.log();
  if (log.contains("no element \"zbar\"")) diemcau::test::skip("no zbar");
  const std::string label = "type=(string)QR-Code, symbol=(string)";
  const std::size_t at = log.find(label);
  return at == log.npos ? zbar.logTail()
                        : log.substr(at + label.size(), log.find(',', at + label.size()) - at - label.size());
}

void aBoxThatIsNotTakenYetShowsItsPairingCode() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  ScreenPlan plan = setupPlan(0, "");
  // The widest letters.
  plan.pairing_code = "WWMM-MWWW";
  CHECK_EQ("WWMM-MWWW", textOf(plan, "pairing"));
  CHECK_EQ("", textOf(plan, "name"));
  for (const diemcau::maket::Size size : {kSize, diemcau::maket::Size{1920, 1080}, {1024, 768}, {3840, 1080}}) {
    const auto rendering = NEED(renderScene(renderer, plan, size));
    CHECK(rendering.facts.overflow.empty());
    CHECK(rendering.facts.shrunk.empty());
    CHECK_EQ("WWMM-MWWW", readQrCode(rendering.picture));
  }
}

void aBoxThatIsTakenShowsWhichItIs() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  for (const std::uint64_t version : {0U, 3U}) {
    ScreenPlan plan = setupPlan(version, "Tỉnh Bà Rịa - Vũng Tàu");
    plan.site.code = "77";
    for (const diemcau::maket::Size size : {kSize, diemcau::maket::Size{1920, 1080}, {1024, 768}, {3840, 1080}}) {
      const auto rendering = NEED(renderScene(renderer, plan, size));
      CHECK(rendering.facts.overflow.empty());
      CHECK_EQ("77/box-1a2b3c4d", readQrCode(rendering.picture));
    }
  }
  // Before it has a site, its id.
  CHECK_EQ("box-1a2b3c4d", readQrCode(NEED(renderScene(renderer, setupPlan(0, ""), kSize)).picture));
  CHECK(!setupDocument(std::nullopt).texts.contains("qr"));
}

void whoHasNoNameIsNotCalledByOne() {
  ScreenPlan plan = setupPlan(0, "");
  plan.endpoint.clear();
  CHECK_EQ("Thiết bị chưa có danh tính", textOf(plan, "status"));
  CHECK_EQ("", textOf(plan, "name"));
  CHECK_EQ("", textOf(plan, "code"));
  CHECK(!setupDocument(plan).texts.contains("qr"));
}

// Whatever is wrong in a room, its sentence and what to do against it can be read.
void everyTroubleFits() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  ScreenPlan plan = setupPlan(0, "Tỉnh Bà Rịa - Vũng Tàu");
  for (const diemcau::ConditionText& text : diemcau::conditionTexts()) {
    plan.checklist = diemcau::Checklist{.trouble = std::string(text.vi), .action = std::string(text.action_vi)};
    const auto rendering = NEED(renderScene(renderer, plan, {1024, 768}));
    CHECK_EQ(std::string(), diemcau::screen::describeOverflow(rendering.facts));
    CHECK_EQ(std::string(), diemcau::screen::describeMissing(rendering.facts));
  }
}

void whoWaitsReadsTheRoomsNameAndTheRequest() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  ScreenPlan plan = setupPlan(4, "Tỉnh Bà Rịa - Vũng Tàu");
  plan.screen.scene = Scene::Slate;
  const auto rendering = NEED(renderScene(renderer, plan, kSize));
  CHECK((std::vector<std::string>{"Tỉnh Bà Rịa - Vũng Tàu", "Xin quý vị đại biểu vui lòng chờ trong giây lát"}) ==
        rendering.facts.lines);
}

// Whatever is shown, blank too.
void theUrgentLineStandsOverEveryScene() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  for (const Scene scene : {Scene::Setup, Scene::Maket, Scene::Slate, Scene::Blank}) {
    ScreenPlan plan = setupPlan(4, "Tỉnh Cà Mau");
    plan.screen.scene = scene;
    plan.screen.maket = diemcau::MaketText{"xanh", "", "HỘI NGHỊ", {"SƠ KẾT"}, "{site}"};
    const auto without = NEED(renderScene(renderer, plan, kSize));
    plan.screen.overlay = "Hội nghị bắt đầu lại lúc 10 giờ 30";
    const auto with = NEED(renderScene(renderer, plan, kSize));
    CHECK_EQ(plan.screen.overlay, with.facts.lines.back());
    CHECK_EQ(without.facts.lines.size() + 1, with.facts.lines.size());
    CHECK(with.facts.inputs_sha256 != without.facts.inputs_sha256);
    // Nothing above the bar is touched.
    const std::size_t above = kSize.height * 9 / 10 * with.picture.stride();
    CHECK(std::equal(with.picture.pixels.begin(), with.picture.pixels.begin() + static_cast<std::ptrdiff_t>(above),
                     without.picture.pixels.begin()));
    CHECK(with.picture != without.picture);
  }
}

void blankHasNoWords() {
  diemcau::maket::Renderer renderer(diemcau::test::sourceFile("maket/templates"));
  ScreenPlan plan = setupPlan(2, "Tỉnh Cà Mau");
  plan.screen.scene = Scene::Blank;
  CHECK(NEED(renderScene(renderer, plan, kSize)).picture == diemcau::maket::filledPicture({320, 180}, 0, 0, 0));
}

void withoutAnyTemplateThePictureIsBlack() {
  diemcau::maket::Renderer renderer("/nonexistent");
  const auto [scene, rendering] = diemcau::screen::renderInstead(renderer, setupPlan(1, "Tỉnh Cà Mau"), kSize);
  CHECK(scene == Scene::Blank);
  CHECK_EQ(320U, rendering.facts.width);
}

void findingsAreReadable() {
  diemcau::RenderedFrame facts;
  CHECK_EQ("", diemcau::screen::describeMissing(facts) + diemcau::screen::describeOverflow(facts) +
                   diemcau::screen::describeShrunk(facts));
  facts.missing_glyphs = {"U+E000", "U+1F389"};
  facts.overflow = {"title"};
  facts.shrunk = {{"organiser", 0.757}, {"title", 0.419}};
  CHECK_EQ("U+E000, U+1F389", diemcau::screen::describeMissing(facts));
  CHECK_EQ("title", diemcau::screen::describeOverflow(facts));
  CHECK_EQ("organiser 76 %, title 42 %", diemcau::screen::describeShrunk(facts));
}

template <std::size_t N>
auto optionsOf(const char* const (&words)[N]) {
  std::vector<char*> argv;
  for (const char* word : words) argv.push_back(const_cast<char*>(word));
  return parseOptions(static_cast<int>(argv.size()), argv.data());
}

void theCommandLineIsTakenOrRefused() {
  const auto options = NEED(optionsOf({"diemcau-screen", "--bus", "unix:path=/b", "--run", "/r", "--templates", "/t"}));
  CHECK_EQ("unix:path=/b", options.bus.value_or(""));
  CHECK_EQ("/r", options.run.string());
  CHECK_EQ("/t", options.templates.string());
  CHECK_EQ("window", NEED(optionsOf({"diemcau-screen", "--output", "window"})).output);
  CHECK(!optionsOf({"diemcau-screen", "--output", "wall"}));
  CHECK(!optionsOf({"diemcau-screen", "--run"}));
  CHECK(!optionsOf({"diemcau-screen", "--colour", "red"}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theRoomIsToldWhatIsWaitedFor), TEST(theIdStandsLargeUntilTheRoomHasAName),
                             TEST(setupSceneIsDrawnWithAllItsWords), TEST(theChecklistIsDrawnWithTheWorstAndWhatToDo),
                             TEST(aBoxThatIsNotTakenYetShowsItsPairingCode), TEST(aBoxThatIsTakenShowsWhichItIs),
                             TEST(whoHasNoNameIsNotCalledByOne), TEST(everyTroubleFits),
                             TEST(whoWaitsReadsTheRoomsNameAndTheRequest), TEST(theUrgentLineStandsOverEveryScene),
                             TEST(blankHasNoWords), TEST(withoutAnyTemplateThePictureIsBlack),
                             TEST(findingsAreReadable), TEST(theCommandLineIsTakenOrRefused)});
}
