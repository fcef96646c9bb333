// SPDX-License-Identifier: Apache-2.0
// What the store keeps, what it refuses, and what a full disk does to it.
#include <memory>
#include <string>

#include "centre/store/accounts.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"
#include "centre/store/reports.h"
#include "centre/store/rollouts.h"
#include "centre/store/sites.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using test::sampleConfig;
using test::sampleEndpoint;
using test::TempDir;

const std::string kBox = "box-0a1b2c3d";

// A store with one endpoint and its first Config.
class Store {
 public:
  Store() : database(NEED(Database::open(dir / "centre.db"))) {
    NEED(saveSites(*database, {{"79", "Thành phố Hồ Chí Minh"}}));
    NEED(addEndpoint(*database, sampleEndpoint(), sampleConfig(1), {}));
  }
  void reopen() {
    database.reset();
    database = NEED(Database::open(dir / "centre.db"));
  }
  [[nodiscard]] std::int64_t count(const std::string& table) const {
    return database->handle().execAndGet("SELECT count(*) FROM " + table).getInt64();
  }

  TempDir dir;
  std::unique_ptr<Database> database;
};

ReportToSave report(std::uint64_t seq, std::uint64_t config_version = 1, const std::string& boot = "boot-1") {
  ReportToSave saving;
  saving.report = {kBox, boot, seq, Timestamp(std::chrono::seconds(seq)), Timestamp(std::chrono::seconds(seq)), "{}"};
  saving.newest = true;
  saving.config_version = config_version;
  return saving;
}

void aStoreOfALaterReleaseIsLeftAlone() {
  Store store;
  store.database->handle().exec("PRAGMA user_version = 999");
  store.database.reset();
  CHECK_EQ(std::string_view("too_new"), Database::open(store.dir / "centre.db").error().code);
}

void everythingIsThereAgainAfterReopening() {
  Store store;
  NEED(addConfig(*store.database, sampleConfig(2), {}));
  NEED(saveReport(*store.database, report(7, 2)));
  NEED(saveSnapshot(*store.database, {kBox, SnapshotKind::Screen, "tag", Timestamp{}, "\xFF\xD8\xFF picture"}));
  store.reopen();
  CHECK_EQ(kBox, NEED(loadEndpoints(*store.database)).at(0).id);
  CHECK_EQ(std::string("a-very-secret-passphrase"), NEED(loadEndpoints(*store.database)).at(0).srt_passphrase);
  CHECK_EQ(std::uint64_t{2}, NEED(newestConfig(*store.database, kBox))->version.version);
  CHECK_EQ(std::string("envelope 1"), NEED(findConfig(*store.database, kBox, 1))->envelope);
  CHECK_EQ(std::uint64_t{7}, NEED(newestReport(*store.database, kBox))->seq);
  const auto pictures = NEED(loadSnapshots(*store.database, kBox));
  CHECK_EQ(std::size_t{1}, pictures.size());
  CHECK_EQ(std::string("\xFF\xD8\xFF picture"), pictures[0].jpeg);
}

RolloutRecord sampleRollout() {
  RolloutRecord rollout;
  rollout.author = "operator";
  rollout.address = "192.0.2.7";
  rollout.began_at = Timestamp(std::chrono::seconds(7));
  rollout.wave = 1;
  rollout.most_failures = 3;
  rollout.targets.push_back({kBox,
                             "{\"before\":1}",
                             "{\"after\":1}",
                             {0, "waiting", 0, "", false, "", {}},
                             "{\"install\":1}",
                             "{\"undo\":1}"});
  return rollout;
}

void aRolloutIsThereAsItWasLeft() {
  Store store;
  RolloutRecord rollout = sampleRollout();
  rollout.id = NEED(addRollout(*store.database, rollout, {}));
  rollout.next = 1;
  rollout.wave = 2;
  rollout.stopped = true;
  rollout.targets[0].before = "not kept";
  rollout.targets[0].state = {
      0, "refused", 2, "config_frozen", true, "camera_missing ", Timestamp(std::chrono::days(1))};
  NEED(saveRollout(*store.database, rollout, std::nullopt));
  store.reopen();
  const RolloutRecord read = NEED(lastRollout(*store.database)).value();
  CHECK_EQ(rollout.id, read.id);
  CHECK_EQ(std::string("operator 192.0.2.7"), read.author + " " + read.address);
  CHECK(read.began_at == rollout.began_at);
  CHECK_EQ(std::size_t{1}, read.next);
  CHECK_EQ(std::size_t{2}, read.wave);
  CHECK_EQ(std::size_t{3}, read.most_failures);
  CHECK(read.stopped && read.undo && !read.over);
  const RolloutTargetRecord& target = read.targets.at(0);
  CHECK_EQ(kBox + " {\"before\":1} {\"after\":1}", target.endpoint + " " + target.before + " " + target.after);
  CHECK_EQ(std::string("refused config_frozen camera_missing "),
           target.state.step + " " + target.state.detail + " " + target.state.wrong_before);
  CHECK(target.state.online_before && target.state.version == 2);
  CHECK_EQ(std::string("{\"install\":1} {\"undo\":1}"), target.signed_install + " " + target.signed_undo);
  CHECK(target.state.refused_before == Timestamp(std::chrono::days(1)));
  // The next one takes its place, under a new number.
  CHECK(NEED(addRollout(*store.database, sampleRollout(), {})) > rollout.id);
  CHECK_EQ(std::int64_t{1}, store.count("rollouts"));
  CHECK_EQ(std::int64_t{1}, store.count("rollout_targets"));
}

