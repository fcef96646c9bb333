// SPDX-License-Identifier: Apache-2.0
// The steps from one trust root to the next; named after TUF's conformance tests where those have the case.
#include "daemon/agent/trust/trust_chain.h"

#include <span>
#include <vector>

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

// One version of the root: which of ten keys hold the role, how many have to sign, and who does.
struct Step {
  std::vector<int> keys;
  std::uint32_t threshold;
  std::vector<int> signers;
  bool taken = true;
};

struct Rotation {
  const char* name;
  std::vector<Step> steps;
};

std::vector<SigningKey> chosen(std::span<const SigningKey> keys, const std::vector<int>& numbers) {
  std::vector<SigningKey> some;
  for (const int number : numbers) some.push_back(keys[static_cast<std::size_t>(number)]);
  return some;
}

std::string signedRoot(const TrustRoot& root, const std::vector<SigningKey>& signers) {
  Envelope envelope{std::string(kTrustRootPayloadType), writeTrustRoot(root), {}};
  const std::string message = preAuthEncoding(envelope.payload_type, envelope.payload);
  for (const SigningKey& signer : signers) envelope.signatures.push_back({signer.id(), signer.sign(message)});
  return writeEnvelope(envelope);
}

// The cases of tuf-conformance (test_updater_key_rotations.py, test_root_rotation), by their names; the last one is
// ours. The first step is the installed root.
const std::vector<Rotation>& rotations() {
  static const std::vector<int> five{0, 1, 2, 3, 4};
  static const std::vector<int> one_other{0, 1, 3, 4, 5};
  static const std::vector<int> five_others{5, 6, 7, 8, 9};
  static const std::vector<int> three{1, 2, 3};
  static const std::vector<Rotation> all = {
      {"1-of-1-key-rotation", {{{1}, 1, {1}}, {{2}, 1, {2, 1}}, {{2}, 1, {2}}}},
      {"1-of-1-key-rotation-unused-signatures", {{{1}, 1, {3, 1, 4}}, {{2}, 1, {3, 2, 1, 4}}, {{2}, 1, {3, 2, 4}}}},
      {"3-of-5-sign-with-different-keycombos",
       {{five, 3, {0, 2, 4}}, {five, 3, {0, 4, 1}}, {five, 3, {0, 1, 3}}, {five, 3, {0, 1, 3}}}},
      {"3-of-5-one-key-rotated", {{five, 3, {0, 2, 4}}, {one_other, 3, {0, 4, 1}}}},
      {"3-of-5-one-key-rotated-with-intermediate-step",
       {{five, 3, {0, 2, 4}}, {one_other, 3, {0, 2, 4, 5}}, {one_other, 3, {0, 4, 5}}}},
      {"3-of-5-all-keys-rotated-with-intermediate-step",
       {{five, 3, {0, 2, 4}}, {five_others, 3, {0, 2, 4, 5, 6, 7}}, {five_others, 3, {5, 6, 7}}}},
      {"1-of-3-threshold-increase-to-2-of-3", {{three, 1, {1}}, {three, 2, {1, 2}}}},
      {"2-of-3-threshold-decrease-to-1-of-3", {{three, 2, {1, 2}}, {three, 1, {1, 2}}, {three, 1, {1}}}},
      {"1-of-2-threshold-increase-to-2-of-2", {{{1}, 1, {1}}, {{1, 2}, 2, {1, 2}}}},
      {"1-of-1-key-rotation-fail-not-signed-with-old-key", {{{1}, 1, {1}}, {{2}, 1, {2, 3, 4}, false}}},
      {"1-of-1-key-rotation-fail-not-signed-with-new-key", {{{1}, 1, {1}}, {{2}, 1, {1, 3, 4}, false}}},
      {"3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys",
       {{five, 3, {0, 2, 4}}, {one_other, 3, {0, 2, 4}, false}}},
      {"3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys",
       {{five, 3, {0, 2, 4}}, {one_other, 3, {0, 4, 5}, false}}},
      {"1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached", {{three, 1, {1}}, {three, 2, {2}, false}}},
      {"2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-eached", {{three, 2, {1, 2}}, {three, 1, {1}, false}}},
      {"key-in-both-roots-counts-for-both", {{{1, 2}, 2, {1, 2}}, {{2, 3}, 2, {1, 2, 3}}, {{2, 3}, 2, {2, 3}}}},
  };
  return all;
}

void testRootRotation() {
  std::vector<SigningKey> keys;
  while (keys.size() < 10) keys.emplace_back();
  for (const Rotation& rotation : rotations()) {
    const Step& first = rotation.steps.front();
    TrustChain chain = NEED(TrustChain::create(next(1, chosen(keys, first.keys), first.threshold)));
    std::uint64_t version = 1;
    for (const Step& step : std::span(rotation.steps).subspan(1)) {
      const TrustRoot root = next(version + 1, chosen(keys, step.keys), step.threshold);
      const bool taken = chain.offer(signedRoot(root, chosen(keys, step.signers))).has_value();
      CHECK_EQ(std::string(rotation.name) + (step.taken ? " is taken" : " is refused"),
               std::string(rotation.name) + (taken ? " is taken" : " is refused"));
      version += step.taken ? 1 : 0;
      CHECK_EQ(version, chain.root().version);
    }
  }
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
                             TEST(aStoredRootThatIsNoneIsNotUsed), TEST(testRootRotation)});
}
