// SPDX-License-Identifier: Apache-2.0
// Threads for what blocks: the database, password hashing, files.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace diemcau::centre {

// Thread-safe. Must be stopped before the io_context of its callers is destroyed.
class Worker {
 public:
  explicit Worker(std::size_t threads);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Runs `work` on one of the threads; the caller goes on on its own executor with what it returned.
  // `work` must not throw. References in it stay valid: the caller waits.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work>> run(Work work) {
    std::optional<std::invoke_result_t<Work>> result;
    co_await call([&result, &work] { result.emplace(work()); });
    co_return std::move(*result);
  }

  // Finishes what was handed over and joins the threads.
  void stop();

 private:
  [[nodiscard]] boost::asio::awaitable<void> call(std::function<void()> work);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace diemcau::centre
