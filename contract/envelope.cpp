// SPDX-License-Identifier: Apache-2.0
// DSSE envelopes as JSON.
#include "contract/envelope.h"

#include "contract/envelope_parts.h"

namespace diemcau {

std::string preAuthEncoding(std::string_view payload_type, std::string_view payload) {
  std::string bytes = "DSSEv1 ";
  bytes.append(std::to_string(payload_type.size())).append(" ").append(payload_type).append(" ");
  bytes.append(std::to_string(payload.size())).append(" ").append(payload);
  return bytes;
}

Envelope readEnvelope(ObjectReader reader) {
  Envelope envelope;
  envelope.payload_type = reader.text("payloadType", {1, 256});
  envelope.payload = reader.base64("payload", kMaxEnvelopeBytes);
  reader.objects("signatures", kMaxSignatures, [&](ObjectReader entry) {
    Signature signature;
    // DSSE leaves the key id out where it would say nothing.
    if (entry.has("keyid")) signature.keyid = entry.text("keyid", {0, 128});
    signature.sig = entry.base64("sig", 512);
    envelope.signatures.push_back(std::move(signature));
  });
  return envelope;
}

OrderedJson toJson(const Envelope& envelope) {
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
  return json;
}

Result<Envelope> parseEnvelope(std::string_view json) { return readDocument<Envelope>(json, readEnvelope); }

std::string writeEnvelope(const Envelope& envelope) { return dumpJson(toJson(envelope)); }

}  // namespace diemcau
