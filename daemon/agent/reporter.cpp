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

}  // namespace

Reporter::Reporter(ReportSource& source, HttpClient* client, CentreLink& link, const base::Clock& clock,
                   const Random& random, Publish publish)
    : source_(source),
      client_(client),
      link_(link),
      clock_(clock),
      failures_(clock, random),
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
    unsent_ = true;
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
  if (unsent_ && client_ != nullptr && !call_ && now >= retry_at_) send();
  arm();
}

void Reporter::make() {
  const Status status = source_.report();
  newest_ = writeStatus(status);
  newest_version_ = status.config.version;
  told_ = salientParts(status);
  unsent_ = true;
  made_at_ = clock_.boot();
  due_ = made_at_ + interval_;
  publish_(newest_);
}

void Reporter::send() {
  HttpRequest request;
  request.method = HttpMethod::Post;
  request.path = "/device/v1/reports";
  request.headers = {"Content-Type: application/json"};
  request.body = newest_;
  sent_version_ = newest_version_;
  request.timeout = kTimeout;
  unsent_ = false;
  for_centre_ = false;
  sent_at_ = clock_.boot();
  call_ = client_->start(std::move(request), [this](const HttpResult& result) { finish(result); });
}

void Reporter::finish(const HttpResult& result) {
  call_.reset();
  if (result && !linkTroubleOf(result)) {
    failures_.succeeded();
    rtt_ms_ = result->rtt_ms;
    if (result->status < 300) {
      source_.acknowledged(sent_version_);
    } else {
      spdlog::error("the centre does not take this report: HTTP {}", result->status);
    }
  } else {
    unsent_ = true;
    for_centre_ = !result;
    retry_at_ = clock_.boot() + failures_.failed(result ? result->retry_after : std::nullopt);
  }
  arm();
  link_.observe(result);
}

void Reporter::arm() {
  base::BootTime next = due_;
  if (unsent_ && client_ != nullptr && !call_) next = std::min(next, retry_at_);
  const auto delay = std::chrono::ceil<milliseconds>(next - clock_.boot());
  timer_.startOnce(std::max(delay, milliseconds{0}), [this] { step(); });
}

}  // namespace diemcau::agent
