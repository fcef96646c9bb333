// SPDX-License-Identifier: Apache-2.0
// An endpoint's keeper of Configs with its store, its key and its clock.
#pragma once

#include <initializer_list>

#include "daemon/agent/config_keeper.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/signing.h"

namespace diemcau::agent::test {

// An endpoint that has committed version 5, or has its own wish for that.
struct KeeperBox {
  diemcau::test::TempDir dir;
  FakeClock clock;
  SigningKey key;
  TrustRoot root = trustRoot({key});
  EnvelopeVerifier verifier = NEED(EnvelopeVerifier::create(root, root.config));
  ConfigStore store{dir.path(), dir.path()};
  ConfigKeeper keeper{store, &verifier, kEndpoint, clock};

  explicit KeeperBox(const Config& first = configOf(5)) { CHECK(offer(first)); }

  bool offer(const Config& config) { return offer(config, {key}); }
  bool offer(const Config& config, std::initializer_list<SigningKey> signers) {
    const bool installed = keeper.offer(envelopeOf(writeConfig(config), signers), {});
    NEED(store.mirror());
    return installed;
  }
  // The one on trial has proved itself: it touches nothing of the media.
  void prove() {
    keeper.acknowledged(keeper.current()->version);
    CHECK(keeper.judge({}));
  }
  // It has not, in its time.
  void fail() {
    clock.advance(std::chrono::seconds{keeper.current()->confirm_within_s});
    CHECK(keeper.judge({}));
  }
  [[nodiscard]] StoredConfigs stored() const { return *ConfigStore{dir.path(), dir.path()}.load().configs; }
  bool offerPayload(std::string_view payload) { return keeper.offer(envelopeOf(payload, {key}), {}); }
};

[[nodiscard]] inline bool stands(const ConfigKeeper& keeper, ConditionType type) {
  for (const Condition& condition : keeper.conditions()) {
    if (condition.type == type) return true;
  }
  return false;
}

}  // namespace diemcau::agent::test
