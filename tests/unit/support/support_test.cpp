// SPDX-License-Identifier: Apache-2.0
// The tests' own tools: a program that is started is seen, heard and never left behind.
#include <gio/gio.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <memory>
#include <thread>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/private_bus.h"
#include "tests/support/process.h"
#include "tests/support/stall_watch.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

ProcessOptions shell(std::string script) { return {.args = {"-c", std::move(script)}}; }

pid_t numberIn(const std::string& text) {
  pid_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A killed process whose parent has gone may stay a zombie; it runs no more.
bool gone(pid_t pid) {
  if (::kill(pid, 0) != 0) return true;
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  return !std::getline(file, stat) || stat.find(") Z") != std::string::npos;
}

void waitForTellsWhetherItCameToHold() {
  int asked = 0;
  CHECK(waitFor(seconds(5), [&asked] { return ++asked == 3; }));
  CHECK_EQ(3, asked);
  CHECK(!waitFor(milliseconds(1), [] { return false; }));
}

void temporaryDirectoryGoesWithItsContents() {
  std::filesystem::path path;
  {
    TempDir dir;
    path = dir.path();
    std::filesystem::create_directory(dir / "inner");
    writeWhole(dir / "inner/file", std::string_view("a\0b", 3));
    CHECK_EQ(std::string("a\0b", 3), readWhole(dir / "inner/file"));
  }
  CHECK(!std::filesystem::exists(path));
}

void outputExitCodeAndInputOfAProgram() {
  TempDir dir;
  ProcessOptions options = shell("read line; echo \"out $line $GREETING\"; echo err >&2; pwd; exit 7");
  options.env["GREETING"] = "chào";
  options.input = "vào\n";
  options.working_directory = dir.path();
  Process process("sh", dir, options);
  CHECK_EQ((ExitState{7, 0}), process.waitExit(seconds(10)));
  CHECK_EQ("out vào chào\nerr\n" + dir.path().string() + "\n", process.log());
  CHECK_EQ(std::string("--- output of sh ---\n") + dir.path().string() + "\n", process.logTail(1));
  CHECK(!process.running());
}

void signalsAreToldFromExitCodes() {
  TempDir dir;
  Process killed("sleep", dir, {.args = {"600"}});
  CHECK(killed.running());
  killed.kill();
  CHECK_EQ((ExitState{0, SIGKILL}), killed.waitExit(seconds(10)));
  Process polite("sh", dir, shell("trap 'exit 3' TERM; echo up; while :; do sleep 0.02; done"));
  CHECK(waitFor(seconds(10), [&polite] { return polite.log() == "up\n"; }));
  CHECK_EQ((ExitState{3, 0}), polite.terminate());
}

void aProgramThatStaysFailsTheTestWithItsLog() {
  TempDir dir;
  Process process("sh", dir, shell("echo stubborn; exec sleep 600"));
  CHECK(waitFor(seconds(10), [&process] { return !process.log().empty(); }));
  std::string message;
  try {
    process.waitExit(milliseconds(1));
  } catch (const Failure& failure) {
    message = failure.message;
  }
  CHECK(message.contains("did not end") && message.contains("stubborn"));
}

void aMissingProgramFailsTheTest() {
  TempDir dir;
  std::string message;
  try {
    Process process(builtProgram("no-such-program"), dir);
  } catch (const Failure& failure) {
    message = failure.message;
  }
  CHECK(message.contains("No such file"));
}

void grandchildrenGoToo() {
  TempDir dir;
  pid_t grandchild = -1;
  {
    Process process("sh", dir, shell("sleep 600 & echo $!; wait"));
    CHECK(waitFor(seconds(10), [&process] { return process.log().contains('\n'); }));
    grandchild = numberIn(process.log());
    CHECK(grandchild > 0);
  }
  CHECK(waitFor(seconds(10), [grandchild] { return gone(grandchild); }));
}

void aProgramDiesWithTheThreadThatStartedIt() {
  TempDir dir;
  std::unique_ptr<Process> process;
  std::thread starter(
      [&process, &dir] { process = std::make_unique<Process>("sleep", dir, ProcessOptions{.args = {"600"}}); });
  starter.join();
  CHECK_EQ((ExitState{0, SIGKILL}), process->waitExit(seconds(10)));
}

void busAnswersAndEnds() {
  TempDir dir;
  pid_t daemon = -1;
  {
    PrivateBus bus(dir);
    daemon = bus.daemon().pid();
    const auto flags = static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION);
    GDBusConnection* connection =
        g_dbus_connection_new_for_address_sync(bus.address().c_str(), flags, nullptr, nullptr, nullptr);
    CHECK(connection != nullptr);
    const std::string name = g_dbus_connection_get_unique_name(connection);
    g_dbus_connection_close_sync(connection, nullptr, nullptr);
    g_object_unref(connection);
    CHECK(name.starts_with(":"));
  }
  CHECK(gone(daemon));
}

// As a host does with its virtual machine.
void standStill() {
  TempDir dir;
  const std::string me = std::to_string(::getpid());
  Process host("sh", dir, shell("kill -STOP " + me + "; sleep 0.3; kill -CONT " + me));
  CHECK_EQ(ExitState{}, host.waitExit(seconds(10)));
}

int attempts = 0;

void failsWhileTheMachineStandsStill() {
  if (++attempts > 1) return;
  standStill();
  CHECK(attempts > 1);
}
void failsAlways() {
  ++attempts;
  standStill();
  CHECK(attempts == 0);
}
void failsAtFirst() { CHECK(++attempts > 1); }

// Whether it fails in the end.
bool fails(void (*body)()) {
  attempts = 0;
  try {
    inRealTime(body);
  } catch (const Failure&) {
    return true;
  }
  return false;
}

void whatFailsWhileTheMachineStandsStillIsBegunAnew() {
  CHECK(!fails(failsWhileTheMachineStandsStill));
  CHECK_EQ(2, attempts);
  CHECK(fails(failsAlways));
  CHECK_EQ(3, attempts);
}

void whatFailsOnAMachineThatRunsHasFailed() {
  CHECK(fails(failsAtFirst));
  CHECK_EQ(1, attempts);
}

void placesAndPorts() {
  CHECK_EQ(std::string("bin"), builtProgram("x").parent_path().filename().string());
  CHECK(std::filesystem::exists(sourceFile("CMakePresets.json")));
  CHECK(freeTcpPort() != 0);
  CHECK(freeUdpPort() != 0);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(waitForTellsWhetherItCameToHold), TEST(temporaryDirectoryGoesWithItsContents),
              TEST(outputExitCodeAndInputOfAProgram), TEST(signalsAreToldFromExitCodes),
              TEST(aProgramThatStaysFailsTheTestWithItsLog), TEST(aMissingProgramFailsTheTest),
              TEST(grandchildrenGoToo), TEST(aProgramDiesWithTheThreadThatStartedIt), TEST(busAnswersAndEnds),
              TEST(whatFailsWhileTheMachineStandsStillIsBegunAnew), TEST(whatFailsOnAMachineThatRunsHasFailed),
              TEST(placesAndPorts)});
}
