// SPDX-License-Identifier: Apache-2.0
// The database on a thread of its own, so that a slow disk never stops the loop.
#pragma once

#include <memory>
#include <utility>

#include "centre/loop/worker.h"

namespace diemcau::centre {

class Database;

// Thread-safe. Borrows the database, which nothing else uses from now on.
class StoreThread {
 public:
  explicit StoreThread(Database& database) : database_(database), worker_(1) {}

  // Calls `work` with the database there; the caller goes on with what it returned.
  template <class Work>
  boost::asio::awaitable<std::invoke_result_t<Work, Database&>> run(Work work) {
    co_return co_await worker_.run([this, &work] { return work(database_); });
  }

  // Finishes what was handed over. Before the io_context of the callers is destroyed.
  void stop() { worker_.stop(); }

 private:
  Database& database_;
  Worker worker_;
};

}  // namespace diemcau::centre
