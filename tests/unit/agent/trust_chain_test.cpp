// SPDX-License-Identifier: Apache-2.0
// The steps from one trust root to the next; named after TUF's conformance tests where those have the case.
#include "daemon/agent/trust/trust_chain.h"

#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/signing.h"
#include "tests/unit/agent/trust_roots.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;

namespace {

const SigningKey& sharedConfigKey() {
  static const SigningKey key;
  return key;
}

TrustRoot next(std::uint64_t version, const std::vector<SigningKey>& root, std::uint32_t threshold = 1) {
  return rootOf(version, root, {sharedConfigKey()}, threshold);
}

struct Chain {
  SigningKey key;
  TrustChain chain = NEED(TrustChain::create(next(1, {key})));

  std::string offer(const std::string& envelope) {
    const auto taken = chain.offer(envelope);
    return taken ? "accepted" : std::string{taken.error().domain} + "." + std::string{taken.error().code};
  }
  std::uint64_t version() const { return chain.root().version; }
};

void testRootRotatedOnce() {
  Chain c;
  const SigningKey second;
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(2, {second}), {c.key, second})));
  CHECK_EQ(2U, c.version());
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(3, {second}), {second})));
}

void testRootRotatedFiveTimesAtOnce() {
  Chain c;
  SigningKey before = c.key;
  for (std::uint64_t version = 2; version <= 6; ++version) {
    const SigningKey key;
    CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(version, {key}), {before, key})));
    before = key;
  }
  CHECK_EQ(6U, c.version());
}

void testRootRotatedWithOnlyTheNewThreshold() {
  Chain c;
  const SigningKey second;
  CHECK_EQ(std::string{"envelope.key_unknown"}, c.offer(signedRoot(next(2, {second}), {second})));
  CHECK_EQ(1U, c.version());
}

void testRootRotatedWithOnlyTheOldThreshold() {
  Chain c;
  const SigningKey second;
  CHECK_EQ(std::string{"envelope.key_unknown"}, c.offer(signedRoot(next(2, {second}), {c.key})));
  const SigningKey third;
  CHECK_EQ(std::string{"envelope.threshold_not_met"},
           c.offer(signedRoot(next(2, {second, third}, 2), {c.key, second})));
  CHECK_EQ(1U, c.version());
}

void testRootVersionRollback() {
  Chain c;
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(2, {c.key}), {c.key})));
  CHECK_EQ(std::string{"trust.version_wrong"}, c.offer(signedRoot(next(1, {c.key}), {c.key})));
  CHECK_EQ(std::string{"trust.version_wrong"}, c.offer(signedRoot(next(2, {c.key}), {c.key})));
}

void testRootVersionSkipped() {
  Chain c;
  CHECK_EQ(std::string{"trust.version_wrong"}, c.offer(signedRoot(next(3, {c.key}), {c.key})));
  CHECK_EQ(std::string{"trust.version_wrong"}, c.offer(signedRoot(next(UINT64_MAX, {c.key}), {c.key})));
}

void testDuplicateSignatures() {
  Chain c;
  const SigningKey second;
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(2, {c.key, second}, 2), {c.key, second})));
  CHECK_EQ(std::string{"envelope.threshold_not_met"},
           c.offer(signedRoot(next(3, {c.key, second}, 2), {c.key, c.key, c.key})));
}

void testDuplicateKeyIdsInTheRole() {
  Chain c;
  TrustRoot root = next(2, {c.key}, 2);
  root.root.keyids.push_back(c.key.id());
  CHECK_EQ(std::string{"envelope.threshold_not_met"}, c.offer(signedRoot(root, {c.key, c.key})));
}

void testUnknownKey() {
  Chain c;
  CHECK_EQ(std::string{"envelope.key_unknown"}, c.offer(signedRoot(next(2, {c.key}), {SigningKey{}})));
}

