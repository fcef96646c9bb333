// SPDX-License-Identifier: Apache-2.0
// Which way the stream goes, and what would be seen if it were the wrong one.
#include "daemon/media/uplink/path_choice.h"

#include "daemon/media/uplink/latency_rule.h"
#include "daemon/media/uplink/sent_messages.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;
using enum PathChoice::Path;

constexpr PathView kGood{.connected = true};
constexpr PathView kStalled{.connected = true, .stalled = true};
constexpr PathView kFailed{.failed = true};
constexpr PathView kNotYet{};

struct Bed {
  PathChoice choice;
  PathChoice::Time now{1h};

  std::optional<PathChoice::Path> after(std::chrono::milliseconds time, const PathView& primary,
                                        const std::optional<PathView>& backup) {
    now += time;
    return choice.choose(primary, backup, now);
  }
};

void onePathCarriesWhenItIsThere() {
  Bed bed;
  CHECK(!bed.after(0ms, kNotYet, std::nullopt));
  CHECK(bed.after(1ms, kGood, std::nullopt) == Primary);
  CHECK(bed.after(1ms, kStalled, std::nullopt) == Primary);
  CHECK(!bed.after(1ms, kFailed, std::nullopt));
}

void theBackupIsNotUsedBecauseItWasFaster() {
  Bed bed;
  CHECK(!bed.after(0ms, kNotYet, kGood));
  CHECK(!bed.after(900ms, kNotYet, kGood));
  CHECK(bed.after(1ms, kGood, kGood) == Primary);
}

void withoutAPrimaryTheBackupIsUsed() {
  Bed late;
  CHECK(!late.after(0ms, kNotYet, kGood));
  CHECK(late.after(1s, kNotYet, kGood) == Backup);
  Bed refused;
  CHECK(refused.after(0ms, kFailed, kGood) == Backup);
}

void aStallIsLeftAtOnceAndComeBackToInTime() {
  Bed bed;
  CHECK(bed.after(0ms, kGood, kGood) == Primary);
  CHECK(bed.after(20ms, kStalled, kGood) == Backup);
  CHECK(bed.after(5s, kGood, kGood) == Backup);
  CHECK(bed.after(5s, kStalled, kGood) == Backup);
  CHECK(bed.after(5s, kGood, kGood) == Backup);
  CHECK(bed.after(9900ms, kGood, kGood) == Backup);
  CHECK(bed.after(100ms, kGood, kGood) == Primary);
}

void aPrimaryThatFailsAgainAndAgainIsWaitedForLonger() {
  Bed bed;
  CHECK(bed.after(0ms, kGood, kGood) == Primary);
  for (const auto patience : {10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    CHECK(bed.after(20ms, kStalled, kGood) == Backup);
    CHECK(bed.after(0s, kGood, kGood) == Backup);
    CHECK(bed.after(patience - 1ms, kGood, kGood) == Backup);
    CHECK(bed.after(1ms, kGood, kGood) == Primary);
  }
}

void aStalledBackupIsNoBetter() {
  Bed bed;
  CHECK(bed.after(0ms, kGood, kGood) == Primary);
  CHECK(bed.after(20ms, kStalled, kStalled) == Primary);
  CHECK(bed.after(20ms, kFailed, kStalled) == std::nullopt);
  CHECK(bed.after(20ms, kFailed, kGood) == Backup);
  CHECK(bed.after(20ms, kGood, kFailed) == Primary);
}

// To ask for another latency.
void onePurposelyConnectedAnewIsBackAtOnce() {
  Bed bed;
  CHECK(bed.after(0ms, kGood, kGood) == Primary);
  CHECK(bed.after(20ms, kNotYet, kGood) == Backup);
  CHECK(bed.after(100ms, kGood, kGood) == Primary);
}

void latencyGrowsWithRoundTripAndLoss() {
  UplinkTarget target;
  target.latency_ms = 120;
  CHECK_EQ(120U, latencyFor(300, 10, target));
  target.latency_max_ms = 1000;
  CHECK_EQ(120U, latencyFor(10, 0, target));
  CHECK_EQ(300U, latencyFor(100, 0.5, target));
  CHECK_EQ(400U, latencyFor(100, 3, target));
  CHECK_EQ(500U, latencyFor(100, 7, target));
  CHECK_EQ(600U, latencyFor(100, 10, target));
  CHECK_EQ(1000U, latencyFor(400, 10, target));
  target.latency_max_ms = 50;
  CHECK_EQ(120U, latencyFor(400, 10, target));
}

void whatWasNotDeliveredMovesInItsOrder() {
  SentMessages sent(4);
  std::vector<std::uint8_t> message(100);
  std::uint64_t given = 0;
  const auto add = [&](int name) {
    message[0] = static_cast<std::uint8_t>(name);
    sent.add(message, given += message.size());
  };
  std::vector<int> moved;
  const auto move = [&](std::uint64_t delivered, std::uint64_t room) {
    moved.clear();
    std::uint64_t end = 0;
    sent.moveFrom(delivered, [&](std::span<const std::uint8_t> one) {
      if (moved.size() == room) return std::uint64_t{0};
      moved.push_back(one[0]);
      return end += one.size();
    });
  };
  for (const int name : {1, 2, 3}) add(name);
  move(100, 9);
  CHECK(moved == (std::vector{2, 3}));
  // They are counted as the new connection counts them.
  move(100, 9);
  CHECK(moved == (std::vector{3}));
  given = 100;
  for (const int name : {4, 5, 6, 7}) add(name);
  move(0, 9);
  CHECK(moved == (std::vector{4, 5, 6, 7}));
  move(0, 2);
  CHECK(moved == (std::vector{4, 5}));
  move(0, 9);
  CHECK(moved.empty());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(onePathCarriesWhenItIsThere), TEST(theBackupIsNotUsedBecauseItWasFaster),
                             TEST(withoutAPrimaryTheBackupIsUsed), TEST(aStallIsLeftAtOnceAndComeBackToInTime),
                             TEST(aPrimaryThatFailsAgainAndAgainIsWaitedForLonger), TEST(aStalledBackupIsNoBetter),
                             TEST(onePurposelyConnectedAnewIsBackAtOnce), TEST(latencyGrowsWithRoundTripAndLoss),
                             TEST(whatWasNotDeliveredMovesInItsOrder)});
}
