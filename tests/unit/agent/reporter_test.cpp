// SPDX-License-Identifier: Apache-2.0
// Reports go out regularly, at once after changes, never two at a time, never too many.
#include "daemon/agent/reporter.h"

#include <algorithm>
#include <set>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::TempDir;
using namespace std::chrono_literals;

namespace {

struct Room final : ReportSource {
  std::uint64_t seq = 0;
  std::uint64_t config_version = 1;
  double load = 0;

  [[nodiscard]] Status report() override {
    Status status = glance();
    status.seq = ++seq;
    return status;
  }
  [[nodiscard]] Status glance() const override {
    Status status;
    status.endpoint = "box-1";
    status.boot_id = "boot";
    status.config.version = config_version;
    status.host.load1 = load;
    return status;
  }
  void acknowledged(std::uint64_t version) override { acknowledged_versions.push_back(version); }

  std::vector<std::uint64_t> acknowledged_versions;
};

struct Reporting {
  FakeClock clock;
  FakeHttpClient client;
  Room room;
  CentreLink link{clock, {}};
  std::vector<std::string> published;
  TempDir dir;
  ReportRing ring{dir / "reports"};
  Reporter reporter{room,
                    &client,
                    link,
                    clock,
                    fixedRandom(0.5),
                    ring,
                    [this](const std::string& json) { published.push_back(json); }};

  Reporting() { reporter.start(2s); }

  // For as long, with the centre away.
  void away(std::chrono::seconds duration) {
    for (const base::BootTime end = clock.boot() + duration; clock.boot() < end; advance(500ms)) {
      if (!client.idle()) client.reply(noAnswer("unreachable"));
    }
  }
  // The centre answers what comes; the seqs that it got.
  std::vector<std::uint64_t> back(std::chrono::seconds duration) {
    std::vector<std::uint64_t> seqs;
    for (const base::BootTime end = clock.boot() + duration; clock.boot() < end; advance(50ms)) {
      if (client.idle()) continue;
      seqs.push_back(last().seq);
      client.reply(answer(200));
    }
    return seqs;
  }

