// SPDX-License-Identifier: Apache-2.0
// Renews the certificate in time.
#include "daemon/agent/identity/renewal.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace diemcau::agent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr BackoffLimits kAfterFailure{.first = 30s, .early_cap = 60s, .late_cap = 600s, .steady = 0.5};
// The wall clock may be set meanwhile.
constexpr milliseconds kLongestSleep = 1h;
constexpr milliseconds kShortestSleep = 1s;

// Asks whether there is something newer than anything: answered at once, and with nothing.
HttpRequest trialRequest() {
  HttpRequest request;
  request.path = "/device/v1/config";
  request.headers = {"If-None-Match: \"18446744073709551615\""};
  return request;
}

}  // namespace

Timestamp renewalTime(const DeviceCertificate& certificate, double spread) {
  const auto life = certificate.not_after - certificate.not_before;
  return certificate.not_before + life / 2 +
         milliseconds(static_cast<milliseconds::rep>(static_cast<double>((life / 10).count()) * spread));
}

Renewal::Renewal(Parts parts)
    : parts_(std::move(parts)), spread_(parts_.random()), backoff_(parts_.clock, parts_.random, kAfterFailure) {}

void Renewal::start() {
  if (!parts_.identity.key || parts_.identity.identity.enrol_url.empty()) return;
  auto certificate = parts_.directory.certificate(key());
  if (!certificate) return spdlog::warn("renewal: {}", certificate.error().describe());
  current_ = *std::move(certificate);
  look();
}

void Renewal::look() {
  if (parts_.clock.wall() < renewalTime(*current_, spread_)) return lookAgain();
  const auto next = parts_.directory.nextCertificate(key());
  if (next && next->not_after > current_->not_after) return tryNext();
  if (next || next.error().code != "not_found") parts_.directory.dropNext();
  ask();
}

void Renewal::lookAgain() {
  backoff_.succeeded();
  judgeAge(std::nullopt);
  const auto left = renewalTime(*current_, spread_) - parts_.clock.wall();
  next_.startOnce(std::clamp(std::chrono::duration_cast<milliseconds>(left), kShortestSleep, kLongestSleep),
                  [this] { look(); });
}

void Renewal::ask() {
  const auto csr = key().request(parts_.identity.identity.endpoint);
  if (!csr) return failed(csr.error().describe());
  CentreAccess access = parts_.identity.access;
  access.url = parts_.identity.identity.enrol_url;
  call_.reset();
  client_ = parts_.clients(access);
  call_ = client_->start(renewRequest(*csr), [this](const HttpResult& result) { onReply(result); });
}

void Renewal::onReply(const HttpResult& result) {
  const EstReply reply = estReplyOf(result);
  if (const auto* const wrong = std::get_if<EstFailed>(&reply)) {
    return failed(wrong->error.describe(), wrong->retry_after);
  }
  if (const auto* const refused = std::get_if<EstRefused>(&reply)) return failed("refused: " + refused->detail);
  if (const auto* const pending = std::get_if<EstPending>(&reply)) {
    return failed("waits for approval", pending->retry_after);
  }
  const auto ca = parts_.directory.caPem();
  if (!ca) return failed(ca.error().describe());
  const auto certificate =
      chooseCertificate(std::get<EstIssued>(reply).certificates, {key(), parts_.identity.identity.endpoint, *ca});
  if (!certificate) return failed(certificate.error().describe());
  if (certificate->not_after <= current_->not_after) return failed("the new certificate ends no later");
  if (const auto stored = parts_.directory.storeNext(certificate->pem); !stored) {
    return failed(stored.error().describe());
  }
  tryNext();
}

void Renewal::tryNext() {
  CentreAccess access = parts_.identity.access;
  access.certificate = parts_.directory.nextCertificateFile();
  call_.reset();
  client_ = parts_.clients(access);
  call_ = client_->start(trialRequest(), [this](const HttpResult& result) { onTried(result); });
}

void Renewal::onTried(const HttpResult& result) {
  const bool refused = result ? result->status == 401 || result->status == 403
                              : result.error().code == "identity_refused" || result.error().code == "identity_unusable";
  if (refused) {
    parts_.directory.dropNext();
    return failed("the centre does not take the new certificate");
  }
  if (!result) return failed(result.error().describe());
  if (result->status >= 400) return failed("HTTP " + std::to_string(result->status), result->retry_after);
  if (const auto taken = parts_.directory.takeNext(); !taken) return failed(taken.error().describe());
  auto certificate = parts_.directory.certificate(key());
  if (!certificate) return failed(certificate.error().describe());
  current_ = *std::move(certificate);
  spdlog::info("renewal: the certificate is good until {}", formatTimestamp(current_->not_after));
  lookAgain();
}

void Renewal::failed(const std::string& why, std::optional<std::chrono::seconds> retry_after) {
  spdlog::warn("renewal: {}", why);
  judgeAge(why);
  next_.startOnce(backoff_.failed(retry_after), [this] { look(); });
}

void Renewal::judgeAge(const std::optional<std::string>& why) {
  const auto life = current_->not_after - current_->not_before;
  const bool late = parts_.clock.wall() > current_->not_after - life / 4;
  if (parts_.expiring) parts_.expiring(late ? why : std::nullopt);
}

}  // namespace diemcau::agent
