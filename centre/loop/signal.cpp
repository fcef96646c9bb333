// SPDX-License-Identifier: Apache-2.0
// Waiting by a timer that a notification cancels.
#include "centre/loop/signal.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace diemcau::centre {

namespace asio = boost::asio;

// In the waiting coroutine's frame, whose end takes it off the list.
struct Signal::Waiter {
  Waiter(Signal& owner, asio::steady_timer& its_timer) : signal(owner), timer(its_timer) {
    signal.waiters_.push_back(this);
  }
  ~Waiter() { std::erase(signal.waiters_, this); }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  Signal& signal;
  asio::steady_timer& timer;
  bool notified = false;
};

void Signal::notifyAll() {
  // Cancelling only queues the waiters' resumption: the list does not change here.
  for (Waiter* waiter : waiters_) {
    waiter->notified = true;
    waiter->timer.cancel();
  }
}

asio::awaitable<bool> Signal::waitUntil(SteadyTime deadline) {
  asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
  const Waiter waiter(*this, timer);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return waiter.notified;
}

asio::awaitable<void> sleepUntil(SteadyTime deadline) {
  asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace diemcau::centre
