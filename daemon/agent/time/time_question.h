// SPDX-License-Identifier: Apache-2.0
// One question for the time, and what its answer says of our clock. Pure but for the nonce.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "contract/result.h"
#include "contract/time_answer.h"
#include "daemon/agent/envelope_verifier.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

struct TimeQuestion {
  std::string nonce;
  base::BootTime asked_at;

  // 192 random bits of the system's. Error: clock.no_random.
  [[nodiscard]] static Result<TimeQuestion> make(base::BootTime now);
};

// What the centre's clock shows at the moment of the answer's arrival, and how far that may be off.
struct CentreTime {
  Timestamp time;
  std::chrono::milliseconds tolerance;
};

// Errors: envelope.*, document.*, clock.nonce_wrong (an answer to another question: an old one, replayed).
[[nodiscard]] Result<CentreTime> judgeTimeAnswer(std::string_view envelope, const TimeQuestion& question,
                                                 const EnvelopeVerifier& online, base::BootTime arrived_at);

}  // namespace diemcau::agent
