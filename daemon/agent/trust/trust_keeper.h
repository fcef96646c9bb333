// SPDX-License-Identifier: Apache-2.0
// The trust root that this endpoint goes by, kept over restarts, and what was refused instead.
//
// `trust-root.a` and `trust-root.b` in the state directory hold the newest accepted root in its envelope, and the
// SHA-256 of the installed one that it followed: another identity directory begins anew. Where nothing usable is
// stored, the installed root is where it begins, and the centre has the steps from there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition_set.h"
#include "daemon/agent/trust/trust_chain.h"
#include "daemon/base/clock.h"
#include "daemon/base/two_copy_file.h"

namespace diemcau::agent {

// Thread-bound; `clock` outlives it.
class TrustKeeper {
 public:
  // Goes on with what is stored.
  TrustKeeper(TrustChain installed, const std::filesystem::path& state, const base::Clock& clock);

  // Whether it is the root that follows; it is then in force. A refused one is told by a condition.
  [[nodiscard]] bool offer(const std::string& envelope);
  // Makes what is in force durable: once everybody who goes by it has put up with it.
  void keep();
  void refuse(const std::string& detail);
  // The centre has no next root: what was refused is off the table.
  void nothingNewer() { conditions_.clear(ConditionType::TrustRootRefused); }

  [[nodiscard]] const TrustRoot& root() const { return chain_.root(); }
  // Whether it is another one than the installed.
  [[nodiscard]] bool rotated() const { return chain_.root().version != first_version_; }
  // Both until the next root is in force.
  [[nodiscard]] const EnvelopeVerifier& configVerifier() const { return chain_.configVerifier(); }
  [[nodiscard]] const EnvelopeVerifier& onlineVerifier() const { return chain_.onlineVerifier(); }
  [[nodiscard]] bool expired() const { return chain_.expired(clock_.wall()); }
  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  void resume();

  const base::Clock& clock_;
  TrustChain chain_;
  std::string installed_;  // SHA-256 of the root that it began with
  std::uint64_t first_version_;
  base::TwoCopyFile file_;
  std::string unkept_;  // the envelope in force, until it is stored
  ConditionSet conditions_;
};

}  // namespace diemcau::agent
