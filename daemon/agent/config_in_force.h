// SPDX-License-Identifier: Apache-2.0
// Which version of the Config is in force: observed, not merely asked for.
//
// A version is in force once the agent has put it into the plans and every worker that is up reports
// it as its own, one of them at least. It stays so while a worker restarts (the plan that it comes
// back to is the same), until a later version has taken its place. A worker that keeps another
// version up keeps the new one from being in force; why stands in that worker's conditions.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "contract/timestamp.h"

namespace diemcau::agent {

class ConfigInForce {
 public:
  // Each worker's reported version; none while it is down or has not reported yet. True when the
  // answer has changed.
  bool observe(std::uint64_t planned, std::initializer_list<std::optional<std::uint64_t>> workers, Timestamp now);

  [[nodiscard]] std::uint64_t version() const { return version_; }  // 0: none
  [[nodiscard]] std::optional<Timestamp> since() const { return since_; }

 private:
  std::uint64_t version_ = 0;
  std::optional<Timestamp> since_;
};

}  // namespace diemcau::agent
