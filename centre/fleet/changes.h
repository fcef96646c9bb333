// SPDX-License-Identifier: Apache-2.0
// Tells those who watch what changed. Coalesced: a watcher that is slow sees the newest state once,
// so that what waits for it is bounded by the number of endpoints.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "centre/loop/signal.h"
#include "centre/store/records.h"

namespace diemcau::centre {

// What changed since the watcher last looked.
struct ChangeSet {
  std::set<std::string> endpoints;
  std::set<std::pair<std::string, SnapshotKind>> snapshots;
  bool centre = false;
  bool rollout = false;
  bool enrolments = false;  // who waits for a person

  void merge(ChangeSet other) {
    endpoints.merge(other.endpoints);
    snapshots.merge(other.snapshots);
    centre = centre || other.centre;
    rollout = rollout || other.rollout;
    enrolments = enrolments || other.enrolments;
  }
  [[nodiscard]] bool empty() const {
    return endpoints.empty() && snapshots.empty() && !centre && !rollout && !enrolments;
  }
};

class Changes;

// One watcher, from its construction to its end. Bound to the loop's thread.
class Watcher {
 public:
  explicit Watcher(Changes& changes);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // What changed, as soon as there is something; empty at the deadline.
  [[nodiscard]] boost::asio::awaitable<ChangeSet> next(SteadyTime deadline);

 private:
  friend class Changes;
  Changes& changes_;
  ChangeSet waiting_;
  Signal signal_;
};

// Bound to the loop's thread; outlives its watchers.
class Changes {
 public:
  void endpointChanged(const std::string& id);
  void snapshotChanged(const std::string& id, SnapshotKind kind);
  void centreChanged();
  void rolloutChanged();
  void enrolmentsChanged();
  [[nodiscard]] std::size_t watchers() const { return watchers_.size(); }

 private:
  friend class Watcher;
  std::vector<Watcher*> watchers_;
};

}  // namespace diemcau::centre
