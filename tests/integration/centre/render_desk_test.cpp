// SPDX-License-Identifier: Apache-2.0
// A preview is the picture that the room would draw, and whoever gets hold of the process that draws it gets nothing.
#include <signal.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <format>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "centre/crypto/digest.h"
#include "centre/preview/reduced_picture.h"
#include "centre/preview/render_desk.h"
#include "maket/png.h"
#include "maket/renderer.h"
#include "maket/scene.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::test {
namespace {

namespace asio = boost::asio;
using namespace centre;
using namespace std::chrono_literals;

// Far above what one takes.
constexpr auto kPatience = 15s;

// What a desk answers.
class Desk {
 public:
  explicit Desk(const std::filesystem::path& program = builtProgram("diemcau-centre"))
      : desk({.templates = sourceFile("maket/templates"),
              .pictures = pictures.path(),
              .program = program,
              .patience = kPatience}) {}

  Result<Preview> draw(SceneOrder order) {
    asio::io_context loop;
    std::optional<Result<Preview>> answer;
    asio::co_spawn(loop, ask(std::move(order), answer), asio::detached);
    loop.run();
    return std::move(*answer);
  }
  TempDir pictures;
  RenderDesk desk;

 private:
  asio::awaitable<void> ask(SceneOrder order, std::optional<Result<Preview>>& answer) {
    answer = co_await desk.draw(std::move(order));
  }
};

// The processes that wait for this one's desk.
std::vector<pid_t> drawingProcesses() {
  std::vector<pid_t> found;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream list(task.path() / "children");
    for (pid_t pid = 0; list >> pid;) found.push_back(pid);
  }
  return found;
}

std::string statusLine(pid_t pid, const std::string& name) {
  std::ifstream status(std::format("/proc/{}/status", pid));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return line.substr(line.find_last_of("\t ") + 1);
  }
  return {};
}

SceneOrder orderOf(const ConfigBody& body) { return {body.screen, body.site, {body.screen.width, body.screen.height}}; }

void thePreviewIsWhatTheRendererDraws() {
  Desk desk;
  const ConfigBody body = sampleBody();
  const Preview preview = NEED(desk.draw(orderOf(body)));
  maket::Renderer room(sourceFile("maket/templates"));
  const auto drawn = NEED(room.render(maket::documentOf(*body.screen.maket, body.site), {1920, 1080}));
  CHECK(preview.facts == drawn.facts);
  CHECK(NEED(maket::decodePng(*preview.png, {640, 360})) == reducedPicture(drawn.picture, 640));
  CHECK(desk.desk.picture(drawn.facts.pixels_sha256) == preview.png);
  CHECK(desk.desk.picture("nothing") == nullptr);
}

void whatWasDrawnIsNotDrawnAgain() {
  Desk desk;
  ConfigBody body = sampleBody();
  const auto first = NEED(desk.draw(orderOf(body))).png;
  body.screen.fade_ms = 400;  // changes nothing of the picture
  CHECK(NEED(desk.draw(orderOf(body))).png == first);
  body.site.name = "Tỉnh Hà Giang";
  CHECK(NEED(desk.draw(orderOf(body))).png != first);
}

// The logo's file comes later: what was drawn without it does not stay.
void aPictureThatIsNotThereIsToldUntilItComes() {
  Desk desk;
  const std::string svg =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle cx='4' cy='4' r='4'/></svg>";
  ConfigBody body = sampleBody();
  body.screen.maket->logo = sha256Hex(svg);
  const Preview without = NEED(desk.draw(orderOf(body)));
  CHECK(without.missing_pictures == std::vector{body.screen.maket->logo});
  writeWhole(desk.pictures / body.screen.maket->logo, svg);
  const Preview with = NEED(desk.draw(orderOf(body)));
  CHECK(with.missing_pictures.empty());
  CHECK(with.facts.pixels_sha256 != without.facts.pixels_sha256);
  CHECK(desk.desk.picture(without.facts.pixels_sha256) == nullptr);
  CHECK(desk.desk.picture(with.facts.pixels_sha256) == with.png);
}

