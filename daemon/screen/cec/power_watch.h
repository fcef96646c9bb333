// SPDX-License-Identifier: Apache-2.0
// Asks the displays again and again whether they are awake.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "daemon/screen/cec/adapter.h"

namespace diemcau::screen {

// What one display said, as far as it is known which one it is.
struct DisplayPower {
  std::optional<ConnectorId> connector;
  PowerAnswer answer;
};

// Of the displays in use one that sleeps counts more than one that does not. An adapter that does not tell whose it is
// may be anybody's, and counts; one of another display does not. Pure.
[[nodiscard]] PowerAnswer powerOf(const std::vector<DisplayPower>& round, const std::vector<ConnectorId>& used);

// A thread of its own: a display takes its time to answer. Thread-safe.
class PowerWatch {
 public:
  PowerWatch();
  ~PowerWatch();
  PowerWatch(const PowerWatch&) = delete;
  PowerWatch& operator=(const PowerWatch&) = delete;

  // As of the last round.
  [[nodiscard]] PowerAnswer last(const std::vector<ConnectorId>& used) const;

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::optional<std::vector<DisplayPower>> last_;
  std::thread thread_;
};

}  // namespace diemcau::screen
