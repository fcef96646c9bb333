// SPDX-License-Identifier: Apache-2.0
// Desired and observed of one endpoint, side by side: whether they differ, since when and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "contract/timestamp.h"

namespace diemcau::centre {

struct Endpoint;

// The first that holds. NotReported: nothing was ever heard of it. Refused and RolledBack: the endpoint said so of the
// newest version. Offline: it will take the version when it is back. OnTrial: it has it, and has not confirmed it yet.
// Ahead: it has a newer one than the centre's store, as after the store was brought back from a copy.
enum class TwinReason { NotReported, Refused, RolledBack, Offline, OnTrial, Ahead, NotTaken };
[[nodiscard]] std::string_view nameOf(TwinReason reason);

struct TwinDifference {
  Timestamp since{};  // without a break
  TwinReason reason = TwinReason::NotTaken;
  std::string detail;  // of Refused the condition's type, of RolledBack the reason (contract/status.h)

  friend bool operator==(const TwinDifference&, const TwinDifference&) = default;
};

// Pure. Nothing while both are the same, there is no Config, or the endpoint is revoked. One that differed already goes
// on since then.
[[nodiscard]] std::optional<TwinDifference> differenceOf(const Endpoint& endpoint, Timestamp now);

}  // namespace diemcau::centre
