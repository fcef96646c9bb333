// SPDX-License-Identifier: Apache-2.0
// Whether a Config may be put to use: the checks in their order, each with its own reason.
//
// signature and threshold → schema → endpoint → version above the floor → expiry → freeze. Expiry blocks
// installing, never running; in the hours of the running Config's conference only what is live-safe
// (contract/config_changes.h) may change, unless the Config says `override`, which takes two signatures.
// Pure functions.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "contract/condition.h"
#include "contract/config.h"
#include "contract/timestamp.h"
#include "daemon/agent/envelope_verifier.h"

namespace diemcau::agent {

struct Refusal {
  ConditionType reason{};
  std::uint64_t version = 0;  // 0: not known, because nothing unverified is parsed
  std::string detail;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

using Admission = std::expected<Config, Refusal>;

// A Config that the centre offers; `running` is the one that it would replace.
[[nodiscard]] Admission admitConfig(std::string_view envelope, const EnvelopeVerifier& verifier,
                                    std::string_view endpoint, std::uint64_t version_floor,
                                    const std::optional<Config>& running, Timestamp now);

// The Config that this endpoint stored: neither its version nor its expiry is held against it.
[[nodiscard]] Admission resumeConfig(std::string_view envelope, const EnvelopeVerifier& verifier,
                                     std::string_view endpoint);

// The same where its signers have lost the trust since it was committed.
[[nodiscard]] Admission reopenConfig(std::string_view envelope, std::string_view endpoint);

}  // namespace diemcau::agent
