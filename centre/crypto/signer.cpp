// SPDX-License-Identifier: Apache-2.0
// DSSE signing: the signature is over the pre-authentication encoding, never over the bare payload.
#include "centre/crypto/signer.h"

#include "contract/envelope.h"

namespace diemcau::centre {

Result<std::string> Signer::sign(std::string_view payload_type, std::string_view payload) const {
  auto signature = key_.sign(preAuthEncoding(payload_type, payload));
  if (!signature) return std::unexpected(std::move(signature).error());
  Envelope envelope;
  envelope.payload_type = payload_type;
  envelope.payload = payload;
  envelope.signatures.push_back({key_.keyId(), std::move(*signature)});
  return writeEnvelope(envelope);
}

Result<std::string> Signer::sign(const Config& config) const { return sign(kConfigPayloadType, writeConfig(config)); }

}  // namespace diemcau::centre
