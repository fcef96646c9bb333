// SPDX-License-Identifier: Apache-2.0
// SQL of the audit log, and its chain.
#include "centre/store/audit.h"

#include <algorithm>

#include "centre/crypto/digest.h"
#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMostSubject = 64;
constexpr std::size_t kMostDetail = 300;

void addNetstring(std::string& to, std::string_view text) {
  to.append(std::to_string(text.size())).append(":").append(text).append(",");
}

}  // namespace

std::string auditDigest(std::string_view before, const AuditEntry& entry) {
  const AuditRecord& record = entry.record;
  std::string text;
  addNetstring(text, before);
  addNetstring(text, std::to_string(entry.id));
  addNetstring(text, std::to_string(toColumn(record.at)));
  for (const std::string* part : {&record.actor, &record.address, &record.action, &record.subject, &record.detail}) {
    addNetstring(text, *part);
  }
  return sha256Hex(text);
}

AuditRecord refusalOf(AuditRecord attempt, std::string_view why) {
  attempt.action += "_refused";
  attempt.subject.resize(std::min(attempt.subject.size(), kMostSubject));
  attempt.detail = why.substr(0, kMostDetail);
  return attempt;
}

void insertAudit(SQLite::Database& handle, const AuditRecord& audit) {
  AuditEntry entry{1, audit, {}};
  std::string before;
  SQLite::Statement last(handle, "SELECT id, sha256 FROM audit ORDER BY id DESC LIMIT 1");
  if (last.executeStep()) {
    entry.id = last.getColumn(0).getInt64() + 1;
    before = last.getColumn(1).getString();
  }
  SQLite::Statement insert(
      handle,
      "INSERT INTO audit (id, at, actor, address, action, subject, detail, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, entry.id);
  insert.bind(2, toColumn(audit.at));
  insert.bind(3, audit.actor);
  insert.bind(4, audit.address);
  insert.bind(5, audit.action);
  insert.bind(6, audit.subject);
  insert.bind(7, audit.detail);
  insert.bind(8, auditDigest(before, entry));
  insert.exec();
}

Result<void> addAudit(Database& database, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) { insertAudit(handle, audit); });
}

Result<void> readAudit(Database& database, const std::function<void(const AuditEntry&)>& take) {
  return database.attempt([&](SQLite::Database& handle) {
    SQLite::Statement query(handle,
                            "SELECT id, at, actor, address, action, subject, detail, sha256 FROM audit ORDER BY id");
    while (query.executeStep()) {
      AuditEntry entry;
      entry.id = query.getColumn(0).getInt64();
      entry.record = {timeFrom(query.getColumn(1)),   query.getColumn(2).getString(), query.getColumn(3).getString(),
                      query.getColumn(4).getString(), query.getColumn(5).getString(), query.getColumn(6).getString()};
      entry.sha256 = query.getColumn(7).getString();
      take(entry);
    }
  });
}

void AuditChain::add(const AuditEntry& entry) {
  ++rows_;
  // Rows from before the chain can only stand at its beginning.
  const bool old = entry.sha256.empty() && last_.empty();
  const bool good = (old || entry.sha256 == auditDigest(last_, entry)) && entry.id == last_id_ + 1;
  if (!good && changed_ == 0) changed_ = entry.id;
  last_id_ = entry.id;
  last_ = entry.sha256;
}

Result<void> AuditChain::verdict() const {
  if (changed_ != 0) return fail("audit", "changed", "row " + std::to_string(changed_));
  return {};
}

}  // namespace diemcau::centre