void aPushOfARolloutIsThereWithItsConfigOrNotAtAll() {
  Store store;
  RolloutRecord rollout = sampleRollout();
  rollout.id = NEED(addRollout(*store.database, rollout, {}));
  const RolloutMark mark{rollout.id, {0, "pushed", 2, "", true, "", {}}};
  CHECK(!addConfig(*store.database, sampleConfig(1), {}, mark));
  CHECK_EQ(std::string("waiting"), NEED(lastRollout(*store.database))->targets[0].state.step);
  NEED(addConfig(*store.database, sampleConfig(2), {}, mark));
  CHECK_EQ(std::string("pushed"), NEED(lastRollout(*store.database))->targets[0].state.step);
  // Stopped by hand meanwhile: that says nothing of the rooms.
  rollout.targets.clear();
  rollout.stopped = true;
  NEED(saveRollout(*store.database, rollout, std::nullopt));
  CHECK_EQ(std::string("pushed"), NEED(lastRollout(*store.database))->targets[0].state.step);
}

void sinceWhenABoxDiffersIsKeptWithItsReport() {
  Store store;
  CHECK(!NEED(firstPushAfter(*store.database, kBox, Timestamp{})));
  const Timestamp second(std::chrono::seconds(20));
  NEED(addConfig(*store.database, sampleConfig(2, second), {}));
  NEED(addConfig(*store.database, sampleConfig(3, second + std::chrono::seconds(5)), {}));
  CHECK(NEED(firstPushAfter(*store.database, kBox, Timestamp(std::chrono::seconds(10)))) == second);
  CHECK(!NEED(firstPushAfter(*store.database, kBox, second + std::chrono::seconds(5))));
  ReportToSave saving = report(7);
  saving.report.differs_since = second;
  NEED(saveReport(*store.database, saving));
  CHECK(NEED(newestReport(*store.database, kBox))->differs_since == second);
  NEED(saveReport(*store.database, report(8)));
  CHECK(!NEED(newestReport(*store.database, kBox))->differs_since);
}

void aVersionIsGivenOnce() {
  Store store;
  const Result<void> again = addConfig(*store.database, sampleConfig(1), {});
  CHECK_EQ(std::string_view("conflict"), again.error().code);
  CHECK_EQ(std::size_t{1}, NEED(listConfigs(*store.database, kBox)).size());
  CHECK_EQ(std::int64_t{1}, store.count("audit"));
}

void historyIsNewestFirst() {
  Store store;
  NEED(addConfig(*store.database, sampleConfig(2), {}));
  NEED(addConfig(*store.database, sampleConfig(5), {}));
  const auto versions = NEED(listConfigs(*store.database, kBox));
  CHECK_EQ(std::uint64_t{5}, versions.at(0).version);
  CHECK_EQ(std::uint64_t{1}, versions.at(2).version);
}

void appliedIsTheFirstReportOfThatVersion() {
  Store store;
  const Timestamp pushed(std::chrono::seconds(100));
  NEED(addConfig(*store.database, sampleConfig(2, pushed), {}));
  NEED(addConfig(*store.database, sampleConfig(3, pushed), {}));
  NEED(saveReport(*store.database, report(101, 3)));
  NEED(saveReport(*store.database, report(102, 3)));
  const auto versions = NEED(listConfigs(*store.database, kBox));
  CHECK(versions.at(0).applied_at == Timestamp(std::chrono::seconds(101)));
  CHECK_EQ(std::int64_t{1000}, versions.at(0).applied_after_ms.value_or(-1));
  // Never seen in force: skipped.
  CHECK(!versions.at(1).applied_at);
}

void aRepeatedReportIsStoredOnce() {
  Store store;
  NEED(saveReport(*store.database, report(1)));
  NEED(saveReport(*store.database, report(1)));
  NEED(saveReport(*store.database, report(1, 1, "boot-2")));
  CHECK_EQ(std::int64_t{2}, store.count("report_history"));
}

void theHistoryOfReportsIsBounded() {
  Store store;
  for (std::uint64_t seq = 1; seq <= kReportHistory + 20; ++seq) NEED(saveReport(*store.database, report(seq)));
  CHECK_EQ(static_cast<std::int64_t>(kReportHistory), store.count("report_history"));
  CHECK_EQ(std::int64_t{21}, store.database->handle().execAndGet("SELECT min(seq) FROM report_history").getInt64());
}

