// SPDX-License-Identifier: Apache-2.0
// When a stream that nobody answers is one that is not let through.
#include "daemon/agent/udp_blocked.h"

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using enum ConditionType;

namespace {

constexpr char kReceiver[] = "centre:9000";

struct Room {
  FakeClock clock;
  CentreLink link{clock, {}};
  std::vector<Condition> conditions;

  // The centre answers each so often, for so long.
  void answers(std::chrono::milliseconds time, std::chrono::milliseconds each) {
    for (auto left = time; left > 0ms; left -= each) {
      clock.advance(each);
      link.observe(answer(200));
    }
  }
  void has(ConditionType type) { conditions = {makeCondition(CameraDark, {}), makeCondition(type, clock.wall())}; }
  // What is told of the uplink.
  [[nodiscard]] Condition told() const {
    auto all = conditions;
    tellUdpBlocked(all, kReceiver, link.answers());
    CHECK_EQ(std::size_t{2}, all.size());
    CHECK(all[0].type == CameraDark);
    return all[1];
  }
};

void whatHttpsAnswersAndUdpDoesNotIsBlocked() {
  Room room;
  room.answers(20s, 2s);
  room.has(UplinkTimeout);
  room.answers(8s, 2s);
  CHECK(room.told().type == UplinkTimeout);
  room.answers(4s, 2s);
  CHECK(room.told().type == UplinkUdpBlocked);
  CHECK(room.told().level == ConditionLevel::Error);
  CHECK(room.told().since == room.conditions[1].since);
  CHECK_EQ(std::string(kReceiver), room.told().detail);
}

void aNetworkThatIsGoneBlocksNothing() {
  Room room;
  room.answers(20s, 2s);
  room.has(UplinkTimeout);
  CHECK(room.told().type == UplinkTimeout);
  room.clock.advance(30s);
  room.link.observe(noAnswer("unreachable"));
  CHECK(room.told().type == UplinkTimeout);
  // Back: the stream's next try takes its time.
  room.answers(8s, 2s);
  CHECK(room.told().type == UplinkTimeout);
  room.answers(4s, 2s);
  CHECK(room.told().type == UplinkUdpBlocked);
  room.link.observe(noAnswer("timed_out"));
  CHECK(room.told().type == UplinkTimeout);
}

// The request outlives a break of the line, so that no trouble is ever seen.
void anAnswerAfterAPauseBeginsAnew() {
  Room room;
  room.answers(20s, 2s);
  room.has(UplinkTimeout);
  room.clock.advance(20s);
  room.link.observe(answer(200));
  CHECK(room.told().type == UplinkTimeout);
  room.answers(12s, 2s);
  CHECK(room.told().type == UplinkUdpBlocked);
}

void otherReasonsStayWhatTheyAre() {
  for (const ConditionType type : {UplinkPortClosed, UplinkNoRoute, UplinkRejected, UplinkBroken}) {
    Room room;
    room.has(type);
    room.answers(60s, 2s);
    CHECK(room.told().type == type);
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatHttpsAnswersAndUdpDoesNotIsBlocked), TEST(aNetworkThatIsGoneBlocksNothing),
                             TEST(anAnswerAfterAPauseBeginsAnew), TEST(otherReasonsStayWhatTheyAre)});
}
