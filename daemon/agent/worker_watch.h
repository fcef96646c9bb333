// SPDX-License-Identifier: Apache-2.0
// One worker as the agent sees it: whether it is there, and what it last said of itself.
#pragma once

#include <spdlog/spdlog.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "contract/result.h"
#include "contract/status.h"
#include "daemon/agent/worker_life.h"
#include "daemon/base/bus.h"

namespace diemcau::agent {

// Where a worker stands on the bus, and how its observation is read.
template <class Observation>
struct WorkerPlace {
  const char* name;      // "media"
  const char* bus_name;  // "vn.diemcau.Media1", also the interface
  const char* path;
  Result<Observation> (*parse)(std::string_view);
};

// Thread-bound to the loop; calls `changed` on each event. The bus outlives it.
template <class Observation>
class WorkerWatch {
 public:
  WorkerWatch(base::Bus& bus, const WorkerPlace<Observation>& place, WorkerLife life, std::function<void()> changed)
      : place_(place),
        life_(std::move(life)),
        changed_(std::move(changed)),
        watch_(bus, place.bus_name, place.path, place.bus_name, "Status",
               {.appeared = [this](const std::string& owner) { onAppeared(owner); },
                .vanished = [this] { onVanished(); },
                .changed = [this](const std::string& json) { onStatus(json); }}) {}

  [[nodiscard]] const WorkerLife& life() const { return life_; }
  // None while the worker is away, or has not said anything yet.
  [[nodiscard]] const std::optional<Observation>& observation() const { return observation_; }

  [[nodiscard]] ProcessStatus process() const {
    ProcessStatus process{place_.name, life_.up(), 0, {}, life_.restarts(), 0};
    if (observation_) {
      process.pid = observation_->pid;
      process.started_at = observation_->started_at;
    }
    return process;
  }

 private:
  void onAppeared(const std::string& owner) {
    observation_.reset();
    life_.appeared(owner);
    spdlog::info("{} is there ({})", place_.name, owner);
    changed_();
  }

  void onVanished() {
    if (life_.up()) spdlog::warn("{} is gone", place_.name);
    observation_.reset();
    life_.vanished();
    changed_();
  }

  void onStatus(const std::string& json) {
    auto observation = place_.parse(json);
    if (!observation) return spdlog::error("{}: {}", place_.bus_name, observation.error().describe());
    observation_ = *std::move(observation);
    changed_();
  }

  WorkerPlace<Observation> place_;
  WorkerLife life_;
  std::function<void()> changed_;
  std::optional<Observation> observation_;
  base::PropertyWatch watch_;  // last: its callbacks use all of the above
};

}  // namespace diemcau::agent