void aOneTimePasswordIsTakenOnce() {
  Store store;
  const FakeClock clock;
  const Timestamp now = clock.now().wall;
  NEED(addOneTimePassword(*store.database, {"hash", "operator", now, now + std::chrono::hours(24)}, {}));
  CHECK(NEED(takeOneTimePassword(*store.database, "other", now)) == OneTimeUse::Unknown);
  CHECK(NEED(takeOneTimePassword(*store.database, "hash", now)) == OneTimeUse::Taken);
  CHECK(NEED(takeOneTimePassword(*store.database, "hash", now)) == OneTimeUse::UsedBefore);
}

void anOldOneTimePasswordIsWorthNothing() {
  Store store;
  const Timestamp now = FakeClock().now().wall;
  NEED(addOneTimePassword(*store.database, {"hash", "operator", now, now + std::chrono::hours(24)}, {}));
  const Timestamp next_week = now + std::chrono::days(7);
  CHECK(NEED(takeOneTimePassword(*store.database, "hash", next_week)) == OneTimeUse::Unknown);
}

void aNewPasswordEndsAllSessions() {
  Store store;
  const Timestamp now = FakeClock().now().wall;
  NEED(addSession(*store.database, {"token", "operator", now, now + std::chrono::hours(1)}, {}));
  CHECK_EQ(std::size_t{1}, NEED(loadSessions(*store.database, now)).size());
  CHECK_EQ(std::size_t{0}, NEED(loadSessions(*store.database, now + std::chrono::hours(2))).size());
  NEED(setPassword(*store.database, "operator", "hash-2", {}));
  CHECK_EQ(std::size_t{0}, NEED(loadSessions(*store.database, now)).size());
  CHECK_EQ(std::string("hash-2"), NEED(passwordHash(*store.database, "operator")).value_or(""));
}

void aFullDiskIsAnErrorAndGoesBy() {
  Store store;
  SQLite::Database& handle = store.database->handle();
  const int pages = handle.execAndGet("PRAGMA page_count").getInt();
  handle.exec("PRAGMA max_page_count = " + std::to_string(pages));
  ReportToSave large = report(1);
  large.report.document.assign(200'000, 'x');
  CHECK_EQ(std::string_view("full"), saveReport(*store.database, large).error().code);
  CHECK(!NEED(newestReport(*store.database, kBox)).has_value());

  handle.exec("PRAGMA max_page_count = 1000000");
  NEED(saveReport(*store.database, large));
  CHECK_EQ(std::uint64_t{1}, NEED(newestReport(*store.database, kBox))->seq);
}

void whatAnotherProcessWritesIsNoticed() {
  Store store;
  const std::int64_t before = NEED(store.database->foreignChanges());
  NEED(saveReport(*store.database, report(1)));
  CHECK_EQ(before, NEED(store.database->foreignChanges()));
  const auto other = NEED(Database::open(store.dir / "centre.db"));
  NEED(addEndpoint(*other, sampleEndpoint("box-ffffffff"), sampleConfig(1, {}, "box-ffffffff"), {}));
  CHECK(before != NEED(store.database->foreignChanges()));
}

void sitesAreRenamedAndNeverLost() {
  Store store;
  NEED(saveSites(*store.database, {{"01", "Hà Nội"}, {"79", "TP. Hồ Chí Minh"}}));
  NEED(saveSites(*store.database, {{"01", "Thành phố Hà Nội"}}));
  const auto sites = NEED(loadSites(*store.database));
  CHECK_EQ(std::size_t{2}, sites.size());
  CHECK_EQ(std::string("Thành phố Hà Nội"), sites[0].name);
  CHECK_EQ(std::string("TP. Hồ Chí Minh"), sites[1].name);
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(aStoreOfALaterReleaseIsLeftAlone), TEST(everythingIsThereAgainAfterReopening),
                             TEST(aRolloutIsThereAsItWasLeft), TEST(aPushOfARolloutIsThereWithItsConfigOrNotAtAll),
                             TEST(sinceWhenABoxDiffersIsKeptWithItsReport), TEST(aVersionIsGivenOnce),
                             TEST(historyIsNewestFirst), TEST(appliedIsTheFirstReportOfThatVersion),
                             TEST(aRepeatedReportIsStoredOnce), TEST(theHistoryOfReportsIsBounded),
                             TEST(aOneTimePasswordIsTakenOnce), TEST(anOldOneTimePasswordIsWorthNothing),
                             TEST(aNewPasswordEndsAllSessions), TEST(aFullDiskIsAnErrorAndGoesBy),
                             TEST(whatAnotherProcessWritesIsNoticed), TEST(sitesAreRenamedAndNeverLost)});
}
