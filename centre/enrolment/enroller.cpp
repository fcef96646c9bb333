// SPDX-License-Identifier: Apache-2.0
// The ways of an enrolment and of a renewal.
#include "centre/enrolment/enroller.h"

#include "centre/enrolment/est.h"
#include "centre/log/log.h"
#include "centre/store/audit.h"
#include "centre/store/configs.h"
#include "centre/store/sites.h"
#include "contract/pairing_code.h"

namespace diemcau::centre {
namespace {

constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;
// That a box asks again is written down now and then: who has not asked for longest is forgotten first.
constexpr std::chrono::seconds kNoteEvery{30};

AuditRecord auditOf(const Enroller::Asking& asking, const std::string& endpoint, std::string_view action,
                    Timestamp now) {
  return {now, endpoint, asking.address, std::string(action), endpoint, "key " + asking.request.key.keyId()};
}

}  // namespace

boost::asio::awaitable<Result<Enroller::Outcome>> Enroller::enrol(const Asking& asking) {
  const std::string& key_id = asking.request.key.keyId();
  const std::string endpoint = endpointIdOf(asking.request.key);
  if (asking.request.common_name != endpoint) co_return Refuse{kBadRequest, "common_name_wrong"};
  const std::string token = asking.token ? tokenHash(*asking.token) : std::string();
  const auto standing =
      co_await store_.run([&](Database& database) { return standingOf(database, endpoint, key_id, token); });
  if (!standing) co_return std::unexpected(standing.error());
  const ClaimDecision decision = decideClaim(*standing, key_id, asking.token.has_value(), clock_.now().wall);
  if (const auto* refuse = std::get_if<Refuse>(&decision)) co_return *refuse;
  if (const auto* why = std::get_if<WaitForPerson>(&decision)) co_return co_await wait(asking, *standing, *why);
  if (const auto* grant = std::get_if<IssueFor>(&decision)) co_return co_await issueFor(asking, *grant);
  co_return co_await issueAgain(asking, *standing->endpoint, "endpoint.enrol_again");
}

boost::asio::awaitable<Result<Enroller::Outcome>> Enroller::renew(const std::string& caller, const Asking& asking) {
  const auto standing = co_await store_.run(
      [&](Database& database) { return standingOf(database, caller, asking.request.key.keyId(), {}); });
  if (!standing) co_return std::unexpected(standing.error());
  if (!standing->endpoint) co_return Refuse{kForbidden, "endpoint_unknown"};
  if (standing->endpoint->revoked_at) co_return Refuse{kForbidden, "identity_revoked"};
  if (asking.request.common_name != caller) co_return Refuse{kBadRequest, "subject_changed"};
  co_return co_await issueAgain(asking, *standing->endpoint, "endpoint.renew");
}

Enroller::Task Enroller::wait(const Asking& asking, const Standing& standing, const WaitForPerson& why) {
  const Timestamp now = clock_.now().wall;
  EnrolmentRecord record;
  record.key_id = asking.request.key.keyId();
  record.pairing_code = pairingCode(record.key_id).value_or("");
  record.address = asking.address;
  record.first_seen = now;
  record.last_seen = now;
  record.claim = why.claim;
  record.site_code = why.site_code;
  const auto& before = standing.enrolment;
  const bool noted = before && before->claim == record.claim && before->address == record.address &&
                     before->site_code == record.site_code && now - before->last_seen < kNoteEvery;
  if (noted) co_return Waiting{true};
  AuditRecord audit = auditOf(asking, endpointIdOf(asking.request.key), "enrolment.asked", now);
  audit.subject = record.pairing_code;
  audit.detail += ", " + std::string(nameOf(why.claim));
  if (standing.token) audit.detail += ", token " + standing.token->id();
  const Result<void> stored =
      co_await store_.run([&](Database& database) { return noteWaiting(database, record, audit); });
  health_.storeAnswered(stored);
  if (!stored) co_return std::unexpected(stored.error());
  co_await waiting_.refresh(store_);
  co_return Waiting{before.has_value()};
}

Enroller::Task Enroller::issueFor(const Asking& asking, const IssueFor& grant) {
  const Timestamp now = clock_.now().wall;
  const PublicKey& key = asking.request.key;
  auto site = co_await store_.run([&](Database& database) { return findSite(database, grant.site_code); });
  if (!site) co_return std::unexpected(std::move(site).error());
  if (!*site) co_return fail("enrolment", "site_unknown", grant.site_code);
  const std::string endpoint = endpointIdOf(key);
  auto certificate = authority_.certify(key, endpoint, now);
  if (!certificate) co_return std::unexpected(std::move(certificate).error());
  const auto former = co_await formerBody(grant.site_code);
  if (!former) co_return std::unexpected(former.error());
  auto made =
      makeEndpoint(authority_.configSigner(), wishes_,
                   {endpoint, key.keyId(), certificate->notAfter(), std::move(**site)}, "enrolment", now, *former);
  if (!made) co_return std::unexpected(std::move(made).error());
  Enrolling enrolling{std::move(made->record), std::move(made->config), std::nullopt};
  if (grant.by_token) enrolling.token_sha256 = tokenHash(*asking.token);
  AuditRecord audit = auditOf(asking, endpoint, "endpoint.enrol", now);
  audit.detail += ", site " + grant.site_code + ", " +
                  (grant.by_token ? "token " + enrolling.token_sha256->substr(0, 12) : std::string("approved"));
  Result<void> stored =
      co_await store_.run([&](Database& database) { return enrolEndpoint(database, enrolling, audit); });
  co_return co_await keep(std::move(*certificate), std::move(stored));
}

boost::asio::awaitable<Result<std::optional<ConfigBody>>> Enroller::formerBody(std::string site_code) {
  const auto body = co_await store_.run([&](Database& database) { return newestBodyAt(database, site_code); });
  if (!body) co_return std::unexpected(body.error());
  if (!*body) co_return std::nullopt;
  auto former = parseConfigBody(**body);
  if (former) co_return std::move(*former);
  logWarning("the last Config of site " + site_code + " is left out: " + former.error().describe());
  co_return std::nullopt;
}

Enroller::Task Enroller::issueAgain(const Asking& asking, EndpointRecord endpoint, std::string_view action) {
  const Timestamp now = clock_.now().wall;
  auto certificate = authority_.certify(asking.request.key, endpoint.id, now);
  if (!certificate) co_return std::unexpected(std::move(certificate).error());
  endpoint.key_id = asking.request.key.keyId();
  endpoint.certificate_expires_at = certificate->notAfter();
  const AuditRecord audit = auditOf(asking, endpoint.id, action, now);
  Result<void> stored =
      co_await store_.run([&](Database& database) { return renewEndpoint(database, endpoint, audit); });
  co_return co_await keep(std::move(*certificate), std::move(stored));
}

// A certificate is given out only once it is stored that it was.
Enroller::Task Enroller::keep(Certificate certificate, Result<void> stored) {
  if (!stored && stored.error().code == "conflict") co_return std::unexpected(std::move(stored).error());
  health_.storeAnswered(stored);
  if (!stored) co_return std::unexpected(std::move(stored).error());
  co_await refresh_();
  co_return std::move(certificate);
}

boost::asio::awaitable<void> Enroller::noteDenied(std::string address, std::string subject, std::string_view code) {
  logWarning("enrolment denied, from " + address + ": " + std::string(code));
  const AuditRecord audit{clock_.now().wall, "", std::move(address), "enrolment.denied", std::move(subject),
                          std::string(code)};
  const Result<void> noted = co_await store_.run([&](Database& database) { return addAudit(database, audit); });
  if (!noted) logError("audit: " + noted.error().describe());
}

}  // namespace diemcau::centre
