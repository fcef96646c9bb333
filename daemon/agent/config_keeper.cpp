// SPDX-License-Identifier: Apache-2.0
// The Config that this endpoint runs, how it got there and what was refused instead.
#include "daemon/agent/config_keeper.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace diemcau::agent {

ConfigKeeper::ConfigKeeper(ConfigStore& store, const EnvelopeVerifier* verifier, std::string endpoint,
                           const base::Clock& clock)
    : store_(store), verifier_(verifier), endpoint_(std::move(endpoint)), clock_(clock) {
  conditions_.set(ConditionType::ConfigMissing, clock_.wall());
}

void ConfigKeeper::resume() {
  const ConfigStore::Loaded loaded = store_.load();
  if (loaded.damaged > 0) {
    spdlog::warn("{} of the two copies of the configuration cannot be used", loaded.damaged);
    if (!loaded.config) conditions_.set(ConditionType::ConfigNotStored, clock_.wall(), "the stored copies are damaged");
  }
  if (!loaded.config || verifier_ == nullptr) return;
  if (loaded.config->endpoint != endpoint_) {
    spdlog::warn("the stored configuration is of {}, not of {}: not used", loaded.config->endpoint, endpoint_);
    return;
  }
  floor_ = loaded.config->floor;
  if (const auto mirrored = store_.mirror(); !mirrored) spdlog::warn("{}", mirrored.error().describe());
  auto config = resumeConfig(loaded.config->envelope, *verifier_, endpoint_);
  if (!config) return refuse(config.error());
  spdlog::info("goes on with configuration {}", config->version);
  take(*std::move(config));
}

bool ConfigKeeper::offer(const std::string& envelope) {
  if (verifier_ == nullptr) return false;
  auto config = admitConfig(envelope, *verifier_, endpoint_, floor_, clock_.wall());
  if (!config) {
    refuse(config.error());
    return false;
  }
  if (const auto stored = store_.commit({endpoint_, config->version, envelope}); !stored) {
    refuse({ConditionType::ConfigNotStored, config->version, stored.error().context});
    return false;
  }
  floor_ = config->version;
  clearRefusal();
  conditions_.clear(ConditionType::ConfigNotStored);
  spdlog::info("configuration {} is stored", config->version);
  take(*std::move(config));
  return true;
}

void ConfigKeeper::refuse(const Refusal& refusal) {
  const std::string reason{textOf(refusal.reason).name};
  const std::string detail = refusal.detail;
  const bool again = refused_ && refused_->reason == reason && refused_->version == refusal.version &&
                     refused_->detail == detail && refusal_ == refusal.reason;
  if (again) return;
  clearRefusal();
  const Timestamp now = clock_.wall();
  refused_ = RefusedConfig{refusal.version, reason, detail, now};
  refusal_ = refusal.reason;
  conditions_.set(refusal.reason, now, detail);
  spdlog::warn("a configuration is refused: {} {}", reason, detail);
}

std::vector<Condition> ConfigKeeper::conditions() const {
  std::vector<Condition> conditions = conditions_.all();
  if (expired() && !conditions_.has(ConditionType::ConfigExpired)) {
    conditions.push_back(
        makeCondition(ConditionType::ConfigExpired, current_->expires_at, std::to_string(current_->version)));
  }
  return conditions;
}

void ConfigKeeper::take(Config config) {
  current_ = std::move(config);
  conditions_.clear(ConditionType::ConfigMissing);
}

void ConfigKeeper::clearRefusal() {
  if (refusal_) conditions_.clear(*std::exchange(refusal_, std::nullopt));
}

}  // namespace diemcau::agent
