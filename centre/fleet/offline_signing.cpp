// SPDX-License-Identifier: Apache-2.0
// The way of a Config that is signed elsewhere.
#include "centre/fleet/offline_signing.h"

#include <format>
#include <utility>

#include "centre/store/configs.h"
#include "contract/config_changes.h"
#include "contract/envelope.h"

namespace diemcau::centre {
Result<std::string> OfflineSigning::draft(const Endpoint& endpoint, const Push& push, bool overrides_freeze) const {
  if (auto checked = checkPush(endpoint, push); !checked) return std::unexpected(std::move(checked).error());
  const ConfigDraft draft{nextVersion(endpoint), push.body, push.author, clock_.now().wall, gateway_};
  Config config = completeConfig(endpoint.record, draft);
  config.overrides_freeze = overrides_freeze;
  return writeEnvelope({std::string(kConfigPayloadType), writeConfig(config), {}});
}

Result<Config> OfflineSigning::check(const Endpoint& endpoint, const std::string& envelope) const {
  const auto signers = roots_.configSigners(envelope);
  if (!signers) return std::unexpected(signers.error());
  const auto opened = parseEnvelope(envelope);
  if (!opened) return std::unexpected(opened.error());
  if (opened->payload_type != kConfigPayloadType) return fail("import", "type_wrong", opened->payload_type);
  auto config = parseConfig(opened->payload);
  if (!config) return config;
  if (config->endpoint != endpoint.record.id) return fail("import", "endpoint_wrong", config->endpoint);
  if (config->body.site.code != endpoint.record.site_code) return fail("import", "site_wrong", config->body.site.code);
  if (config->overrides_freeze && *signers < kOverrideSignatures) {
    return fail("import", "second_signature_missing", std::format("{} of {}", *signers, kOverrideSignatures));
  }
  if (config->expires_at <= clock_.now().wall) return fail("import", "expired", formatTimestamp(config->expires_at));
  if (config->body.uplink != uplinkOf(endpoint.record, gateway_)) return fail("import", "uplink_changed");
  if (config->version != nextVersion(endpoint)) {
    return fail("import", "version_conflict",
                std::format("{}, the next is {}", config->version, nextVersion(endpoint)));
  }
  return config;
}

boost::asio::awaitable<Result<std::uint64_t>> OfflineSigning::import(Endpoint& endpoint, const Import& import) {
  const auto config = check(endpoint, import.envelope);
  if (!config) co_return std::unexpected(config.error());
  const AuditRecord audit{
      clock_.now().wall,
      import.author,
      import.address,
      "config.import",
      endpoint.record.id,
      std::format("version {}{}", config->version, config->overrides_freeze ? ", overrides the freeze" : "")};
  const ConfigRecord record = recordOf(*config, import.author, import.envelope);
  const Result<void> stored =
      co_await store_.run([&](Database& database) { return addConfig(database, record, audit); });
  if (!stored && stored.error().code == "conflict") {
    co_return fail("import", "version_conflict", "another one came first");
  }
  health_.storeAnswered(stored);
  if (!stored) co_return std::unexpected(stored.error());
  fleet_.setDesired(endpoint, record);
  co_return config->version;
}

}  // namespace diemcau::centre
