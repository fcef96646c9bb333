// SPDX-License-Identifier: Apache-2.0
// Sees to it that the machine's clock is right: a floor without anybody's help, then the centre's signed time.
//
// The clock is raised to the newest of the day of the build, the saved clock and the newest `issued_at` that was
// verified. Then the centre is asked, over plain HTTP and with a nonce (contract/time_answer.h); a clock that is
// more than two seconds off is set, where that may be and no NTP daemon keeps it. A wall clock that jumps against
// the boot-time clock is asked about anew. Media never wait for any of it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "contract/condition_set.h"
#include "daemon/agent/backoff.h"
#include "daemon/agent/http_client.h"
#include "daemon/agent/time/system_time.h"
#include "daemon/agent/time/time_question.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// What the time is learnt from and set by; both outlive whoever is given them.
struct TimeSource {
  SystemTime& system;
  HttpClient* client = nullptr;  // of the identity's time_url; null: nobody is asked
};

// Thread-bound to the loop; everything given to it outlives it.
class TimeKeeper {
 public:
  struct Handlers {
    std::function<const EnvelopeVerifier&()> verifier;  // of the online role
    std::function<void()> changed;                      // the conditions
  };

  static constexpr std::chrono::seconds kTolerance{2};
  static constexpr std::chrono::hours kEvery{2};  // at most; half of that at least

  TimeKeeper(TimeSource source, const base::Clock& clock, const Random& random, const std::filesystem::path& state,
             Handlers handlers);

  // Raises the clock to its floor and begins to ask. `newest_signed`: the newest issued_at that was verified.
  void start(Timestamp newest_signed);
  // A jump of the clock, a question that is due, a clock to be saved. For the timer, and for tests.
  void step();

  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  void raise();
  void ask();
  void finish(const HttpResult& result);
  [[nodiscard]] Result<void> take(const HttpResult& result);
  void correct(base::WallTime to);
  void noteWrong(std::chrono::milliseconds difference, const Error& why);
  [[nodiscard]] std::chrono::nanoseconds offset() const;

  TimeSource source_;
  const base::Clock& clock_;
  Random random_;
  std::filesystem::path file_;
  Handlers handlers_;
  Backoff failures_;
  ConditionSet conditions_;
  Timestamp signed_floor_;
  bool verified_ = false;
  std::chrono::nanoseconds offset_{};  // of the wall clock to the boot-time clock
  std::optional<TimeQuestion> question_;
  std::unique_ptr<HttpCall> call_;
  base::BootTime ask_at_{};
  base::BootTime save_at_{};
  base::Timer timer_;
};

}  // namespace diemcau::agent
