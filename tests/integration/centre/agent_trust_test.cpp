// SPDX-License-Identifier: Apache-2.0
// The real agent and the real centre: keys that change while a room is there, and clocks that do not agree.
#include <linux/capability.h>
#include <sys/prctl.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "centre/crypto/private_key.h"
#include "centre/crypto/signer.h"
#include "centre/http/server.h"
#include "centre/time/time_api.h"
#include "contract/envelope.h"
#include "contract/identity.h"
#include "contract/trust_root.h"
#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/key_office.h"
#include "tests/support/places.h"
#include "tests/support/private_bus.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// An endpoint's agent alone, without workers.
struct Room {
  CentreRoom room;
  KeyOffice office{room.dir(), room.centre()};
  std::unique_ptr<OperatorClient> people = room.centre().logIn();
  PrivateBus bus{room.dir()};
  std::filesystem::path state = room.dir() / "state";
  std::optional<Process> agent;

  void start() {
    agent.emplace(builtProgram("diemcaud"), room.dir(),
                  ProcessOptions{.args = {"--bus", bus.address(), "--identity", room.identity(), "--state", state,
                                          "--run", room.dir() / "run"}});
  }
  // Of the plan that its workers would get; as an outsider sees it.
  bool plans(std::uint64_t version) {
    const std::string mark = "\"config_version\":" + std::to_string(version) + ",";
    return waitFor(60s, [&] {
      Process ask("gdbus", room.dir(),
                  ProcessOptions{.args = {"call", "--address", bus.address(), "--dest", "vn.diemcau.Agent1",
                                          "--object-path", "/vn/diemcau/Agent1", "--method",
                                          "org.freedesktop.DBus.Properties.Get", "vn.diemcau.Agent1", "MediaPlan"}});
      ask.waitExit(10s);
      return ask.log().find(mark) != std::string::npos;
    });
  }
  json sees(const char* what, const std::function<bool(const json&)>& holds) {
    return waitForView(*people, room.id(), 60s, what, holds);
  }
  void pushSignedBy(const std::filesystem::path& key, std::uint64_t base) {
    const Reply draft =
        people->post(configsOf(room) + "/draft", {{"base_version", base}, {"body", room.newestBody(*people)}});
    CHECK_EQ(200L, draft.status);
    CHECK_EQ(201L, people->post(configsOf(room) + "/import", json::parse(office.sign(draft.body, key))).status);
  }
};

void aRoomFollowsTheCentreToNewKeys() {
  Room r;
  r.start();
  CHECK(r.plans(1));
  const std::string own = NEED(parseTrustRoot(readWhole(r.room.identity() / "root.json"))).config.keyids.at(0);
  const auto key = r.office.newKey("config-2");
  r.office.publishRoot({"--add", "config=" + key.string() + ".pub"});
  r.office.publishRoot({"--remove", "config=" + own});

  // The room hears of both roots because it cannot tell who signed this.
  r.pushSignedBy(key, 1);
  CHECK(r.plans(2));
  r.sees("no refusal left", [](const json& view) {
    return view.value("online", false) && !hasCondition(view, "config_key_unknown") &&
           !hasCondition(view, "trust_root_refused");
  });

  r.agent->kill();
  r.agent->waitExit(10s);
  r.start();
  CHECK(
      r.plans(1));  // the trial of 2 ended with the agent; what ran goes on, though its signer is not trusted any more
  r.pushSignedBy(key, 2);
  CHECK(r.plans(3));
}

void aTrustRootThatNobodySignedIsToldAndChangesNothing() {
  Room r;
  TrustRoot root = NEED(parseTrustRoot(readWhole(r.room.identity() / "root.json")));
  root.version = 2;
  std::filesystem::create_directories(r.room.centre().data() / "trust-roots");
  writeWhole(r.room.centre().data() / "trust-roots" / "2.json",
             writeEnvelope({std::string(kTrustRootPayloadType), writeTrustRoot(root), {}}));
  r.start();
  r.sees("the refusal", [](const json& view) { return hasCondition(view, "trust_root_refused"); });
  CHECK(r.plans(1));
  r.room.push(*r.people, 1, r.room.newestBody(*r.people), 2);
  CHECK(r.plans(2));
}

// The centre's own listener with the centre's own key, in this process, on a clock that is off.
class SkewedCentre {
 public:
  SkewedCentre(const CentreProcess& centre, std::chrono::milliseconds skew)
      : clock_(skew), signer_(NEED(centre::PrivateKey::fromPem(readWhole(centre.data() / "keys" / "online.key.pem")))) {
    api_.addRoutes(router_);
    port_ = NEED(centre::listen(loop_, {"time", "127.0.0.1", 0, centre::ClientCertificates::NotAsked, 16, {}}, nullptr,
                                router_));
    thread_ = std::jthread([this] { loop_.run(); });
  }
  ~SkewedCentre() { loop_.stop(); }
  SkewedCentre(const SkewedCentre&) = delete;
  SkewedCentre& operator=(const SkewedCentre&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  struct SkewedClock final : centre::Clock {
    explicit SkewedClock(std::chrono::milliseconds by) : skew(by) {}
    [[nodiscard]] centre::Moment now() const override {
      centre::Moment moment = centre::SystemClock().now();
      moment.wall += skew;
      return moment;
    }
    std::chrono::milliseconds skew;
  };

  SkewedClock clock_;
  centre::Signer signer_;
  centre::TimeApi api_{signer_, clock_};
  centre::Router router_;
  boost::asio::io_context loop_{1};
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

void theCentresTimeIsAskedForAndAgrees() {
  Room r;
  const Identity identity = NEED(parseIdentity(readWhole(r.room.identity() / "identity.json")));
  CHECK_EQ("http://127.0.0.1:" + std::to_string(r.room.centre().port("time")) + "/time", identity.time_url);
  r.start();
  r.sees("a clock that is confirmed", [](const json& view) {
    return view.value("online", false) && !hasCondition(view, "clock_unverified") && !hasCondition(view, "clock_wrong");
  });
  CHECK(waitFor(30s, [&] { return std::filesystem::exists(r.state / "clock"); }));
}

// No test may set this machine's clock: whoever is started from here on cannot.
void aClockThatMayNotBeSetIsTold() {
  if (::prctl(PR_CAPBSET_READ, CAP_SYS_TIME) == 1 && ::prctl(PR_CAPBSET_DROP, CAP_SYS_TIME) != 0) {
    skip("the right to set the clock cannot be given up here");
  }
  Room r;
  SkewedCentre skewed(r.room.centre(), 1h);
  Identity identity = NEED(parseIdentity(readWhole(r.room.identity() / "identity.json")));
  identity.time_url = "http://127.0.0.1:" + std::to_string(skewed.port()) + "/time";
  writeWhole(r.room.identity() / "identity.json", writeIdentity(identity));
  r.start();
  const json view = r.sees("the wrong clock", [](const json& seen) { return hasCondition(seen, "clock_wrong"); });
  CHECK(view.dump().find("s behind: ") != std::string::npos);
  CHECK(!hasCondition(view, "clock_unverified"));
  CHECK(r.plans(1));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aRoomFollowsTheCentreToNewKeys), TEST(aTrustRootThatNobodySignedIsToldAndChangesNothing),
              TEST(theCentresTimeIsAskedForAndAgrees), TEST(aClockThatMayNotBeSetIsTold)});
}
