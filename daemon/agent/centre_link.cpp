// SPDX-License-Identifier: Apache-2.0
// Whether the centre can be talked to, as the last requests have shown it.
#include "daemon/agent/centre_link.h"

#include <utility>

namespace diemcau::agent {

std::optional<LinkTrouble> linkTroubleOf(const HttpResult& result) {
  using enum ConditionType;
  if (!result) {
    const Error& error = result.error();
    if (error.code == "response_too_large") return std::nullopt;  // it was the centre that sent it
    if (error.code == "untrusted") return LinkTrouble{CentreUntrusted, error.context};
    if (error.code == "identity_refused") return LinkTrouble{IdentityRefused, error.context};
    if (error.code == "identity_unusable") return LinkTrouble{IdentityInvalid, error.context};
    return LinkTrouble{CentreUnreachable, error.context};
  }
  const int status = result->status;
  if (status == 401 || status == 403) return LinkTrouble{IdentityRefused, "HTTP " + std::to_string(status)};
  if (status == 429 || status >= 500) return LinkTrouble{CentreUnreachable, "HTTP " + std::to_string(status)};
  return std::nullopt;
}

CentreLink::CentreLink(const base::Clock& clock, Handlers handlers) : clock_(clock), handlers_(std::move(handlers)) {}

void CentreLink::observe(const HttpResult& result) {
  std::optional<LinkTrouble> trouble = linkTroubleOf(result);
  const bool specific = trouble_ && trouble_->type != ConditionType::CentreUnreachable;
  if (trouble && specific && !result && result.error().code == "broken") trouble = trouble_;
  if (trouble) last_trouble_ = clock_.boot();

  const bool recovered = trouble_ && !trouble;
  const bool changed = trouble_.has_value() != trouble.has_value() || (trouble && trouble->type != trouble_->type);
  trouble_ = std::move(trouble);
  if (!trouble_) countAnswer(recovered);
  if (changed && handlers_.changed) handlers_.changed();
  if (recovered && handlers_.recovered) handlers_.recovered(last_trouble_);
}

// A clock that was set back begins anew.
void CentreLink::countAnswer(bool recovered) {
  const Timestamp now = clock_.wall();
  const bool in_a_row = answers_ && !recovered && now >= answers_->last && now - answers_->last <= kInARow;
  answers_ = {in_a_row ? answers_->first : now, now};
}

}  // namespace diemcau::agent
