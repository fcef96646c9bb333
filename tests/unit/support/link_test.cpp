// SPDX-License-Identifier: Apache-2.0
// The link that tests are run over does what a line of text says, and the same for the same seed.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>
#include <string>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_case.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau::test;
using namespace std::chrono_literals;

LinkShape there(const char* text) { return NEED(parseLink(text, {})).there; }

bool near(double expected, double actual, double share) { return std::abs(actual - expected) <= share * expected; }

void aValueStepsClimbsAndBeginsAgain() {
  const LinkShape shape = there("kbps=6000,15:1000,25:2000,35~4000 loss=0,8~16/8");
  CHECK_EQ(6000.0, shape.kbps.at(0));
  CHECK_EQ(6000.0, shape.kbps.at(14.9));
  CHECK_EQ(1000.0, shape.kbps.at(15));
  CHECK_EQ(3000.0, shape.kbps.at(30));
  CHECK_EQ(4000.0, shape.kbps.at(99));
  CHECK_EQ(8.0, shape.loss_percent.at(4));
  CHECK_EQ(8.0, shape.loss_percent.at(12));
}

void aRateMayStandInAFile() {
  const TempDir dir;
  writeWhole(dir / "recorded", "0:500\n1:700\n2:900\n");
  const LinkShape shape = NEED(parseLink("kbps=@recorded/3", dir.path())).there;
  CHECK_EQ(700.0, shape.kbps.at(1.5));
  CHECK_EQ(500.0, shape.kbps.at(3.5));
}

void theWayBackIsAsLongIfNothingElseIsSaid() {
  CHECK_EQ(20.0, NEED(parseLink("delay=20", {})).back.delay_ms.at(0));
  const LinkSpec link = NEED(parseLink("delay=20 back.delay=5 back.loss=3", {}));
  CHECK_EQ(5.0, link.back.delay_ms.at(0));
  CHECK_EQ(3.0, link.back.loss_percent.at(0));
  CHECK_EQ(0.0, link.there.loss_percent.at(0));
}

void whatIsNotUnderstoodIsNoLink() {
  for (const char* text : {"kbps", "kbps=", "kbps=x", "kbps=-1", "kbps=1,5:2,3:1", "kbps=1/0", "kbps=@none", "burst=40",
                           "queue=1:2", "speed=3", "back.download=1:2", "loss=1 loss=2"}) {
    if (parseLink(text, "/nonexistent")) failAt(text, std::source_location::current());
  }
}

std::vector<bool> fates(const LinkShape& shape, std::uint32_t seed, int count) {
  LinkFate fate(seed);
  std::vector<bool> passed;
  for (int ms = 0; ms < count; ++ms) passed.push_back(fate.pass(shape, ms).has_value());
  return passed;
}

void theSameSeedLosesTheSamePackets() {
  const LinkShape shape = there("loss=10 burst=40:2");
  CHECK(fates(shape, 7, 5000) == fates(shape, 7, 5000));
  CHECK(fates(shape, 7, 5000) != fates(shape, 8, 5000));
}

