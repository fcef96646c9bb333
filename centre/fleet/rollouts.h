// SPDX-License-Identifier: Apache-2.0
// Carries out one Rollout at a time: prepares it, pushes wave after wave, undoes it where it fails.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "centre/fleet/body_patch.h"
#include "centre/fleet/fleet.h"
#include "centre/fleet/offline_signing.h"
#include "centre/fleet/publisher.h"
#include "centre/fleet/rollout.h"
#include "centre/store/rollouts.h"
#include "centre/store/store_thread.h"
#include "contract/result.h"
#include "contract/signing_batch.h"

namespace diemcau::centre {

struct RolloutWish {
  std::string patch;  // body_patch.h
  RoomVariables variables;
  std::vector<std::string> endpoints;  // empty: all that have a Config
  std::size_t first = 1;               // how many the first wave has
  std::size_t most_failures = 0;       // more of them end it
  std::string author;
  std::string address;  // of the author
};

// Who wants it.
struct Person {
  std::string account;
  std::string address;
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

  Rollouts(Fleet& fleet, Publisher& publisher, OfflineSigning& offline, StoreThread& store, const Clock& clock)
      : fleet_(fleet), publisher_(publisher), offline_(offline), store_(store), clock_(clock) {}

  // Every room's new content is made and checked before the first one is pushed to. Returns the rollout's number.
  // Errors: rollout.running, rollout.no_endpoints, rollout.endpoint_unknown, rollout.config_missing (with the id);
  // document.* and patch.* with the room's code before the pointer; signature.* (our key alone is not enough for
  // endpoints: draft()); store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> begin(RolloutWish wish);

  // The same rollout as a signing batch that nobody has signed. It holds passphrases. Nothing is stored. Errors: as
  // begin(), but for rollout.running and signature.*; rollout.batch_too_large (rooms or bytes).
  [[nodiscard]] boost::asio::awaitable<Result<std::string>> draft(RolloutWish wish, bool overrides_freeze);
  // Begins with what was signed. A room that got another version since the draft is overtaken at once, and nothing is
  // sent to it. Errors: rollout.running; rollout.overtaken (all rooms are); with the room's code or number,
  // rollout.endpoint_unknown, rollout.endpoint_twice, rollout.config_missing, batch.* (also when the way back is not
  // what the room has), import.*, signature.*, document.* (offline_signing.h); store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> beginSigned(SigningBatch batch, Person person);
  // The one that runs, or the last; null: there was none.
  [[nodiscard]] const Run* current() const { return run_ ? &*run_ : nullptr; }
  // No further wave. With `undo` one that is over gives back what it can still give back. Errors: rollout.over (none
  // runs, and there is nothing to give back); store.* (it stops all the same, as long as the centre runs).
  [[nodiscard]] boost::asio::awaitable<Result<void>> stop(bool undo, std::string author, std::string address);

  // As the store has it, before the loop runs. One that cannot be read is left as it is.
  void restore(const RolloutRecord& record);
  // Goes on with one that was not over; ends with it.
  [[nodiscard]] boost::asio::awaitable<void> goOn();

 private:
  // Holds `preparing_` until it ends.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> start(Result<std::vector<RolloutTarget>> targets,
                                                                    RolloutPace pace, Person person);
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<RolloutTarget>>> targetsOf(const RolloutWish& wish);
  [[nodiscard]] boost::asio::awaitable<Result<std::vector<RolloutTarget>>> signedTargets(const SigningBatch& batch);
  [[nodiscard]] boost::asio::awaitable<Result<RolloutTarget>> signedTarget(const SigningBatchRoom& room);
  [[nodiscard]] boost::asio::awaitable<Result<ConfigBody>> newestBody(const std::string& endpoint);
  boost::asio::awaitable<void> carryOut();
  boost::asio::awaitable<void> pushTo(std::size_t index);
  boost::asio::awaitable<void> undo();
  // What was signed elsewhere, or `push` signed here.
  boost::asio::awaitable<Result<std::uint64_t>> give(Endpoint& endpoint, const std::string& signed_one, Push push);
  [[nodiscard]] AuditRecord auditOf(std::string action, std::string detail) const;
  // What cannot be stored is logged, and the rollout goes on.
  boost::asio::awaitable<Result<void>> save(std::optional<AuditRecord> audit = std::nullopt);

  Fleet& fleet_;
  Publisher& publisher_;
  OfflineSigning& offline_;
  StoreThread& store_;
  const Clock& clock_;
  std::optional<Run> run_;
  bool preparing_ = false;
};

}  // namespace diemcau::centre
