// SPDX-License-Identifier: Apache-2.0
// Whether a Config may be put to use: the checks in their order, each with its own reason.
//
// signature and threshold → schema → endpoint → version above the floor → expiry. Expiry blocks
// installing, never running. Pure functions.
#pragma once

#include <cstdint>
#include <expected>
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

// A Config that the centre offers.
[[nodiscard]] Admission admitConfig(std::string_view envelope, const EnvelopeVerifier& verifier,
                                    std::string_view endpoint, std::uint64_t version_floor, Timestamp now);

// The Config that this endpoint stored: neither its version nor its expiry is held against it.
[[nodiscard]] Admission resumeConfig(std::string_view envelope, const EnvelopeVerifier& verifier,
                                     std::string_view endpoint);

}  // namespace diemcau::agent
