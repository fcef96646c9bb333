// SPDX-License-Identifier: Apache-2.0
// The long poll for the next Config.
#include "daemon/agent/config_poll.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <string_view>
#include <system_error>
#include <utility>

#include "contract/envelope.h"

namespace diemcau::agent {
namespace {

using std::chrono::milliseconds;

// On top of the hold: the way there and back on a bad line.
constexpr milliseconds kMargin{15'000};
// An answer without news that came sooner was not held by the centre.
constexpr milliseconds kSoon{1'000};
constexpr milliseconds kNotHeldDelay{2'000};
// A refused Config is looked at again from time to time: the reason may pass (a clock, a full disk),
// and what is offered may be replaced.
constexpr BackoffLimits kRefusalLimits{milliseconds{1'000}, milliseconds{10'000}, milliseconds{60'000},
                                       milliseconds{10'000}, 0.5};
// Between a refusal and the next question, whatever the centre has by then.
constexpr milliseconds kPause{1'000};

// The version of an ETag like "3". Nothing is believed of it but that it names what was offered.
std::optional<std::uint64_t> versionFromTag(std::string_view tag) {
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  const std::string_view digits = tag.substr(1, tag.size() - 2);
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return version;
}

}  // namespace

ConfigPoll::ConfigPoll(HttpClient& client, CentreLink& link, const base::Clock& clock, const Random& random,
                       Handlers handlers)
    : client_(client),
      link_(link),
      clock_(clock),
      handlers_(std::move(handlers)),
      failures_(clock, random),
      refusals_(clock, random, kRefusalLimits) {}

void ConfigPoll::step() {
  if (call_ || clock_.boot() < next_at_) return;
  timer_.stop();
  started_at_ = clock_.boot();
  if (started_at_ >= judge_again_at_) refused_.reset();
  const std::chrono::seconds hold =
      refused_ ? std::min(kHold, std::chrono::ceil<std::chrono::seconds>(judge_again_at_ - started_at_)) : kHold;
  HttpRequest request;
  request.path = "/device/v1/config";
  request.headers = {std::format("If-None-Match: \"{}\"", refused_.value_or(handlers_.version())),
                     std::format("Prefer: wait={}", hold.count())};
  request.timeout = hold + kMargin;
  request.response_limit = kMaxEnvelopeBytes;
  call_ = client_.start(std::move(request), [this](const HttpResult& result) { finish(result); });
}

void ConfigPoll::resume(base::BootTime since) {
  if (call_) {
    if (started_at_ > since) return;
    call_.reset();
  } else if (waiting_ != Waiting::ForCentre) {
    return;
  }
  again(milliseconds{0}, Waiting::ForItsTurn);
}

void ConfigPoll::judgeAgain() {
  if (!refused_) return;
  refused_.reset();
  call_.reset();
  again(milliseconds{0}, Waiting::ForItsTurn);
}

void ConfigPoll::finish(const HttpResult& result) {
  call_.reset();
  if (result && !linkTroubleOf(result)) {
    failures_.succeeded();
    judge(*result);
  } else if (!result && result.error().code == "response_too_large") {
    handlers_.too_large();
    again(refusals_.failed(), Waiting::ForItsTurn);
  } else {
    const bool asked = result && result->retry_after;
    const milliseconds delay = failures_.failed(asked ? result->retry_after : std::nullopt);
    again(delay, result ? Waiting::ForItsTurn : Waiting::ForCentre);
  }
  link_.observe(result);
}

void ConfigPoll::judge(const HttpResponse& response) {
  if (response.status == 200) {
    if (handlers_.offered(response.body) == Verdict::Refused) return onRefused(response);
    refused_.reset();
    refusals_.succeeded();
    return again(milliseconds{0}, Waiting::ForItsTurn);
  }
  if (response.status == 304) {
    if (!refused_) {
      refusals_.succeeded();
      handlers_.nothing_newer();
    }
    const bool held = clock_.boot() - started_at_ >= kSoon;
    return again(held ? milliseconds{0} : kNotHeldDelay, Waiting::ForItsTurn);
  }
  // 404: the centre has no Config for us yet. Anything else is not in the API.
  again(refusals_.failed(), Waiting::ForItsTurn);
}

void ConfigPoll::onRefused(const HttpResponse& response) {
  const milliseconds delay = refusals_.failed();
  refused_ = versionFromTag(response.etag);
  judge_again_at_ = clock_.boot() + delay;
  // A tag no newer than what the endpoint has would bring the same again.
  if (refused_ && *refused_ <= handlers_.version()) refused_.reset();
  again(refused_ ? std::min(delay, kPause) : delay, Waiting::ForItsTurn);
}

void ConfigPoll::again(milliseconds delay, Waiting waiting) {
  waiting_ = waiting;
  next_at_ = clock_.boot() + delay;
  timer_.startOnce(delay, [this] { step(); });
}

}  // namespace diemcau::agent
