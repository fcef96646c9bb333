// SPDX-License-Identifier: Apache-2.0
// Finding and ending sessions.
#include "centre/operators/sessions.h"

#include <utility>

#include "centre/crypto/digest.h"

namespace diemcau::centre {

void Sessions::replaceAll(std::vector<SessionRecord> sessions) {
  sessions_.clear();
  for (SessionRecord& session : sessions) add(std::move(session));
}

void Sessions::add(SessionRecord session) {
  std::string token = session.token_sha256;
  sessions_.insert_or_assign(std::move(token), std::move(session));
}

void Sessions::remove(const std::string& token_sha256) { sessions_.erase(token_sha256); }

const SessionRecord* Sessions::find(const std::string& token_sha256) const {
  const auto found = sessions_.find(token_sha256);
  if (found == sessions_.end() || found->second.expires_at <= clock_.now().wall) return nullptr;
  return &found->second;
}

const SessionRecord* Sessions::of(const HttpRequest& request) const {
  const std::string_view token = request.cookie(kSessionCookie);
  return token.empty() ? nullptr : find(sha256Hex(token));
}

bool isFromOurPage(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD" || request.header("x-diemcau") == "1";
}

}  // namespace diemcau::centre
