// SPDX-License-Identifier: Apache-2.0
// One question for the time, and what its answer says of our clock.
#include "daemon/agent/time/time_question.h"

#include <sys/random.h>

#include <array>
#include <utility>

namespace diemcau::agent {
namespace {

// One of the 64 URL-safe characters for each six bits.
std::string urlSafe(const std::array<unsigned char, 32>& bytes) {
  constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  for (const unsigned char byte : bytes) text += signs[byte & 63];
  return text;
}

}  // namespace

Result<TimeQuestion> TimeQuestion::make(base::BootTime now) {
  std::array<unsigned char, 32> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return fail("clock", "no_random");
  }
  return TimeQuestion{urlSafe(bytes), now};
}

Result<CentreTime> judgeTimeAnswer(std::string_view envelope, const TimeQuestion& question,
                                   const EnvelopeVerifier& online, base::BootTime arrived_at) {
  auto verified = online.verify(envelope, kTimeAnswerPayloadType);
  if (!verified) return std::unexpected(std::move(verified.error()));
  const auto answer = parseTimeAnswer(verified->payload);
  if (!answer) return std::unexpected(answer.error());
  if (answer->nonce != question.nonce) return fail("clock", "nonce_wrong");
  // The centre answered somewhere between: the middle is at most half of the way off (as in SNTP, RFC 4330).
  const auto half = std::chrono::ceil<std::chrono::milliseconds>(arrived_at - question.asked_at) / 2;
  return CentreTime{answer->time + half, half};
}

}  // namespace diemcau::agent
