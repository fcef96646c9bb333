// SPDX-License-Identifier: Apache-2.0
// DSSE envelopes as JSON.
#include "contract/envelope.h"

#include "contract/json_document.h"

namespace diemcau {

std::string preAuthEncoding(std::string_view payload_type, std::string_view payload) {
  std::string bytes = "DSSEv1 ";
  bytes.append(std::to_string(payload_type.size())).append(" ").append(payload_type).append(" ");
  bytes.append(std::to_string(payload.size())).append(" ").append(payload);
  return bytes;
}

Result<Envelope> parseEnvelope(std::string_view json) {
  return readDocument<Envelope>(json, [](ObjectReader root) {
    Envelope envelope;
    envelope.payload_type = root.text("payloadType", {1, 256});
    envelope.payload = root.base64("payload", kMaxEnvelopeBytes);
    root.objects("signatures", kMaxSignatures, [&](ObjectReader entry) {
      Signature signature;
      // DSSE leaves the key id out where it would say nothing.
      if (entry.has("keyid")) signature.keyid = entry.text("keyid", {0, 128});
      signature.sig = entry.base64("sig", 512);
      envelope.signatures.push_back(std::move(signature));
    });
    return envelope;
  });
}

std::string writeEnvelope(const Envelope& envelope) {
  OrderedJson json;
  json["payload"] = encodeBase64(envelope.payload);
  json["payloadType"] = envelope.payload_type;
  json["signatures"] = OrderedJson::array();
  for (const Signature& signature : envelope.signatures) {
    OrderedJson entry;
    entry["keyid"] = signature.keyid;
    entry["sig"] = encodeBase64(signature.sig);
    json["signatures"].push_back(std::move(entry));
  }
  return dumpJson(json);
}

}  // namespace diemcau
