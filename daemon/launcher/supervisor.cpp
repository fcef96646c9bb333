// SPDX-License-Identifier: Apache-2.0
// Keeps programs running, as systemd does on the box.
#include "daemon/launcher/supervisor.h"

#include <glib.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <ranges>
#include <string>
#include <thread>
#include <utility>

#include "daemon/base/atomic_file.h"

namespace diemcau::launcher {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kEndPatience{2'000};
constexpr milliseconds kEndPoll{5};

std::string howItEnded(int wait_status) {
  if (WIFSIGNALED(wait_status)) return "signal " + std::to_string(WTERMSIG(wait_status));
  return "exit code " + std::to_string(WEXITSTATUS(wait_status));
}

std::optional<Inheritance> inheritanceFrom(DescriptorStore* store) {
  if (store == nullptr) return std::nullopt;
  Inheritance inherited{.notify_socket = store->socket().string(), .descriptors = {}, .names = {}};
  for (const auto& [name, fd] : store->kept()) {
    inherited.descriptors.push_back(fd.get());
    inherited.names += (inherited.names.empty() ? "" : ":") + name;
  }
  return inherited;
}

}  // namespace

Supervisor::Supervisor(std::filesystem::path run, const base::Clock& clock, std::function<void()> essential_ended)
    : run_(std::move(run)), clock_(clock), essential_ended_(std::move(essential_ended)) {}

Supervisor::~Supervisor() { endAll(); }

void Supervisor::keep(Command command, Kind kind, std::unique_ptr<DescriptorStore> store) {
  programs_.push_back(std::make_unique<Program>());
  Program& program = *programs_.back();
  program.command = std::move(command);
  program.kind = kind;
  program.store = std::move(store);
  start(program);
}

void Supervisor::start(Program& program) {
  const std::string& name = program.command.name;
  program.started = clock_.boot();
  const auto pid = startChild(program.command, run_ / (name + ".log"), inheritanceFrom(program.store.get()));
  if (!pid) {
    spdlog::error("{}", pid.error().describe());
    program.restart.startOnce(RestartDelay::kLongest, [this, &program] { start(program); });
    return;
  }
  program.pid = *pid;
  struct Ended {
    Supervisor* self;
    Program* program;
  };
  const auto ended = [](GPid, gint wait_status, gpointer data) noexcept {
    auto* const of = static_cast<Ended*>(data);
    of->self->onEnded(*of->program, wait_status);
  };
  const auto release = [](gpointer data) noexcept { delete static_cast<Ended*>(data); };
  program.watch = g_child_watch_add_full(G_PRIORITY_DEFAULT, *pid, ended, new Ended{this, &program}, release);
  spdlog::info("{} runs as process {}", name, *pid);
  writePids();
}

void Supervisor::onEnded(Program& program, int wait_status) {
  const auto lived = std::chrono::floor<milliseconds>(clock_.boot() - program.started);
  program.pid = -1;
  program.watch = 0;
  writePids();
  spdlog::warn("{} ended: {}", program.command.name, howItEnded(wait_status));
  if (program.kind == Kind::Essential) return essential_ended_();
  program.restart.startOnce(program.delay.next(lived), [this, &program] { start(program); });
}

void Supervisor::endAll() {
  if (programs_.empty()) return;
  for (const auto& program : programs_) program->restart.stop();
  for (const auto& program : std::views::reverse(programs_)) end(*program);
  programs_.clear();
  writePids();
}

void Supervisor::end(Program& program) {
  if (program.pid < 0) return;
  g_source_remove(std::exchange(program.watch, 0));  // from here on the child is ours to reap
  ::kill(program.pid, SIGTERM);
  const base::BootTime patience = clock_.boot() + kEndPatience;
  bool killed = false;
  int wait_status = 0;
  for (;;) {
    const pid_t reaped = ::waitpid(program.pid, &wait_status, killed ? 0 : WNOHANG);
    if (reaped == program.pid || (reaped < 0 && errno != EINTR)) break;
    if (!killed && clock_.boot() >= patience) {
      spdlog::warn("{} does not end: killed", program.command.name);
      ::kill(program.pid, SIGKILL);
      killed = true;
    }
    if (!killed) std::this_thread::sleep_for(kEndPoll);
  }
  spdlog::info("{} ended: {}", program.command.name, howItEnded(wait_status));
  program.pid = -1;
}

void Supervisor::writePids() const {
  std::string json = "{\"launcher\": " + std::to_string(::getpid());
  for (const auto& program : programs_) {
    if (program->pid >= 0) json += ", \"" + program->command.name + "\": " + std::to_string(program->pid);
  }
  json += "}\n";
  const auto written = base::writeFileAtomically(run_ / "pids.json", json, 0644, base::Durability::Volatile);
  if (!written) spdlog::error("{}", written.error().describe());
}

}  // namespace diemcau::launcher
