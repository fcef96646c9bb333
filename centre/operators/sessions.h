// SPDX-License-Identifier: Apache-2.0
// Who is logged in.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "centre/http/message.h"
#include "centre/loop/moment.h"
#include "centre/store/records.h"

namespace diemcau::centre {

inline constexpr std::string_view kSessionCookie = "diemcau_session";
// A session ends after a long day, used or not.
inline constexpr std::chrono::hours kSessionLife{12};

// The sessions of the store, in memory. Bound to the loop's thread.
class Sessions {
 public:
  explicit Sessions(const Clock& clock) : clock_(clock) {}

  // As they are in the store: what is not there has ended.
  void replaceAll(std::vector<SessionRecord> sessions);
  void add(SessionRecord session);
  void remove(const std::string& token_sha256);
  // Null when there is none or it has expired. Valid until the next change.
  [[nodiscard]] const SessionRecord* find(const std::string& token_sha256) const;
  // The session whose cookie the request carries.
  [[nodiscard]] const SessionRecord* of(const HttpRequest& request) const;

 private:
  const Clock& clock_;
  std::map<std::string, SessionRecord> sessions_;
};

// Whether a request that changes something carries the header that a page of another origin cannot send.
[[nodiscard]] bool isFromOurPage(const HttpRequest& request);

}  // namespace diemcau::centre
