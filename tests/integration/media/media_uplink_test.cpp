// SPDX-License-Identifier: Apache-2.0
// Why there is no connection is told apart, and it comes back by itself.
#include <algorithm>

#include "contract/stream_id.h"
#include "tests/integration/gateway/running_gateway.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/own_mounts.h"
#include "tests/support/places.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

void everyReasonHasItsName() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.plan.uplink->passphrase = "another one, and wrong";
  bench.start();
  const auto wrong = bench.waitStatus(30s, "the wrong passphrase", [](const MediaStatus& status) {
    return has(status, ConditionType::UplinkWrongPassphrase);
  });
  CHECK_EQ(std::size_t{1}, troublesOfTheLine(wrong));

  bench.plan.uplink->port = freeUdpPort();
  bench.push();
  const auto closed = bench.waitStatus(30s, "the closed port",
                                       [](const MediaStatus& s) { return has(s, ConditionType::UplinkPortClosed); });
  CHECK_EQ(std::size_t{1}, troublesOfTheLine(closed));

  bench.plan.uplink->host = "nowhere.invalid";
  bench.push();
  const auto unknown = bench.waitStatus(30s, "the unknown host",
                                        [](const MediaStatus& s) { return has(s, ConditionType::UplinkHostUnknown); });
  CHECK_EQ(std::size_t{1}, troublesOfTheLine(unknown));
  CHECK(unknown.encode.video.frames > 0);

  bench.plan.uplink = UplinkConfig{"127.0.0.1", port, "#!::r=79,m=publish,u=box-1", kPassphrase, 120};
  bench.push();
  const auto good = bench.waitStatus(30s, "the connection", sends);
  CHECK_EQ(std::size_t{0}, troublesOfTheLine(good));
  CHECK_EQ(wrong.pid, good.pid);

  bench.plan.uplink.reset();
  bench.push();
  const auto idle =
      bench.waitStatus(30s, "idleness", [](const MediaStatus& s) { return s.uplink.state == UplinkState::Idle; });
  CHECK_EQ(std::size_t{0}, troublesOfTheLine(idle));
  bench.stop();
}

// What the centre's gateway says, and a network that takes everything and gives nothing on.
void silenceAndRefusalsAreToldApart() {
  const TempDir recordings;
  RunningGateway gateway(recordings.path());
  const centre::StreamKey key = keyOf(1);
  LinkRelay relay(gateway.gateway().port());
  relay.shape("loss=100 back.loss=100");
  MediaBench bench(relay.port());
  const auto publish = [&](const std::string& site, const std::string& endpoint) {
    bench.plan.uplink->stream_id = writeStreamId({.resource = site, .user = endpoint, .mode = StreamMode::Publish});
    bench.plan.uplink->passphrase = key.passphrase;
  };
  publish("no-such-site", key.endpoint);
  bench.start();
  const auto silent =
      bench.waitStatus(30s, "the silence", [](const MediaStatus& s) { return has(s, ConditionType::UplinkTimeout); });
  CHECK_EQ(std::size_t{1}, troublesOfTheLine(silent));
  CHECK(silent.uplink.state != UplinkState::Connected);

  relay.shape("");
  const auto refused = [](const char* code) {
    return [code](const MediaStatus& s) {
      return troublesOfTheLine(s) == 1 && std::ranges::any_of(s.conditions, [code](const Condition& condition) {
               return condition.type == ConditionType::UplinkRejected && condition.detail == code;
             });
    };
  };
  (void)bench.waitStatus(30s, "an unknown site", refused("code 1404"));
  publish(key.site_code, "box-ffffffff");
  bench.push();
  (void)bench.waitStatus(30s, "an endpoint of another site", refused("code 1403"));
  publish(key.site_code, key.endpoint);
  bench.push();
  CHECK_EQ(std::size_t{0}, troublesOfTheLine(bench.waitStatus(30s, "the connection", sends)));
  bench.stop();
}

void aReceiverThatComesBackIsFoundAgain() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  auto first = std::make_unique<Receiver>(bench.dir(), port, bench.dir() / "first.ts");
  bench.start();
  bench.waitStatus(30s, "pictures", [](const MediaStatus& status) { return status.uplink.frames_sent > 30; });
  first->kill();
  const auto broken = bench.waitStatus(30s, "the break", [](const MediaStatus& status) {
    return status.uplink.state != UplinkState::Connected && troublesOfTheLine(status) > 0;
  });
  CHECK(has(broken, ConditionType::UplinkBroken) || has(broken, ConditionType::UplinkPortClosed));
  first.reset();

  Receiver second(bench.dir(), port, bench.dir() / "second.ts");
  const auto back = bench.waitStatus(30s, "the connection", [&](const MediaStatus& status) {
    return status.uplink.connects == 2 && status.uplink.frames_sent > broken.uplink.frames_sent + 90;
  });
  CHECK_EQ(std::string(), troublesOfTheLine(back) == 0 ? "" : writeMediaStatus(back));
  bench.stop();
  second.stop();
  // A picture that a busy machine leaves out among the first ones would be another rate to ffmpeg.
  const Judgement found = judge(bench.dir(), second.file(), Rate::Changing);
  CHECK_EQ(std::string(), found.errors);
  CHECK(found.pictures >= 60);
  CHECK(found.packets_of_sound > 0);
}

void namesThatCannotBeResolvedForAWhileKeepNobodyOffTheAir() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  const HostsFile hosts(bench.dir() / "hosts");
  auto first = std::make_unique<Receiver>(bench.dir(), port, bench.dir() / "first.ts");
  bench.plan.uplink->host = "hall.test";
  bench.start();
  const auto isUnknown = [](const MediaStatus& s) {
    return s.uplink.state != UplinkState::Connected && has(s, ConditionType::UplinkHostUnknown);
  };
  (void)bench.waitStatus(30s, "the unknown host", isUnknown);
  hosts.write("127.0.0.1 hall.test\n");
  CHECK_EQ(std::size_t{0}, troublesOfTheLine(bench.waitStatus(30s, "the connection", sends)));

  // The receiver is started anew while the name cannot be resolved: it is found where it was.
  hosts.write("");
  first->kill();
  (void)bench.waitStatus(30s, "nobody, and no name", isUnknown);
  first.reset();
  const Receiver second(bench.dir(), port, bench.dir() / "second.ts");
  const auto back = bench.waitStatus(30s, "the connection by what was known",
                                     [](const MediaStatus& s) { return s.uplink.connects == 2 && sends(s); });
  CHECK_EQ(std::size_t{0}, troublesOfTheLine(back));
  bench.stop();
}

}  // namespace

int main() {
  takeOwnMounts();
  return diemcau::test::run({TEST(everyReasonHasItsName), TEST(silenceAndRefusalsAreToldApart),
                             TEST(aReceiverThatComesBackIsFoundAgain),
                             TEST(namesThatCannotBeResolvedForAWhileKeepNobodyOffTheAir)});
}