void lossHasItsShare() {
  const auto passed = fates(there("loss=10"), 1, 50'000);
  CHECK(near(5000, static_cast<double>(std::ranges::count(passed, false)), 0.05));
}

void burstsHaveTheirLengthAndTheirShare() {
  const auto passed = fates(there("burst=200:5"), 1, 4'000'000);
  int bursts = 0;
  for (std::size_t i = 1; i < passed.size(); ++i) bursts += passed[i - 1] && !passed[i] ? 1 : 0;
  const auto lost = static_cast<double>(std::ranges::count(passed, false));
  CHECK(near(0.05 * 4'000'000, lost, 0.1));
  CHECK(near(200, lost / bursts, 0.1));
}

void aPolicerLetsItsRatePass() {
  const LinkShape shape = there("policer=800:10000");
  LinkFate fate(1);
  double bytes = 0;
  for (int ms = 0; ms < 10'000; ++ms) bytes += fate.isWithin(shape, ms, 1000) ? 1000 : 0;
  CHECK(near(1'010'000, bytes, 0.01));
}

std::vector<double> arrivals(const LinkShape& shape) {
  LinkFate fate(1);
  std::vector<double> at;
  for (int ms = 0; ms < 1000; ++ms) {
    const auto arrival = fate.pass(shape, ms);
    at.push_back(arrival->at_ms);
    if (arrival->again_at_ms) at.push_back(*arrival->again_at_ms);
  }
  return at;
}

void jitterKeepsTheOrderAndReorderingDoesNot() {
  const auto jittery = arrivals(there("delay=20 jitter=30"));
  CHECK(std::ranges::is_sorted(jittery));
  CHECK(jittery.back() - 999 >= 20 && jittery.back() - 999 <= 50);
  const auto reordered = arrivals(there("delay=20 reorder=5:15"));
  CHECK(!std::ranges::is_sorted(reordered));
  CHECK(
      near(50,
           static_cast<double>(std::ranges::count_if(
               std::views::iota(0, 1000), [&](int ms) { return reordered[static_cast<std::size_t>(ms)] == ms + 35; })),
           0.4));
  CHECK(near(1100, static_cast<double>(arrivals(there("duplicate=10")).size()), 0.03));
}

// What came out of a direction into which a packet of so many bytes was put each millisecond.
struct Seen {
  std::vector<double> at_ms;
  WayCounts counts;
};
Seen through(const LinkShape& shape, std::size_t bytes, int ms) {
  LinkWay way(1);
  way.shape(shape, 0);
  Seen seen;
  for (double now = 0; now < ms; now += 0.1) {
    if (std::abs(now - std::round(now)) < 0.01) way.add({.bytes = std::vector<char>(bytes)}, now);
    while (way.take(now)) seen.at_ms.push_back(now);
  }
  seen.counts = way.counts();
  return seen;
}

void aRateIsKeptAndAQueueIsBounded() {
  // 8000 kb/s into 4000: each packet, with its headers, takes 2 ms; 50 of them wait.
  const Seen seen = through(there("kbps=4000 queue=50000 delay=10"), 972, 2000);
  CHECK(near(1000, static_cast<double>(seen.at_ms.size()), 0.02));
  CHECK(near(12, seen.at_ms.front(), 0.05));
  CHECK(near(100, seen.counts.queue_ms, 0.05));
  CHECK(near(950, static_cast<double>(seen.counts.lost_packets), 0.05));
}

void aRateThatChangesHoldsForWhatWaits() {
  const Seen seen = through(there("kbps=80,1:8000 queue=5000000"), 972, 2000);
  const auto early = std::ranges::count_if(seen.at_ms, [](double at) { return at < 1000; });
  CHECK(early >= 9 && early <= 10);
  CHECK(near(1000, static_cast<double>(seen.at_ms.size()), 0.02));
}

void withoutARateNothingWaits() {
  const Seen seen = through(there("delay=10 queue=0"), 972, 1000);
  CHECK_EQ(std::uint64_t{0}, seen.counts.lost_packets);
  CHECK(near(10, seen.at_ms.front(), 0.02));
}

// A receiver that answers each packet, and a sender.
struct Pair {
  int receiver = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int sender = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int heard = 0;
  int answered = 0;

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  explicit Pair(std::uint16_t port) {
    const sockaddr_in address = loopback(port);
    CHECK(::bind(receiver, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  }
  ~Pair() {
    ::close(receiver);
    ::close(sender);
  }
  void send(std::uint16_t port, int count) const {
    const sockaddr_in address = loopback(port);
    for (int i = 0; i < count; ++i) {
      ::sendto(sender, "hello", 5, 0, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    }
  }
  bool turn() {
    std::array<char, 16> buffer{};
    sockaddr_in from{};
    socklen_t size = sizeof(from);
    while (::recvfrom(receiver, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size) > 0) {
      ++heard;
      ::sendto(receiver, "yes", 3, 0, reinterpret_cast<const sockaddr*>(&from), size);
    }
    while (::recv(sender, buffer.data(), buffer.size(), 0) > 0) ++answered;
    return true;
  }
};

void theRelayCarriesBothWaysOrOneOrNone() {
  const std::uint16_t port = freeUdpPort();
  Pair pair(port);
  LinkRelay relay(port);
  pair.send(relay.port(), 10);
  CHECK(waitFor(5s, [&] { return pair.turn() && pair.heard == 10 && pair.answered == 10; }));
  relay.shape("back.loss=100");
  CHECK(waitFor(5s, [&] {
    pair.send(relay.port(), 1);
    return pair.turn() && relay.counts().back.lost_packets > 0;
  }));
  const int heard = pair.heard;
  relay.shape("loss=100");
  CHECK(waitFor(5s, [&] {
    pair.send(relay.port(), 1);
    return pair.turn() && relay.counts().there.lost_packets > 0;
  }));
  CHECK(heard > 10);
  relay.shape("delay=1");
  const int answered = pair.answered;
  CHECK(waitFor(5s, [&] {
    pair.send(relay.port(), 1);
    return pair.turn() && pair.answered > answered;
  }));
}

void theTableIsReadAsItStands() {
  const TempDir dir;
  writeWhole(dir / "cases.tsv",
             "# a comment\n\none\tkbps=500 delay=20\tmax=900 from=0,10 seconds=20\tlow@5-9.5>=400 down@0-10<=1.5\n");
  const auto cases = NEED(readLinkCases(dir / "cases.tsv"));
  CHECK_EQ(std::size_t{1}, cases.size());
  CHECK_EQ("one", cases[0].name);
  CHECK_EQ(900.0, cases[0].sender.max_kbps);
  CHECK_EQ(std::size_t{2}, cases[0].sender.from_s.size());
  CHECK_EQ("low", cases[0].limits[0].figure);
  CHECK_EQ(9.5, cases[0].limits[0].to_s);
  CHECK(!cases[0].limits[0].most && cases[0].limits[1].most);
  for (const char* line : {"one\tkbps=1\tmax=1\n", "one\tkbps=1\tmax=x\tlow@0-1>=1\n", "one\tkbps=1\tmax=1\tlow>=1\n",
                           "one\tkbps=1\tmax=1\tlow@2-1>=1\n", "one\tkbps=1\tmax=1\tlow@0-90>=1\n",
                           "one\tkbps=1\tmax=1\tlow@0-1>=1\none\tkbps=1\tmax=1\tlow@0-1>=1\n"}) {
    writeWhole(dir / "cases.tsv", line);
    if (readLinkCases(dir / "cases.tsv")) failAt(line, std::source_location::current());
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aValueStepsClimbsAndBeginsAgain), TEST(aRateMayStandInAFile),
                             TEST(theWayBackIsAsLongIfNothingElseIsSaid), TEST(whatIsNotUnderstoodIsNoLink),
                             TEST(theSameSeedLosesTheSamePackets), TEST(lossHasItsShare),
                             TEST(burstsHaveTheirLengthAndTheirShare), TEST(aPolicerLetsItsRatePass),
                             TEST(jitterKeepsTheOrderAndReorderingDoesNot), TEST(aRateIsKeptAndAQueueIsBounded),
                             TEST(aRateThatChangesHoldsForWhatWaits), TEST(withoutARateNothingWaits),
                             TEST(theRelayCarriesBothWaysOrOneOrNone), TEST(theTableIsReadAsItStands)});
}
