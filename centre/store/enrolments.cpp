// SPDX-License-Identifier: Apache-2.0
// SQL of enrolment.
#include "centre/store/enrolments.h"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "centre/store/audit.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"
#include "centre/store/sites.h"

namespace diemcau::centre {
namespace {

constexpr const char* kColumns =
    "SELECT key_id, pairing_code, address, first_seen, last_seen, claim, site_code, state FROM enrolments ";

template <class Enum>
Enum valueOf(const std::string& name, Enum last) {
  auto value = static_cast<Enum>(0);
  while (value != last && nameOf(value) != name) value = static_cast<Enum>(static_cast<int>(value) + 1);
  return value;
}

EnrolmentRecord enrolmentFrom(SQLite::Statement& row) {
  EnrolmentRecord record;
  record.key_id = row.getColumn(0).getString();
  record.pairing_code = row.getColumn(1).getString();
  record.address = row.getColumn(2).getString();
  record.first_seen = timeFrom(row.getColumn(3));
  record.last_seen = timeFrom(row.getColumn(4));
  record.claim = valueOf(row.getColumn(5).getString(), EnrolmentClaim::SiteTaken);
  if (!row.isColumnNull(6)) record.site_code = row.getColumn(6).getString();
  record.state = valueOf(row.getColumn(7).getString(), EnrolmentState::Refused);
  return record;
}

std::vector<EnrolmentRecord> allOf(SQLite::Statement& query) {
  std::vector<EnrolmentRecord> records;
  while (query.executeStep()) records.push_back(enrolmentFrom(query));
  return records;
}

std::optional<EnrolmentRecord> findEnrolment(SQLite::Database& handle, const std::string& key_id) {
  SQLite::Statement query(handle, std::string(kColumns) + "WHERE key_id = ?");
  query.bind(1, key_id);
  if (!query.executeStep()) return std::nullopt;
  return enrolmentFrom(query);
}

std::optional<TokenRecord> findToken(SQLite::Database& handle, const std::string& sha256) {
  SQLite::Statement query(handle,
                          "SELECT site_code, created_at, expires_at, used_at FROM enrolment_tokens WHERE sha256 = ?");
  query.bind(1, sha256);
  if (!query.executeStep()) return std::nullopt;
  TokenRecord token{sha256, query.getColumn(0).getString(), timeFrom(query.getColumn(1)), timeFrom(query.getColumn(2))};
  if (!query.isColumnNull(3)) token.used_at = timeFrom(query.getColumn(3));
  return token;
}

bool isTaken(SQLite::Database& handle, const std::string& site_code) {
  SQLite::Statement query(handle, "SELECT 1 FROM endpoints WHERE site_code = ? AND revoked_at IS NULL");
  query.bind(1, site_code);
  return query.executeStep();
}

// Whoever has the site now.
void revokeAt(SQLite::Database& handle, const std::string& site_code, const AuditRecord& audit) {
  for (const EndpointRecord& endpoint : selectEndpoints(handle)) {
    if (endpoint.site_code != site_code || endpoint.revoked_at) continue;
    SQLite::Statement update(handle, "UPDATE endpoints SET revoked_at = ? WHERE id = ?");
    update.bind(1, toColumn(audit.at));
    update.bind(2, endpoint.id);
    update.exec();
    AuditRecord row = audit;
    row.action = "endpoint.revoke";
    row.detail = "another box takes over site " + site_code;
    row.subject = endpoint.id;
    insertAudit(handle, row);
  }
}

void forgetOldest(SQLite::Database& handle) {
  SQLite::Statement prune(handle,
                          "DELETE FROM enrolments WHERE key_id IN (SELECT key_id FROM enrolments "
                          "WHERE state <> 'approved' ORDER BY last_seen DESC LIMIT -1 OFFSET ?)");
  prune.bind(1, static_cast<std::int64_t>(kMostEnrolments));
  prune.exec();
}

void setState(SQLite::Database& handle, const EnrolmentRecord& enrolment, EnrolmentState state) {
  SQLite::Statement update(handle, "UPDATE enrolments SET state = ?, site_code = nullif(?, '') WHERE key_id = ?");
  update.bind(1, std::string(nameOf(state)));
  update.bind(2, enrolment.site_code);
  update.bind(3, enrolment.key_id);
  update.exec();
}

// Ends a transaction without a trace; what it means is an error of ours.
void require(bool holds, const char* what) {
  if (!holds) throw SQLite::Exception(what, SQLITE_CONSTRAINT);
}

void useToken(SQLite::Database& handle, const Enrolling& enrolling) {
  SQLite::Statement use(handle,
                        "UPDATE enrolment_tokens SET used_at = ?, used_by = ? WHERE sha256 = ? AND site_code = ? "
                        "AND used_at IS NULL AND expires_at > ?1");
  use.bind(1, toColumn(enrolling.endpoint.created_at));
  use.bind(2, enrolling.endpoint.id);
  use.bind(3, *enrolling.token_sha256);
  use.bind(4, enrolling.endpoint.site_code);
  require(use.exec() == 1, "token used");
  require(!isTaken(handle, enrolling.endpoint.site_code), "site taken");
}

}  // namespace

Result<Standing> standingOf(Database& database, const std::string& endpoint, const std::string& key_id,
                            const std::string& token_sha256) {
  return database.attempt([&](SQLite::Database& handle) {
    Standing standing;
    const auto all = selectEndpoints(handle);
    if (const auto found = std::ranges::find(all, endpoint, &EndpointRecord::id); found != all.end()) {
      standing.endpoint = *found;
    }
    standing.enrolment = findEnrolment(handle, key_id);
    if (!token_sha256.empty()) standing.token = findToken(handle, token_sha256);
    if (standing.token) standing.site_taken = isTaken(handle, standing.token->site_code);
    return standing;
  });
}

Result<void> noteWaiting(Database& database, const EnrolmentRecord& enrolment, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    if (!findEnrolment(handle, enrolment.key_id)) insertAudit(handle, audit);
    SQLite::Statement note(
        handle,
        "INSERT INTO enrolments (key_id, pairing_code, address, first_seen, last_seen, claim, site_code, state) "
        "VALUES (?1, ?2, ?3, ?4, ?4, ?5, nullif(?6, ''), 'waiting') ON CONFLICT (key_id) DO UPDATE SET "
        "address = ?3, last_seen = ?4, claim = ?5, site_code = nullif(?6, '') WHERE state = 'waiting'");
    note.bind(1, enrolment.key_id);
    note.bind(2, enrolment.pairing_code);
    note.bind(3, enrolment.address);
    note.bind(4, toColumn(enrolment.last_seen));
    note.bind(5, std::string(nameOf(enrolment.claim)));
    note.bind(6, enrolment.site_code);
    note.exec();
    forgetOldest(handle);
  });
}

