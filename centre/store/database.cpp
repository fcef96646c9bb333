// SPDX-License-Identifier: Apache-2.0
// Opens the database and brings its schema up to date.
#include "centre/store/database.h"

#include <sqlite3.h>

#include "centre/store/migrations.h"

namespace diemcau::centre {
namespace {

// `provision` and `serve` may write at the same time; neither holds a transaction for long.
constexpr int kBusyTimeoutMs = 5000;

}  // namespace

Database::Database(const std::filesystem::path& path)
    : handle_(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs) {}

Error Database::errorOf(const std::exception& error) {
  const auto* database = dynamic_cast<const SQLite::Exception*>(&error);
  const int code = database == nullptr ? SQLITE_ERROR : database->getErrorCode();
  std::string_view name = "failed";
  if (code == SQLITE_FULL || code == SQLITE_IOERR) name = "full";
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) name = "busy";
  if (code == SQLITE_CONSTRAINT) name = "conflict";
  return {"store", name, error.what()};
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path) {
  std::unique_ptr<Database> database;
  try {
    database.reset(new Database(path));
    database->handle_.exec("PRAGMA journal_mode=WAL");
    database->handle_.exec("PRAGMA foreign_keys=ON");
    database->handle_.exec("PRAGMA journal_size_limit=16777216");
  } catch (const std::exception& error) {
    return std::unexpected(errorOf(error).within(path.string()));
  }
  if (auto migrated = database->migrate(); !migrated) {
    return std::unexpected(std::move(migrated).error().within(path.string()));
  }
  return database;
}

Result<void> Database::migrate() {
  const auto all = migrations();
  const auto newest = static_cast<int>(all.size());
  int version = 0;
  auto migrated = transact(Flush::Durable, [&](SQLite::Database& handle) {
    version = handle.execAndGet("PRAGMA user_version").getInt();
    for (int next = version; next < newest; ++next) handle.exec(std::string(all[static_cast<std::size_t>(next)]));
    if (version < newest) handle.exec("PRAGMA user_version=" + std::to_string(newest));
  });
  if (migrated && version > newest) {
    return fail("store", "too_new", "version " + std::to_string(version) + ", known is " + std::to_string(newest));
  }
  return migrated;
}

void Database::setFlush(Flush flush) {
  if (flush_ == flush) return;
  handle_.exec(flush == Flush::Durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  flush_ = flush;
}

Result<std::int64_t> Database::foreignChanges() {
  return attempt([](SQLite::Database& handle) { return handle.execAndGet("PRAGMA data_version").getInt64(); });
}

}  // namespace diemcau::centre
