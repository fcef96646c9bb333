// SPDX-License-Identifier: Apache-2.0
// Keeps programs running, as systemd does on the box.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/launcher/child.h"
#include "daemon/launcher/descriptor_store.h"
#include "daemon/launcher/restart_delay.h"

namespace diemcau::launcher {

// Starts each program with its log in RUN/<name>.log, starts it again when it ends, and keeps
// RUN/pids.json (name → process id; without those that are not running now). Bound to the main thread.
class Supervisor {
 public:
  // `clock` outlives this. `essential_ended` is called when a program ends without which the rest
  // cannot go on; such a program is not started again.
  Supervisor(std::filesystem::path run, const base::Clock& clock, std::function<void()> essential_ended);
  // Ends what still runs.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  enum class Kind { Restarted, Essential };
  // `store`: what it wants to have back when it is started again is in there.
  void keep(Command command, Kind kind, std::unique_ptr<DescriptorStore> store = nullptr);

  // SIGTERM to one after the other, the last one kept first; to one that is still there after two
  // seconds SIGKILL. Returns when all are gone.
  void endAll();

 private:
  struct Program {
    Command command;
    Kind kind = Kind::Restarted;
    std::unique_ptr<DescriptorStore> store;
    pid_t pid = -1;
    unsigned watch = 0;  // GLib source of the child's end
    base::BootTime started{};
    RestartDelay delay;
    base::Timer restart;
  };

  void start(Program& program);
  void onEnded(Program& program, int wait_status);
  void end(Program& program);
  void writePids() const;

  std::filesystem::path run_;
  const base::Clock& clock_;
  std::function<void()> essential_ended_;
  std::vector<std::unique_ptr<Program>> programs_;  // in the order they were kept
};

}  // namespace diemcau::launcher
