// SPDX-License-Identifier: Apache-2.0
// Carries out one Rollout at a time: prepares it, pushes wave after wave, undoes it where it fails.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "centre/fleet/body_patch.h"
#include "centre/fleet/fleet.h"
#include "centre/fleet/publisher.h"
#include "centre/fleet/rollout.h"
#include "centre/store/store_thread.h"
#include "contract/result.h"

namespace diemcau::centre {

struct RolloutWish {
  std::string patch;                                // body_patch.h
  std::map<std::string, PatchVariables> variables;  // by site code
  std::vector<std::string> endpoints;               // empty: all that have a Config
  std::size_t first = 1;                            // how many the first wave has
  std::size_t most_failures = 0;                    // more of them end it
  std::string author;
  std::string address;  // of the author
};

// Bound to the loop's thread; outlives the loop. A centre that is restarted does not go on with a rollout: what was
// pushed is the newest version of its endpoint as always, the rest is left as it was.
class Rollouts {
 public:
  struct Run {
    std::uint64_t id = 0;
    std::string author;
    Timestamp began_at{};
    Rollout rollout;
    bool undo = true;  // when it fails or is stopped
    bool over = false;
  };

  Rollouts(Fleet& fleet, Publisher& publisher, StoreThread& store, const Clock& clock)
      : fleet_(fleet), publisher_(publisher), store_(store), clock_(clock) {}

  // Every room's new content is made and checked before the first one is pushed to. Returns the rollout's number.
  // Errors: rollout.running, rollout.no_endpoints, rollout.endpoint_unknown, rollout.config_missing (with the id);
  // document.* and patch.* with the room's code before the pointer; store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> begin(RolloutWish wish);
  // The one that runs, or the last; null: none since the start.
  [[nodiscard]] const Run* current() const { return run_ ? &*run_ : nullptr; }
  // No further wave. False when none runs.
  bool stop(bool undo);

 private:
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<RolloutTarget>>> targetsOf(const RolloutWish& wish);
  [[nodiscard]] boost::asio::awaitable<Result<ConfigBody>> newestBody(const std::string& endpoint);
  boost::asio::awaitable<void> carryOut(std::string address);
  boost::asio::awaitable<void> pushTo(std::size_t index, std::string address);
  boost::asio::awaitable<void> undo(std::string address);
  boost::asio::awaitable<void> note(std::string action, std::string address, std::string detail);

  Fleet& fleet_;
  Publisher& publisher_;
  StoreThread& store_;
  const Clock& clock_;
  std::optional<Run> run_;
  bool preparing_ = false;
  std::uint64_t last_id_ = 0;
};

}  // namespace diemcau::centre