  void advance(std::chrono::milliseconds by) {
    clock.advance(by);
    reporter.step();
  }
  void change() {
    ++room.config_version;
    reporter.changed();
    reporter.step();
  }
  [[nodiscard]] Status last() const { return NEED(parseStatus(client.sent.back()->request.body)); }
};

void theCentresAnswerIsOfTheConfigInTheReport() {
  Reporting r;
  r.client.reply(noAnswer("timed_out"));
  r.advance(2s);
  r.change();  // while that report is under way
  r.client.reply(answer(200));
  CHECK(r.room.acknowledged_versions == std::vector<std::uint64_t>{1});
  r.advance(2s);
  r.client.reply(answer(200));
  r.advance(2s);
  r.client.reply(answer(500));
  CHECK(r.room.acknowledged_versions == (std::vector<std::uint64_t>{1, 2}));
}

void aReportEachInterval() {
  Reporting r;
  for (int i = 0; i < 50; ++i) {
    if (!r.client.idle()) r.client.reply(answer(200));
    r.advance(200ms);
  }
  CHECK_EQ(6U, r.client.sent.size());  // at 0, 2, 4, 6, 8 and 10 seconds
  CHECK_EQ(6U, r.last().seq);
}

void aChangeIsReportedAtOnce() {
  Reporting r;
  r.client.reply(answer(200));
  r.advance(1s);
  r.change();
  CHECK_EQ(2U, r.client.sent.size());
  CHECK_EQ(2U, r.last().config.version);
}

void aMovingNumberWaitsForTheInterval() {
  Reporting r;
  r.client.reply(answer(200));
  r.clock.advance(1s);
  r.room.load = 0.7;
  r.reporter.changed();
  r.reporter.step();
  CHECK_EQ(1U, r.client.sent.size());
}

void manyChangesAreFiveReportsASecond() {
  Reporting r;
  for (int i = 0; i < 1000; ++i) {
    if (!r.client.idle()) r.client.reply(answer(200));
    r.clock.advance(1ms);
    r.change();
  }
  CHECK(r.client.sent.size() >= 5);
  CHECK(r.client.sent.size() <= 6);
  r.client.reply(answer(200));
  r.advance(200ms);
  CHECK_EQ(r.room.config_version, r.last().config.version);  // the last change is not lost
}

void neverTwoAtATime() {
  Reporting r;
  for (int i = 0; i < 20; ++i) {
    r.clock.advance(250ms);
    r.change();
    CHECK_EQ(1U, r.client.underWay());
  }
  CHECK_EQ(1U, r.client.sent.size());
  r.client.reply(answer(200));
  r.advance(0ms);
  CHECK_EQ(2U, r.client.sent.size());
  CHECK_EQ(r.room.config_version, r.last().config.version);
}

void anAwayCentreGetsTheNewestStateOnItsReturn() {
  Reporting r;
  for (int i = 0; i < 30; ++i) {
    if (!r.client.idle()) r.client.reply(noAnswer("unreachable"));
    r.advance(1s);
  }
  ++r.room.config_version;
  if (!r.client.idle()) r.client.reply(noAnswer("unreachable"));
  r.reporter.changed();
  r.advance(2s);
  CHECK_EQ(1U, r.client.underWay());
  CHECK_EQ(r.room.config_version, r.last().config.version);
  CHECK(r.published.size() >= 15);  // whoever asks on the box still gets fresh reports
}

void aLostReportDoesNotWaitForTheInterval() {
  Reporting r;
  r.reporter.setInterval(60s);
  r.client.reply(noAnswer("broken"));
  r.advance(250ms);
  CHECK_EQ(2U, r.client.sent.size());
}

void triesAreFewWhileTheCentreIsAway() {
  Reporting r;
  for (int i = 0; i < 6000; ++i) {  // ten minutes
    if (!r.client.idle()) r.client.reply(noAnswer("unreachable"));
    r.advance(100ms);
  }
  CHECK(r.client.sent.size() >= 60);
  CHECK(r.client.sent.size() <= 150);
}

void aRetryAfterIsObeyed() {
  Reporting r;
  r.client.reply(answer(503, "{}", 7s));
  for (int i = 0; i < 69; ++i) r.advance(100ms);
  r.reporter.resume(r.clock.boot());
  r.advance(0ms);
  CHECK_EQ(1U, r.client.sent.size());
  r.advance(1s);
  CHECK_EQ(2U, r.client.sent.size());
}

void theCentresReturnEndsTheWait() {
  Reporting r;
  for (int i = 0; i < 1200; ++i) {
    if (!r.client.idle()) r.client.reply(noAnswer("unreachable"));
    r.advance(100ms);
  }
  if (!r.client.idle()) r.client.reply(noAnswer("unreachable"));
  const std::size_t before = r.client.sent.size();
  r.advance(0ms);
  CHECK_EQ(before, r.client.sent.size());  // it waits
  r.reporter.resume(r.clock.boot());
  r.advance(0ms);
  CHECK_EQ(before + 1, r.client.sent.size());
}

void aRejectedReportIsNotRepeated() {
  Reporting r;
  r.client.reply(answer(400, "{}"));
  r.advance(1s);
  CHECK_EQ(1U, r.client.sent.size());
  r.advance(1s);
  CHECK_EQ(2U, r.client.sent.size());
  CHECK_EQ(2U, r.last().seq);
}

void aNewIntervalHoldsAtOnce() {
  Reporting r;
  r.reporter.setInterval(60s);
  r.client.reply(answer(200));
  r.advance(3s);
  r.client.reply(answer(200));
  r.advance(30s);
  CHECK_EQ(2U, r.client.sent.size());
  r.reporter.setInterval(1s);
  r.advance(0ms);
  CHECK_EQ(3U, r.client.sent.size());
}

void theAnswersTimeIsKept() {
  Reporting r;
  r.client.reply(answer(200));
  CHECK_EQ(12.5, r.reporter.rttMs());
}

void withoutACentreReportsAreOnlyPublished() {
  FakeClock clock;
  Room room;
  CentreLink link{clock, {}};
  int published = 0;
  const TempDir dir;
  ReportRing ring{dir / "reports"};
  Reporter reporter{
      room, nullptr, link, clock, fixedRandom(0.5), ring, [&published](const std::string&) { ++published; }};
  reporter.start(2s);
  clock.advance(2s);
  reporter.step();
  CHECK_EQ(2, published);
  CHECK(ring.empty());
}

void whatHappenedWhileTheCentreWasAwayComesAfterTheNewest() {
  Reporting r;
  r.away(600s);
  const std::vector<std::uint64_t> seqs = r.back(2s);
  CHECK(seqs.size() >= 10);  // one a minute
  CHECK(seqs.size() <= 14);
  CHECK(seqs[0] > seqs[2]);
  CHECK_EQ(1U, seqs[1]);  // the first that was not told
  CHECK(std::ranges::is_sorted(seqs.begin() + 1, seqs.begin() + 10));
  CHECK(r.ring.empty());
}

void aChangeThatPassedIsNotForgotten() {
  Reporting r;
  r.away(30s);
  ++r.room.config_version;
  r.reporter.changed();
  r.away(1s);
  const std::uint64_t passed = r.room.config_version;
  ++r.room.config_version;
  r.reporter.changed();
  r.away(10s);
  std::set<std::uint64_t> versions;
  for (const base::BootTime end = r.clock.boot() + 3s; r.clock.boot() < end; r.advance(50ms)) {
    if (r.client.idle()) continue;
    versions.insert(r.last().config.version);
    r.client.reply(answer(200));
  }
  CHECK(versions.contains(passed));
  CHECK_EQ(3U, versions.size());
}

void anOrdinaryDayKeepsNothing() {
  Reporting r;
  for (int i = 0; i < 100; ++i) {
    r.change();
    r.clock.advance(250ms);
    r.change();  // while the one before is under way
    while (!r.client.idle()) {
      r.client.reply(answer(200));
      r.advance(250ms);
    }
  }
  CHECK(r.ring.empty());
}

void theReplayWaitsForACentreThatIsBusy() {
  Reporting r;
  r.away(300s);
  while (r.client.idle()) r.advance(100ms);
  r.client.reply(answer(200));
  r.advance(100ms);
  const std::size_t before = r.client.sent.size();
  r.client.reply(answer(503, "{}", 5s));  // a kept one
  r.advance(1s);
  CHECK_EQ(before, r.client.sent.size());
  CHECK(r.back(20s).size() > 5);
  CHECK(r.ring.empty());
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(theCentresAnswerIsOfTheConfigInTheReport), TEST(aReportEachInterval), TEST(aChangeIsReportedAtOnce),
       TEST(aMovingNumberWaitsForTheInterval), TEST(manyChangesAreFiveReportsASecond), TEST(neverTwoAtATime),
       TEST(anAwayCentreGetsTheNewestStateOnItsReturn), TEST(aLostReportDoesNotWaitForTheInterval),
       TEST(triesAreFewWhileTheCentreIsAway), TEST(aRetryAfterIsObeyed), TEST(theCentresReturnEndsTheWait),
       TEST(aRejectedReportIsNotRepeated), TEST(aNewIntervalHoldsAtOnce), TEST(theAnswersTimeIsKept),
       TEST(withoutACentreReportsAreOnlyPublished), TEST(whatHappenedWhileTheCentreWasAwayComesAfterTheNewest),
       TEST(aChangeThatPassedIsNotForgotten), TEST(anOrdinaryDayKeepsNothing),
       TEST(theReplayWaitsForACentreThatIsBusy)});
}
