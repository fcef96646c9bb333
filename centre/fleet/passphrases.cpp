// SPDX-License-Identifier: Apache-2.0
// From one passphrase to the next.
#include "centre/fleet/passphrases.h"

#include <format>

#include "centre/crypto/digest.h"
#include "centre/fleet/first_config.h"
#include "centre/log/log.h"
#include "centre/store/configs.h"
#include "centre/store/passphrases.h"
#include "contract/condition.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::seconds kLook{1};
constexpr const char* kActor = "diemcau-centre";

// Of the newest Config: none is to come that it might take.
bool isOfNewest(const std::optional<RefusedConfig>& refused, const Endpoint& endpoint) {
  return refused && refused->version == endpoint.desired->version.version;
}

}  // namespace

PassphraseStep nextStepOf(const Endpoint& endpoint) {
  const bool told = endpoint.desired && passphraseIn(endpoint.desired->envelope) == endpoint.record.next_srt->number;
  if (!told) return PassphraseStep::Push;
  if (!endpoint.observed) return PassphraseStep::Wait;
  const ConfigStatus& config = endpoint.observed->config;
  if (config.on_trial) return PassphraseStep::Wait;
  if (config.version == endpoint.desired->version.version) return PassphraseStep::Take;
  const bool frozen = config.refused && config.refused->reason == textOf(ConditionType::ConfigFrozen).name;
  if (isOfNewest(config.rolled_back, endpoint) || (frozen && isOfNewest(config.refused, endpoint))) {
    return PassphraseStep::Drop;
  }
  return PassphraseStep::Wait;
}

boost::asio::awaitable<Result<ConfigBody>> Passphrases::newestBody(const Endpoint& endpoint) {
  const std::string& id = endpoint.record.id;
  auto newest = co_await store_.run([&id](Database& database) { return newestConfig(database, id); });
  if (!newest) co_return std::unexpected(std::move(newest).error());
  if (!*newest) co_return fail("passphrase", "config_missing", id);
  co_return parseConfigBody((*newest)->body);
}

boost::asio::awaitable<Result<void>> Passphrases::replace(Endpoint& endpoint, const std::string& author,
                                                          const std::string& address) {
  const auto body = co_await newestBody(endpoint);
  if (!body) co_return std::unexpected(body.error());
  const Timestamp now = clock_.now().wall;
  const std::string& id = endpoint.record.id;
  if (isInConference(*body, now)) co_return fail("passphrase", "conference_running", id);
  const SrtKey next{nextVersion(endpoint), newPassphrase()};
  const AuditRecord audit{now, author, address, "passphrase.replace", id, std::format("number {}", next.number)};
  const Result<void> stored =
      co_await store_.run([&](Database& database) { return addNextPassphrase(database, id, next, audit); });
  if (stored || stored.error().domain == "store") health_.storeAnswered(stored);
  if (!stored) co_return stored;
  fleet_.setNextPassphrase(endpoint, next);
  keys_changed_();
  co_await goOn(endpoint);
  if (!endpoint.record.next_srt) co_return fail("passphrase", "not_pushed", id);
  co_return Result<void>{};
}

boost::asio::awaitable<void> Passphrases::watch() {
  for (;;) {
    co_await sleepUntil(clock_.now().steady + kLook);
    for (const Endpoint* found : fleet_.all()) {
      if (found->record.next_srt && !found->record.revoked_at) co_await goOn(*fleet_.find(found->record.id));
    }
  }
}

boost::asio::awaitable<void> Passphrases::goOn(Endpoint& endpoint) {
  switch (nextStepOf(endpoint)) {
    case PassphraseStep::Wait:
      break;
    case PassphraseStep::Push:
      co_await push(endpoint);
      break;
    case PassphraseStep::Take:
      co_await end(endpoint, true, "");
      break;
    case PassphraseStep::Drop:
      co_await drop(endpoint);
      break;
  }
}

boost::asio::awaitable<void> Passphrases::push(Endpoint& endpoint) {
  const auto body = co_await newestBody(endpoint);
  if (!body) co_return logError("passphrase of " + endpoint.record.id + ": " + body.error().describe());
  const std::uint64_t base = endpoint.desired ? endpoint.desired->version.version : 0;
  const auto pushed = co_await publisher_.push(endpoint, {base, *body, kActor, ""});
  // Another push came first, and brings it too; or the store does not answer, and is asked again.
  if (pushed || pushed.error().code == "version_conflict" || pushed.error().domain == "store") co_return;
  co_await end(endpoint, false, pushed.error().describe());
}

boost::asio::awaitable<void> Passphrases::drop(Endpoint& endpoint) {
  const std::string id = endpoint.record.id;
  const std::uint64_t runs = endpoint.observed->config.version;
  const auto config = co_await store_.run([&](Database& database) { return findConfig(database, id, runs); });
  if (!config || !endpoint.record.next_srt) co_return;
  const bool has_it = *config && passphraseIn((*config)->envelope) == endpoint.record.next_srt->number;
  co_await end(endpoint, has_it, has_it ? "" : "the endpoint did not take it");
}

boost::asio::awaitable<void> Passphrases::end(Endpoint& endpoint, bool taken, const std::string& why) {
  // Two rounds may look at the same time.
  if (!endpoint.record.next_srt) co_return;
  const std::string id = endpoint.record.id;
  const std::uint64_t number = endpoint.record.next_srt->number;
  const AuditRecord audit{clock_.now().wall,
                          kActor,
                          "",
                          taken ? "passphrase.replaced" : "passphrase.not_replaced",
                          id,
                          std::format("number {}{}{}", number, why.empty() ? "" : ": ", why)};
  const Result<void> stored = co_await store_.run([&](Database& database) {
    return taken ? takeNextPassphrase(database, id, number, audit) : dropNextPassphrase(database, id, number, audit);
  });
  health_.storeAnswered(stored);
  if (!stored) co_return;
  fleet_.endPassphrase(endpoint, number, taken);
  keys_changed_();
}

}  // namespace diemcau::centre
