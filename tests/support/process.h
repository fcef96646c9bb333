// SPDX-License-Identifier: Apache-2.0
// A program started by a test, with its output kept, that never outlives the test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace diemcau::test {

struct ExitState {
  int code = 0;    // when signal is 0
  int signal = 0;  // that killed it

  friend bool operator==(const ExitState&, const ExitState&) = default;
};
std::ostream& operator<<(std::ostream& out, const ExitState& state);

struct ProcessOptions {
  std::vector<std::string> args{};            // without the program's name
  std::map<std::string, std::string> env{};   // on top of the test's own environment
  std::string input{};                        // what it reads from standard input
  std::filesystem::path working_directory{};  // empty: the test's own
};

// Thread-bound: the child dies (PR_SET_PDEATHSIG) with the thread that started it. It leads a process
// group of its own, and the destructor kills that whole group.
class Process {
 public:
  // Searches PATH when `program` has no slash. Both output streams go to one new file in `dir`, which must
  // outlive this object. The test fails when the program cannot be started.
  Process(const std::filesystem::path& program, const TempDir& dir, ProcessOptions options = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();

  // Waits for its end; the test fails, with the log's tail, when it has not ended within the bound.
  ExitState waitExit(std::chrono::milliseconds bound);
  // SIGTERM, then waitExit.
  ExitState terminate(std::chrono::milliseconds bound = std::chrono::seconds(10));
  // Sends a signal to the program alone, not to its group; nothing happens when it has ended.
  void kill(int signal = SIGKILL);

  [[nodiscard]] std::string log() const;
  // The last lines, headed by the program's name: for failure messages.
  [[nodiscard]] std::string logTail(std::size_t lines = 30) const;

 private:
  bool reap();

  std::string name_;
  std::filesystem::path log_;
  pid_t pid_ = -1;
  std::optional<ExitState> ended_;
};

}  // namespace diemcau::test
