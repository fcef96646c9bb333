// SPDX-License-Identifier: Apache-2.0
// The way of a push.
#include "centre/fleet/publisher.h"

#include <algorithm>

#include "centre/fleet/config_draft.h"
#include "centre/store/configs.h"

namespace diemcau::centre {
namespace {

// An endpoint whose report says more than that is not believed: the store's integers are signed.
constexpr std::uint64_t kHighestVersion = std::uint64_t{1} << 62;

std::uint64_t newestVersion(const Endpoint& endpoint) {
  return endpoint.desired ? endpoint.desired->version.version : 0;
}

}  // namespace

Result<void> checkPush(const Endpoint& endpoint, const Push& push) {
  const std::uint64_t newest = newestVersion(endpoint);
  if (push.base_version != newest) return fail("push", "version_conflict", "newest is " + std::to_string(newest));
  if (push.body.site.code != endpoint.record.site_code) {
    return fail("push", "site_wrong", "/site/code: is " + endpoint.record.site_code);
  }
  return {};
}

std::uint64_t nextVersion(const Endpoint& endpoint) {
  const std::uint64_t reported = endpoint.observed ? endpoint.observed->config.version : 0;
  return std::max(newestVersion(endpoint), reported < kHighestVersion ? reported : 0) + 1;
}

boost::asio::awaitable<Result<std::uint64_t>> Publisher::push(Endpoint& endpoint, Push push) {
  if (auto checked = checkPush(endpoint, push); !checked) co_return std::unexpected(std::move(checked).error());
  const Timestamp now = clock_.now().wall;
  const ConfigDraft draft{nextVersion(endpoint), push.body, push.author, now, gateway_};
  const auto config = makeConfig(signer_, endpoint.record, draft);
  if (!config) co_return std::unexpected(config.error());
  if (const auto enough = roots_.configSigners(config->envelope); !enough) co_return std::unexpected(enough.error());

  const AuditRecord audit{now,           push.author,        push.address,
                          "config.push", endpoint.record.id, "version " + std::to_string(draft.version)};
  if (push.mark) push.mark->state.version = draft.version;
  const Result<void> stored =
      co_await store_.run([&](Database& database) { return addConfig(database, *config, audit, push.mark); });
  if (!stored && stored.error().code == "conflict")
    co_return fail("push", "version_conflict", "another one came first");
  health_.storeAnswered(stored);
  if (!stored) co_return std::unexpected(stored.error());
  fleet_.setDesired(endpoint, *config);
  co_return draft.version;
}

Result<void> Publisher::maySign(const Endpoint& endpoint, const ConfigBody& body) const {
  const auto config =
      makeConfig(signer_, endpoint.record, {nextVersion(endpoint), body, {}, clock_.now().wall, gateway_});
  if (!config) return std::unexpected(config.error());
  if (const auto enough = roots_.configSigners(config->envelope); !enough) return std::unexpected(enough.error());
  return {};
}

}  // namespace diemcau::centre
