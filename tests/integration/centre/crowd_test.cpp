// SPDX-License-Identifier: Apache-2.0
// A thousand endpoints that come back to a centre in the same moment: none is refused, none loses a report, and what
// is pushed to all reaches all.
#include <sys/resource.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "centre/fleet/first_config.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"
#include "centre/store/sites.h"
#include "tests/integration/centre/crowd.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMany = 1000;
constexpr auto kBound = 120s;  // for all of them; some ten seconds are usual

// What most systems start a process with: too few files for a thousand connections, unless it asks for more.
class FewFiles {
 public:
  FewFiles() {
    CHECK_EQ(0, ::getrlimit(RLIMIT_NOFILE, &limit_));
    set(1024);
  }
  ~FewFiles() { set(limit_.rlim_max); }
  FewFiles(const FewFiles&) = delete;
  FewFiles& operator=(const FewFiles&) = delete;

 private:
  void set(rlim_t files) {
    const rlimit wanted{files, limit_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &wanted);
  }
  rlimit limit_{};
};

// Puts them into the store of a centre that does not run, as provisioning does.
std::vector<centre::ClientIdentity> settle(const CentreProcess& home) {
  const Timestamp now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto authority = NEED(centre::Authority::open({home.data()}, now));
  const auto database = NEED(centre::Database::open(home.data() / "centre.db"));
  centre::FirstWishes wishes;
  wishes.uplink_host = "localhost";
  wishes.gateway.srt_port = home.port("srt");
  std::vector<centre::ClientIdentity> members;
  std::vector<centre::NewEndpoint> made;
  while (members.size() < kMany) {
    members.push_back(NEED(authority.makeClient(now)));
    const centre::ClientIdentity& member = members.back();
    made.push_back(NEED(centre::makeEndpoint(
        authority.configSigner(), wishes,
        {member.endpoint, member.key.keyId(), member.certificate.notAfter(), {"79", "Thành phố Hồ Chí Minh"}}, "test",
        now)));
  }
  NEED(database->transact(centre::Flush::Durable, [&](SQLite::Database& handle) {
    for (const centre::NewEndpoint& endpoint : made) {
      centre::insertEndpoint(handle, endpoint.record);
      centre::insertConfig(handle, endpoint.config);
    }
  }));
  return members;
}

// An operator who asks again and again meanwhile has an answer each time, and soon: no flood stops the loop.
void waitWithAnOperator(OperatorClient& people, const Crowd& crowd, const std::atomic<std::size_t>& count,
                        const char* what) {
  const auto began = SteadyClock::now();
  auto longest = 0ns;
  const bool all = waitFor(kBound, [&] {
    const auto asked = SteadyClock::now();
    CHECK_EQ(200L, people.get("/centre").status);
    longest = std::max<std::chrono::nanoseconds>(longest, SteadyClock::now() - asked);
    return count == kMany || crowd.tally().failed > 0;
  });
  std::printf("%s: %zu in %.1f s; an operator waited for %.2f s at most\n", what, count.load(),
              std::chrono::duration<double>(SteadyClock::now() - began).count(),
              std::chrono::duration<double>(longest).count());
  CHECK_EQ(std::string(), crowd.fault());
  CHECK(all);
  CHECK(longest < 8s);
}

std::int64_t reportsIn(const CentreProcess& home, const char* where) {
  SQLite::Database store(home.data() / "centre.db");
  return store.execAndGet(std::string("SELECT count(DISTINCT endpoint) FROM report_history WHERE ") + where).getInt64();
}

void allComeBackAtOnce() {
  const TempDir dir;
  auto few = std::make_unique<FewFiles>();
  CentreProcess home(dir);
  home.kill();
  std::vector<centre::ClientIdentity> members = settle(home);
  home.start();
  few.reset();
  Crowd crowd(std::move(members), home.data() / "ca.pem");
  const auto people = home.logIn();

  crowd.arrive(home.port("device"), 1);
  waitWithAnOperator(*people, crowd, crowd.tally().holding, "arrived");

  home.kill();
  CHECK(waitFor(kBound, [&] { return crowd.tally().cut == kMany; }));
  {
    const FewFiles again;
    home.start();
  }
  crowd.arrive(home.port("device"), 2);
  waitWithAnOperator(*people, crowd, crowd.tally().acknowledged, "came back");
  waitWithAnOperator(*people, crowd, crowd.tally().holding, "hold");
  CHECK_EQ(static_cast<std::int64_t>(kMany), reportsIn(home, "seq = 1"));
  CHECK_EQ(static_cast<std::int64_t>(kMany), reportsIn(home, "seq = 2"));
  CHECK(!home.process().log().contains("too many connections"));

  const json change{{"changes", {{"screen", {{"fade_ms", 100}}}}}, {"first", kMany}};
  CHECK_EQ(202L, people->post("/rollouts", change).status);
  waitWithAnOperator(*people, crowd, crowd.tally().newer, "have the new configuration");
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(allComeBackAtOnce)});
}
