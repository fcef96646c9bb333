// SPDX-License-Identifier: Apache-2.0
// Starts it with nothing open but one socket.
#include "centre/preview/drawing_process.h"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "centre/preview/drawing_answer.h"
#include "contract/unique_fd.h"

namespace diemcau::centre {
namespace {

std::unexpected<Error> notStarted(int error) {
  return fail("drawing", "not_started", std::generic_category().message(error));
}

// The child's standard input is its end of the socket. 0 or an error number.
int spawn(const DrawingLaunch& launch, int socket, pid_t& pid) {
  std::array<std::string, 6> words{"diemcau-centre",          "draw",       "--templates",
                                   launch.templates.string(), "--pictures", launch.pictures.string()};
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();

  posix_spawn_file_actions_t files;
  if (const int error = ::posix_spawn_file_actions_init(&files); error != 0) return error;
  int error = ::posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
  if (error == 0) error = ::posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  if (error == 0) error = ::posix_spawn(&pid, launch.program.c_str(), &files, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  return error;
}

}  // namespace

Result<std::unique_ptr<DrawingProcess>> DrawingProcess::start(const DrawingLaunch& launch) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return notStarted(errno);
  UniqueFd ours(ends[0]);
  const UniqueFd theirs(ends[1]);
  pid_t pid = 0;
  if (const int error = spawn(launch, theirs.get(), pid); error != 0) return notStarted(error);
  return std::unique_ptr<DrawingProcess>(new DrawingProcess(pid, std::move(ours), launch.patience));
}

DrawingProcess::~DrawingProcess() {
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<Preview> DrawingProcess::draw(const SceneOrder& order) {
  const auto until = std::chrono::steady_clock::now() + patience_;
  if (auto sent = channel_.send(keyOf(order), until); !sent) return std::unexpected(std::move(sent).error());
  DrawingAnswer answer;
  const std::array<std::pair<std::string*, std::size_t>, 3> parts{{{&answer.outcome, DrawingAnswer::kMostWords},
                                                                   {&answer.facts, DrawingAnswer::kMostWords},
                                                                   {&answer.png, DrawingAnswer::kMostPicture}}};
  for (const auto& [part, most] : parts) {
    auto received = channel_.receive(most, until);
    if (!received) return std::unexpected(std::move(received).error());
    *part = std::move(*received);
  }
  return previewIn(std::move(answer));
}

}  // namespace diemcau::centre
