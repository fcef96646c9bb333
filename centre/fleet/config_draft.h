// SPDX-License-Identifier: Apache-2.0
// From the body that people edit to the signed Config that the endpoint gets.
#pragma once

#include <cstdint>
#include <string>

#include "centre/crypto/signer.h"
#include "centre/store/records.h"
#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

// Where the gateway is, beside the host that each endpoint was provisioned with.
struct GatewayAddress {
  std::uint16_t srt_port = 0;
  std::string backup_host{};       // another way to it; empty: there is none
  std::string backup_interface{};  // of the endpoints, for that way; empty: whichever leads there
  UplinkPaths paths = UplinkPaths::Failover;
};

struct ConfigDraft {
  std::uint64_t version = 0;
  ConfigBody body;  // what it says of `uplink` does not count
  std::string author;
  Timestamp now{};
  GatewayAddress gateway;
};

// The uplink that only the centre fills in; with the endpoint's next passphrase, where it has one.
[[nodiscard]] UplinkConfig uplinkOf(const EndpointRecord& endpoint, const GatewayAddress& gateway);

// The document that is to be signed; expires 60 days from now.
[[nodiscard]] Config completeConfig(const EndpointRecord& endpoint, const ConfigDraft& draft);

// A signed one as it is stored.
[[nodiscard]] ConfigRecord recordOf(const Config& config, std::string author, std::string envelope);

// Signed and ready to be stored. Error: crypto.not_signed.
[[nodiscard]] Result<ConfigRecord> makeConfig(const Signer& signer, const EndpointRecord& endpoint,
                                              const ConfigDraft& draft);

// Which of its passphrases an endpoint was told to use (StreamId::key), in an envelope of our own; 0: its first one.
[[nodiscard]] std::uint64_t passphraseIn(const std::string& envelope);

// What an endpoint was told in an envelope of our own. Errors: document.*.
[[nodiscard]] Result<ConfigBody> bodyInEnvelope(const std::string& envelope);

}  // namespace diemcau::centre
