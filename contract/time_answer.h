// SPDX-License-Identifier: Apache-2.0
// TimeAnswer: what time it is at the centre, for whoever asked with this nonce.
//
// A box whose clock is wrong cannot judge a certificate by its dates; the answer comes over plain HTTP, in an
// envelope signed for the online role of the trust root.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau {

inline constexpr std::string_view kTimeAnswerSchema = "diemcau.time-answer/1";
inline constexpr std::string_view kTimeAnswerPayloadType = "application/vnd.diemcau.time-answer+json";

struct TimeAnswer {
  std::string nonce;  // as it was asked with: the answer is to nobody else, and not an old one
  Timestamp time{};

  friend bool operator==(const TimeAnswer&, const TimeAnswer&) = default;
};

// 16 to 64 of the URL-safe characters (RFC 4648, section 5).
[[nodiscard]] bool isTimeNonce(std::string_view text);

// Errors: document.* (json_document.h).
[[nodiscard]] Result<TimeAnswer> parseTimeAnswer(std::string_view json);
[[nodiscard]] std::string writeTimeAnswer(const TimeAnswer& answer);

}  // namespace diemcau
