// SPDX-License-Identifier: Apache-2.0
// Trust root: which keys may sign what, and how many of them it takes (after TUF's root role).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau {

inline constexpr std::string_view kTrustRootSchema = "diemcau.trust-root/1";
inline constexpr std::string_view kTrustRootPayloadType = "application/vnd.diemcau.trust-root+json";

struct TrustRole {
  std::vector<std::string> keyids;
  std::uint32_t threshold = 1;  // distinct keys that must have signed

  friend bool operator==(const TrustRole&, const TrustRole&) = default;
};

struct TrustRoot {
  std::uint64_t version = 0;
  Timestamp expires_at{};
  std::map<std::string, std::string> keys;  // key id → SubjectPublicKeyInfo, DER
  TrustRole root;
  TrustRole config;
  TrustRole online;

  friend bool operator==(const TrustRoot&, const TrustRoot&) = default;
};

// In the document a key is the base64 of its DER. Every key id of a role must be among the keys.
// Errors: document.* (json_document.h).
[[nodiscard]] Result<TrustRoot> parseTrustRoot(std::string_view json);
[[nodiscard]] std::string writeTrustRoot(const TrustRoot& root);

}  // namespace diemcau
