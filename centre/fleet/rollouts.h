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
#include "centre/store/rollouts.h"
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

// Bound to the loop's thread; outlives the loop. Each step is stored before the next one, and a push together with its
// Config, so that a centre that was stopped or killed goes on where it was.
class Rollouts {
 public:
  struct Run {
    std::uint64_t id = 0;
    std::string author;
    std::string address;  // of the author
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
  // The one that runs, or the last; null: there was none.
  [[nodiscard]] const Run* current() const { return run_ ? &*run_ : nullptr; }
  // No further wave. Errors: rollout.over (none runs); store.* (it stops all the same, as long as the centre runs).
  [[nodiscard]] boost::asio::awaitable<Result<void>> stop(bool undo, std::string author, std::string address);

  // As the store has it, before the loop runs. One that cannot be read is left as it is.
  void restore(const RolloutRecord& record);
  // Goes on with one that was not over; ends with it.
  [[nodiscard]] boost::asio::awaitable<void> goOn();

 private:
  [[nodiscard]] boost::asio::awaitable<Result<Run>> prepare(const RolloutWish& wish);
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<RolloutTarget>>> targetsOf(const RolloutWish& wish);
  [[nodiscard]] boost::asio::awaitable<Result<ConfigBody>> newestBody(const std::string& endpoint);
  boost::asio::awaitable<void> carryOut();
  boost::asio::awaitable<void> pushTo(std::size_t index);
  boost::asio::awaitable<void> undo();
  [[nodiscard]] AuditRecord auditOf(std::string action, std::string detail) const;
  // What cannot be stored is logged, and the rollout goes on.
  boost::asio::awaitable<Result<void>> save(std::optional<AuditRecord> audit = std::nullopt);

  Fleet& fleet_;
  Publisher& publisher_;
  StoreThread& store_;
  const Clock& clock_;
  std::optional<Run> run_;
  bool preparing_ = false;
};

}  // namespace diemcau::centre
