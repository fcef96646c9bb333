// SPDX-License-Identifier: Apache-2.0
// Asks the centre for the trust roots that followed.
#include "daemon/agent/trust/trust_root_poll.h"

#include <format>
#include <utility>

#include "contract/envelope.h"

namespace diemcau::agent {
namespace {

using std::chrono::milliseconds;

// A refused root is replaced by people, which takes them a while.
constexpr BackoffLimits kRefusalLimits{milliseconds{30'000}, milliseconds{60'000}, milliseconds{300'000},
                                       milliseconds{600'000}, 0.5};

}  // namespace

TrustRootPoll::TrustRootPoll(HttpClient& client, CentreLink& link, const base::Clock& clock, const Random& random,
                             Handlers handlers)
    : client_(client),
      link_(link),
      clock_(clock),
      random_(random),
      handlers_(std::move(handlers)),
      failures_(clock, random),
      refusals_(clock, random, kRefusalLimits) {}

void TrustRootPoll::ask() {
  again_ = call_ != nullptr;
  if (again_) return;
  next_at_ = clock_.boot();
  step();
}

void TrustRootPoll::step() {
  if (call_ || clock_.boot() < next_at_) return;
  timer_.stop();
  HttpRequest request;
  request.path = std::format("/device/v1/trust-roots/{}", handlers_.version() + 1);
  request.response_limit = kMaxEnvelopeBytes;
  call_ = client_.start(std::move(request), [this](const HttpResult& result) { finish(result); });
}

void TrustRootPoll::finish(const HttpResult& result) {
  milliseconds delay = judge(result);
  call_.reset();
  const bool asked = std::exchange(again_, false);
  // Where the centre has answered it may have had nothing yet when it was asked.
  if (asked && result && !linkTroubleOf(result)) delay = milliseconds{0};
  next_at_ = clock_.boot() + delay;
  timer_.startOnce(delay, [this] { step(); });
  link_.observe(result);
}

milliseconds TrustRootPoll::judge(const HttpResult& result) {
  if (!result && result.error().code == "response_too_large") {
    handlers_.too_large();
    return refusals_.failed();
  }
  if (!result || linkTroubleOf(result)) return failures_.failed(result ? result->retry_after : std::nullopt);
  failures_.succeeded();
  if (result->status == 200) {
    if (!handlers_.offered(result->body)) return refusals_.failed();
    refusals_.succeeded();
    return milliseconds{0};
  }
  // 404: there is none. Anything else is not in the API.
  if (result->status == 404) handlers_.nothing_newer();
  refusals_.succeeded();
  return spread(kEvery, random_);
}

}  // namespace diemcau::agent
