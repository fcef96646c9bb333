// SPDX-License-Identifier: Apache-2.0
// A thread pool that coroutines can wait for.
#include "centre/loop/worker.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace diemcau::centre {

namespace asio = boost::asio;

struct Worker::Impl {
  explicit Impl(std::size_t threads) : pool(threads) {}
  asio::thread_pool pool;
};

Worker::Worker(std::size_t threads) : impl_(std::make_unique<Impl>(threads)) {}

Worker::~Worker() { stop(); }

void Worker::stop() { impl_->pool.join(); }

namespace {

asio::awaitable<void> callNow(const std::function<void()>& work) {
  work();
  co_return;
}

}  // namespace

asio::awaitable<void> Worker::call(std::function<void()> work) {
  co_await asio::co_spawn(impl_->pool, callNow(work), asio::use_awaitable);
}

}  // namespace diemcau::centre
