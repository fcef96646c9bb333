// SPDX-License-Identifier: Apache-2.0
// The way of a Config that is signed elsewhere.
#include "centre/fleet/offline_signing.h"

#include <format>
#include <utility>

#include "centre/store/configs.h"
#include "contract/config_changes.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

Envelope unsignedConfig(Config config, bool overrides_freeze) {
  config.overrides_freeze = overrides_freeze;
  return {std::string(kConfigPayloadType), writeConfig(config), {}};
}

}  // namespace

Result<std::string> OfflineSigning::draft(const Endpoint& endpoint, const Push& push, bool overrides_freeze) const {
  if (auto checked = checkPush(endpoint, push); !checked) return std::unexpected(std::move(checked).error());
  const ConfigDraft draft{nextVersion(endpoint), push.body, push.author, clock_.now().wall, gateway_};
  return writeEnvelope(unsignedConfig(completeConfig(endpoint.record, draft), overrides_freeze));
}

SigningBatchRoom OfflineSigning::draftRoom(const Endpoint& endpoint, const ConfigBody& before, const ConfigBody& after,
                                           bool overrides_freeze) const {
  ConfigDraft draft{nextVersion(endpoint), after, {}, clock_.now().wall, gateway_};
  Envelope install = unsignedConfig(completeConfig(endpoint.record, draft), overrides_freeze);
  ++draft.version;
  draft.body = before;
  return {std::move(install), unsignedConfig(completeConfig(endpoint.record, draft), overrides_freeze)};
}

Result<Config> OfflineSigning::opened(const std::string& envelope) const {
  const auto signers = roots_.configSigners(envelope);
  if (!signers) return std::unexpected(signers.error());
  const auto opened = parseEnvelope(envelope);
  if (!opened) return std::unexpected(opened.error());
  if (opened->payload_type != kConfigPayloadType) return fail("import", "type_wrong", opened->payload_type);
  auto config = parseConfig(opened->payload);
  if (!config) return config;
  if (config->overrides_freeze && *signers < kOverrideSignatures) {
    return fail("import", "second_signature_missing", std::format("{} of {}", *signers, kOverrideSignatures));
  }
  if (config->expires_at <= clock_.now().wall) return fail("import", "expired", formatTimestamp(config->expires_at));
  return config;
}

Result<BatchConfigs> OfflineSigning::open(const SigningBatchRoom& room) const {
  for (const Envelope* envelope : {&room.install, &room.undo}) {
    if (auto config = opened(writeEnvelope(*envelope)); !config) return std::unexpected(std::move(config).error());
  }
  return configsIn(room);
}

Result<void> OfflineSigning::checkFor(const Endpoint& endpoint, const Config& config) const {
  if (config.endpoint != endpoint.record.id) return fail("import", "endpoint_wrong", config.endpoint);
  if (config.body.site.code != endpoint.record.site_code) return fail("import", "site_wrong", config.body.site.code);
  if (config.version != nextVersion(endpoint)) {
    return fail("import", "version_conflict", std::format("{}, the next is {}", config.version, nextVersion(endpoint)));
  }
  if (config.body.uplink != uplinkOf(endpoint.record, gateway_)) return fail("import", "uplink_changed");
  return {};
}

boost::asio::awaitable<Result<std::uint64_t>> OfflineSigning::import(Endpoint& endpoint, Import import) {
  const auto config = opened(import.envelope);
  if (!config) co_return std::unexpected(config.error());
  if (auto next = checkFor(endpoint, *config); !next) co_return std::unexpected(std::move(next).error());
  const AuditRecord audit{
      clock_.now().wall,
      import.author,
      import.address,
      "config.import",
      endpoint.record.id,
      std::format("version {}{}", config->version, config->overrides_freeze ? ", overrides the freeze" : "")};
  const ConfigRecord record = recordOf(*config, import.author, import.envelope);
  std::optional<RolloutMark> mark = std::move(import.mark);
  if (mark) mark->state.version = config->version;
  const Result<void> stored =
      co_await store_.run([&](Database& database) { return addConfig(database, record, audit, mark); });
  if (!stored && stored.error().code == "conflict") {
    co_return fail("import", "version_conflict", "another one came first");
  }
  health_.storeAnswered(stored);
  if (!stored) co_return std::unexpected(stored.error());
  fleet_.setDesired(endpoint, record);
  co_return config->version;
}

}  // namespace diemcau::centre
