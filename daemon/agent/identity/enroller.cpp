// SPDX-License-Identifier: Apache-2.0
// From a key to a certificate.
#include "daemon/agent/identity/enroller.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "contract/pairing_code.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxEnrolmentBytes = 16 * 1024;
constexpr BackoffLimits kAfterRefusal{.first = 60s, .early_cap = 60s, .late_cap = 300s, .steady = 0.5};
// How often it is looked for another document meanwhile.
constexpr std::chrono::milliseconds kLookForStick = 2s;
// On top of the Retry-After; without one this alone.
constexpr BackoffLimits kWhilePending{.first = 2s, .early_cap = 5s, .late_cap = 10s, .steady = 0.5};

}  // namespace

Result<Enrolment> findEnrolment(const std::vector<std::filesystem::path>& directories) {
  for (const std::filesystem::path& directory : directories) {
    const std::filesystem::path file = directory / kEnrolmentFile;
    auto text = base::readFile(file, kMaxEnrolmentBytes);
    if (!text) {
      if (text.error().code == "not_found") continue;
      return std::unexpected(std::move(text.error()));
    }
    auto enrolment = parseEnrolment(*text);
    Secret::wipe(*text);
    if (!enrolment) return std::unexpected(std::move(enrolment.error()).within(file.string()));
    return enrolment;
  }
  return fail("enrolment", "not_found", std::string(kEnrolmentFile));
}

Enroller::Enroller(Parts parts, Handlers handlers)
    : parts_(std::move(parts)),
      handlers_(std::move(handlers)),
      state_{parts_.key.endpoint(), pairingCode(parts_.key.id()).value_or("")},
      failure_(parts_.clock, parts_.random),
      refusal_(parts_.clock, parts_.random, kAfterRefusal),
      pending_(parts_.clock, parts_.random, kWhilePending) {}

void Enroller::start() {
  if (handlers_.changed) handlers_.changed(state_);
  attempt();
}

void Enroller::attempt() {
  auto document = findEnrolment(parts_.searched);
  if (!document) return failed(document.error());
  if (document_ == *document && parts_.clock.boot() < refused_until_) {
    return next_.startOnce(kLookForStick, [this] { attempt(); });
  }
  if (document_ != *document) {
    document_ = *std::move(document);
    ca_agreed_ = false;
    call_.reset();
    client_ = parts_.clients({document_->enrol_url, {}, {}, parts_.directory.caFile()});
    spdlog::info("enrolment: asks {} as {}, pairing code {}", document_->enrol_url, state_.endpoint,
                 state_.pairing_code);
  }
  if (ca_agreed_) return askForCertificate();
  askForCa();
}

void Enroller::askForCa() {
  call_ = client_->start(caCertificatesRequest(), [this](const HttpResult& result) { onCa(result); });
}

void Enroller::onCa(const HttpResult& result) {
  const EstReply reply = estReplyOf(result);
  if (const auto* const wrong = std::get_if<EstFailed>(&reply)) return failed(wrong->error, wrong->retry_after);
  const auto* const issued = std::get_if<EstIssued>(&reply);
  if (issued == nullptr) return failed({"est", "status", "cacerts: HTTP " + std::to_string(result->status)});
  const auto ca = parts_.directory.caPem();
  if (!ca) return failed(ca.error());
  const auto ours = certificatesOf(*ca);
  if (!ours) return failed(ours.error());
  const auto known = [&](const std::string& der) { return std::ranges::find(*ours, der) != ours->end(); };
  if (std::ranges::none_of(issued->certificates, known)) {
    return failed({"est", "ca_other", "the server's CA is not that of ca.pem"});
  }
  ca_agreed_ = true;
  askForCertificate();
}

void Enroller::askForCertificate() {
  const auto csr = parts_.key.request(state_.endpoint);
  if (!csr) return failed(csr.error());
  call_ = client_->start(enrolRequest(*csr, document_->token), [this](const HttpResult& result) { onReply(result); });
}

void Enroller::onReply(const HttpResult& result) {
  const EstReply reply = estReplyOf(result);
  if (const auto* const issued = std::get_if<EstIssued>(&reply)) return onIssued(*issued);
  if (const auto* const wrong = std::get_if<EstFailed>(&reply)) return failed(wrong->error, wrong->retry_after);
  const auto again = [this] { attempt(); };
  if (const auto* const refused = std::get_if<EstRefused>(&reply)) {
    tell(ConditionType::EnrolmentRefused, refused->detail + (document_->token.empty() ? "" : ", token refused"));
    refused_until_ = parts_.clock.boot() + refusal_.failed();
    return next_.startOnce(kLookForStick, again);
  }
  failure_.succeeded();
  tell(ConditionType::EnrolmentPending, state_.pairing_code);
  next_.startOnce(pending_.failed(std::get<EstPending>(reply).retry_after), again);
}

void Enroller::onIssued(const EstIssued& issued) {
  const auto ca = parts_.directory.caPem();
  if (!ca) return failed(ca.error());
  const auto certificate = chooseCertificate(issued.certificates, {parts_.key, state_.endpoint, *ca});
  if (!certificate) return failed(certificate.error());
  const Identity identity{.endpoint = state_.endpoint,
                          .centre_url = document_->centre_url,
                          .enrol_url = document_->enrol_url,
                          .time_url = document_->time_url};
  if (const auto stored = parts_.directory.storeEnrolled(identity, certificate->pem); !stored) {
    return failed(stored.error());
  }
  spdlog::info("enrolment: {} has its certificate", state_.endpoint);
  Secret::wipe(document_->token);
  if (handlers_.enrolled) handlers_.enrolled();
}

void Enroller::failed(const Error& error, std::optional<std::chrono::seconds> retry_after) {
  tell(ConditionType::EnrolmentFailed, error.describe());
  next_.startOnce(failure_.failed(retry_after), [this] { attempt(); });
}

void Enroller::tell(ConditionType trouble, std::string detail) {
  if (state_.trouble == trouble && state_.detail == detail) return;
  state_.trouble = trouble;
  state_.detail = std::move(detail);
  spdlog::warn("enrolment: {} {}", textOf(trouble).name, state_.detail);
  if (handlers_.changed) handlers_.changed(state_);
}

}  // namespace diemcau::agent
