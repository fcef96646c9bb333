// SPDX-License-Identifier: Apache-2.0
// What becomes of a box that asks for an identity: a pure decision.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "centre/store/enrolments.h"

namespace diemcau::centre {

// It has an identity already; its answer was lost.
struct IssueAgain {};
// It gets that of the site.
struct IssueFor {
  std::string site_code;
  bool by_token = false;  // or because it was approved
};
struct WaitForPerson {
  EnrolmentClaim claim = EnrolmentClaim::NoToken;
  std::string site_code;  // that its token names; empty: none
};
struct Refuse {
  int status = 0;         // of HTTP
  std::string_view code;  // enrolment_refused, identity_revoked, id_taken, token_unknown
};
using ClaimDecision = std::variant<IssueAgain, IssueFor, WaitForPerson, Refuse>;

// `key_id` is proven to be the caller's. What people decided about a key goes before what its token says.
[[nodiscard]] ClaimDecision decideClaim(const Standing& standing, std::string_view key_id, bool shows_token,
                                        Timestamp now);

}  // namespace diemcau::centre
