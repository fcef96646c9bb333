// SPDX-License-Identifier: Apache-2.0
// Whatever becomes of pushes, answers, reports and the box itself: in the end it runs the last Config that was wished,
// and it never goes back to an older one without saying that it rolled back.
#include <unistd.h>

#include <cstdlib>
#include <format>
#include <map>
#include <random>

#include "contract/envelope.h"
#include "daemon/agent/config_keeper.h"
#include "daemon/agent/config_poll.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/signing.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using diemcau::test::TempDir;

// The order of writes is what matters here, not that they reach a disk (ld's --wrap).
extern "C" int __wrap_fsync(int fd);
extern "C" int __wrap_fsync(int /*fd*/) { return 0; }

namespace {

constexpr int kSequences = 2'000;
constexpr int kSteps = 24;

enum class Kind { Words, Picture, StopsTheStream, EndsTheMedia };

const SigningKey& key() {
  static const SigningKey key;
  return key;
}

// Signed once, since there are many sequences.
const std::string& envelopeFor(std::uint64_t version, Kind kind) {
  static std::map<std::pair<std::uint64_t, Kind>, std::string> made;
  std::string& envelope = made[{version, kind}];
  if (envelope.empty()) {
    Config config = configOf(version);
    if (kind == Kind::Words) config.body.site.name = std::format("Phòng {}", version);
    if (kind == Kind::Picture) config.body.video.bitrate_kbps = 1'000 + static_cast<std::uint32_t>(version);
    if (kind == Kind::StopsTheStream) config.body.uplink->port = 9;
    if (kind == Kind::EndsTheMedia) config.body.video.fps = 1;
    envelope = envelopeOf(writeConfig(config), {key()});
  }
  return envelope;
}

// One run of the agent over the box's storage.
struct Life {
  Life(const std::filesystem::path& dir, const EnvelopeVerifier& verifier, const FakeClock& clock,
       std::function<RoomView()> room)
      : store(dir, dir),
        keeper(store, &verifier, kEndpoint, clock),
        link(clock, {}),
        poll(client, link, clock, fixedRandom(0.5),
             {.version = [this] { return keeper.floor(); },
              .offered =
                  [this, room](const std::string& envelope) {
                    const bool taken = keeper.offer(envelope, room());
                    return taken ? ConfigPoll::Verdict::Installed : ConfigPoll::Verdict::Refused;
                  },
              .nothing_newer = [this] { keeper.nothingNewer(); },
              .too_large = [] {}}) {
    keeper.resume();
    poll.start();
  }

  FakeHttpClient client;
  ConfigStore store;
  ConfigKeeper keeper;
  CentreLink link;
  ConfigPoll poll;
};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    push(Kind::Words);
    start();
  }

  void step() {
    switch (pick(9)) {
      case 0:
        return push(static_cast<Kind>(pick(4)));
      case 1:
      case 2:
        return answer();
      case 3:
        return acknowledge();
      case 4:
        return pick(4) == 0 ? start() : pass(1s);  // the power fails
      case 5:
        return pass(std::chrono::seconds{pick(30)});
      case 6:
        (void)life_->store.mirror();
        return;
      default:
        return pass(1s);
    }
  }

  // The last wish is a good one, and from now on everything arrives.
  void settle() {
    push(Kind::Picture);
    for (int i = 0; i < 400 && !isSettled(); ++i) {
      if (life_->client.underWay() > 0) deliver(desired());
      acknowledge();
      pass(1s);
    }
    CHECK(isSettled());
  }

 private:
  [[nodiscard]] unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
  [[nodiscard]] std::uint64_t desired() const { return pushed_.rbegin()->first; }
  [[nodiscard]] std::uint64_t running() const { return life_->keeper.current() ? life_->keeper.current()->version : 0; }
  [[nodiscard]] Kind kind() const { return running() == 0 ? Kind::Words : pushed_.at(running()); }
  [[nodiscard]] bool isSettled() const { return running() == desired() && !life_->keeper.onTrial(); }

  void push(Kind kind) { pushed_[pushed_.empty() ? 1 : desired() + 1 + pick(3)] = kind; }

  void start() {
    life_.reset();
    life_.emplace(dir_.path(), verifier_, clock_, [this] { return room(); });
    check();
  }

  // What the centre, or who stands between, does with the request.
  void answer() {
    if (life_->client.idle()) return;
    switch (pick(6)) {
      case 0:
        life_->client.reply(noAnswer("broken"));
        break;
      case 1:
        life_->client.reply(agent::test::answer(503, "{}", 1s));
        break;
      case 2:
        deliver(std::next(pushed_.begin(), pick(static_cast<unsigned>(pushed_.size())))->first);
        break;  // an old one
      default:
        deliver(desired());
    }
    check();
  }

  void deliver(std::uint64_t version) {
    const std::string& tag = life_->client.sent.back()->request.headers.at(0);
    const bool newer = std::format("If-None-Match: \"{}\"", version) != tag;
    life_->client.reply(
        newer ? HttpResponse{200, envelopeFor(version, pushed_.at(version)), {}, 1, std::format("\"{}\"", version)}
              : HttpResponse{304, {}, {}, 1, {}});
    check();
  }

  void acknowledge() {
    life_->keeper.acknowledged(media_.config_version);
    judge();
  }

  void pass(std::chrono::seconds duration) {
    clock_.advance(duration);
    const bool ends = kind() == Kind::EndsTheMedia;
    media_up_ = !ends || pick(2) == 0;
    media_.config_version = running();
    media_.uplink.state = kind() == Kind::StopsTheStream ? UplinkState::Waiting : UplinkState::Connected;
    if (media_.uplink.state == UplinkState::Connected) {
      media_.uplink.frames_sent += 30;
      media_.uplink.packets_sent += 200;
    }
    judge();
    life_->poll.step();
  }

  void judge() {
    (void)life_->keeper.judge(room());
    check();
  }

  [[nodiscard]] RoomView room() const { return {media_up_ ? &media_ : nullptr, media_up_, true}; }

  void check() {
    const ConfigKeeper& keeper = life_->keeper;
    CHECK(keeper.floor() >= floor_);
    floor_ = keeper.floor();
    if (running() < seen_) {
      CHECK(keeper.rolledBack().has_value());
      CHECK(keeper.rolledBack()->version >= seen_);
    }
    seen_ = running();
  }

  TempDir dir_;
  std::mt19937 random_;
  TrustRoot root_ = trustRoot({key()});
  EnvelopeVerifier verifier_ = NEED(EnvelopeVerifier::create(root_, root_.config));
  FakeClock clock_;
  MediaStatus media_;
  bool media_up_ = true;
  std::map<std::uint64_t, Kind> pushed_;
  std::optional<Life> life_;
  std::uint64_t floor_ = 0;
  std::uint64_t seen_ = 0;
};

void theLastWishIsWhatRunsInTheEnd() {
  for (unsigned seed = 1; seed <= kSequences; ++seed) {
    World world(seed);
    for (int step = 0; step < kSteps; ++step) world.step();
    world.settle();
  }
}

}  // namespace

int main() { return diemcau::test::run({TEST(theLastWishIsWhatRunsInTheEnd)}); }
