// SPDX-License-Identifier: Apache-2.0
// The box's clock: far too old, far ahead, jumping, not ours to set; and answers that are none.
#include "daemon/agent/time/time_keeper.h"

#include <algorithm>
#include <string>

#include "contract/time_answer.h"
#include "daemon/agent/time/clock_floor.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/signing.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using diemcau::test::TempDir;

namespace {

using std::chrono::sys_days;
using std::chrono::year;

// At the centre, when a box starts.
const base::WallTime kNow = buildEpoch() + std::chrono::days{100};

struct Box {
  TempDir dir;
  SigningKey online;
  TrustRoot root = trustRoot({online});
  EnvelopeVerifier verifier = NEED(EnvelopeVerifier::create(root, root.online));
  FakeClock clock;
  FakeSystemTime system{clock};
  FakeHttpClient client;
  base::BootTime began = clock.boot();
  bool has_client = true;
  std::optional<TimeKeeper> keeper;

  void start(base::WallTime wall, Timestamp newest_signed = {}) {
    clock.setWall(wall);
    keeper.emplace(
        TimeSource{system, has_client ? &client : nullptr}, clock, fixedRandom(0.5), dir.path(),
        TimeKeeper::Handlers{.verifier = [this]() -> const EnvelopeVerifier& { return verifier; }, .changed = [] {}});
    keeper->start(newest_signed);
  }
  // What a right clock shows.
  base::WallTime centre() const { return kNow + std::chrono::floor<std::chrono::milliseconds>(clock.boot() - began); }
  std::string nonce() const { return client.sent.back()->request.path.substr(std::string_view{"?nonce="}.size()); }
  std::string answerWith(const std::string& nonce, const SigningKey& key, Timestamp time) const {
    return envelopeOf(writeTimeAnswer({nonce, time}), {key}, kTimeAnswerPayloadType);
  }
  void replyWith(const std::string& envelope) { client.reply(answer(200, envelope)); }
  void reply() { replyWith(answerWith(nonce(), online, centre())); }
  void advance(std::chrono::milliseconds by) {
    clock.advance(by);
    keeper->step();
  }
  bool stands(ConditionType type) const { return detailOf(type).has_value(); }
  std::optional<std::string> detailOf(ConditionType type) const {
    const auto all = keeper->conditions();
    const auto found = std::ranges::find(all, type, &Condition::type);
    return found == all.end() ? std::nullopt : std::optional{found->detail};
  }
  std::chrono::milliseconds wrongBy() const { return std::chrono::abs(clock.wall() - centre()); }
};

void aClockOf1970IsRaisedAndThenSet() {
  Box box;
  box.start(base::WallTime{});
  CHECK(box.clock.wall() == buildEpoch());
  CHECK(box.stands(ConditionType::ClockUnverified));
  box.reply();
  CHECK(box.wrongBy() < 1ms);
  CHECK(box.keeper->conditions().empty());
}

void aClockOf2040IsSetBack() {
  Box box;
  box.start(sys_days{year{2040} / 1 / 1});
  CHECK_EQ(0, box.system.times_set);
  box.reply();
  CHECK(box.wrongBy() < 1ms);
  CHECK(box.keeper->conditions().empty());
}

void aClockThatIsRightIsNotTouched() {
  Box box;
  box.start(kNow - 1900ms);
  box.reply();
  CHECK_EQ(0, box.system.times_set);
  CHECK(box.keeper->conditions().empty());
}

void aSlowLineIsAllowedFor() {
  Box box;
  box.start(kNow - 1s);
  box.clock.advance(4s);  // all of it on the way there: the middle says three seconds
  box.reply();
  CHECK_EQ(0, box.system.times_set);
  CHECK(box.keeper->conditions().empty());
}

void anRtcThatJumpsWhileRunningIsNoticed() {
  Box box;
  box.start(kNow);
  box.reply();
  box.advance(5s);
  CHECK_EQ(1U, box.client.sent.size());
  box.clock.setWall(box.clock.wall() - std::chrono::days{400});
  box.advance(5s);
  CHECK_EQ(2U, box.client.sent.size());
  CHECK(box.stands(ConditionType::ClockUnverified));
  box.reply();
  CHECK(box.wrongBy() < 1ms);
  CHECK(box.keeper->conditions().empty());
  box.advance(5s);  // our own setting is no jump
  CHECK_EQ(2U, box.client.sent.size());
}

void whereItMayNotBeSetTheDifferenceIsTold() {
  Box box;
  box.system.may = false;
  box.start(kNow - 1h);
  box.reply();
  CHECK_EQ(std::string{"3600.0 s behind: not permitted"}, box.detailOf(ConditionType::ClockWrong).value_or("none"));
  CHECK(!box.stands(ConditionType::ClockUnverified));
  // Somebody sets it: a jump, and the next answer agrees.
  box.clock.setWall(box.centre());
  box.advance(5s);
  box.reply();
  CHECK(box.keeper->conditions().empty());
}

void aClockThatNtpKeepsIsNotTouched() {
  Box box;
  box.system.ntp = true;
  box.start(kNow + 1h);
  box.reply();
  CHECK_EQ(0, box.system.times_set);
  CHECK(box.detailOf(ConditionType::ClockWrong).value_or("none").starts_with("3600.0 s ahead"));
}

void theFloorIsTheNewestThatIsKnown() {
  Box box;
  box.has_client = false;
  const Timestamp newest_signed = buildEpoch() + std::chrono::days{3};
  box.start(base::WallTime{}, newest_signed);
  CHECK(box.clock.wall() == newest_signed);
  CHECK(box.keeper->conditions().empty());  // nobody is there to ask
  CHECK(box.client.sent.empty());
}

void theSavedClockIsAFloorForTheNextStart() {
  Box box;
  box.start(base::WallTime{});
  box.reply();
  const base::WallTime right = box.clock.wall();
  box.start(base::WallTime{});
  CHECK(box.clock.wall() == right);
}

void aClockThatNobodyConfirmedIsNotSaved() {
  Box box;
  box.start(sys_days{year{2040} / 1 / 1});
  box.advance(1h);
  box.start(base::WallTime{});
  CHECK(box.clock.wall() == buildEpoch());
}

void aDamagedSavedClockIsNone() {
  for (const char* const text : {"", "yesterday", "2026-13-01T00:00:00Z"}) {
    Box box;
    diemcau::test::writeWhole(box.dir / "clock", text);
    box.start(base::WallTime{});
    CHECK(box.clock.wall() == buildEpoch());
  }
}

void whatIsNoAnswerToThisQuestionSetsNothing() {
  using Answer = std::string (*)(const Box& box);
  constexpr Answer kAnswers[] = {
      [](const Box& box) { return box.answerWith(box.nonce(), SigningKey{}, box.centre()); },
      [](const Box& box) { return box.answerWith("an-older-nonce-of-ours", box.online, box.centre()); },
      [](const Box& box) {
        return envelopeOf(writeTimeAnswer({box.nonce(), box.centre()}), {box.online}, kConfigPayloadType);
      },
      [](const Box& box) { return envelopeOf("{}", {box.online}, kTimeAnswerPayloadType); },
      [](const Box&) { return std::string{"{}"}; },
  };
  for (const Answer answer_of : kAnswers) {
    Box box;
    box.start(kNow + 1h);
    box.replyWith(answer_of(box));
    CHECK(box.stands(ConditionType::ClockUnverified));
    CHECK_EQ(0, box.system.times_set);
  }
}

void aReplayedAnswerSetsNothing() {
  Box box;
  box.start(kNow);
  const std::string first = box.answerWith(box.nonce(), box.online, box.centre());
  box.replyWith(first);
  CHECK(box.keeper->conditions().empty());
  box.clock.setWall(kNow - 1h);
  box.advance(5s);
  box.replyWith(first);
  CHECK(box.stands(ConditionType::ClockUnverified));
  CHECK_EQ(0, box.system.times_set);
}

void anAnswerFromBeforeWhatTheCentreSignedIsRefused() {
  Box box;
  const Timestamp newest_signed = kNow;
  box.start(kNow, newest_signed);
  box.replyWith(box.answerWith(box.nonce(), box.online, newest_signed - 1h));
  CHECK_EQ(0, box.system.times_set);
  CHECK(box.stands(ConditionType::ClockUnverified));
}

void aCentreThatIsAwayIsAskedAgain() {
  Box box;
  box.start(kNow);
  box.client.reply(noAnswer("unreachable"));
  CHECK(box.stands(ConditionType::ClockUnverified));
  box.advance(2s);
  CHECK_EQ(2U, box.client.sent.size());
  box.client.reply(answer(503));
  box.advance(5s);
  box.reply();
  CHECK(box.keeper->conditions().empty());
  box.advance(2h);
  CHECK_EQ(4U, box.client.sent.size());
}

void eachQuestionHasANonceOfItsOwn() {
  const TimeQuestion one = NEED(TimeQuestion::make({}));
  const TimeQuestion other = NEED(TimeQuestion::make({}));
  CHECK(isTimeNonce(one.nonce));
  CHECK(one.nonce != other.nonce);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aClockOf1970IsRaisedAndThenSet), TEST(aClockOf2040IsSetBack),
                             TEST(aClockThatIsRightIsNotTouched), TEST(aSlowLineIsAllowedFor),
                             TEST(anRtcThatJumpsWhileRunningIsNoticed), TEST(whereItMayNotBeSetTheDifferenceIsTold),
                             TEST(aClockThatNtpKeepsIsNotTouched), TEST(theFloorIsTheNewestThatIsKnown),
                             TEST(theSavedClockIsAFloorForTheNextStart), TEST(aClockThatNobodyConfirmedIsNotSaved),
                             TEST(aDamagedSavedClockIsNone), TEST(whatIsNoAnswerToThisQuestionSetsNothing),
                             TEST(aReplayedAnswerSetsNothing), TEST(anAnswerFromBeforeWhatTheCentreSignedIsRefused),
                             TEST(aCentreThatIsAwayIsAskedAgain), TEST(eachQuestionHasANonceOfItsOwn)});
}