Result<std::vector<EnrolmentRecord>> loadWaiting(Database& database) {
  return database.attempt([](SQLite::Database& handle) {
    SQLite::Statement query(handle, std::string(kColumns) + "WHERE state = 'waiting' ORDER BY first_seen, key_id");
    return allOf(query);
  });
}

Result<std::vector<EnrolmentRecord>> findByCode(Database& database, const std::string& code) {
  return database.attempt([&](SQLite::Database& handle) {
    SQLite::Statement query(handle, std::string(kColumns) + "WHERE pairing_code = ? ORDER BY key_id");
    query.bind(1, code);
    return allOf(query);
  });
}

Result<void> approveEnrolment(Database& database, const std::string& key_id, const std::string& site_code,
                              AuditRecord audit) {
  std::optional<Error> wrong;
  const auto done = database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    auto enrolment = findEnrolment(handle, key_id);
    if (!enrolment) {
      wrong = Error{"enrolment", "unknown", key_id};
      return;
    }
    SQLite::Statement site(handle, "SELECT 1 FROM sites WHERE code = ?");
    site.bind(1, site_code);
    if (!site.executeStep()) {
      wrong = Error{"enrolment", "site_unknown", site_code};
      return;
    }
    // Only one box is to get the site: the one that was approved last.
    SQLite::Statement others(handle,
                             "UPDATE enrolments SET state = 'waiting' WHERE state = 'approved' AND site_code = ?");
    others.bind(1, site_code);
    others.exec();
    enrolment->site_code = site_code;
    setState(handle, *enrolment, EnrolmentState::Approved);
    audit.subject = enrolment->pairing_code;
    audit.detail = "site " + site_code + ", key " + key_id;
    insertAudit(handle, audit);
    revokeAt(handle, site_code, audit);
  });
  if (done && wrong) return std::unexpected(std::move(*wrong));
  return done;
}