void everySceneButSetupIsDrawnWithItsLine() {
  Desk desk;
  ConfigBody body = sampleBody();
  body.screen.overlay = "Bắt đầu lại lúc 10 giờ 30";
  for (const Scene scene : {Scene::Maket, Scene::Slate, Scene::Blank}) {
    body.screen.scene = scene;
    CHECK_EQ(body.screen.overlay, NEED(desk.draw(orderOf(body))).facts.lines.back());
  }
  CHECK_EQ("Bắt đầu lại lúc 10 giờ 30", NEED(desk.draw(orderOf(body))).facts.lines.front());  // blank: nothing else
}

void whatCannotBeDrawnHasItsReason() {
  Desk desk;
  ConfigBody body = sampleBody();
  body.screen.maket->template_name = "không-có";
  CHECK(!desk.draw(orderOf(body)));
  body = sampleBody();
  body.screen.scene = Scene::Setup;
  CHECK_EQ("scene_of_room", desk.draw(orderOf(body)).error().code);
  body.screen.scene = Scene::Blank;
  CHECK_EQ(1080U, NEED(desk.draw(orderOf(body))).facts.height);
}

void itDrawsWithoutTheCentresRights() {
  Desk desk;
  (void)NEED(desk.draw(orderOf(sampleBody())));
  const auto processes = drawingProcesses();
  CHECK_EQ(std::size_t{1}, processes.size());
  CHECK_EQ("2", statusLine(processes.front(), "Seccomp"));
  CHECK_EQ("1", statusLine(processes.front(), "NoNewPrivs"));
  for (const auto& file : std::filesystem::directory_iterator(std::format("/proc/{}/fd", processes.front()))) {
    CHECK(std::stoi(file.path().filename()) <= 2);
  }
  // A file elsewhere, under a picture's name.
  const std::string svg =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='4' height='4'/></svg>";
  const TempDir elsewhere;
  writeWhole(elsewhere / "kept.svg", svg);
  ConfigBody body = sampleBody();
  body.screen.maket->logo = centre::sha256Hex(svg);
  std::filesystem::create_symlink(elsewhere / "kept.svg", desk.pictures / body.screen.maket->logo);
  const auto drawn = desk.draw(orderOf(body));
  CHECK(!drawn || !drawn->missing_pictures.empty());
}

void oneThatEndedWhileItWaitedIsNoLoss() {
  Desk desk;
  ConfigBody body = sampleBody();
  const Preview before = NEED(desk.draw(orderOf(body)));
  const pid_t first = drawingProcesses().at(0);
  CHECK_EQ(0, ::kill(first, SIGKILL));
  body.site.name = "Tỉnh Hà Giang";
  CHECK(NEED(desk.draw(orderOf(body))).facts.pixels_sha256 != before.facts.pixels_sha256);
  CHECK(drawingProcesses() != std::vector{first});
}

void oneThatHangsIsEndedAndTheNextOrderIsDrawn() {
  Desk desk;
  ConfigBody body = sampleBody();
  (void)NEED(desk.draw(orderOf(body)));
  CHECK_EQ(0, ::kill(drawingProcesses().at(0), SIGSTOP));
  body.site.name = "Tỉnh Hà Giang";
  const auto late = desk.draw(orderOf(body));
  CHECK(!late);
  CHECK_EQ("late", late.error().code);
  CHECK(drawingProcesses().empty());
  CHECK_EQ("Tỉnh Hà Giang, ngày 15", NEED(desk.draw(orderOf(body))).facts.lines.back());
}

void aProgramThatIsNoneIsTold() {
  for (const auto& [program, code] : {std::pair{"/not/there", "not_started"}, std::pair{"/bin/true", "ended"}}) {
    Desk desk(program);
    CHECK_EQ(code, desk.draw(orderOf(sampleBody())).error().code);
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(thePreviewIsWhatTheRendererDraws), TEST(whatWasDrawnIsNotDrawnAgain),
              TEST(aPictureThatIsNotThereIsToldUntilItComes), TEST(everySceneButSetupIsDrawnWithItsLine),
              TEST(whatCannotBeDrawnHasItsReason), TEST(itDrawsWithoutTheCentresRights),
              TEST(oneThatEndedWhileItWaitedIsNoLoss), TEST(oneThatHangsIsEndedAndTheNextOrderIsDrawn),
              TEST(aProgramThatIsNoneIsTold)});
}
