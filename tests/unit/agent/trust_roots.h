// SPDX-License-Identifier: Apache-2.0
// Trust roots that follow one another, made in the test.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "contract/trust_root.h"
#include "tests/unit/agent/signing.h"

namespace diemcau::agent::test {

// Which keys hold which role; the online role is that of `config`.
inline TrustRoot rootOf(std::uint64_t version, const std::vector<SigningKey>& root,
                        const std::vector<SigningKey>& config, std::uint32_t root_threshold = 1) {
  TrustRoot document = trustRoot({});
  document.version = version;
  for (const auto& [keys, role] : {std::pair{&root, &document.root}, std::pair{&config, &document.config}}) {
    for (const SigningKey& key : *keys) {
      document.keys[key.id()] = key.spki();
      role->keyids.push_back(key.id());
    }
  }
  document.root.threshold = root_threshold;
  document.online = document.config;
  return document;
}

inline std::string signedRoot(const TrustRoot& root, std::initializer_list<SigningKey> signers) {
  return envelopeOf(writeTrustRoot(root), signers, kTrustRootPayloadType);
}

}  // namespace diemcau::agent::test
