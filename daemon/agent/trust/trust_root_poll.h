// SPDX-License-Identifier: Apache-2.0
// Asks the centre for the trust roots that followed (contract/http.yaml, getTrustRoot).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "daemon/agent/backoff.h"
#include "daemon/agent/centre_link.h"
#include "daemon/agent/http_client.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"

namespace diemcau::agent {

// Version after version, until the centre has none that follows (TUF specification, 5.3.3): at the start, when
// asked to, and every few hours. Thread-bound to the loop; everything given to it outlives it.
class TrustRootPoll {
 public:
  struct Handlers {
    std::function<std::uint64_t()> version;                    // that the endpoint has
    std::function<bool(const std::string& envelope)> offered;  // the next one; whether it is taken
    std::function<void()> too_large;                           // an envelope beyond kMaxEnvelopeBytes
    std::function<void()> nothing_newer;
  };

  static constexpr std::chrono::hours kEvery{4};  // at most; half of that at least

  TrustRootPoll(HttpClient& client, CentreLink& link, const base::Clock& clock, const Random& random,
                Handlers handlers);

  // Asks at once; while it does so already, once more when the answer is there.
  void ask();
  // Sends the request if it is due. For the timer, and for tests that turn the clock themselves.
  void step();

  [[nodiscard]] base::BootTime nextAt() const { return next_at_; }

 private:
  void finish(const HttpResult& result);
  [[nodiscard]] std::chrono::milliseconds judge(const HttpResult& result);

  HttpClient& client_;
  CentreLink& link_;
  const base::Clock& clock_;
  Random random_;
  Handlers handlers_;
  Backoff failures_;
  Backoff refusals_;
  std::unique_ptr<HttpCall> call_;
  bool again_ = false;  // asked to during a request
  base::BootTime next_at_{};
  base::Timer timer_;
};

}  // namespace diemcau::agent
