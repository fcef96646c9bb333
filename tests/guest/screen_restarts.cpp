// SPDX-License-Identifier: Apache-2.0
// With a supervisor that keeps the card, and without one.
#include "tests/guest/screen_restarts.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "daemon/screen/kms/drm_owned.h"
#include "tests/guest/screen_looks.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

// Of the descriptor that is kept for the next process.
struct OnCard {
  int framebuffers = 0;
  int buffers = 0;
};

OnCard onCard(int card) {
  OnCard found;
  const screen::DrmOwned<drmModeRes> resources(drmModeGetResources(card));
  if (resources) found.framebuffers = resources->count_fbs;
  for (std::uint32_t handle = 1; handle < 256; ++handle) {
    int file = -1;
    if (drmPrimeHandleToFD(card, handle, O_CLOEXEC, &file) != 0) continue;
    ++found.buffers;
    ::close(file);
  }
  return found;
}

// Its files are closed; nobody has been told yet.
bool hasEnded(std::uint32_t pid) {
  const std::string stat = readWhole("/proc/" + std::to_string(pid) + "/stat");
  return stat.contains(") Z ");
}

void endAndWait(const ScreenStatus& screen, int signal) {
  CHECK_EQ(0, ::kill(static_cast<pid_t>(screen.pid), signal));
  CHECK(waitFor(kBound, [&] { return hasEnded(screen.pid); }));
}

}  // namespace

void aKilledScreenIsBackWithThePicture() {
  ScreenRoom room("kms", kSize, kBound);
  const ScreenStatus before = begin(room);
  room.killScreen();
  const auto start = std::chrono::steady_clock::now();
  room.startScreen();
  const ScreenStatus first = room.reported([&](const ScreenStatus& status) {
    return status.pid != before.pid && status.scanned_out.state == ProofState::Yes;
  });
  std::printf("figure: killed: picture back after %.2f s\n", secondsSince(start));
  CHECK_EQ(std::uint64_t{3}, first.config_version);  // no setup scene in between
  CHECK_EQ(before.rendered.pixels_sha256, sha256Of(shown()));
}

// Killed or ended in order: the display shows the picture while there is no process, and until the next one has put its
// own there.
void aDisplayIsNeverDarkWhileItsScreenIsStartedAgain() {
  ScreenRoom room("kms", kSize, kBound);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.superviseScreen();
  ScreenStatus status = room.reportedVersion(3);
  const std::string picture = status.rendered.pixels_sha256;
  for (const int signal : {SIGKILL, SIGTERM, SIGKILL, SIGKILL}) {
    endAndWait(status, signal);
    CHECK_EQ(picture, sha256Of(shown()));
    int looks = 0;
    int others = 0;
    const std::uint32_t before = status.pid;
    status = room.reported([&](const ScreenStatus& now) {
      ++looks;
      if (sha256Of(shown()) != picture) ++others;
      return now.pid != before && now.scanned_out.state == ProofState::Yes;
    });
    std::printf("figure: started again: %d looks meanwhile, another picture in %d of them\n", looks, others);
    CHECK_EQ(0, others);
    CHECK_EQ(std::uint64_t{3}, status.config_version);
    // No more than the two of a process that lives.
    const OnCard left = onCard(room.keptCard());
    CHECK(left.framebuffers >= 1 && left.framebuffers <= 2);
    CHECK(left.buffers >= 1 && left.buffers <= 2);
  }
}

// An agent that is back only after the screen: no setup scene in between.
void aDisplayKeepsItsPictureWhileTheAgentIsAwayToo() {
  ScreenRoom room("kms", kSize, kBound);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.superviseScreen();
  const ScreenStatus before = room.reportedVersion(3);
  room.killAgent();
  endAndWait(before, SIGKILL);
  const ScreenStatus without = room.reported([&](const ScreenStatus& now) { return now.pid != before.pid; });
  CHECK(without.scanned_out.state == ProofState::Unknown);
  CHECK_EQ(std::uint64_t{0}, without.config_version);
  const auto other = [&] { return sha256Of(shown()) != before.rendered.pixels_sha256; };
  CHECK(!waitFor(std::chrono::seconds(5), other));
  room.startAgent();
  (void)room.reportedVersion(3);
  CHECK(!other());
}

// What changes while there is no process is found by the next one, on the card that was kept.
void whatHappensToADisplayMeanwhileIsSeenByTheNextScreen() {
  ScreenRoom room("kms", kSize, kBound);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.superviseScreen();
  endAndWait(room.reportedVersion(3), SIGKILL);
  ScreenPlan large = room.planOf(4, "ĐẠI HỘI");
  large.screen.width = kPreferred.width;
  large.screen.height = kPreferred.height;
  room.plan(large);
  const ScreenStatus other = room.reportedVersion(4);
  CHECK_EQ(other.rendered.pixels_sha256, sha256Of(shown(kPreferred)));

  const Cables cables(room);
  endAndWait(other, SIGKILL);
  cables.pullOut();
  const ScreenStatus without = room.reported([&](const ScreenStatus& status) {
    return status.pid != other.pid && holds(status, ConditionType::ScreenNoDisplay);
  });
  CHECK(without.scanned_out.state == ProofState::No);
  cables.putIn();
  const ScreenStatus back = room.reportedVersion(4);
  CHECK_EQ(without.pid, back.pid);
  CHECK_EQ(other.rendered.pixels_sha256, sha256Of(shown(kPreferred)));

  // The card is another descriptor since then, and that one is kept.
  endAndWait(back, SIGKILL);
  CHECK_EQ(other.rendered.pixels_sha256, sha256Of(shown(kPreferred)));
}

}  // namespace diemcau::test
