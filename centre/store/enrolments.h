// SPDX-License-Identifier: Apache-2.0
// Boxes that ask for an identity, the tokens that give one, and identities that are renewed and taken away.
//
// Each change is one durable transaction with its audit row. Errors besides store.*: enrolment.unknown (no box with
// that key asks), enrolment.site_unknown, enrolment.endpoint_unknown.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "centre/store/records.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

// Boxes that wait or were refused; of more, those that have not asked for longest are forgotten.
inline constexpr std::size_t kMostEnrolments = 128;

// What the store knows of a box that asks.
struct Standing {
  std::optional<EndpointRecord> endpoint;  // with its id
  std::optional<EnrolmentRecord> enrolment;
  std::optional<TokenRecord> token;
  bool site_taken = false;  // the token's site has an endpoint that is not revoked
};
[[nodiscard]] Result<Standing> standingOf(Database& database, const std::string& endpoint, const std::string& key_id,
                                          const std::string& token_sha256);

// A box that waits: new, with `audit`, or once more, which keeps when it was first seen.
[[nodiscard]] Result<void> noteWaiting(Database& database, const EnrolmentRecord& enrolment, const AuditRecord& audit);
// Those that wait, the oldest first.
[[nodiscard]] Result<std::vector<EnrolmentRecord>> loadWaiting(Database& database);
// Those with that pairing code, whatever their state.
[[nodiscard]] Result<std::vector<EnrolmentRecord>> findByCode(Database& database, const std::string& code);

// It gets the site's identity when it asks next; whoever has that site now is revoked at once. The audit row's subject
// and detail are filled in.
[[nodiscard]] Result<void> approveEnrolment(Database& database, const std::string& key_id, const std::string& site_code,
                                            AuditRecord audit);
[[nodiscard]] Result<void> refuseEnrolment(Database& database, const std::string& key_id, AuditRecord audit);

// By what right an endpoint comes to be.
struct Enrolling {
  EndpointRecord endpoint;
  ConfigRecord config;
  std::optional<std::string> token_sha256;  // absent: it was approved
};
// Error: store.conflict when that right is gone, or the id is taken.
[[nodiscard]] Result<void> enrolEndpoint(Database& database, const Enrolling& enrolling, const AuditRecord& audit);

// Error: store.conflict when the endpoint is revoked.
[[nodiscard]] Result<void> renewEndpoint(Database& database, const EndpointRecord& renewed, const AuditRecord& audit);
// Once revoked it stays so, since when it was first.
[[nodiscard]] Result<void> revokeEndpoint(Database& database, const std::string& endpoint, const AuditRecord& audit);

[[nodiscard]] Result<void> addTokens(Database& database, const std::vector<TokenRecord>& tokens, AuditRecord audit);

}  // namespace diemcau::centre
