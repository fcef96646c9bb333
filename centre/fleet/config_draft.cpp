// SPDX-License-Identifier: Apache-2.0
// Completing and signing Configs.
#include "centre/fleet/config_draft.h"

#include <utility>

#include "contract/envelope.h"
#include "contract/stream_id.h"

namespace diemcau::centre {
namespace {

constexpr auto kConfigLife = std::chrono::days(60);
constexpr std::uint32_t kMostLatency = 1000;  // ms: later than that people talk at the same time

}  // namespace

UplinkConfig uplinkOf(const EndpointRecord& endpoint, const GatewayAddress& gateway) {
  const SrtKey key = endpoint.next_srt.value_or(SrtKey{endpoint.srt_key, endpoint.srt_passphrase});
  const auto target = [&](const std::string& host, std::uint32_t path) {
    UplinkTarget made;
    made.host = host;
    made.port = gateway.srt_port;
    made.stream_id = writeStreamId({.resource = endpoint.site_code,
                                    .user = endpoint.id,
                                    .mode = StreamMode::Publish,
                                    .path = path,
                                    .key = key.number});
    made.passphrase = key.passphrase;
    made.latency_max_ms = kMostLatency;
    return made;
  };
  UplinkConfig uplink;
  static_cast<UplinkTarget&>(uplink) = target(endpoint.uplink_host, 1);
  if (gateway.backup_host.empty()) return uplink;
  uplink.backup = target(gateway.backup_host, 2);
  uplink.backup->interface = gateway.backup_interface;
  uplink.paths = gateway.paths;
  return uplink;
}

Config completeConfig(const EndpointRecord& endpoint, const ConfigDraft& draft) {
  Config config;
  config.endpoint = endpoint.id;
  config.version = draft.version;
  config.issued_at = draft.now;
  config.expires_at = draft.now + kConfigLife;
  config.body = draft.body;
  config.body.uplink = uplinkOf(endpoint, draft.gateway);
  return config;
}

ConfigRecord recordOf(const Config& config, std::string author, std::string envelope) {
  ConfigBody body = config.body;
  body.uplink.reset();
  ConfigRecord record;
  record.endpoint = config.endpoint;
  record.version.version = config.version;
  record.version.issued_at = config.issued_at;
  record.version.expires_at = config.expires_at;
  record.version.author = std::move(author);
  record.body = writeConfigBody(body);
  record.envelope = std::move(envelope);
  return record;
}

Result<ConfigRecord> makeConfig(const Signer& signer, const EndpointRecord& endpoint, const ConfigDraft& draft) {
  const Config config = completeConfig(endpoint, draft);
  auto envelope = signer.sign(config);
  if (!envelope) return std::unexpected(std::move(envelope).error());
  return recordOf(config, draft.author, std::move(*envelope));
}

std::uint64_t passphraseIn(const std::string& envelope) {
  const auto body = bodyInEnvelope(envelope);
  if (!body || !body->uplink) return 0;
  const auto id = parseStreamId(body->uplink->stream_id);
  return id ? id->key : 0;
}

Result<ConfigBody> bodyInEnvelope(const std::string& envelope) {
  const auto opened = parseEnvelope(envelope);
  if (!opened) return std::unexpected(opened.error());
  auto config = parseConfig(opened->payload);
  if (!config) return std::unexpected(std::move(config).error());
  return std::move(config->body);
}

}  // namespace diemcau::centre
