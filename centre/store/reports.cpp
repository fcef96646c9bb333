// SPDX-License-Identifier: Apache-2.0
// SQL of reports and snapshots. Committed lazily: they come every two seconds from every endpoint.
#include "centre/store/reports.h"

#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

void bindReport(SQLite::Statement& statement, const ReportRecord& report) {
  statement.bind(1, report.endpoint);
  statement.bind(2, report.boot_id);
  statement.bind(3, static_cast<std::int64_t>(report.seq));
  statement.bind(4, toColumn(report.observed_at));
  statement.bind(5, toColumn(report.received_at));
  statement.bind(6, report.document);
}

void insertHistory(SQLite::Database& handle, const ReportRecord& report) {
  SQLite::Statement insert(handle,
                           "INSERT OR IGNORE INTO report_history (endpoint, boot_id, seq, observed_at, received_at, "
                           "document) VALUES (?, ?, ?, ?, ?, ?)");
  bindReport(insert, report);
  insert.exec();
  SQLite::Statement prune(handle,
                          "DELETE FROM report_history WHERE endpoint = ?1 AND id <= (SELECT id FROM report_history "
                          "WHERE endpoint = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)");
  prune.bind(1, report.endpoint);
  prune.bind(2, static_cast<std::int64_t>(kReportHistory));
  prune.exec();
}

void replaceNewest(SQLite::Database& handle, const ReportRecord& report) {
  SQLite::Statement replace(handle,
                            "INSERT OR REPLACE INTO reports (endpoint, boot_id, seq, observed_at, received_at, "
                            "document, differs_since) VALUES (?, ?, ?, ?, ?, ?, ?)");
  bindReport(replace, report);
  if (report.differs_since) replace.bind(7, toColumn(*report.differs_since));
  replace.exec();
}

void markApplied(SQLite::Database& handle, const ReportToSave& saved) {
  SQLite::Statement update(handle,
                           "UPDATE configs SET applied_at = ?3, applied_after_ms = max(0, ?3 - issued_at) "
                           "WHERE endpoint = ?1 AND version = ?2 AND applied_at IS NULL");
  update.bind(1, saved.report.endpoint);
  update.bind(2, static_cast<std::int64_t>(saved.config_version));
  update.bind(3, toColumn(saved.report.received_at));
  update.exec();
}

}  // namespace

Result<void> saveReport(Database& database, const ReportToSave& saved) {
  return database.transact(Flush::Lazy, [&](SQLite::Database& handle) {
    insertHistory(handle, saved.report);
    if (saved.newest) replaceNewest(handle, saved.report);
    if (saved.config_version > 0) markApplied(handle, saved);
  });
}

Result<std::optional<ReportRecord>> newestReport(Database& database, const std::string& endpoint) {
  return database.attempt([&](SQLite::Database& handle) -> std::optional<ReportRecord> {
    SQLite::Statement query(handle,
                            "SELECT boot_id, seq, observed_at, received_at, document, differs_since FROM reports "
                            "WHERE endpoint = ?");
    query.bind(1, endpoint);
    if (!query.executeStep()) return std::nullopt;
    ReportRecord report{endpoint,
                        query.getColumn(0).getString(),
                        static_cast<std::uint64_t>(query.getColumn(1).getInt64()),
                        timeFrom(query.getColumn(2)),
                        timeFrom(query.getColumn(3)),
                        query.getColumn(4).getString()};
    if (!query.isColumnNull(5)) report.differs_since = timeFrom(query.getColumn(5));
    return report;
  });
}

Result<void> saveSnapshot(Database& database, const SnapshotRecord& snapshot) {
  return database.transact(Flush::Lazy, [&](SQLite::Database& handle) {
    SQLite::Statement replace(
        handle, "INSERT OR REPLACE INTO snapshots (endpoint, kind, etag, taken_at, jpeg) VALUES (?, ?, ?, ?, ?)");
    replace.bind(1, snapshot.endpoint);
    replace.bind(2, nameOf(snapshot.kind));
    replace.bind(3, snapshot.etag);
    replace.bind(4, toColumn(snapshot.taken_at));
    replace.bind(5, snapshot.jpeg.data(), static_cast<int>(snapshot.jpeg.size()));
    replace.exec();
  });
}

Result<std::vector<SnapshotRecord>> loadSnapshots(Database& database, const std::string& endpoint) {
  return database.attempt([&](SQLite::Database& handle) {
    std::vector<SnapshotRecord> snapshots;
    SQLite::Statement query(handle, "SELECT kind, etag, taken_at, jpeg FROM snapshots WHERE endpoint = ?");
    query.bind(1, endpoint);
    while (query.executeStep()) {
      const bool camera = query.getColumn(0).getString() == nameOf(SnapshotKind::Camera);
      snapshots.push_back({endpoint, camera ? SnapshotKind::Camera : SnapshotKind::Screen,
                           query.getColumn(1).getString(), timeFrom(query.getColumn(2)),
                           query.getColumn(3).getString()});
    }
    return snapshots;
  });
}

}  // namespace diemcau::centre
