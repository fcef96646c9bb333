// SPDX-License-Identifier: Apache-2.0
// Enrolment: where a box that has no identity yet asks for one. `diemcau.json` in the image or on a USB stick.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau {

inline constexpr std::string_view kEnrolmentSchema = "diemcau.enrolment/1";
inline constexpr std::string_view kEnrolmentFile = "diemcau.json";

struct Enrolment {
  std::string centre_url;  // "https://host:port": becomes Identity.centre_url
  std::string enrol_url;   // "https://host:port" of the EST server (RFC 7030); /.well-known/est is below it
  std::string token{};     // a secret, good for one box once; empty: the centre's team approves the box
  std::string time_url{};  // "http://host:port/time", where the time is asked for; empty: nowhere

  friend bool operator==(const Enrolment&, const Enrolment&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<Enrolment> parseEnrolment(std::string_view json);
// With the token.
[[nodiscard]] std::string writeEnrolment(const Enrolment& enrolment);

}  // namespace diemcau
