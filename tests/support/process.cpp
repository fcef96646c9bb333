// SPDX-License-Identifier: Apache-2.0
// fork and exec, with everything that allocates done before the fork.
#include "tests/support/process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <format>
#include <ostream>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

class Fd {
 public:
  Fd(int fd, const char* what) : fd_(fd) {
    if (fd < 0) failAt(std::string(what) + ": " + std::strerror(errno), std::source_location::current());
  }
  ~Fd() { ::close(fd_); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> environment(const std::map<std::string, std::string>& added) {
  std::vector<std::string> out;
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!added.contains(text.substr(0, text.find('=')))) out.push_back(text);
  }
  for (const auto& [name, value] : added) out.push_back(name + "=" + value);
  return out;
}

// What the child needs between fork and exec: plain pointers and numbers.
struct Launch {
  const char* program;
  char* const* args;
  char* const* env;
  const char* directory;  // or null
  int input;
  int output;
  int report;  // errno of a failed start goes here; closed by a good exec
  pid_t parent;
};

[[noreturn]] void becomeProgram(const Launch& launch) noexcept {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(127);
  const bool ready = ::dup2(launch.input, 0) >= 0 && ::dup2(launch.output, 1) >= 0 && ::dup2(launch.output, 2) >= 0 &&
                     (launch.directory == nullptr || ::chdir(launch.directory) == 0);
  if (ready) ::execvpe(launch.program, launch.args, launch.env);
  const int reason = errno;
  [[maybe_unused]] const ssize_t told = ::write(launch.report, &reason, sizeof reason);
  ::_exit(127);
}

// Standard input as an anonymous file, so that no writer is needed.
int inputFile(const std::string& text) {
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  if (fd < 0) return fd;
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(fd, text.data() + done, text.size() - done);
    if (written < 0) return ::close(fd), -1;
    done += static_cast<std::size_t>(written);
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

std::filesystem::path newLog(const TempDir& dir, const std::string& name) {
  static std::atomic<int> count = 0;
  return dir / std::format("{}.{}.log", name, ++count);
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const ExitState& state) {
  if (state.signal != 0) return out << "killed by " << ::strsignal(state.signal);
  return out << "exit code " << state.code;
}

Process::Process(const std::filesystem::path& program, const TempDir& dir, ProcessOptions options)
    : name_(program.filename()), log_(newLog(dir, name_)) {
  options.args.insert(options.args.begin(), program.string());
  const std::vector<char*> args = pointers(options.args);
  std::vector<std::string> env_words = environment(options.env);
  const std::vector<char*> env = pointers(env_words);
  const Fd input(inputFile(options.input), "memfd_create");
  const Fd output(::open(log_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600), log_.c_str());
  int report[2] = {-1, -1};
  if (::pipe2(report, O_CLOEXEC) != 0) failAt("pipe2", std::source_location::current());
  const Fd report_read(report[0], "pipe2");
  const bool here = options.working_directory.empty();
  const Launch launch{program.c_str(), args.data(),  env.data(), here ? nullptr : options.working_directory.c_str(),
                      input.get(),     output.get(), report[1],  ::getpid()};
  pid_ = ::fork();
  if (pid_ == 0) becomeProgram(launch);
  ::close(report[1]);
  if (pid_ < 0) failAt("fork", std::source_location::current());
  int reason = 0;
  if (::read(report_read.get(), &reason, sizeof reason) == sizeof reason) {
    ::waitpid(pid_, nullptr, 0);
    failAt(std::format("cannot start {}: {}", program.string(), std::strerror(reason)),
           std::source_location::current());
  }
}

Process::~Process() {
  if (!ended_) ::kill(-pid_, SIGKILL);
  while (!ended_ && !reap()) ::usleep(1000);
}

// The group is killed before its leader is reaped: until then nobody else can get the number.
bool Process::reap() {
  siginfo_t info{};
  const int looked = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (looked == 0 && info.si_pid == 0) return false;
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  const bool exited = info.si_code == CLD_EXITED;
  ended_ = exited ? ExitState{info.si_status, 0} : ExitState{0, info.si_status};
  return true;
}

bool Process::running() { return !ended_ && !reap(); }

ExitState Process::waitExit(std::chrono::milliseconds bound) {
  if (!waitFor(bound, [this] { return !running(); })) {
    failAt(std::format("{} did not end within {}\n{}", name_, bound, logTail()), std::source_location::current());
  }
  return *ended_;
}

ExitState Process::terminate(std::chrono::milliseconds bound) {
  kill(SIGTERM);
  return waitExit(bound);
}

void Process::kill(int signal) {
  if (running()) ::kill(pid_, signal);
}

std::string Process::log() const { return readWhole(log_); }

std::string Process::logTail(std::size_t lines) const {
  const std::string text = log();
  std::size_t from = text.size();
  for (std::size_t seen = 0; seen <= lines && from > 0; ++seen) {
    const std::size_t newline = text.rfind('\n', from - 1);
    if (newline == std::string::npos) {
      from = 0;
      break;
    }
    from = newline;
  }
  if (from < text.size() && text[from] == '\n') ++from;
  return std::format("--- output of {} ---\n{}", name_, text.substr(from));
}

}  // namespace diemcau::test
