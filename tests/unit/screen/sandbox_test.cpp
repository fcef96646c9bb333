// SPDX-License-Identifier: Apache-2.0
// Whoever gets hold of the screen process by a picture gets nothing else.
#include "daemon/screen/sandbox.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <functional>
#include <string>

#include "daemon/base/unique_fd.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using base::UniqueFd;

constexpr int kNotEntered = 200;

// What happens to a process in the sandbox: its exit status, or minus the signal that ended it.
int inSandbox(const std::filesystem::path& writable, const std::function<int()>& act) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto entered = screen::enterSandbox(writable);
    if (!entered) std::fprintf(stderr, "%s\n", entered.error().describe().c_str());
    ::_exit(entered ? act() : kNotEntered);
  }
  int status = 0;
  CHECK_EQ(child, ::waitpid(child, &status, 0));
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int errorOf(bool done) { return done ? 0 : errno; }

void noProgramIsStarted() {
  const TempDir dir;
  CHECK_EQ(EPERM, inSandbox(dir.path(), [] { return errorOf(::execl("/bin/true", "true", nullptr) == 0); }));
}

void noNetworkIsReached() {
  const TempDir dir;
  for (const int family : {AF_INET, AF_INET6, AF_PACKET}) {
    const int error =
        inSandbox(dir.path(), [family] { return errorOf(UniqueFd(::socket(family, SOCK_DGRAM, 0)).valid()); });
    CHECK_EQ(EAFNOSUPPORT, error);
  }
  for (const int family : {AF_UNIX, AF_NETLINK}) {
    CHECK_EQ(0, inSandbox(dir.path(), [family] { return errorOf(UniqueFd(::socket(family, SOCK_DGRAM, 0)).valid()); }));
  }
}

void nothingIsWrittenBesideTheDirectoryOfTheRun() {
  const TempDir dir;
  const TempDir other;
  const auto create = [](const std::filesystem::path& file) {
    return errorOf(UniqueFd(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)).valid());
  };
  CHECK_EQ(0, inSandbox(dir.path(), [&] { return create(dir / "screen.png"); }));
  CHECK_EQ(0, inSandbox(dir.path(), [&] { return create("/dev/null"); }));
  CHECK_EQ(EACCES, inSandbox(dir.path(), [&] { return create(other / "left.behind"); }));
  CHECK_EQ(EACCES, inSandbox(dir.path(), [&] { return errorOf(::mkdir((other / "left").c_str(), 0700) == 0); }));
  writeWhole(other / "kept", "words");
  CHECK_EQ(EACCES, inSandbox(dir.path(), [&] { return errorOf(::truncate((other / "kept").c_str(), 0) == 0); }));
}

void whatIsThereIsRead() {
  const TempDir dir;
  CHECK_EQ(0, inSandbox(dir.path(), [] { return errorOf(UniqueFd(::open("/etc/passwd", O_RDONLY)).valid()); }));
}

}  // namespace

int main() {
  return run({TEST(noProgramIsStarted), TEST(noNetworkIsReached), TEST(nothingIsWrittenBesideTheDirectoryOfTheRun),
              TEST(whatIsThereIsRead)});
}
