// SPDX-License-Identifier: Apache-2.0
// The rules of enrolment, in the order in which they count.
#include "centre/enrolment/claim.h"

namespace diemcau::centre {
namespace {

constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

ClaimDecision decideToken(const Standing& standing, Timestamp now) {
  if (!standing.token) return Refuse{kUnauthorized, "token_unknown"};
  const TokenRecord& token = *standing.token;
  if (token.used_at) return WaitForPerson{EnrolmentClaim::TokenUsed, token.site_code};
  if (token.expires_at <= now) return WaitForPerson{EnrolmentClaim::TokenExpired, token.site_code};
  if (standing.site_taken) return WaitForPerson{EnrolmentClaim::SiteTaken, token.site_code};
  return IssueFor{token.site_code, true};
}

}  // namespace

ClaimDecision decideClaim(const Standing& standing, std::string_view key_id, bool shows_token, Timestamp now) {
  if (standing.endpoint) {
    // Eight digits can be met by another key, if somebody looks long enough for it.
    if (standing.endpoint->key_id != key_id) return Refuse{kForbidden, "id_taken"};
    if (standing.endpoint->revoked_at) return Refuse{kForbidden, "identity_revoked"};
    return IssueAgain{};
  }
  if (standing.enrolment && standing.enrolment->state == EnrolmentState::Approved) {
    return IssueFor{standing.enrolment->site_code, false};
  }
  if (standing.enrolment && standing.enrolment->state == EnrolmentState::Refused) {
    return Refuse{kForbidden, "enrolment_refused"};
  }
  return shows_token ? decideToken(standing, now) : WaitForPerson{};
}

}  // namespace diemcau::centre
