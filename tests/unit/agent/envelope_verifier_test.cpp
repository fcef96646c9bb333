// SPDX-License-Identifier: Apache-2.0
// Only enough keys of the role open an envelope.
#include "daemon/agent/envelope_verifier.h"

#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/signing.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/ecdsa_judge.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;

namespace {

constexpr const char* kPayload = R"({"any": "bytes"})";

EnvelopeVerifier verifierOf(const TrustRoot& root) { return NEED(EnvelopeVerifier::create(root, root.config)); }

std::string refusalOf(const EnvelopeVerifier& verifier, const std::string& envelope) {
  const auto verified = verifier.verify(envelope, kConfigPayloadType);
  return verified ? "accepted" : std::string{verified.error().code};
}

void aSignedPayloadComesOutUnchanged() {
  const SigningKey key;
  const auto verifier = verifierOf(trustRoot({key}));
  CHECK_EQ(std::string{kPayload}, NEED(verifier.verify(envelopeOf(kPayload, {key}), kConfigPayloadType)).payload);
}

void oneChangedByteOfThePayloadIsRefused() {
  const SigningKey key;
  const auto verifier = verifierOf(trustRoot({key}));
  Envelope envelope = NEED(parseEnvelope(envelopeOf(kPayload, {key})));
  envelope.payload[3] = 'A';
  CHECK_EQ(std::string{"signature_invalid"}, refusalOf(verifier, writeEnvelope(envelope)));
}

void aChangedPayloadTypeIsRefused() {
  const SigningKey key;
  const auto verifier = verifierOf(trustRoot({key}));
  Envelope envelope = NEED(parseEnvelope(envelopeOf(kPayload, {key}, "text/plain")));
  envelope.payload_type = kConfigPayloadType;
  CHECK_EQ(std::string{"signature_invalid"}, refusalOf(verifier, writeEnvelope(envelope)));
}

void anotherKindOfSignedDocumentIsRefused() {
  const SigningKey key;
  const auto verifier = verifierOf(trustRoot({key}));
  CHECK_EQ(std::string{"payload_type_unknown"},
           refusalOf(verifier, envelopeOf(kPayload, {key}, kTrustRootPayloadType)));
}

void aStrangersSignatureIsRefused() {
  const SigningKey key;
  const SigningKey stranger;
  const auto verifier = verifierOf(trustRoot({key}));
  CHECK_EQ(std::string{"key_unknown"}, refusalOf(verifier, envelopeOf(kPayload, {stranger})));
}

void aStrangerWhoClaimsAKnownKeyIsRefused() {
  const SigningKey key;
  const SigningKey stranger;
  const auto verifier = verifierOf(trustRoot({key}));
  Envelope envelope = NEED(parseEnvelope(envelopeOf(kPayload, {stranger})));
  envelope.signatures[0].keyid = key.id();
  CHECK_EQ(std::string{"signature_invalid"}, refusalOf(verifier, writeEnvelope(envelope)));
}

void aKeyOfAnotherRoleIsAStranger() {
  const SigningKey key;
  const SigningKey online;
  TrustRoot root = trustRoot({key, online});
  root.config.keyids = {key.id()};
  CHECK_EQ(std::string{"key_unknown"}, refusalOf(verifierOf(root), envelopeOf(kPayload, {online})));
}

void twoKeysMeetAThresholdOfTwo() {
  const SigningKey first;
  const SigningKey second;
  const auto verifier = verifierOf(trustRoot({first, second}, 2));
  CHECK_EQ(std::string{"accepted"}, refusalOf(verifier, envelopeOf(kPayload, {first, second})));
  CHECK_EQ(std::string{"threshold_not_met"}, refusalOf(verifier, envelopeOf(kPayload, {second})));
}

void oneKeyThatSignsTwiceCountsOnce() {
  const SigningKey first;
  const SigningKey second;
  const auto verifier = verifierOf(trustRoot({first, second}, 2));
  CHECK_EQ(std::string{"threshold_not_met"}, refusalOf(verifier, envelopeOf(kPayload, {first, first})));
}

void whoSignedIsCountedBeyondTheThreshold() {
  const SigningKey first;
  const SigningKey second;
  const SigningKey stranger;
  const auto verifier = verifierOf(trustRoot({first, second}));
  const auto signersOf = [&](std::initializer_list<SigningKey> keys) {
    return NEED(verifier.verify(envelopeOf(kPayload, keys), kConfigPayloadType)).signers;
  };
  CHECK_EQ(std::size_t{1}, signersOf({first}));
  CHECK_EQ(std::size_t{1}, signersOf({first, first, stranger}));
  CHECK_EQ(std::size_t{2}, signersOf({first, stranger, second}));
}

void anUnsignedEnvelopeIsRefused() {
  const SigningKey key;
  CHECK_EQ(std::string{"threshold_not_met"}, refusalOf(verifierOf(trustRoot({key})), envelopeOf(kPayload, {})));
}

void aStrangersSignatureBesideAGoodOneDoesNoHarm() {
  const SigningKey key;
  const SigningKey stranger;
  CHECK_EQ(std::string{"accepted"}, refusalOf(verifierOf(trustRoot({key})), envelopeOf(kPayload, {stranger, key})));
}

void aKeyThatIsNotItsOwnHashIsNotTaken() {
  const SigningKey key;
  const SigningKey other;
  TrustRoot root = trustRoot({key});
  root.keys[key.id()] = other.spki();
  const auto verifier = EnvelopeVerifier::create(root, root.config);
  CHECK(!verifier);
  CHECK_EQ(std::string{"key_id_wrong"}, std::string{verifier.error().code});
}

// DSSE: the keyid is optional.
std::string withoutKeyIds(const std::string& envelope_json) {
  Envelope envelope = NEED(parseEnvelope(envelope_json));
  for (Signature& signature : envelope.signatures) signature.keyid.clear();
  std::string json = writeEnvelope(envelope);
  for (std::size_t at = 0; (at = json.find(R"("keyid":"",)")) != std::string::npos;) json.erase(at, 11);
  CHECK(!json.contains("keyid"));
  return json;
}

void aSignatureWithoutKeyIdIsTriedWithTheKnownKeys() {
  const SigningKey first;
  const SigningKey second;
  const SigningKey stranger;
  const auto verifier = verifierOf(trustRoot({first, second}, 2));
  const auto refusal = [&](std::initializer_list<SigningKey> signers) {
    return refusalOf(verifier, withoutKeyIds(envelopeOf(kPayload, signers)));
  };
  CHECK_EQ(std::string{"accepted"}, refusal({first, second}));
  CHECK_EQ(std::string{"accepted"}, refusal({second, stranger, first}));
  CHECK_EQ(std::string{"threshold_not_met"}, refusal({first, first}));
  CHECK_EQ(std::string{"threshold_not_met"}, refusal({first, stranger}));
  CHECK_EQ(std::string{"key_unknown"}, refusal({stranger, stranger}));
}

void aKeyCountsOnceWithAndWithoutItsId() {
  const SigningKey first;
  const SigningKey second;
  const auto verifier = verifierOf(trustRoot({first, second}, 2));
  Envelope envelope = NEED(parseEnvelope(envelopeOf(kPayload, {first, first})));
  envelope.signatures[1].keyid.clear();
  CHECK_EQ(std::string{"threshold_not_met"}, refusalOf(verifier, writeEnvelope(envelope)));
  envelope = NEED(parseEnvelope(envelopeOf(kPayload, {first, second})));
  envelope.signatures[1].keyid.clear();
  CHECK_EQ(std::string{"accepted"}, refusalOf(verifier, writeEnvelope(envelope)));
}

// A keyid that is there is believed: what it names has to have signed.
void aWrongKeyIdIsNotHelpedOut() {
  const SigningKey first;
  const SigningKey second;
  const auto verifier = verifierOf(trustRoot({first, second}));
  Envelope envelope = NEED(parseEnvelope(envelopeOf(kPayload, {first})));
  envelope.signatures[0].keyid = second.id();
  CHECK_EQ(std::string{"signature_invalid"}, refusalOf(verifier, writeEnvelope(envelope)));
  envelope.signatures[0].keyid = std::string(64, '0');
  CHECK_EQ(std::string{"key_unknown"}, refusalOf(verifier, writeEnvelope(envelope)));
}

void aChangedPayloadWithoutKeyIdIsRefused() {
  const SigningKey key;
  Envelope envelope = NEED(parseEnvelope(withoutKeyIds(envelopeOf(kPayload, {key}))));
  envelope.payload[3] = 'A';
  CHECK_EQ(std::string{"key_unknown"}, refusalOf(verifierOf(trustRoot({key})), writeEnvelope(envelope)));
}

// Made with the openssl program.
void whatOpensslSignedIsAccepted() {
  TrustRoot root = NEED(parseTrustRoot(diemcau::test::goodExample("trust-root", "full")));
  root.config.keyids.clear();
  for (const auto& [id, key] : root.keys) root.config.keyids.push_back(id);
  root.config.threshold = 1;
  for (const char* const name : {"full", "two-signatures", "url-safe"}) {
    const std::string json = diemcau::test::goodExample("envelope", name);
    Envelope envelope = NEED(parseEnvelope(json));
    root.config.threshold = static_cast<std::uint32_t>(envelope.signatures.size());
    const EnvelopeVerifier verifier = verifierOf(root);
    for (const std::string& text : {json, withoutKeyIds(json)}) {
      const Verified verified = NEED(verifier.verify(text, envelope.payload_type));
      CHECK_EQ(envelope.payload, verified.payload);
      CHECK_EQ(envelope.signatures.size(), verified.signers);
    }
    envelope.payload += ' ';
    CHECK_EQ(std::string_view{"signature_invalid"},
             verifier.verify(writeEnvelope(envelope), envelope.payload_type).error().code);
  }
}

// The example at the end of DSSE's protocol.md (v1.0.2), which has no keyid; its signature is the two numbers as they
// are, where ours are in DER.
void theProtocolsOwnEnvelopeIsAccepted() {
  Envelope envelope = NEED(parseEnvelope(diemcau::test::goodExample("envelope", "dsse-protocol")));
  CHECK(envelope.signatures.at(0).keyid.empty());
  envelope.signatures[0].sig = diemcau::test::derFromRaw(envelope.signatures[0].sig);
  TrustRoot root = trustRoot({SigningKey{}});
  const std::string key =
      diemcau::test::keyFromCoordinates("46950820868899156662930047687818585632848591499744589407958293238635476079160",
                                        "5640078356564379163099075877009565129882514886557779369047442380624545832820");
  root.keys = {{diemcau::test::sha256(key), key}};
  root.config.keyids = {diemcau::test::sha256(key)};
  CHECK_EQ(std::string{"hello world"},
           NEED(verifierOf(root).verify(writeEnvelope(envelope), envelope.payload_type)).payload);
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aSignedPayloadComesOutUnchanged), TEST(oneChangedByteOfThePayloadIsRefused),
       TEST(aChangedPayloadTypeIsRefused), TEST(anotherKindOfSignedDocumentIsRefused),
       TEST(aStrangersSignatureIsRefused), TEST(aStrangerWhoClaimsAKnownKeyIsRefused),
       TEST(aKeyOfAnotherRoleIsAStranger), TEST(twoKeysMeetAThresholdOfTwo), TEST(oneKeyThatSignsTwiceCountsOnce),
       TEST(whoSignedIsCountedBeyondTheThreshold), TEST(anUnsignedEnvelopeIsRefused),
       TEST(aStrangersSignatureBesideAGoodOneDoesNoHarm), TEST(aKeyThatIsNotItsOwnHashIsNotTaken),
       TEST(aSignatureWithoutKeyIdIsTriedWithTheKnownKeys), TEST(aKeyCountsOnceWithAndWithoutItsId),
       TEST(aWrongKeyIdIsNotHelpedOut), TEST(aChangedPayloadWithoutKeyIdIsRefused), TEST(whatOpensslSignedIsAccepted),
       TEST(theProtocolsOwnEnvelopeIsAccepted)});
}
