// SPDX-License-Identifier: Apache-2.0
// The launcher starts what died again and leaves nothing behind.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <format>
#include <fstream>
#include <functional>
#include <string>

#include "daemon/base/clock.h"
#include "daemon/base/kept_descriptor.h"
#include "daemon/launcher/child.h"
#include "daemon/launcher/descriptor_store.h"
#include "daemon/launcher/restart_delay.h"
#include "daemon/launcher/supervisor.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using namespace diemcau::launcher;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::waitInMainLoop;
using namespace std::chrono_literals;

namespace {

bool soon(const std::function<bool()>& holds) { return waitInMainLoop(10s, holds); }

// Of pids.json; -1 when it is not running.
pid_t pidOf(const TempDir& run, const std::string& name) {
  const std::string json = readWhole(run / "pids.json");
  const std::string key = "\"" + name + "\": ";
  const std::size_t at = json.find(key);
  return at == std::string::npos ? -1 : std::stoi(json.substr(at + key.size()));
}

bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

Command shell(std::string name, std::string script) { return {std::move(name), {"sh", "-c", std::move(script)}}; }

struct Supervised {
  TempDir run;
  base::SystemClock clock;
  bool essential_ended = false;
  Supervisor supervisor{run.path(), clock, [this] { essential_ended = true; }};
};

void aDelayIsShortUnlessItDiesAgainAndAgain() {
  RestartDelay delay;
  CHECK(delay.next(10s) <= 300ms);
  for (int i = 0; i < 10; ++i) CHECK(delay.next(10s) <= 300ms);
  auto last = delay.next(10ms);
  for (int i = 0; i < 10; ++i) {
    const auto next = delay.next(10ms);
    CHECK(next >= last);
    last = next;
  }
  CHECK(last == 2s);
  CHECK(delay.next(5s) <= 300ms);
}

void aKilledProgramIsBack() {
  Supervised s;
  s.supervisor.keep(shell("media", "exec sleep 1000"), Supervisor::Kind::Restarted);
  const pid_t first = pidOf(s.run, "media");
  CHECK(exists(first));
  ::kill(first, SIGKILL);
  CHECK(soon([&] { return pidOf(s.run, "media") > 0 && pidOf(s.run, "media") != first; }));
  CHECK(!exists(first));
}

void whatItSaysIsInItsLog() {
  Supervised s;
  s.supervisor.keep(shell("screen", "echo out; echo err >&2; exec sleep 1000"), Supervisor::Kind::Restarted);
  CHECK(soon([&] { return readWhole(s.run / "screen.log") == "out\nerr\n"; }));
}

void aProgramThatIsNotThereIsSaidInTheLog() {
  Supervised s;
  s.supervisor.keep({"agent", {"/nonexistent/diemcaud"}}, Supervisor::Kind::Restarted);
  CHECK(soon([&] { return readWhole(s.run / "agent.log").contains("/nonexistent/diemcaud: No such file"); }));
}

void theEndOfTheBusIsTold() {
  Supervised s;
  s.supervisor.keep(shell("bus", "exit 3"), Supervisor::Kind::Essential);
  CHECK(soon([&] { return s.essential_ended; }));
  CHECK_EQ(-1, pidOf(s.run, "bus"));
}

void theLastKeptIsEndedFirst() {
  Supervised s;
  const std::string note =
      "; trap 'echo {0} >>" + (s.run / "order").string() + "; exit' TERM; echo up; while :; do sleep 0.01; done";
  for (const char* const name : {"bus", "media", "agent"}) {
    s.supervisor.keep(shell(name, std::vformat(":" + note, std::make_format_args(name))), Supervisor::Kind::Restarted);
    CHECK(soon([&] { return readWhole(s.run / (std::string{name} + ".log")) == "up\n"; }));
  }
  s.supervisor.endAll();
  CHECK_EQ(std::string{"agent\nmedia\nbus\n"}, readWhole(s.run / "order"));
}

void oneThatDoesNotWantToEndIsKilled() {
  Supervised s;
  s.supervisor.keep(shell("media", "trap '' TERM; echo up; while :; do sleep 0.01; done"), Supervisor::Kind::Restarted);
  CHECK(soon([&] { return readWhole(s.run / "media.log") == "up\n"; }));
  const pid_t pid = pidOf(s.run, "media");
  s.supervisor.endAll();
  CHECK(!exists(pid));
}

// A launcher that is killed itself: here a process that starts a child and dies without a word.
void aKilledLauncherTakesItsChildrenWithIt() {
  const TempDir run;
  const pid_t launcher = ::fork();
  if (launcher == 0) {
    const auto child = startChild(shell("media", "echo $$; exec sleep 1000"), run / "media.log");
    if (child) ::pause();
    ::_exit(1);
  }
  CHECK(
      soon([&] { return std::filesystem::exists(run / "media.log") && readWhole(run / "media.log").ends_with('\n'); }));
  const pid_t child = std::stoi(readWhole(run / "media.log"));
  CHECK(exists(child));
  ::kill(launcher, SIGKILL);
  CHECK_EQ(launcher, ::waitpid(launcher, nullptr, 0));
  // Whoever adopts it reaps it; until then it is a zombie, which has no command line any more.
  const auto has_command_line = [&] {
    std::ifstream file(std::format("/proc/{}/cmdline", child));
    return file.peek() != std::ifstream::traits_type::eof();
  };
  CHECK(soon([&] { return !has_command_line(); }));
}

// A file with that text, open to be read.
UniqueFd opened(const std::filesystem::path& file, const std::string& text) {
  test::writeWhole(file, text);
  return UniqueFd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
}

// libsystemd sends to it as a service would, and a shell says what it got.
void aProgramHasBackWhatWasKeptForIt() {
  Supervised s;
  auto made = NEED(DescriptorStore::create(s.run / "notify"));
  DescriptorStore& store = *made;
  s.supervisor.keep(
      shell("screen",
            "[ -z \"$LISTEN_FDS\" ] || { [ $LISTEN_PID = $$ ] && echo $LISTEN_FDS $LISTEN_FDNAMES && cat <&3; }; "
            "echo $NOTIFY_SOCKET; exec sleep 1000"),
      Supervisor::Kind::Restarted, std::move(made));
  const std::string socket = (s.run / "notify").string();
  CHECK(soon([&] { return readWhole(s.run / "screen.log") == socket + "\n"; }));
  ::setenv("NOTIFY_SOCKET", socket.c_str(), 1);
  base::keepDescriptor("card", opened(s.run / "old", "the old one\n").get());
  base::keepDescriptor("card", opened(s.run / "new", "the new one\n").get());
  ::unsetenv("NOTIFY_SOCKET");
  ::kill(pidOf(s.run, "screen"), SIGKILL);
  CHECK(soon([&] { return readWhole(s.run / "screen.log") == socket + "\n1 card\nthe new one\n" + socket + "\n"; }));
  CHECK_EQ(std::size_t{1}, store.kept().size());
}

void whatIsKeptHasABound() {
  const TempDir run;
  const auto store = NEED(DescriptorStore::create(run / "notify"));
  ::setenv("NOTIFY_SOCKET", (run / "notify").c_str(), 1);
  const UniqueFd file = opened(run / "file", "");
  base::keepDescriptor("a:b", file.get());
  base::keepDescriptor(std::string(1000, 'a'), file.get());
  CHECK(store->kept().empty());
  for (int at = 0; at < 10; ++at) {
    base::keepDescriptor("card" + std::to_string(at), file.get());
    CHECK(store->kept().size() <= DescriptorStore::kMost);
  }
  ::unsetenv("NOTIFY_SOCKET");
  CHECK(!DescriptorStore::create(run / std::string(200, 'a')));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aDelayIsShortUnlessItDiesAgainAndAgain), TEST(aKilledProgramIsBack),
                             TEST(whatItSaysIsInItsLog), TEST(aProgramThatIsNotThereIsSaidInTheLog),
                             TEST(theEndOfTheBusIsTold), TEST(theLastKeptIsEndedFirst),
                             TEST(aProgramHasBackWhatWasKeptForIt), TEST(whatIsKeptHasABound),
                             TEST(oneThatDoesNotWantToEndIsKilled), TEST(aKilledLauncherTakesItsChildrenWithIt)});
}