void testThresholdLowered() {
  const SigningKey first;
  const SigningKey second;
  TrustChain chain = NEED(TrustChain::create(next(1, {first, second}, 2)));
  CHECK(!chain.offer(signedRoot(next(2, {first, second}, 1), {first})));
  CHECK(chain.offer(signedRoot(next(2, {first, second}, 1), {first, second})));
  CHECK(chain.offer(signedRoot(next(3, {first, second}, 1), {second})));
}

void aConfigKeyDoesNotRotateTheRoot() {
  Chain c;
  CHECK_EQ(std::string{"envelope.key_unknown"}, c.offer(signedRoot(next(2, {c.key}), {sharedConfigKey()})));
}

void aRootWithAKeyThatIsNotItsHashIsRefused() {
  Chain c;
  TrustRoot root = next(2, {c.key});
  root.keys[sharedConfigKey().id()] = c.key.spki();
  CHECK_EQ(std::string{"trust.key_id_wrong"}, c.offer(signedRoot(root, {c.key})));
}

void aSignedDocumentThatIsNoRootIsRefused() {
  Chain c;
  CHECK_EQ(std::string{"document.schema_unknown"},
           c.offer(envelopeOf(R"({"schema": "diemcau.config/1"})", {c.key}, kTrustRootPayloadType)));
  CHECK_EQ(std::string{"envelope.payload_type_unknown"},
           c.offer(envelopeOf(writeTrustRoot(next(2, {c.key})), {c.key}, kConfigPayloadType)));
}

// 5.3.10: the expiry of those in between does not matter.
void testExpiredRootsInBetween() {
  Chain c;
  TrustRoot expired = next(2, {c.key});
  expired.expires_at = Timestamp{};
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(expired, {c.key})));
  const Timestamp now = next(1, {}).expires_at - std::chrono::hours{1};
  CHECK(c.chain.expired(now));
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(3, {c.key}), {c.key})));
  CHECK(!c.chain.expired(now));
  CHECK(c.chain.expired(now + std::chrono::hours{1}));
}

void theNewRootsKeysCountForConfigsAtOnce() {
  Chain c;
  const SigningKey config;
  NEED(c.chain.offer(signedRoot(rootOf(2, {c.key}, {config}), {c.key})));
  CHECK(c.chain.configVerifier().verify(envelopeOf("{}", {config}), kConfigPayloadType));
  CHECK(!c.chain.configVerifier().verify(envelopeOf("{}", {sharedConfigKey()}), kConfigPayloadType));
}

void aStoredRootIsGoneOnWith() {
  Chain c;
  const SigningKey later;
  CHECK(c.chain.resume(signedRoot(next(5, {later}), {later})));
  CHECK_EQ(5U, c.version());
  CHECK_EQ(std::string{"accepted"}, c.offer(signedRoot(next(6, {later}), {later})));
}

void aStoredRootThatIsNoneIsNotUsed() {
  Chain c;
  CHECK(!c.chain.resume("{}"));
  CHECK(!c.chain.resume(signedRoot(next(5, {c.key}), {SigningKey{}})));
  CHECK(!c.chain.resume(signedRoot(next(1, {c.key}), {c.key})));
  CHECK_EQ(1U, c.version());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(testRootRotatedOnce), TEST(testRootRotatedFiveTimesAtOnce),
                             TEST(testRootRotatedWithOnlyTheNewThreshold), TEST(testRootRotatedWithOnlyTheOldThreshold),
                             TEST(testRootVersionRollback), TEST(testRootVersionSkipped), TEST(testDuplicateSignatures),
                             TEST(testDuplicateKeyIdsInTheRole), TEST(testUnknownKey), TEST(testThresholdLowered),
                             TEST(aConfigKeyDoesNotRotateTheRoot), TEST(aRootWithAKeyThatIsNotItsHashIsRefused),
                             TEST(aSignedDocumentThatIsNoRootIsRefused), TEST(testExpiredRootsInBetween),
                             TEST(theNewRootsKeysCountForConfigsAtOnce), TEST(aStoredRootIsGoneOnWith),
                             TEST(aStoredRootThatIsNoneIsNotUsed)});
}
