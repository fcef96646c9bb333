// SPDX-License-Identifier: Apache-2.0
// The long poll: at once after news, patient after refusals and failures.
#include "daemon/agent/config_poll.h"

#include <format>

#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;

namespace {

struct Polling {
  FakeClock clock;
  FakeHttpClient client;
  std::uint64_t version = 3;
  ConfigPoll::Verdict verdict = ConfigPoll::Verdict::Installed;
  std::vector<std::string> offered;
  int nothing_newer = 0;
  int too_large = 0;
  CentreLink link{clock, {}};
  ConfigPoll poll{client,
                  link,
                  clock,
                  fixedRandom(0.5),
                  {.version = [this] { return version; },
                   .offered = [this](const std::string& envelope) { return onOffered(envelope); },
                   .nothing_newer = [this] { ++nothing_newer; },
                   .too_large = [this] { ++too_large; }}};

  Polling() { poll.start(); }

  ConfigPoll::Verdict onOffered(const std::string& envelope) {
    offered.push_back(envelope);
    return verdict;
  }
  // What the timer does: nothing before its time.
  void advance(std::chrono::milliseconds by) {
    clock.advance(by);
    poll.step();
  }
  std::chrono::milliseconds wait() const {
    return std::chrono::round<std::chrono::milliseconds>(poll.nextAt() - clock.boot());
  }
};

void itAsksForWhatIsNewerThanItHas() {
  Polling p;
  CHECK_EQ(1U, p.client.sent.size());
  const HttpRequest& request = p.client.sent[0]->request;
  CHECK_EQ(std::string{"/device/v1/config"}, request.path);
  CHECK_EQ(std::string{"If-None-Match: \"3\""}, request.headers[0]);
  CHECK_EQ(std::string{"Prefer: wait=55"}, request.headers[1]);
  CHECK(request.timeout > 55s);
  CHECK_EQ(kMaxEnvelopeBytes, request.response_limit);
}

void afterAnInstalledConfigItAsksAtOnce() {
  Polling p;
  p.version = 4;
  p.clock.advance(5s);
  p.client.reply(answer(200, "envelope"));
  CHECK_EQ(1U, p.offered.size());
  CHECK_EQ(std::string{"envelope"}, p.offered[0]);
  p.advance(0ms);
  CHECK_EQ(2U, p.client.sent.size());
  CHECK_EQ(std::string{"If-None-Match: \"4\""}, p.client.sent[1]->request.headers[0]);
}

void afterAHeldAnswerItAsksAtOnce() {
  Polling p;
  p.clock.advance(55s);
  p.client.reply(answer(304));
  CHECK_EQ(1, p.nothing_newer);
  p.advance(0ms);
  CHECK_EQ(2U, p.client.sent.size());
}

void aCentreThatDoesNotHoldIsNotHammered() {
  Polling p;
  p.client.reply(answer(304));
  p.advance(1s);
  CHECK_EQ(1U, p.client.sent.size());
  p.advance(1s);
  CHECK_EQ(2U, p.client.sent.size());
}

void aRefusedConfigIsNotFetchedInALoop() {
  Polling p;
  p.verdict = ConfigPoll::Verdict::Refused;
  for (int minute_step = 0; minute_step < 600; ++minute_step) {
    if (!p.client.idle()) p.client.reply(answer(200, "bad"));
    p.advance(100ms);
  }
  CHECK(p.client.sent.size() >= 5);   // it is looked at again …
  CHECK(p.client.sent.size() <= 15);  // … a few times a minute
}

HttpResult offer(const char* tag, const char* envelope = "bad") {
  HttpResponse response = *answer(200, envelope);
  response.etag = tag;
  return response;
}

void whatReplacesARefusedConfigIsSeenAtOnce() {
  Polling p;
  p.verdict = ConfigPoll::Verdict::Refused;
  for (int i = 0; i < 8; ++i) {
    p.client.reply(offer("\"9\""));
    p.advance(10s);
  }
  p.client.reply(offer("\"9\""));
  CHECK(p.wait() >= 500ms);  // a pause all the same
  CHECK(p.wait() <= 1s);
  p.advance(1s);
  CHECK_EQ(std::string{"If-None-Match: \"9\""}, p.client.sent.back()->request.headers[0]);
  CHECK_EQ(std::string{"Prefer: wait=7"}, p.client.sent.back()->request.headers[1]);  // 7.5 s less the pause
  p.verdict = ConfigPoll::Verdict::Installed;
  p.version = 10;
  p.clock.advance(2s);
  p.client.reply(offer("\"10\"", "good"));
  CHECK_EQ(std::string{"good"}, p.offered.back());
  p.advance(0ms);
  CHECK_EQ(std::string{"If-None-Match: \"10\""}, p.client.sent.back()->request.headers[0]);
  CHECK_EQ(std::string{"Prefer: wait=55"}, p.client.sent.back()->request.headers[1]);
}

void aRefusedConfigIsJudgedAgainFromTimeToTime() {
  Polling p;
  p.verdict = ConfigPoll::Verdict::Refused;
  for (int i = 0; i < 4; ++i) {
    p.client.reply(offer("\"9\""));
    p.advance(10s);
  }
  p.client.reply(offer("\"9\""));
  p.advance(1s);
  p.clock.advance(7s);
  p.client.reply(answer(304));
  CHECK_EQ(0, p.nothing_newer);  // it is still offered, and still refused
  p.advance(0ms);
  CHECK_EQ(std::string{"If-None-Match: \"3\""}, p.client.sent.back()->request.headers[0]);
  p.client.reply(answer(304));
  CHECK_EQ(1, p.nothing_newer);  // it was withdrawn
}

// Neither a tag that would bring the same at once, nor one that changes every time, makes it a loop.
void noTagMakesALoop() {
  for (const char* tag : {"", "\"\"", "9", "\"nine\"", "\"-1\"", "\"3\"", "\"99999999999999999999999\""}) {
    Polling p;
    p.verdict = ConfigPoll::Verdict::Refused;
    for (int i = 0; i < 8; ++i) {
      p.client.reply(offer(tag));
      p.advance(10s);
    }
    p.client.reply(offer(tag));
    CHECK(p.wait() >= 5s);
  }
  Polling p;
  p.verdict = ConfigPoll::Verdict::Refused;
  for (int step = 0; step < 600; ++step) {
    if (!p.client.idle()) p.client.reply(offer(std::format("\"{}\"", 10 + step).c_str()));
    p.advance(100ms);
  }
  CHECK(p.client.sent.size() <= 65);  // one a second
}

void aGoodConfigAfterRefusalsStartsAfresh() {
  Polling p;
  p.verdict = ConfigPoll::Verdict::Refused;
  for (int i = 0; i < 8; ++i) {
    p.client.reply(answer(200, "bad"));
    p.advance(10s);
  }
  p.verdict = ConfigPoll::Verdict::Installed;
  p.client.reply(answer(200, "good"));
  CHECK(p.wait() == 0ms);
  p.advance(0ms);
  p.verdict = ConfigPoll::Verdict::Refused;
  p.client.reply(answer(200, "bad"));
  CHECK(p.wait() <= 1s);
}

void tooLargeIsARefusalNotAnOutage() {
  Polling p;
  p.client.reply(noAnswer("response_too_large"));
  CHECK_EQ(1, p.too_large);
  CHECK(!p.link.trouble());
  CHECK(p.wait() >= 500ms);
}

void noConfigYetIsAskedForFromTimeToTime() {
  Polling p;
  p.client.reply(answer(404, "{}"));
  CHECK(!p.link.trouble());
  CHECK(p.wait() >= 500ms);
  CHECK(p.wait() <= 10s);
}

void aCentreThatIsAwayIsLookedForWithinTwoSeconds() {
  Polling p;
  for (int i = 0; i < 20; ++i) {
    p.client.reply(noAnswer("unreachable"));
    CHECK(p.link.trouble());
    CHECK(p.wait() <= 2s);
    p.advance(2s);
  }
  CHECK_EQ(21U, p.client.sent.size());
}

void aRetryAfterIsObeyed() {
  Polling p;
  p.client.reply(answer(503, "{}", 7s));
  CHECK(p.wait() >= 7s);
  p.poll.resume(p.clock.boot());
  CHECK(p.wait() >= 7s);
}

void theCentresReturnEndsTheWait() {
  Polling p;
  for (int i = 0; i < 40; ++i) {
    p.client.reply(noAnswer("unreachable"));
    p.advance(30s);
  }
  p.client.reply(noAnswer("unreachable"));
  CHECK(p.wait() > 2s);
  p.poll.resume(p.clock.boot());
  p.advance(0ms);
  CHECK_EQ(1U, p.client.underWay());
}

void aPollOnADeadConnectionIsGivenUp() {
  Polling p;
  p.clock.advance(20s);  // reports fail and succeed again meanwhile
  p.poll.resume(p.clock.boot());
  CHECK(p.client.idle());
  p.advance(0ms);
  CHECK_EQ(1U, p.client.underWay());
  p.poll.resume(p.clock.boot() - 1s);  // younger than the trouble: good
  CHECK_EQ(1U, p.client.underWay());
  CHECK_EQ(2U, p.client.sent.size());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(itAsksForWhatIsNewerThanItHas), TEST(afterAnInstalledConfigItAsksAtOnce),
                             TEST(afterAHeldAnswerItAsksAtOnce), TEST(aCentreThatDoesNotHoldIsNotHammered),
                             TEST(aRefusedConfigIsNotFetchedInALoop), TEST(whatReplacesARefusedConfigIsSeenAtOnce),
                             TEST(aRefusedConfigIsJudgedAgainFromTimeToTime), TEST(noTagMakesALoop),
                             TEST(aGoodConfigAfterRefusalsStartsAfresh), TEST(tooLargeIsARefusalNotAnOutage),
                             TEST(noConfigYetIsAskedForFromTimeToTime),
                             TEST(aCentreThatIsAwayIsLookedForWithinTwoSeconds), TEST(aRetryAfterIsObeyed),
                             TEST(theCentresReturnEndsTheWait), TEST(aPollOnADeadConnectionIsGivenUp)});
}
