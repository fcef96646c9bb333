// SPDX-License-Identifier: Apache-2.0
// The centre's SQLite database: opening, migrating, and its exceptions turned into errors.
//
// For the sources of store/ only; others see the functions over it (configs.h, reports.h, …).
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau::centre {

// When a commit is flushed. Durable: before it returns. Lazy: by the next checkpoint; what a power cut
// may take are the last reports, a killed process loses nothing.
enum class Flush { Durable, Lazy };

// One connection. Used by one thread at a time.
class Database {
 public:
  // Opens or makes the file (main() sets the umask), WAL, and brings it to the newest version. Errors: store.*;
  // store.too_new for a file of a later release.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path);

  [[nodiscard]] SQLite::Database& handle() { return handle_; }

  // Grows whenever another connection has committed something.
  [[nodiscard]] Result<std::int64_t> foreignChanges();

  // Calls `work` and turns what it throws into an error: store.full, store.busy, store.conflict (a
  // key that is there already), store.failed.
  template <class Work>
  auto attempt(Work work) -> Result<std::invoke_result_t<Work, SQLite::Database&>> {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work, SQLite::Database&>>) {
        work(handle_);
        return {};
      } else {
        return work(handle_);
      }
    } catch (const std::exception& error) {
      return std::unexpected(errorOf(error));
    }
  }

  // The same inside one transaction, rolled back when `work` throws.
  template <class Work>
  Result<void> transact(Flush flush, Work work) {
    return attempt([&](SQLite::Database& handle) {
      setFlush(flush);
      SQLite::Transaction transaction(handle, SQLite::TransactionBehavior::IMMEDIATE);
      work(handle);
      transaction.commit();
    });
  }

 private:
  explicit Database(const std::filesystem::path& path);
  [[nodiscard]] static Error errorOf(const std::exception& error);
  void setFlush(Flush flush);
  [[nodiscard]] Result<void> migrate();

  SQLite::Database handle_;
  std::optional<Flush> flush_;
};

[[nodiscard]] inline std::int64_t toColumn(Timestamp time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline Timestamp timeFrom(const SQLite::Column& column) {
  return Timestamp(std::chrono::milliseconds(column.getInt64()));
}

}  // namespace diemcau::centre
