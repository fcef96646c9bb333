// SPDX-License-Identifier: Apache-2.0
// What is refused, with which reason, and that nothing else changes by it.
#include "daemon/agent/config_keeper.h"

#include <filesystem>

#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/keeper_box.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::TempDir;

namespace {

using Box = KeeperBox;

// The reason is told twice, and version 5 runs as if nothing had been.
void checkRefused(const Box& box, ConditionType reason, std::uint64_t version) {
  CHECK(box.keeper.refused());
  CHECK_EQ(textOf(reason).name, std::string_view{box.keeper.refused()->reason});
  CHECK_EQ(version, box.keeper.refused()->version);
  CHECK(stands(box.keeper, reason));
  CHECK(box.keeper.current() == configOf(5));
  CHECK_EQ(5U, box.keeper.floor());
  CHECK_EQ(5U, box.stored().floor);
}

// The JSON of version 6 with one piece of text exchanged.
std::string payloadWith(std::string_view from, std::string_view to) {
  std::string json = writeConfig(configOf(6));
  const std::size_t at = json.find(from);
  CHECK(at != std::string::npos);
  return json.replace(at, from.size(), to);
}

void theFirstConfigHasNothingToGoBackTo() {
  const Box box;
  CHECK(box.keeper.current() == configOf(5));
  CHECK(box.keeper.committed() == configOf(5));
  CHECK(!box.keeper.onTrial());
}

void aNewerConfigIsOnTrial() {
  Box box;
  CHECK(box.offer(configOf(9)));
  CHECK(box.keeper.current() == configOf(9));
  CHECK(box.keeper.committed() == configOf(5));
  CHECK(box.keeper.onTrial());
  CHECK(!box.keeper.refused());
  CHECK(box.keeper.conditions().empty());
}

void aConfirmedConfigOutlivesARestart() {
  Box box;
  CHECK(box.offer(configOf(9)));
  box.prove();
  CHECK(!box.keeper.onTrial());
  CHECK(box.keeper.committed() == configOf(9));
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(next.current() == configOf(9));
  CHECK(!next.rolledBack());
}

void aFailedConfigIsNeverTakenAgain() {
  Box box;
  CHECK(box.offer(configOf(9)));
  CHECK(!box.keeper.judge({}));
  box.fail();
  CHECK(box.keeper.current() == configOf(5));
  CHECK(!box.keeper.onTrial());
  CHECK(stands(box.keeper, ConditionType::ConfigRolledBack));
  CHECK_EQ(9U, box.keeper.rolledBack()->version);
  CHECK_EQ(std::string{"not_acknowledged"}, box.keeper.rolledBack()->reason);
  CHECK_EQ(9U, box.keeper.floor());
  CHECK(!box.offer(configOf(9)));
  CHECK(stands(box.keeper, ConditionType::ConfigVersionOld));
  CHECK(box.keeper.current() == configOf(5));
}

void aRestartEndsTheTrial() {
  Box box;
  CHECK(box.offer(configOf(9)));
  for (int starts = 0; starts < 2; ++starts) {
    ConfigStore store{box.dir.path(), box.dir.path()};
    ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
    next.resume();
    CHECK(next.current() == configOf(5));
    CHECK(!next.onTrial());
    CHECK_EQ(9U, next.floor());
    CHECK_EQ(std::string{"restarted"}, next.rolledBack()->reason);
    CHECK(stands(next, ConditionType::ConfigRolledBack));
  }
}

void aNewerOneTakesThePlaceOfTheOneOnTrial() {
  Box box;
  CHECK(box.offer(configOf(9)));
  CHECK(box.offer(configOf(10)));
  CHECK(box.keeper.current() == configOf(10));
  CHECK(box.keeper.committed() == configOf(5));
  box.fail();
  CHECK(box.keeper.current() == configOf(5));
}

void theNextConfigEndsTheComplaint() {
  Box box;
  CHECK(box.offer(configOf(9)));
  box.fail();
  CHECK(box.offer(configOf(10)));
  CHECK(!stands(box.keeper, ConditionType::ConfigRolledBack));
  CHECK_EQ(9U, box.keeper.rolledBack()->version);  // stays known
}

void aBrokenSignature() {
  Box box;
  Envelope envelope = NEED(parseEnvelope(envelopeOf(writeConfig(configOf(6)), {box.key})));
  envelope.payload[20] = static_cast<char>(envelope.payload[20] ^ 1);
  CHECK(!box.keeper.offer(writeEnvelope(envelope), {}));
  checkRefused(box, ConditionType::ConfigSignatureInvalid, 0);
}

void anUnknownKey() {
  Box box;
  CHECK(!box.keeper.offer(envelopeOf(writeConfig(configOf(6)), {SigningKey{}}), {}));
  checkRefused(box, ConditionType::ConfigKeyUnknown, 0);
}

void noSignature() {
  Box box;
  CHECK(!box.keeper.offer(envelopeOf(writeConfig(configOf(6)), {}), {}));
  checkRefused(box, ConditionType::ConfigThresholdNotMet, 0);
}

void anotherBoxesConfig() {
  Box box;
  Config config = configOf(6);
  config.endpoint = "box-ffffffff";
  CHECK(!box.offer(config));
  checkRefused(box, ConditionType::ConfigWrongEndpoint, 6);
}

void anOlderVersion() {
  Box box;
  CHECK(!box.offer(configOf(4)));
  checkRefused(box, ConditionType::ConfigVersionOld, 4);
}

void anEqualVersion() {
  Box box;
  Config config = configOf(5);
  config.body.site.name = "Hà Nội";
  CHECK(!box.offer(config));
  checkRefused(box, ConditionType::ConfigVersionOld, 5);
}

void anExpiredConfig() {
  Box box;
  Config config = configOf(6);
  config.expires_at = box.clock.wall();
  CHECK(!box.offer(config));
  checkRefused(box, ConditionType::ConfigExpired, 6);
}

void textThatIsNotUtf8() {
  Box box;
  CHECK(!box.offerPayload(payloadWith("BỘ NỘI VỤ", "B\xFF")));
  checkRefused(box, ConditionType::ConfigTextInvalid, 0);
}

void aHundredLevels() {
  Box box;
  CHECK(!box.offerPayload(std::string(100, '[') + std::string(100, ']')));
  checkRefused(box, ConditionType::ConfigTooDeep, 0);
}

void tenMegabytes() {
  Box box;
  CHECK(!box.offerPayload(std::string(10'000'000, ' ')));
  checkRefused(box, ConditionType::ConfigTooLarge, 0);
}

void aMissingMember() {
  Box box;
  CHECK(!box.offerPayload(payloadWith(R"("site":)", R"("town":)")));
  checkRefused(box, ConditionType::ConfigInvalid, 0);
  CHECK(box.keeper.refused()->detail.contains("/body/site"));
}

void aMemberOfTheWrongType() {
  Box box;
  CHECK(!box.offerPayload(payloadWith(R"("fps":30)", R"("fps":"30")")));
  checkRefused(box, ConditionType::ConfigInvalid, 0);
  CHECK(box.keeper.refused()->detail.contains("/body/video/fps"));
}

void aFutureSchema() {
  Box box;
  CHECK(!box.offerPayload(payloadWith("diemcau.config/1", "diemcau.config/2")));
  checkRefused(box, ConditionType::ConfigSchemaUnknown, 0);
}

void noEnvelopeAtAll() {
  Box box;
  CHECK(!box.keeper.offer("<html>", {}));
  checkRefused(box, ConditionType::ConfigInvalid, 0);
}

void aDiskThatTakesNothing() {
  Box box;
  ConfigStore broken{box.dir / "gone", box.dir.path()};
  ConfigKeeper keeper{broken, &box.verifier, kEndpoint, box.clock};
  CHECK(!keeper.offer(envelopeOf(writeConfig(configOf(6)), {box.key}), {}));
  CHECK(stands(keeper, ConditionType::ConfigNotStored));
  CHECK(!keeper.current());
  CHECK_EQ(0U, keeper.floor());
}

void theSignatureIsAskedForFirst() {
  Box box;
  Config config = configOf(1);  // old, expired and not ours
  config.endpoint = "box-ffffffff";
  config.expires_at = box.clock.wall() - std::chrono::hours{1};
  CHECK(!box.keeper.offer(envelopeOf(writeConfig(config), {SigningKey{}}), {}));
  checkRefused(box, ConditionType::ConfigKeyUnknown, 0);
  CHECK(!box.offer(config));
  checkRefused(box, ConditionType::ConfigWrongEndpoint, 1);
  config.endpoint = kEndpoint;
  CHECK(!box.offer(config));
  checkRefused(box, ConditionType::ConfigVersionOld, 1);
}

void theSameRefusalKeepsItsTime() {
  Box box;
  CHECK(!box.offer(configOf(4)));
  const Timestamp first = box.keeper.refused()->at;
  box.clock.advance(std::chrono::seconds{10});
  CHECK(!box.offer(configOf(4)));
  CHECK(box.keeper.refused()->at == first);
  CHECK(!box.offer(configOf(3)));
  CHECK(box.keeper.refused()->at != first);
}

void aGoodConfigEndsTheRefusal() {
  Box box;
  CHECK(!box.offer(configOf(4)));
  CHECK(box.offer(configOf(6)));
  CHECK(!stands(box.keeper, ConditionType::ConfigVersionOld));
  CHECK_EQ(4U, box.keeper.refused()->version);  // the last one refused stays known
}

void aWithdrawnConfigEndsTheRefusal() {
  Box box;
  CHECK(!box.offer(configOf(4)));
  box.keeper.nothingNewer();
  CHECK(!stands(box.keeper, ConditionType::ConfigVersionOld));
}

void aRestartGoesOnWithoutTheCentre() {
  Box box;
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  CHECK(stands(next, ConditionType::ConfigMissing));
  next.resume();
  CHECK(next.current() == configOf(5));
  CHECK_EQ(5U, next.floor());
  CHECK(next.conditions().empty());
}

void theFloorHoldsOverARestartWithOneDamagedCopy() {
  Box box;
  diemcau::test::writeWhole(box.dir / "config.a", "damaged");
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(next.current() == configOf(5));
  CHECK(!next.offer(envelopeOf(writeConfig(configOf(5)), {box.key}), {}));
  CHECK(stands(next, ConditionType::ConfigVersionOld));
}

void anExpiredConfigGoesOnRunning() {
  Box box;
  box.clock.advance(std::chrono::hours{24 * 365 * 5});
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(next.current() == configOf(5));
  CHECK(next.expired());
  CHECK(stands(next, ConditionType::ConfigExpired));
}

void aStoredConfigIsVerifiedAgain() {
  Box box;
  const SigningKey other;
  const TrustRoot root = trustRoot({other});
  const auto verifier = NEED(EnvelopeVerifier::create(root, root.config));
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(!next.current());
  CHECK(stands(next, ConditionType::ConfigKeyUnknown));
  CHECK_EQ(5U, next.floor());  // not lowered by it
}

void anotherIdentityBeginsAnew() {
  Box box;
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, "box-ffffffff", box.clock};
  next.resume();
  CHECK(!next.current());
  CHECK_EQ(0U, next.floor());
}