Result<void> refuseEnrolment(Database& database, const std::string& key_id, AuditRecord audit) {
  bool known = false;
  auto done = database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    const auto enrolment = findEnrolment(handle, key_id);
    known = enrolment.has_value();
    if (!known) return;
    setState(handle, *enrolment, EnrolmentState::Refused);
    audit.subject = enrolment->pairing_code;
    audit.detail = "key " + key_id;
    insertAudit(handle, audit);
  });
  if (done && !known) return fail("enrolment", "unknown", key_id);
  return done;
}

Result<void> enrolEndpoint(Database& database, const Enrolling& enrolling, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    if (enrolling.token_sha256) {
      useToken(handle, enrolling);
    } else {
      const auto approved = findEnrolment(handle, enrolling.endpoint.key_id);
      require(approved && approved->state == EnrolmentState::Approved &&
                  approved->site_code == enrolling.endpoint.site_code,
              "not approved");
      // Somebody with a token may have come in between.
      revokeAt(handle, enrolling.endpoint.site_code, audit);
    }
    SQLite::Statement forget(handle, "DELETE FROM enrolments WHERE key_id = ?");
    forget.bind(1, enrolling.endpoint.key_id);
    forget.exec();
    insertEndpoint(handle, enrolling.endpoint);
    insertConfig(handle, enrolling.config);
    insertAudit(handle, audit);
  });
}

Result<void> renewEndpoint(Database& database, const EndpointRecord& renewed, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement update(handle,
                             "UPDATE endpoints SET key_id = ?, certificate_expires_at = ? WHERE id = ? "
                             "AND revoked_at IS NULL");
    update.bind(1, renewed.key_id);
    update.bind(2, toColumn(renewed.certificate_expires_at));
    update.bind(3, renewed.id);
    require(update.exec() == 1, "revoked");
    insertAudit(handle, audit);
  });
}

Result<void> revokeEndpoint(Database& database, const std::string& endpoint, const AuditRecord& audit) {
  bool known = false;
  auto done = database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement update(handle, "UPDATE endpoints SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?");
    update.bind(1, toColumn(audit.at));
    update.bind(2, endpoint);
    known = update.exec() == 1;
    if (known) insertAudit(handle, audit);
  });
  if (done && !known) return fail("enrolment", "endpoint_unknown", endpoint);
  return done;
}

Result<void> addTokens(Database& database, const std::vector<TokenRecord>& tokens, AuditRecord audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement insert(
        handle, "INSERT INTO enrolment_tokens (sha256, site_code, created_at, expires_at) VALUES (?, ?, ?, ?)");
    for (const TokenRecord& token : tokens) {
      insert.bind(1, token.sha256);
      insert.bind(2, token.site_code);
      insert.bind(3, toColumn(token.created_at));
      insert.bind(4, toColumn(token.expires_at));
      insert.exec();
      insert.reset();
      audit.subject = "site " + token.site_code;
      audit.detail = "token " + token.id() + ", until " + formatTimestamp(token.expires_at);
      insertAudit(handle, audit);
    }
  });
}

}  // namespace diemcau::centre
