// SPDX-License-Identifier: Apache-2.0
// The Config that this endpoint runs, how it got there and what was refused instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition_set.h"
#include "contract/config.h"
#include "contract/status.h"
#include "daemon/agent/config_admission.h"
#include "daemon/agent/config_store.h"
#include "daemon/agent/envelope_verifier.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

// A refused Config leaves everything as it was and is told by a condition until the centre offers
// something better or nothing more. Thread-bound; what it is given outlives it.
class ConfigKeeper {
 public:
  // Without a verifier (no usable trust root) nothing is ever taken.
  ConfigKeeper(ConfigStore& store, const EnvelopeVerifier* verifier, std::string endpoint, const base::Clock& clock);

  // Takes up the stored Config, checked again. Once, at the start.
  void resume();
  // Checks, stores and takes up what the centre offers. True: it is current now, and durable; the
  // second copy is still to be written (ConfigStore::mirror).
  [[nodiscard]] bool offer(const std::string& envelope);
  void refuse(const Refusal& refusal);
  // The centre offers nothing beyond what we have: what was refused is off the table.
  void nothingNewer() { clearRefusal(); }

  [[nodiscard]] const std::optional<Config>& current() const { return current_; }
  [[nodiscard]] std::uint64_t floor() const { return floor_; }
  [[nodiscard]] const std::optional<RefusedConfig>& refused() const { return refused_; }
  [[nodiscard]] bool expired() const { return current_ && current_->expires_at <= clock_.wall(); }
  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  void take(Config config);
  void clearRefusal();

  ConfigStore& store_;
  const EnvelopeVerifier* verifier_;
  std::string endpoint_;
  const base::Clock& clock_;
  std::optional<Config> current_;
  std::uint64_t floor_ = 0;
  std::optional<RefusedConfig> refused_;
  std::optional<ConditionType> refusal_;  // the one that stands among the conditions
  ConditionSet conditions_;
};

}  // namespace diemcau::agent
