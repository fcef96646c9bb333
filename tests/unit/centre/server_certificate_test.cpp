// SPDX-License-Identifier: Apache-2.0
// The certificate of the centre's listeners over the years: renewed while they serve, told of when it is not, and whole
// after a power cut at any step.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "centre/commands/server_certificate.h"
#include "centre/store/audit.h"
#include "centre/store/database.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/power_cut.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using std::chrono::days;
using test::FakeClock;
using test::TempDir;

constexpr const char* kHost = "centre.example.vn";

// The wall clock alone is turned: the loop sleeps by the other one.
class WallClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override { return {wall_, std::chrono::steady_clock::now()}; }
  void advance(std::chrono::milliseconds time) { wall_ += time; }

 private:
  Timestamp wall_ = FakeClock().now().wall;
};

std::vector<std::string> rowsOf(Database& database) {
  std::vector<std::string> rows;
  NEED(readAudit(database, [&rows](const AuditEntry& entry) {
    rows.push_back(entry.record.action + " " + entry.record.detail.substr(0, entry.record.detail.find(',')));
  }));
  return rows;
}

// A centre's start, and its loop from then on.
struct RunningCentre {
  RunningCentre()
      : database(NEED(Database::open(data.database()))),
        first(NEED(openServerIdentity(authority, *database, kHost, clock.now().wall))),
        store(*database),
        certificate({authority, roots, store, health, clock}, kHost, first, [this](const ServerIdentity& identity) {
          shown.push_back(identity.serial);
          return Result<void>();
        }) {
    boost::asio::co_spawn(loop, certificate.watch(), boost::asio::detached);
  }
  ~RunningCentre() { store.stop(); }
  RunningCentre(const RunningCentre&) = delete;
  RunningCentre& operator=(const RunningCentre&) = delete;

  // Goes on for some turns, until it holds.
  bool goesOnUntil(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds() && std::chrono::steady_clock::now() < end) loop.run_one_for(std::chrono::milliseconds(10));
    return holds();
  }
  [[nodiscard]] std::string stored() const { return NEED(authority.storedServer(kHost)).value().serial; }

  TempDir dir;
  WallClock clock;
  DataDirectory data{dir / "data"};
  Authority authority = NEED(Authority::open(data, clock.now().wall));
  TrustRoots roots{data};
  std::unique_ptr<Database> database;
  ServerIdentity first;
  StoreThread store;
  Changes changes;
  CentreHealth health{clock, changes};
  std::vector<std::string> shown;
  ServerCertificate certificate;
  boost::asio::io_context loop{1};
};

void aCentreThatNeverRestartsDoesNotExpire() {
  RunningCentre centre;
  std::vector<std::string> rows{"server_certificate.renew serial " + centre.first.serial};
  CHECK_EQ(centre.first.serial, centre.stored());
  for (std::size_t year = 1; year <= 3; ++year) {
    centre.clock.advance(days(306));
    CHECK(centre.goesOnUntil([&] { return centre.shown.size() == year; }));
    CHECK_EQ(centre.shown.back(), centre.stored());
    rows.push_back("server_certificate.renew serial " + centre.shown.back());
  }
  centre.store.stop();
  CHECK(rows == rowsOf(*centre.database));
  CHECK(centre.health.expiring().empty());
}

void whatIsNotRenewedIsToldUntilItIs() {
  RunningCentre centre;
  // Nothing can be renamed over a directory that is not empty.
  std::filesystem::remove(centre.data.serverCertificate());
  std::filesystem::create_directories(centre.data.serverCertificate() / "in-the-way");
  centre.clock.advance(days(306));
  CHECK(centre.goesOnUntil([&] { return !centre.health.expiring().empty(); }));
  const Expiring told = centre.health.expiring().at(0);
  CHECK_EQ(std::size_t{1}, centre.health.expiring().size());
  CHECK(told.part == ExpiringPart::ServerCertificate);
  CHECK(told.expires_at == centre.first.expires_at);
  CHECK(told.detail.starts_with("file.not_written"));
  CHECK(centre.shown.empty());

  std::filesystem::remove_all(centre.data.serverCertificate());
  centre.clock.advance(std::chrono::hours(1));
  CHECK(centre.goesOnUntil([&] { return centre.health.expiring().empty(); }));
  CHECK_EQ(std::size_t{1}, centre.shown.size());
  CHECK_EQ(centre.shown.front(), centre.stored());
}

