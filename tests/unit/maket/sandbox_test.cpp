// SPDX-License-Identifier: Apache-2.0
// Whoever gets hold of a process by a picture gets nothing else.
#include "maket/sandbox.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <functional>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

constexpr int kNotEntered = 200;

// What happens to a process in the sandbox: its exit status, or minus the signal that ended it.
int inSandbox(const maket::SandboxRules& rules, const std::function<int()>& act) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto entered = maket::enterSandbox(rules);
    if (!entered) std::fprintf(stderr, "%s\n", entered.error().describe().c_str());
    ::_exit(entered ? act() : kNotEntered);
  }
  int status = 0;
  CHECK_EQ(child, ::waitpid(child, &status, 0));
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int errorOf(bool done) { return done ? 0 : errno; }
int errorOfOpen(const std::filesystem::path& file, int flags) {
  return errorOf(::open(file.c_str(), flags | O_CLOEXEC, 0600) >= 0);
}
// As of a screen with a display.
maket::SandboxRules writesTo(const TempDir& dir) { return {.writable = maket::Directories{dir.path(), "/dev"}}; }

void noProgramIsStarted() {
  const TempDir dir;
  CHECK_EQ(EPERM, inSandbox(writesTo(dir), [] { return errorOf(::execl("/bin/true", "true", nullptr) == 0); }));
}

void noNetworkIsReached() {
  const TempDir dir;
  for (const int family : {AF_INET, AF_INET6, AF_PACKET}) {
    const int error = inSandbox(writesTo(dir), [family] { return errorOf(::socket(family, SOCK_DGRAM, 0) >= 0); });
    CHECK_EQ(EAFNOSUPPORT, error);
  }
  for (const int family : {AF_UNIX, AF_NETLINK}) {
    CHECK_EQ(0, inSandbox(writesTo(dir), [family] { return errorOf(::socket(family, SOCK_DGRAM, 0) >= 0); }));
  }
}

void nothingIsWrittenBesideTheDirectoryOfTheRun() {
  const TempDir dir;
  const TempDir other;
  const auto create = [](const std::filesystem::path& file) { return errorOfOpen(file, O_WRONLY | O_CREAT); };
  CHECK_EQ(0, inSandbox(writesTo(dir), [&] { return create(dir / "screen.png"); }));
  CHECK_EQ(0, inSandbox(writesTo(dir), [&] { return create("/dev/null"); }));
  CHECK_EQ(EACCES, inSandbox(writesTo(dir), [&] { return create(other / "left.behind"); }));
  CHECK_EQ(EACCES, inSandbox(writesTo(dir), [&] { return errorOf(::mkdir((other / "left").c_str(), 0700) == 0); }));
  writeWhole(other / "kept", "words");
  CHECK_EQ(EACCES, inSandbox(writesTo(dir), [&] { return errorOf(::truncate((other / "kept").c_str(), 0) == 0); }));
}

void whatIsThereIsRead() {
  const TempDir dir;
  CHECK_EQ(0, inSandbox(writesTo(dir), [] { return errorOfOpen("/etc/passwd", O_RDONLY); }));
}

void whereReadingIsRestrictedTooNothingElseIsRead() {
  const TempDir pictures;
  const TempDir keys;
  writeWhole(pictures / "logo", "picture");
  writeWhole(keys / "signer.pem", "secret");
  const maket::SandboxRules rules{.writable = maket::Directories{},
                                  .readable = maket::Directories{pictures.path(), "/not/there"}};
  CHECK_EQ(0, inSandbox(rules, [&] { return errorOfOpen(pictures / "logo", O_RDONLY); }));
  CHECK_EQ(EACCES, inSandbox(rules, [&] { return errorOfOpen(keys / "signer.pem", O_RDONLY); }));
  CHECK_EQ(EACCES, inSandbox(rules, [&] { return errorOfOpen(keys.path(), O_RDONLY | O_DIRECTORY); }));
  CHECK_EQ(EACCES, inSandbox(rules, [&] { return errorOfOpen(pictures / "new", O_WRONLY | O_CREAT); }));
}

}  // namespace

int main() {
  return run({TEST(noProgramIsStarted), TEST(noNetworkIsReached), TEST(nothingIsWrittenBesideTheDirectoryOfTheRun),
              TEST(whatIsThereIsRead), TEST(whereReadingIsRestrictedTooNothingElseIsRead)});
}
