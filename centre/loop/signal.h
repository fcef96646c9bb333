// SPDX-License-Identifier: Apache-2.0
// Wakes coroutines that wait for something to change.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "centre/loop/moment.h"

namespace diemcau::centre {

// Bound to the loop's thread. Holds nothing of asio's itself: timers live in the waiting coroutines,
// so that a Signal may outlive the io_context.
class Signal {
 public:
  Signal() = default;
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void notifyAll();
  // True when notified, false at the deadline. Notifications from before the call do not count.
  [[nodiscard]] boost::asio::awaitable<bool> waitUntil(SteadyTime deadline);
  [[nodiscard]] std::size_t waiting() const { return waiters_.size(); }

 private:
  struct Waiter;
  std::vector<Waiter*> waiters_;
};

// Sleeps on the loop.
[[nodiscard]] boost::asio::awaitable<void> sleepUntil(SteadyTime deadline);

}  // namespace diemcau::centre
