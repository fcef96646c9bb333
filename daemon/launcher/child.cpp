// SPDX-License-Identifier: Apache-2.0
// A program started by the launcher, that never outlives it.
#include "daemon/launcher/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "contract/unique_fd.h"

namespace diemcau::launcher {
namespace {

constexpr int kNotThere = 127;  // what a shell says for a program that is not there

// Between fork and exec: calls that are safe there, and nothing else.
[[noreturn]] void become(char* const* argv, int log, pid_t launcher) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launcher) ::_exit(kNotThere);  // it died before the line above
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // A group of its own: Ctrl-C at the terminal is the launcher's to pass on, in its order.
  ::setpgid(0, 0);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execvp(argv[0], argv);
  const char* const reason = ::strerrordesc_np(errno);
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, argv[0], ::strlen(argv[0]));
  written = ::write(STDERR_FILENO, ": ", 2);
  written = ::write(STDERR_FILENO, reason, ::strlen(reason));
  written = ::write(STDERR_FILENO, "\n", 1);
  ::_exit(kNotThere);
}

}  // namespace

Result<pid_t> startChild(const Command& command, const std::filesystem::path& log) {
  const UniqueFd log_fd{::open(log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)};
  if (!log_fd.valid()) return fail("launcher", "log_not_opened", log.string() + ": " + std::strerror(errno));
  std::vector<char*> argv;
  for (const std::string& word : command.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);

  const pid_t launcher = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return fail("launcher", "not_started", command.name + ": " + std::strerror(errno));
  if (child == 0) become(argv.data(), log_fd.get(), launcher);
  return child;
}

}  // namespace diemcau::launcher
