// SPDX-License-Identifier: Apache-2.0
// Whether a Config may be put to use: the checks in their order, each with its own reason.
#include "daemon/agent/config_admission.h"

#include <array>
#include <format>
#include <utility>

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

}  // namespace

Admission resumeConfig(std::string_view envelope, const EnvelopeVerifier& verifier, std::string_view endpoint) {
  const auto verified = verifier.verify(envelope, kConfigPayloadType);
  if (!verified) return std::unexpected(refusalOf(verified.error()));
  auto config = parseConfig(verified->payload);
  if (!config) return std::unexpected(refusalOf(config.error()));
  if (config->endpoint != endpoint) return refuse(ConditionType::ConfigWrongEndpoint, *config, config->endpoint);
  return *std::move(config);
}

Admission admitConfig(std::string_view envelope, const EnvelopeVerifier& verifier, std::string_view endpoint,
                      std::uint64_t version_floor, Timestamp now) {
  auto config = resumeConfig(envelope, verifier, endpoint);
  if (!config) return config;
  if (config->version <= version_floor) {
    return refuse(ConditionType::ConfigVersionOld, *config,
                  std::format("{}, not above {}", config->version, version_floor));
  }
  if (config->expires_at <= now) {
    return refuse(ConditionType::ConfigExpired, *config, formatTimestamp(config->expires_at));
  }
  return config;
}

}  // namespace diemcau::agent
