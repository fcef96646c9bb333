// SPDX-License-Identifier: Apache-2.0
// The Config that this endpoint runs, how it got there and what was refused instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition_set.h"
#include "contract/config.h"
#include "contract/media_status.h"
#include "contract/status.h"
#include "daemon/agent/config_admission.h"
#include "daemon/agent/config_store.h"
#include "daemon/agent/config_trial.h"
#include "daemon/agent/envelope_verifier.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

// What is known of the room when a Config comes and while it is on trial.
struct RoomView {
  const MediaStatus* media = nullptr;  // null while the process says nothing
  bool media_up = false;
  bool screen_up = false;
};

// A Config that is taken is on trial until it has proved itself (config_trial.h): the way back to the one
// before is durable before the new one is put to use, and any restart takes it. The first one has nothing to go
// back to and is committed as it comes. A refused Config leaves everything as it was and is told by a condition
// until the centre offers something better or nothing more. Thread-bound; what it is given outlives it.
class ConfigKeeper {
 public:
  // Without a verifier (no usable trust root) nothing is ever taken.
  ConfigKeeper(ConfigStore& store, const EnvelopeVerifier* verifier, std::string endpoint, const base::Clock& clock);

  // Takes up the committed Config, checked again; rolls back one that was on trial. Once, at the start.
  void resume();
  // Checks, stores and takes up what the centre offers. True: it is current now, and durable; the
  // second copy is still to be written (ConfigStore::mirror), as after the two that follow.
  [[nodiscard]] bool offer(const std::string& envelope, const RoomView& room);
  // The centre has acknowledged a report in which this version was in force.
  void acknowledged(std::uint64_t version);
  // Looks at the trial. True: it is over, and current() is committed, the new one or the one before.
  [[nodiscard]] bool judge(const RoomView& room);
  // When judge() is due at the latest; none without a trial.
  [[nodiscard]] std::optional<base::BootTime> deadline() const;
  void refuse(const Refusal& refusal);
  // The trust root was replaced. What was committed by keys that have lost the trust goes on running, over restarts
  // too.
  void trust(const EnvelopeVerifier& verifier);
  // Once the newest root is known: the version floor that keys without trust have set falls, or a stolen one could
  // have set it out of reach for ever (TUF specification, 5.3.11: recovery from fast-forward). Not during a trial.
  // Whether anything is another way now.
  [[nodiscard]] bool settleTrust();
  // The centre offers nothing beyond what we have: what was refused is off the table.
  void nothingNewer() { clearRefusal(); }

  [[nodiscard]] const std::optional<Config>& current() const { return current_; }
  // What a rollback would go back to; the same as current() when none is on trial.
  [[nodiscard]] const std::optional<Config>& committed() const { return committed_; }
  [[nodiscard]] bool onTrial() const { return !stored_.on_trial.empty(); }
  [[nodiscard]] std::uint64_t floor() const { return stored_.floor; }
  [[nodiscard]] const std::optional<RefusedConfig>& refused() const { return refused_; }
  [[nodiscard]] const std::optional<RefusedConfig>& rolledBack() const { return stored_.rolled_back; }
  [[nodiscard]] bool expired() const { return current_ && current_->expires_at <= clock_.wall(); }
  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  void beginTrial(const RoomView& room);
  // False: not stored, and still on trial.
  [[nodiscard]] bool confirm();
  // Where that cannot be stored it is done all the same: a restart does it again.
  void rollBack(RollbackReason reason, const std::string& detail);
  void takeUp();
  [[nodiscard]] bool isTrusted(const std::string& envelope) const;
  // Stores what is to be in the place of stored_. False: not stored, and told in the log.
  [[nodiscard]] bool change(StoredConfigs next);
  void clearRefusal();

  ConfigStore& store_;
  const EnvelopeVerifier* verifier_;
  const base::Clock& clock_;
  StoredConfigs stored_;
  std::optional<Config> committed_;
  std::optional<Config> current_;
  std::optional<ConfigTrial> trial_;
  std::optional<RefusedConfig> refused_;
  std::optional<ConditionType> refusal_;  // the one that stands among the conditions
  ConditionSet conditions_;
};

}  // namespace diemcau::agent
