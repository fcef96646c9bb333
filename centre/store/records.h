// SPDX-License-Identifier: Apache-2.0
// Rows of the store as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contract/timestamp.h"

namespace diemcau::centre {

// A passphrase of a stream, and the number by which a caller names it (StreamId::key).
struct SrtKey {
  std::uint64_t number = 0;
  std::string passphrase{};  // a secret

  friend bool operator==(const SrtKey&, const SrtKey&) = default;
};

struct EndpointRecord {
  std::string id;
  std::string site_code;
  std::string key_id;
  Timestamp certificate_expires_at{};
  std::string uplink_host;
  std::string srt_passphrase;  // a secret
  Timestamp created_at{};
  std::optional<Timestamp> revoked_at{};  // it counts for nothing any more
  std::uint64_t srt_key = 0;              // the passphrase's number
  std::optional<SrtKey> next_srt{};       // what takes its place (fleet/passphrases.h)
};

// Why a box waits for a person.
enum class EnrolmentClaim { NoToken, TokenUsed, TokenExpired, SiteTaken };
[[nodiscard]] constexpr std::string_view nameOf(EnrolmentClaim claim) {
  constexpr std::string_view names[] = {"no_token", "token_used", "token_expired", "site_taken"};
  return names[static_cast<std::size_t>(claim)];
}
enum class EnrolmentState { Waiting, Approved, Refused };
[[nodiscard]] constexpr std::string_view nameOf(EnrolmentState state) {
  constexpr std::string_view names[] = {"waiting", "approved", "refused"};
  return names[static_cast<std::size_t>(state)];
}

// A box that asks for an identity.
struct EnrolmentRecord {
  std::string key_id;
  std::string pairing_code;
  std::string address;
  Timestamp first_seen{};
  Timestamp last_seen{};
  EnrolmentClaim claim = EnrolmentClaim::NoToken;
  std::string site_code{};  // that of its token, or for which it was approved; empty: none
  EnrolmentState state = EnrolmentState::Waiting;

  friend bool operator==(const EnrolmentRecord&, const EnrolmentRecord&) = default;
};

// What gives a box its identity without asking a person, once. The token itself is nowhere here.
struct TokenRecord {
  std::string sha256;
  std::string site_code;
  Timestamp created_at{};
  Timestamp expires_at{};
  std::optional<Timestamp> used_at{};

  // As it is called in the audit log.
  [[nodiscard]] std::string id() const { return sha256.substr(0, 12); }
};

// One version of an endpoint's Config, without its content.
struct ConfigVersion {
  std::uint64_t version = 0;
  Timestamp issued_at{};
  Timestamp expires_at{};
  std::string author;
  std::optional<Timestamp> applied_at;
  std::optional<std::int64_t> applied_after_ms;

  friend bool operator==(const ConfigVersion&, const ConfigVersion&) = default;
};

struct ConfigRecord {
  std::string endpoint;
  ConfigVersion version;
  std::string body;      // JSON without uplink
  std::string envelope;  // JSON; holds the endpoint's passphrase
};

struct ReportRecord {
  std::string endpoint;
  std::string boot_id;
  std::uint64_t seq = 0;
  Timestamp observed_at{};
  Timestamp received_at{};
  std::string document;                      // Status as JSON
  std::optional<Timestamp> differs_since{};  // the endpoint from its newest Config; kept of the newest report alone
};

enum class SnapshotKind { Camera, Screen };
[[nodiscard]] constexpr const char* nameOf(SnapshotKind kind) {
  return kind == SnapshotKind::Camera ? "camera" : "screen";
}
[[nodiscard]] constexpr std::optional<SnapshotKind> snapshotKindFrom(std::string_view name) {
  if (name == nameOf(SnapshotKind::Camera)) return SnapshotKind::Camera;
  if (name == nameOf(SnapshotKind::Screen)) return SnapshotKind::Screen;
  return std::nullopt;
}

struct SnapshotRecord {
  std::string endpoint;
  SnapshotKind kind = SnapshotKind::Camera;
  std::string etag;
  Timestamp taken_at{};
  std::string jpeg;
};

struct SessionRecord {
  std::string token_sha256;
  std::string account;
  Timestamp since{};
  Timestamp expires_at{};
};

struct AuditRecord {
  Timestamp at{};
  std::string actor;
  std::string address;
  std::string action;
  std::string subject;
  std::string detail;  // never a secret
};

}  // namespace diemcau::centre
