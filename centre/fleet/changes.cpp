// SPDX-License-Identifier: Apache-2.0
// Handing changes to the watchers.
#include "centre/fleet/changes.h"

#include <algorithm>

namespace diemcau::centre {

Watcher::Watcher(Changes& changes) : changes_(changes) { changes_.watchers_.push_back(this); }

Watcher::~Watcher() { std::erase(changes_.watchers_, this); }

boost::asio::awaitable<ChangeSet> Watcher::next(SteadyTime deadline) {
  while (waiting_.empty()) {
    const bool notified = co_await signal_.waitUntil(deadline);
    if (!notified) break;
  }
  co_return std::exchange(waiting_, ChangeSet{});
}

void Changes::endpointChanged(const std::string& id) {
  for (Watcher* watcher : watchers_) {
    watcher->waiting_.endpoints.insert(id);
    watcher->signal_.notifyAll();
  }
}

void Changes::snapshotChanged(const std::string& id, SnapshotKind kind) {
  for (Watcher* watcher : watchers_) {
    watcher->waiting_.snapshots.emplace(id, kind);
    watcher->signal_.notifyAll();
  }
}

void Changes::centreChanged() {
  for (Watcher* watcher : watchers_) {
    watcher->waiting_.centre = true;
    watcher->signal_.notifyAll();
  }
}

void Changes::rolloutChanged() {
  for (Watcher* watcher : watchers_) {
    watcher->waiting_.rollout = true;
    watcher->signal_.notifyAll();
  }
}

void Changes::enrolmentsChanged() {
  for (Watcher* watcher : watchers_) {
    watcher->waiting_.enrolments = true;
    watcher->signal_.notifyAll();
  }
}

}  // namespace diemcau::centre
