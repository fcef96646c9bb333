// SPDX-License-Identifier: Apache-2.0
// Sends reports: regularly, and at once when something worth telling has changed.
#include "daemon/agent/reporter.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "daemon/agent/report_builder.h"

namespace diemcau::agent {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTimeout{8'000};
// From one kept report to the next: those of the day, the stream and the other rooms come first.
constexpr milliseconds kReplaySpacing{100};

}  // namespace

Reporter::Reporter(ReportSource& source, HttpClient* client, CentreLink& link, const base::Clock& clock,
                   const Random& random, ReportRing& ring, Publish publish)
    : source_(source),
      client_(client),
      link_(link),
      clock_(clock),
      failures_(clock, random),
      ring_(ring),
      publish_(std::move(publish)) {}

void Reporter::start(std::chrono::seconds interval) {
  interval_ = interval;
  due_ = clock_.boot();
  step();
}

void Reporter::setInterval(std::chrono::seconds interval) {
  interval_ = interval;
  due_ = std::min(due_, made_at_ + interval_);
  arm();
}

void Reporter::changed() {
  if (salientParts(source_.glance()) == told_) return;
  due_ = std::min(due_, std::max(clock_.boot(), made_at_ + kSpacing));
  arm();
}

void Reporter::resume(base::BootTime since) {
  if (call_) {
    if (sent_at_ > since) return;
    call_.reset();
    unsent_ = unsent_ || !sent_.kept;
  } else if (!for_centre_) {
    return;
  }
  for_centre_ = false;
  retry_at_ = clock_.boot();
  arm();
}

void Reporter::step() {
  const base::BootTime now = clock_.boot();
  const bool sendable = unsent_ && client_ != nullptr && !call_ && now >= retry_at_;
  if (now >= due_ || (sendable && now - made_at_ >= kSpacing)) make();
  if (client_ != nullptr && !call_ && now >= retry_at_) sendDue();
  arm();
}

void Reporter::make() {
  const Status status = source_.report();
  std::string told = salientParts(status);
  if (client_ != nullptr && !acknowledged_) keep(told);
  newest_ = writeStatus(status);
  newest_is_ = {status.seq, status.config.version, false};
  told_ = std::move(told);
  unsent_ = true;
  acknowledged_ = false;
  made_at_ = clock_.boot();
  due_ = made_at_ + interval_;
  publish_(newest_);
}

// The newest report is about to be replaced, and the centre does not have it.
void Reporter::keep(const std::string& told_now) {
  const bool away = failures_.failures() > 0;
  if (!away) kept_at_.reset();
  const bool due = away && (!kept_at_ || made_at_ - *kept_at_ >= kKeptEvery);
  if (!due && told_now == told_) return;
  ring_.add(newest_is_.seq, newest_);
  kept_at_ = made_at_;
}

void Reporter::sendDue() {
  if (unsent_) {
    unsent_ = false;
    send(newest_is_, newest_);
  } else if (acknowledged_) {
    if (auto kept = ring_.oldest()) send({kept->seq, 0, true}, std::move(kept->json));
  }
}

void Reporter::send(Sent sent, std::string json) {
  HttpRequest request;
  request.method = HttpMethod::Post;
  request.path = "/device/v1/reports";
  request.headers = {"Content-Type: application/json"};
  request.body = std::move(json);
  request.timeout = kTimeout;
  for_centre_ = false;
  sent_ = sent;
  sent_at_ = clock_.boot();
  call_ = client_->start(std::move(request), [this](const HttpResult& result) {
    call_.reset();
    sent_.kept ? finishKept(result) : finish(result);
    arm();
    link_.observe(result);
  });
}

void Reporter::finish(const HttpResult& result) {
  if (result && !linkTroubleOf(result)) {
    failures_.succeeded();
    rtt_ms_ = result->rtt_ms;
    acknowledged_ = acknowledged_ || sent_.seq == newest_is_.seq;
    ring_.remove(sent_.seq);
    if (result->status < 300) {
      source_.acknowledged(sent_.config_version);
    } else {
      spdlog::error("the centre does not take this report: HTTP {}", result->status);
    }
  } else {
    unsent_ = true;
    for_centre_ = !result;
    retry_at_ = clock_.boot() + failures_.failed(result ? result->retry_after : std::nullopt);
  }
}

void Reporter::finishKept(const HttpResult& result) {
  if (result && !linkTroubleOf(result)) {
    if (result->status >= 300) spdlog::error("the centre does not take a kept report: HTTP {}", result->status);
    ring_.remove(sent_.seq);
    retry_at_ = clock_.boot() + kReplaySpacing;
  } else {
    retry_at_ = clock_.boot() + failures_.failed(result ? result->retry_after : std::nullopt);
  }
}

void Reporter::arm() {
  base::BootTime next = due_;
  const bool something = unsent_ || (acknowledged_ && !ring_.empty());
  if (something && client_ != nullptr && !call_) next = std::min(next, retry_at_);
  const auto delay = std::chrono::ceil<milliseconds>(next - clock_.boot());
  timer_.startOnce(std::max(delay, milliseconds{0}), [this] { step(); });
}

}  // namespace diemcau::agent
