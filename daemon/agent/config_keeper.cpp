// SPDX-License-Identifier: Apache-2.0
// The Config that this endpoint runs, how it got there and what was refused instead.
#include "daemon/agent/config_keeper.h"

#include <spdlog/spdlog.h>

#include <format>
#include <utility>

#include "daemon/agent/plans.h"

namespace diemcau::agent {
namespace {

bool isConnected(const RoomView& room) {
  return room.media != nullptr && room.media->uplink.state == UplinkState::Connected;
}

bool touchesMedia(const Config& before, const Config& after) {
  MediaPlan old = plansFrom(before, {}, {}, RecordingPlace{}).media;
  old.config_version = after.version;
  return old != plansFrom(after, {}, {}, RecordingPlace{}).media;
}

}  // namespace

ConfigKeeper::ConfigKeeper(ConfigStore& store, const EnvelopeVerifier* verifier, std::string endpoint,
                           const base::Clock& clock)
    : store_(store), verifier_(verifier), clock_(clock), stored_{std::move(endpoint), 0, {}, {}, {}} {
  conditions_.set(ConditionType::ConfigMissing, clock_.wall());
}

void ConfigKeeper::resume() {
  ConfigStore::Loaded loaded = store_.load();
  if (loaded.damaged > 0) {
    spdlog::warn("{} of the two copies of the configuration cannot be used", loaded.damaged);
    if (!loaded.configs) {
      conditions_.set(ConditionType::ConfigNotStored, clock_.wall(), "the stored copies are damaged");
    }
  }
  if (loaded.missing) {
    spdlog::warn("both copies of the configuration are gone: the version floor begins anew");
    conditions_.set(ConditionType::ConfigNotStored, clock_.wall(), "the stored copies are missing");
  }
  if (!loaded.configs || verifier_ == nullptr) return;
  if (loaded.configs->endpoint != stored_.endpoint) {
    spdlog::warn("the stored configuration is of {}, not of {}: not used", loaded.configs->endpoint, stored_.endpoint);
    return;
  }
  stored_ = *std::move(loaded.configs);
  if (!stored_.committed.empty()) takeUp();
  if (onTrial()) rollBack(RollbackReason::Restarted, {});
  if (const auto mirrored = store_.mirror(); !mirrored) spdlog::warn("{}", mirrored.error().describe());
}

void ConfigKeeper::takeUp() {
  auto config = stored_.outlived ? reopenConfig(stored_.committed, stored_.endpoint)
                                 : resumeConfig(stored_.committed, *verifier_, stored_.endpoint);
  if (!config) return refuse(config.error());
  spdlog::info("goes on with configuration {}", config->version);
  committed_ = *std::move(config);
  current_ = committed_;
  conditions_.clear(ConditionType::ConfigMissing);
}

bool ConfigKeeper::isTrusted(const std::string& envelope) const {
  return verifier_->verify(envelope, kConfigPayloadType).has_value();
}

bool ConfigKeeper::change(StoredConfigs next) {
  if (const auto stored = store_.save(next); !stored) {
    spdlog::warn("{}", stored.error().describe());
    return false;
  }
  stored_ = std::move(next);
  return true;
}

void ConfigKeeper::trust(const EnvelopeVerifier& verifier) {
  verifier_ = &verifier;
  if (stored_.committed.empty()) return;
  StoredConfigs next = stored_;
  next.outlived = !isTrusted(stored_.committed);
  if (next == stored_ || !change(std::move(next))) return;
  spdlog::warn("who signed the configuration that runs is {}",
               stored_.outlived ? "not trusted any more" : "trusted again");
}

bool ConfigKeeper::settleTrust() {
  if (verifier_ == nullptr || stored_.committed.empty() || onTrial()) return false;
  StoredConfigs next = stored_;
  next.outlived = !isTrusted(stored_.committed);
  if (!(stored_.taken_back.empty() ? !next.outlived : isTrusted(stored_.taken_back))) {
    next.floor = next.outlived || !committed_ ? 0 : committed_->version;
    next.taken_back.clear();
  }
  const std::uint64_t floor = stored_.floor;
  if (next == stored_ || !change(std::move(next))) return false;
  spdlog::warn("signers have lost the trust: the version floor is {}, and was {}", stored_.floor, floor);
  if (!committed_) takeUp();
  return true;
}

bool ConfigKeeper::offer(const std::string& envelope, const RoomView& room) {
  if (verifier_ == nullptr) return false;
  auto config = admitConfig(envelope, *verifier_, stored_.endpoint, stored_.floor, current_, clock_.wall());
  if (!config) {
    refuse(config.error());
    return false;
  }
  StoredConfigs next = stored_;
  next.floor = config->version;
  next.taken_back.clear();
  if (!committed_) next.outlived = false;
  (committed_ ? next.on_trial : next.committed) = envelope;
  if (const auto stored = store_.save(next); !stored) {
    refuse({ConditionType::ConfigNotStored, config->version, stored.error().context});
    return false;
  }
  stored_ = std::move(next);
  clearRefusal();
  conditions_.clear(ConditionType::ConfigNotStored);
  conditions_.clear(ConditionType::ConfigMissing);
  current_ = *std::move(config);
  if (!committed_) {
    committed_ = current_;
  } else {
    beginTrial(room);
  }
  spdlog::info("configuration {} is stored{}", current_->version, onTrial() ? ", on trial" : "");
  return true;
}

// One that takes the place of another on trial is held to what was there before both.
void ConfigKeeper::beginTrial(const RoomView& room) {
  const bool before = trial_ ? trial_->terms().stream_expected : isConnected(room);
  trial_.emplace(ConfigTrial::Terms{.version = current_->version,
                                    .confirm_within = std::chrono::seconds{current_->confirm_within_s},
                                    .touches_media = touchesMedia(*committed_, *current_),
                                    .stream_expected = before && current_->body.uplink},
                 clock_.boot());
  trial_->observeWorker("media", room.media_up);
  trial_->observeWorker("screen", room.screen_up);
}

void ConfigKeeper::acknowledged(std::uint64_t version) {
  if (trial_) trial_->acknowledged(version);
}

bool ConfigKeeper::judge(const RoomView& room) {
  if (!trial_) return false;
  const base::BootTime now = clock_.boot();
  trial_->observe(room.media, now);
  trial_->observeWorker("media", room.media_up);
  trial_->observeWorker("screen", room.screen_up);
  if (const auto failure = trial_->failed(now)) {
    rollBack(failure->reason, failure->detail);
  } else if (!trial_->stands() || !confirm()) {
    return false;
  }
  trial_.reset();
  return true;
}

std::optional<base::BootTime> ConfigKeeper::deadline() const {
  return trial_ ? std::optional{trial_->deadline()} : std::nullopt;
}

bool ConfigKeeper::confirm() {
  StoredConfigs next = stored_;
  next.committed = std::exchange(next.on_trial, {});
  next.outlived = false;
  if (const auto stored = store_.save(next); !stored) {
    conditions_.set(ConditionType::ConfigNotStored, clock_.wall(), stored.error().context);
    return false;
  }
  stored_ = std::move(next);
  committed_ = current_;
  conditions_.clear(ConditionType::ConfigNotStored);
  spdlog::info("configuration {} is committed", committed_->version);
  return true;
}

void ConfigKeeper::rollBack(RollbackReason reason, const std::string& detail) {
  stored_.rolled_back = RefusedConfig{stored_.floor, std::string{nameOf(reason)}, detail, clock_.wall()};
  stored_.taken_back = std::exchange(stored_.on_trial, {});
  current_ = committed_;
  spdlog::warn("configuration {} is rolled back: {} {}", stored_.floor, nameOf(reason), detail);
  if (const auto stored = store_.save(stored_); !stored) spdlog::error("{}", stored.error().describe());
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
  const std::optional<RefusedConfig>& rolled_back = stored_.rolled_back;
  if (rolled_back && rolled_back->version == stored_.floor) {
    conditions.push_back(
        makeCondition(ConditionType::ConfigRolledBack, rolled_back->at,
                      std::format("{}: {} {}", rolled_back->version, rolled_back->reason, rolled_back->detail)));
  }
  return conditions;
}

void ConfigKeeper::clearRefusal() {
  if (refusal_) conditions_.clear(*std::exchange(refusal_, std::nullopt));
}

}  // namespace diemcau::agent
