// SPDX-License-Identifier: Apache-2.0
// Rounds of the server's certificate.
#include "centre/commands/server_certificate.h"

#include <optional>
#include <utility>

#include "centre/fleet/endpoint.h"
#include "centre/log/log.h"
#include "centre/loop/signal.h"
#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

// How soon a wall clock that jumped is noticed; and what is looked at that often.
constexpr std::chrono::seconds kTurn{1};
constexpr std::chrono::hours kLookEvery{1};

AuditRecord auditOf(const ServerIdentity& identity, const std::string& public_host, Timestamp now) {
  return {now,         "centre",
          "",          "server_certificate.renew",
          public_host, "serial " + identity.serial + ", until " + formatTimestamp(identity.expires_at)};
}

Result<ServerIdentity> makeServerIdentity(const Authority& authority, Database& database,
                                          const std::string& public_host, Timestamp now) {
  auto identity = authority.issueServer(public_host, now);
  if (!identity) return identity;
  if (auto noted = addAudit(database, auditOf(*identity, public_host, now)); !noted) {
    return std::unexpected(std::move(noted).error());
  }
  if (auto stored = authority.storeServer(*identity); !stored) return std::unexpected(std::move(stored).error());
  return identity;
}

}  // namespace

Result<ServerIdentity> openServerIdentity(const Authority& authority, Database& database,
                                          const std::string& public_host, Timestamp now) {
  auto stored = authority.storedServer(public_host);
  if (!stored) return std::unexpected(std::move(stored).error());
  if (*stored && !(*stored)->isDue(now)) return std::move(**stored);
  auto made = makeServerIdentity(authority, database, public_host, now);
  if (made || !*stored || (*stored)->expires_at <= now) return made;
  logError("the server's certificate is not renewed: " + made.error().describe());
  return std::move(**stored);
}

boost::asio::awaitable<void> ServerCertificate::watch() {
  std::optional<Timestamp> looked;
  for (;;) {
    const Timestamp now = parts_.clock.now().wall;
    if (!looked || now < *looked || now - *looked >= kLookEvery) {
      co_await look(now);
      looked = now;
    }
    co_await sleepUntil(parts_.clock.now().steady + kTurn);
  }
}

boost::asio::awaitable<void> ServerCertificate::look(Timestamp now) {
  std::string not_renewed;
  if (present_.isDue(now)) {
    if (const auto renewed = co_await renew(now); !renewed) {
      not_renewed = renewed.error().describe();
      logError("the server's certificate is not renewed: " + not_renewed);
    }
  }
  tellWhatExpires(now, not_renewed);
}

boost::asio::awaitable<Result<void>> ServerCertificate::renew(Timestamp now) {
  auto identity = parts_.authority.issueServer(public_host_, now);
  if (!identity) co_return std::unexpected(std::move(identity).error());
  const AuditRecord audit = auditOf(*identity, public_host_, now);
  Result<void> noted = co_await parts_.store.run([&audit](Database& database) { return addAudit(database, audit); });
  parts_.health.storeAnswered(noted);
  if (!noted) co_return noted;
  if (auto stored = parts_.authority.storeServer(*identity); !stored) co_return stored;
  if (auto shown = show_(*identity); !shown) co_return shown;
  present_ = std::move(*identity);
  logInfo("the server's certificate is renewed, until " + formatTimestamp(present_.expires_at));
  co_return Result<void>();
}

void ServerCertificate::tellWhatExpires(Timestamp now, const std::string& not_renewed) const {
  std::vector<Expiring> expiring;
  const auto look = [&](ExpiringPart part, Timestamp expires_at, const std::string& detail) {
    if (expires_at <= now + kExpiryWarning) expiring.push_back({part, expires_at, detail});
  };
  look(ExpiringPart::ServerCertificate, present_.expires_at, not_renewed);
  look(ExpiringPart::Authority, parts_.authority.certificate().notAfter(), {});
  if (const auto root = parts_.roots.newest()) {
    look(ExpiringPart::TrustRoot, root->expires_at, "version " + std::to_string(root->version));
  } else {
    logError("the trust root cannot be read: " + root.error().describe());
  }
  parts_.health.setExpiring(std::move(expiring));
}

}  // namespace diemcau::centre
