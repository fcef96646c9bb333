// SPDX-License-Identifier: Apache-2.0
// A source is opened, looked after and closed on the worker, and one that does not let go is noticed.
#include "daemon/media/capture/source_keeper.h"

#include <atomic>
#include <latch>
#include <thread>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr PictureFormat kSmall{64, 36, 30};

// What the fake opener does and saw. Outlives the keeper.
struct Script {
  std::atomic<int> opened = 0;
  std::atomic<int> looks = 0;
  std::atomic<int> failures = 0;
  std::atomic<int> device_changes = 0;
  std::atomic<bool> lost = false;      // the companion finds no signal
  std::atomic<bool> outdated = false;  // once
  std::atomic<bool> refuses = false;
  std::latch* holds = nullptr;  // the closing waits for it
  std::thread::id loop = std::this_thread::get_id();
  std::atomic<bool> on_loop = false;  // something that may block was called there
};

class FakeCompanion final : public SourceCompanion {
 public:
  explicit FakeCompanion(Script& script) : script_(script) {}
  ~FakeCompanion() override {
    if (std::this_thread::get_id() == script_.loop) script_.on_loop = true;
    if (script_.holds != nullptr) script_.holds->wait();
  }
  Finding look() override {
    ++script_.looks;
    if (std::this_thread::get_id() == script_.loop) script_.on_loop = true;
    if (script_.lost) return {.fault = SourceFault{SourceFaultKind::NoSignal, "input"}, .outdated = false};
    return {.fault = {}, .outdated = script_.outdated.exchange(false)};
  }

 private:
  Script& script_;
};

class FakeOpener final : public SourceOpener {
 public:
  explicit FakeOpener(Script& script) : script_(script) {}
  OpenedSource open(const SourceSpec& spec, const PictureFormat& format, CapturePipeline::OnSample on_sample) override {
    ++script_.opened;
    if (script_.refuses) return std::unexpected(SourceFault{SourceFaultKind::Unreadable, "no"});
    auto capture = CapturePipeline::start(buildPattern(spec, format), false, std::move(on_sample));
    if (!capture) return std::unexpected(std::move(capture.error()));
    return OpenSource{std::make_unique<FakeCompanion>(script_), std::move(*capture)};
  }
  void failed(bool) override { ++script_.failures; }
  void devicesChanged() override { ++script_.device_changes; }

 private:
  Script& script_;
};

struct Bed {
  Script script;
  base::EventLoop loop;
  std::atomic<int> pictures = 0;
  int changes = 0;
  SourceKeeper keeper{loop,
                      Medium::Camera,
                      {.sample = [this](GstSample*, MediaTime) { ++pictures; }, .changed = [this] { ++changes; }},
                      std::make_shared<FakeOpener>(script)};

  void use() { keeper.use({SourceKind::Generated, {}}, kSmall); }
  void wait(const std::function<bool()>& holds) { CHECK(waitInMainLoop(20s, holds)); }
};

void aSourceRunsAndIsLookedAfterOffTheLoop() {
  Bed bed;
  bed.use();
  bed.wait([&] { return bed.pictures > 3 && bed.script.looks > 0; });
  CHECK(!bed.keeper.fault().has_value());
  CHECK_EQ(64U, bed.keeper.nativePicture().width);
  bed.keeper.leave();
  const int seen = bed.script.opened;
  bed.wait([&] { return bed.keeper.closingFor() == MediaTime{}; });
  CHECK_EQ(1, seen);
  CHECK(!bed.script.on_loop);
}

void whatTheCompanionFindsEndsTheSourceUntilItIsBack() {
  Bed bed;
  bed.use();
  bed.wait([&] { return bed.pictures > 3; });
  bed.script.lost = true;
  bed.keeper.lookNow();
  bed.wait([&] { return bed.keeper.fault() && bed.keeper.fault()->kind == SourceFaultKind::NoSignal; });
  CHECK_EQ(std::size_t{0}, bed.keeper.nativePicture().width);
  bed.script.lost = false;
  bed.wait([&] { return !bed.keeper.fault() && bed.script.opened > 1; });
  CHECK(!bed.keeper.unstable());
  CHECK_EQ(0, bed.script.failures.load());
}

void anotherPictureIsOpenedAnewAtOnce() {
  Bed bed;
  bed.use();
  bed.wait([&] { return bed.pictures > 3; });
  bed.script.outdated = true;
  bed.keeper.lookNow();
  bed.wait([&] { return bed.script.opened == 2; });
  const int before = bed.pictures;
  bed.wait([&] { return bed.pictures > before + 3; });
  CHECK_EQ(0, bed.changes);
}

void failuresAreToldToTheOpenerAndADeviceThatComesIsTriedAtOnce() {
  Bed bed;
  bed.script.refuses = true;
  bed.use();
  bed.wait([&] { return bed.script.failures == 1; });
  CHECK(bed.keeper.fault()->kind == SourceFaultKind::Unreadable);
  bed.script.refuses = false;
  bed.keeper.devicesChanged();
  bed.wait([&] { return bed.pictures > 0 && !bed.keeper.fault(); });
  CHECK_EQ(2, bed.script.opened.load());
  CHECK_EQ(1, bed.script.device_changes.load());
  CHECK_EQ(2, bed.changes);
}

void aTeardownThatHangsIsNoticed() {
  std::latch held(1);
  Bed bed;
  bed.use();
  bed.wait([&] { return bed.pictures > 3; });
  bed.script.holds = &held;
  bed.keeper.leave();
  bed.wait([&] { return bed.keeper.closingFor() > 100ms; });
  held.count_down();
  bed.wait([&] { return bed.keeper.closingFor() == MediaTime{}; });
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run(
      {TEST(aSourceRunsAndIsLookedAfterOffTheLoop), TEST(whatTheCompanionFindsEndsTheSourceUntilItIsBack),
       TEST(anotherPictureIsOpenedAnewAtOnce), TEST(failuresAreToldToTheOpenerAndADeviceThatComesIsTriedAtOnce),
       TEST(aTeardownThatHangsIsNoticed)});
}