void lostStateIsTold() {
  Box box;
  for (const char* const file : {"config.a", "config.b"}) diemcau::test::writeWhole(box.dir / file, "damaged");
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(stands(next, ConditionType::ConfigNotStored));
  CHECK(next.offer(envelopeOf(writeConfig(configOf(5)), {box.key}), {}));
  CHECK(next.conditions().empty());
}

// No box from the carton: it has had a Config, and its files are gone.
void missingStateIsTold() {
  Box box;
  for (const char* const file : {"config.a", "config.b"}) std::filesystem::remove(box.dir / file);
  for (int starts = 0; starts < 2; ++starts) {
    ConfigStore store{box.dir.path(), box.dir.path()};
    ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
    next.resume();
    CHECK(!next.current());
    CHECK_EQ(0U, next.floor());
    CHECK(stands(next, ConditionType::ConfigNotStored));
  }
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(next.offer(envelopeOf(writeConfig(configOf(5)), {box.key}), {}));
  CHECK(next.conditions().empty());
}

void aBoxFromTheCartonHasLostNothing() {
  const Box box;
  const TempDir fresh;
  ConfigStore store{fresh.path(), fresh.path()};
  ConfigKeeper next{store, &box.verifier, kEndpoint, box.clock};
  next.resume();
  CHECK(stands(next, ConditionType::ConfigMissing));
  CHECK(!stands(next, ConditionType::ConfigNotStored));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theFirstConfigHasNothingToGoBackTo),
                             TEST(aNewerConfigIsOnTrial),
                             TEST(aConfirmedConfigOutlivesARestart),
                             TEST(aFailedConfigIsNeverTakenAgain),
                             TEST(aRestartEndsTheTrial),
                             TEST(aNewerOneTakesThePlaceOfTheOneOnTrial),
                             TEST(theNextConfigEndsTheComplaint),
                             TEST(aBrokenSignature),
                             TEST(anUnknownKey),
                             TEST(noSignature),
                             TEST(anotherBoxesConfig),
                             TEST(anOlderVersion),
                             TEST(anEqualVersion),
                             TEST(anExpiredConfig),
                             TEST(textThatIsNotUtf8),
                             TEST(aHundredLevels),
                             TEST(tenMegabytes),
                             TEST(aMissingMember),
                             TEST(aMemberOfTheWrongType),
                             TEST(aFutureSchema),
                             TEST(noEnvelopeAtAll),
                             TEST(aDiskThatTakesNothing),
                             TEST(theSignatureIsAskedForFirst),
                             TEST(theSameRefusalKeepsItsTime),
                             TEST(aGoodConfigEndsTheRefusal),
                             TEST(aWithdrawnConfigEndsTheRefusal),
                             TEST(aRestartGoesOnWithoutTheCentre),
                             TEST(theFloorHoldsOverARestartWithOneDamagedCopy),
                             TEST(anExpiredConfigGoesOnRunning),
                             TEST(aStoredConfigIsVerifiedAgain),
                             TEST(anotherIdentityBeginsAnew),
                             TEST(lostStateIsTold),
                             TEST(missingStateIsTold),
                             TEST(aBoxFromTheCartonHasLostNothing)});
}
