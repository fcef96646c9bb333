// SPDX-License-Identifier: Apache-2.0
// Identity: who an endpoint is and where its centre is. `identity.json` in the identity directory.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau {

inline constexpr std::string_view kIdentitySchema = "diemcau.identity/1";

// Beside the document: key.pem (0600) or key.sealed, cert.pem (chain), ca.pem (who may be the centre), root.json
// (trust root). `diemcau-centre provision` writes all five; a box that enrols itself finds the last two there.
struct Identity {
  std::string endpoint;     // "box-1a2b3c4d", also the common name of cert.pem
  std::string centre_url;   // "https://host:port"
  std::string enrol_url{};  // likewise, of the EST server that renews cert.pem; empty: none does
  std::string time_url{};   // "http://host:port/time", where the time is asked for; empty: nowhere

  friend bool operator==(const Identity&, const Identity&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<Identity> parseIdentity(std::string_view json);
[[nodiscard]] std::string writeIdentity(const Identity& identity);

}  // namespace diemcau
