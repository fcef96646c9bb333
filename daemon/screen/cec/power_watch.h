// SPDX-License-Identifier: Apache-2.0
// Asks the displays again and again whether they are awake.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "daemon/screen/cec/adapter.h"

namespace diemcau::screen {

// A thread of its own: a display takes its time to answer. Thread-safe.
class PowerWatch {
 public:
  PowerWatch();
  ~PowerWatch();
  PowerWatch(const PowerWatch&) = delete;
  PowerWatch& operator=(const PowerWatch&) = delete;

  // As of the last round. Of several displays one that sleeps counts more than one that does not.
  [[nodiscard]] PowerAnswer last() const;

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  PowerAnswer last_{ProofState::Unknown, "CEC: not asked so far"};
  std::thread thread_;
};

}  // namespace diemcau::screen
