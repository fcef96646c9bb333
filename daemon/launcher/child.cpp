// SPDX-License-Identifier: Apache-2.0
// A program started by the launcher, that never outlives it.
#include "daemon/launcher/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "contract/unique_fd.h"

namespace diemcau::launcher {
namespace {

constexpr int kNotThere = 127;  // what a shell says for a program that is not there

constexpr int kFirstInherited = 3;                      // SD_LISTEN_FDS_START
constexpr std::string_view kListenPid = "LISTEN_PID=";  // whose number follows when it is known
constexpr std::size_t kLongestPid = 20;

// Made ahead of the fork: a copy of the launcher's own, with what is inherited.
struct Surroundings {
  std::vector<std::string> words;
  std::vector<char*> environment;
  std::vector<UniqueFd> descriptors;  // above those that the child has them as
};

std::vector<std::string> environmentWith(const Inheritance& inherited) {
  std::vector<std::string> words;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view word = *at;
    if (!word.starts_with("LISTEN_") && !word.starts_with("NOTIFY_SOCKET=")) words.emplace_back(word);
  }
  words.push_back("NOTIFY_SOCKET=" + inherited.notify_socket);
  if (inherited.descriptors.empty()) return words;
  words.push_back("LISTEN_FDS=" + std::to_string(inherited.descriptors.size()));
  words.push_back("LISTEN_FDNAMES=" + inherited.names);
  words.push_back(std::string(kListenPid) + std::string(kLongestPid, '\0'));  // the last one: become() completes it
  return words;
}

Result<Surroundings> surroundingsOf(const Inheritance& inherited) {
  Surroundings made{.words = environmentWith(inherited), .environment = {}, .descriptors = {}};
  for (std::string& word : made.words) made.environment.push_back(word.data());
  made.environment.push_back(nullptr);
  const int above = kFirstInherited + static_cast<int>(inherited.descriptors.size());
  for (const int fd : inherited.descriptors) {
    made.descriptors.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, above));
    if (!made.descriptors.back().valid()) return fail("launcher", "not_started", std::strerror(errno));
  }
  return made;
}

// Between fork and exec, as become().
char* const* inherit(const Surroundings& made) noexcept {
  int as = kFirstInherited;
  for (const UniqueFd& fd : made.descriptors) ::dup2(fd.get(), as++);
  if (!made.descriptors.empty()) {
    char* const number = made.environment[made.environment.size() - 2] + kListenPid.size();
    std::to_chars(number, number + kLongestPid, ::getpid());
  }
  return made.environment.data();
}

// Between fork and exec: calls that are safe there, and nothing else.
[[noreturn]] void become(char* const* argv, int log, pid_t launcher, const Surroundings* made) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launcher) ::_exit(kNotThere);  // it died before the line above
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // A group of its own: Ctrl-C at the terminal is the launcher's to pass on, in its order.
  ::setpgid(0, 0);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execvpe(argv[0], argv, made != nullptr ? inherit(*made) : environ);
  const char* const reason = ::strerrordesc_np(errno);
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, argv[0], ::strlen(argv[0]));
  written = ::write(STDERR_FILENO, ": ", 2);
  written = ::write(STDERR_FILENO, reason, ::strlen(reason));
  written = ::write(STDERR_FILENO, "\n", 1);
  ::_exit(kNotThere);
}

}  // namespace

Result<pid_t> startChild(const Command& command, const std::filesystem::path& log,
                         const std::optional<Inheritance>& inherited) {
  const UniqueFd log_fd{::open(log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)};
  if (!log_fd.valid()) return fail("launcher", "log_not_opened", log.string() + ": " + std::strerror(errno));
  std::vector<char*> argv;
  for (const std::string& word : command.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  Surroundings made;
  if (inherited) {
    Result<Surroundings> all = surroundingsOf(*inherited);
    if (!all) return std::unexpected(std::move(all).error());
    made = std::move(*all);
  }

  const pid_t launcher = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) return fail("launcher", "not_started", command.name + ": " + std::strerror(errno));
  if (child == 0) become(argv.data(), log_fd.get(), launcher, inherited ? &made : nullptr);
  return child;
}

}  // namespace diemcau::launcher
