// SPDX-License-Identifier: Apache-2.0
// The long poll for the next Config (contract/http.yaml, getDeviceConfig).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/agent/backoff.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/http_client.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// Asks again at once after an answer that moved things on; waits after a failure, and after an answer
// that came too soon to have been held. After a refusal the centre would offer the same again: it is asked
// for what is newer than that, so that what replaces it is seen at once, and from time to time for the
// same. Thread-bound to the loop; everything given to it outlives it.
class ConfigPoll {
 public:
  enum class Verdict { Installed, Refused };

  struct Handlers {
    std::function<std::uint64_t()> version;                       // that the endpoint has; 0: none
    std::function<Verdict(const std::string& envelope)> offered;  // the centre's newest
    std::function<void()> nothing_newer;
    std::function<void()> too_large;  // an envelope beyond kMaxEnvelopeBytes, which was not read
  };

  static constexpr std::chrono::seconds kHold{55};

  ConfigPoll(HttpClient& client, CentreLink& link, const base::Clock& clock, const Random& random, Handlers handlers);

  void start() { step(); }
  // The centre answers again: gives up a request older than `since`, and a wait for its return. A
  // wait that the centre asked for, or a pause after a refusal, goes on.
  void resume(base::BootTime since);
  // What was refused may be taken now: asks for it again at once.
  void judgeAgain();
  // Sends the request if it is due. For the timer, and for tests that turn the clock themselves.
  void step();

  [[nodiscard]] base::BootTime nextAt() const { return next_at_; }

 private:
  enum class Waiting { ForCentre, ForItsTurn };

  void finish(const HttpResult& result);
  void judge(const HttpResponse& response);
  void onRefused(const HttpResponse& response);
  void again(std::chrono::milliseconds delay, Waiting waiting);

  HttpClient& client_;
  CentreLink& link_;
  const base::Clock& clock_;
  Handlers handlers_;
  Backoff failures_;
  Backoff refusals_;
  std::optional<std::uint64_t> refused_;  // what the centre called its version; passed over until judge_again_at_
  base::BootTime judge_again_at_{};
  std::unique_ptr<HttpCall> call_;
  base::BootTime started_at_{};
  base::BootTime next_at_{};
  Waiting waiting_ = Waiting::ForItsTurn;
  base::Timer timer_;
};

}  // namespace diemcau::agent
