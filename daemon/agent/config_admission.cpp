// SPDX-License-Identifier: Apache-2.0
// Whether a Config may be put to use: the checks in their order, each with its own reason.
#include "daemon/agent/config_admission.h"

#include <array>
#include <format>
#include <utility>
#include <vector>

#include "contract/config_changes.h"
#include "contract/envelope.h"

namespace diemcau::agent {
namespace {

struct Reason {
  std::string_view domain;
  std::string_view code;
  ConditionType type;
};

constexpr std::array kReasons{
    Reason{"envelope", "signature_invalid", ConditionType::ConfigSignatureInvalid},
    Reason{"envelope", "key_unknown", ConditionType::ConfigKeyUnknown},
    Reason{"envelope", "threshold_not_met", ConditionType::ConfigThresholdNotMet},
    Reason{"envelope", "payload_type_unknown", ConditionType::ConfigSchemaUnknown},
    Reason{"document", "too_large", ConditionType::ConfigTooLarge},
    Reason{"document", "too_deep", ConditionType::ConfigTooDeep},
    Reason{"document", "text_not_utf8", ConditionType::ConfigTextInvalid},
    Reason{"document", "text_invalid", ConditionType::ConfigTextInvalid},
    Reason{"document", "schema_unknown", ConditionType::ConfigSchemaUnknown},
};

Refusal refusalOf(const Error& error) {
  for (const Reason& reason : kReasons) {
    if (reason.domain == error.domain && reason.code == error.code) return {reason.type, 0, error.context};
  }
  return {ConditionType::ConfigInvalid, 0, error.describe()};
}

std::unexpected<Refusal> refuse(ConditionType reason, const Config& config, std::string detail) {
  return std::unexpected(Refusal{reason, config.version, std::move(detail)});
}

Admission openPayload(std::string_view payload, std::string_view endpoint) {
  auto config = parseConfig(payload);
  if (!config) return std::unexpected(refusalOf(config.error()));
  if (config->endpoint != endpoint) return refuse(ConditionType::ConfigWrongEndpoint, *config, config->endpoint);
  return *std::move(config);
}

// A Config whose envelope is in order, and who vouched for it.
struct Signed {
  Config config;
  std::size_t signers = 0;
};

std::expected<Signed, Refusal> readConfig(std::string_view envelope, const EnvelopeVerifier& verifier,
                                          std::string_view endpoint) {
  const auto verified = verifier.verify(envelope, kConfigPayloadType);
  if (!verified) return std::unexpected(refusalOf(verified.error()));
  auto config = openPayload(verified->payload, endpoint);
  if (!config) return std::unexpected(std::move(config.error()));
  return Signed{*std::move(config), verified->signers};
}

bool isFrozen(const std::optional<Config>& running, Timestamp now) {
  if (!running || !running->body.conference) return false;
  return running->body.conference->starts_at <= now && now < running->body.conference->ends_at;
}

std::string listed(const std::vector<std::string>& members) {
  std::string text;
  for (const std::string& member : members) text += (text.empty() ? "/body" : ", /body") + member;
  return text;
}

}  // namespace

Admission resumeConfig(std::string_view envelope, const EnvelopeVerifier& verifier, std::string_view endpoint) {
  return readConfig(envelope, verifier, endpoint).transform([](Signed&& read) { return std::move(read.config); });
}

Admission reopenConfig(std::string_view envelope, std::string_view endpoint) {
  const auto opened = parseEnvelope(envelope);
  if (!opened) return std::unexpected(refusalOf(opened.error()));
  return openPayload(opened->payload, endpoint);
}

Admission admitConfig(std::string_view envelope, const EnvelopeVerifier& verifier, std::string_view endpoint,
                      std::uint64_t version_floor, const std::optional<Config>& running, Timestamp now) {
  auto read = readConfig(envelope, verifier, endpoint);
  if (!read) return std::unexpected(std::move(read.error()));
  Config& config = read->config;
  if (config.version <= version_floor) {
    return refuse(ConditionType::ConfigVersionOld, config,
                  std::format("{}, not above {}", config.version, version_floor));
  }
  if (config.expires_at <= now) {
    return refuse(ConditionType::ConfigExpired, config, formatTimestamp(config.expires_at));
  }
  if (config.overrides_freeze && read->signers < kOverrideSignatures) {
    return refuse(ConditionType::ConfigThresholdNotMet, config,
                  std::format("{} of {} for /override", read->signers, kOverrideSignatures));
  }
  if (isFrozen(running, now) && !config.overrides_freeze) {
    const std::vector<std::string> changes = disruptiveChanges(running->body, config.body);
    if (!changes.empty()) return refuse(ConditionType::ConfigFrozen, config, listed(changes));
  }
  return std::move(config);
}

}  // namespace diemcau::agent
