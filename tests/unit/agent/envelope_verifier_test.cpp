// SPDX-License-Identifier: Apache-2.0
// Only enough keys of the role open an envelope.
#include "daemon/agent/envelope_verifier.h"

#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/signing.h"

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

}  // namespace

int main() {
  return diemcau::test::run({TEST(aSignedPayloadComesOutUnchanged), TEST(oneChangedByteOfThePayloadIsRefused),
                             TEST(aChangedPayloadTypeIsRefused), TEST(anotherKindOfSignedDocumentIsRefused),
                             TEST(aStrangersSignatureIsRefused), TEST(aStrangerWhoClaimsAKnownKeyIsRefused),
                             TEST(aKeyOfAnotherRoleIsAStranger), TEST(twoKeysMeetAThresholdOfTwo),
                             TEST(oneKeyThatSignsTwiceCountsOnce), TEST(whoSignedIsCountedBeyondTheThreshold),
                             TEST(anUnsignedEnvelopeIsRefused), TEST(aStrangersSignatureBesideAGoodOneDoesNoHarm),
                             TEST(aKeyThatIsNotItsOwnHashIsNotTaken)});
}