void theAuthorityAndTheTrustRootAreToldToo() {
  RunningCentre centre;
  centre.clock.advance(days(3591));
  CHECK(centre.goesOnUntil([&] { return centre.shown.size() == 1; }));
  CHECK(centre.health.expiring().empty());
  centre.clock.advance(days(2));
  CHECK(centre.goesOnUntil([&] { return centre.health.expiring().size() == 2; }));
  CHECK(centre.health.expiring().at(0).part == ExpiringPart::Authority);
  CHECK(centre.health.expiring().at(0).expires_at == centre.authority.certificate().notAfter());
  CHECK(centre.health.expiring().at(1).part == ExpiringPart::TrustRoot);
  CHECK(centre.health.expiring().at(1).expires_at == NEED(centre.roots.newest()).expires_at);
}

// A start of the centre, up to its certificate.
Result<ServerIdentity> start(const DataDirectory& data, Timestamp now) {
  const auto authority = Authority::open(data, now);
  if (!authority) return std::unexpected(authority.error());
  const auto database = Database::open(data.database());
  if (!database) return std::unexpected(database.error());
  return openServerIdentity(*authority, **database, kHost, now);
}

// Starts in a process whose power goes after `steps`; whether it went.
bool cutShort(const DataDirectory& data, Timestamp now, int steps) {
  const pid_t child = ::fork();
  if (child == 0) {
    test::cutPowerAfter(steps);
    ::_exit(start(data, now) ? 0 : 1);
  }
  int state = 0;
  CHECK_EQ(child, ::waitpid(child, &state, 0));
  CHECK(WIFEXITED(state));
  CHECK(WEXITSTATUS(state) == 0 || WEXITSTATUS(state) == test::kPowerCut);
  return WEXITSTATUS(state) == test::kPowerCut;
}

// That the next start has a certificate that lasts, that the disk has the same, and that the audit log knows of it.
std::string startedAgain(const DataDirectory& data, Timestamp now) {
  const ServerIdentity identity = NEED(start(data, now));
  CHECK(!identity.isDue(now));
  const auto authority = NEED(Authority::open(data, now));
  CHECK_EQ(identity.serial, NEED(authority.storedServer(kHost)).value().serial);
  const auto rows = rowsOf(*NEED(Database::open(data.database())));
  CHECK(std::ranges::contains(rows, "server_certificate.renew serial " + identity.serial));
  return identity.serial;
}

void aPowerCutInTheFirstStartLeavesNothingHalf() {
  const Timestamp now = FakeClock().now().wall;
  int steps = 0;
  for (bool cut = true; cut; ++steps) {
    const TempDir dir;
    const DataDirectory data{dir / "data"};
    cut = cutShort(data, now, steps);
    const std::string serial = startedAgain(data, now);
    CHECK_EQ(serial, startedAgain(data, now));
  }
  CHECK(steps > 40);
}

void aPowerCutInARenewalLeavesTheOldOrTheNewOne() {
  const TempDir dir;
  const Timestamp now = FakeClock().now().wall;
  NEED(start({dir / "before"}, now));
  const std::string old = NEED(NEED(Authority::open({dir / "before"}, now)).storedServer(kHost)).value().serial;
  int steps = 0;
  bool replaced = false;
  for (bool cut = true; cut; ++steps) {
    const DataDirectory data{dir / ("cut" + std::to_string(steps))};
    std::filesystem::copy(dir / "before", data.root, std::filesystem::copy_options::recursive);
    cut = cutShort(data, now + days(310), steps);
    const auto left = NEED(NEED(Authority::open(data, now)).storedServer(kHost));
    CHECK(left.has_value());
    // Once it is the new one it stays so.
    CHECK(!replaced || left->serial != old);
    replaced = left->serial != old;
    const std::string after = startedAgain(data, now + days(310));
    CHECK(!replaced || after == left->serial);
  }
  CHECK(replaced);
  CHECK(steps > 6);
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(aCentreThatNeverRestartsDoesNotExpire), TEST(whatIsNotRenewedIsToldUntilItIs),
                             TEST(theAuthorityAndTheTrustRootAreToldToo),
                             TEST(aPowerCutInTheFirstStartLeavesNothingHalf),
                             TEST(aPowerCutInARenewalLeavesTheOldOrTheNewOne)});
}
