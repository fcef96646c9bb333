// SPDX-License-Identifier: Apache-2.0
// A picture arrives whole whatever becomes of the line meanwhile, and sound does not wait for it.
#include "daemon/media/uplink/unit_feed.h"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "contract/message_number.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

constexpr unsigned kVideo = 0x100;
constexpr unsigned kSound = 0x101;
constexpr std::size_t kUsual = 7500;  // bytes of a picture: 1.8 Mb/s at 30 a second
constexpr std::size_t kIdr = 28'000;  // x264 at 2 Mb/s, a film with noise

// The sender's thread in simulated time.
struct Room {
  UnitQueue queue;
  UnitFeed::Time now{1h};
  bool taken = true;  // by the connection
  bool held = false;
  std::vector<UnitFeed::Time> whole;  // when each picture was
  std::vector<std::pair<UnitFeed::Time, Bytes>> sent;
  UnitFeed feed{queue, [this](std::span<std::uint8_t> message, Lane, UnitFeed::Time at) {
                  if (taken) sent.emplace_back(at, Bytes(message.begin(), message.end()));
                  return taken;
                }};

  Room() { begin(); }
  void begin() {
    queue.open();
    feed.begin(TsMuxer(1));
  }
  void push(UnitKind kind, std::size_t size, bool keyframe = false) {
    (void)queue.push({.kind = kind, .keyframe = keyframe, .pts = now.time_since_epoch(), .bytes = Bytes(size, 0x55)},
                     now);
  }
  void wake() {
    const std::uint32_t more = feed.give(now, held, false);
    whole.insert(whole.end(), more, now);
  }
  // Until then.
  void run(UnitFeed::Time until) {
    for (wake(); now < until; wake()) now = std::min(until, feed.due(now).value_or(until));
  }
};

// What a receiver finds in the packets of one PID.
struct Received {
  std::uint64_t broken = 0;        // counters
  std::vector<std::size_t> whole;  // sizes of PES packets all of which is there
  std::size_t cut = 0;             // other PES packets
};

Received receivedOf(const std::vector<std::pair<UnitFeed::Time, Bytes>>& sent, unsigned pid) {
  Received found;
  std::optional<unsigned> last;
  std::size_t length = 0;
  std::size_t got = 0;
  const auto close = [&] {
    if (got == 0) return;
    if (got == length) found.whole.push_back(length);
    if (got != length) ++found.cut;
  };
  for (const auto& [at, message] : sent) {
    for (std::size_t i = 0; i < message.size(); i += kTsPacketBytes) {
      const std::uint8_t* p = message.data() + i;
      if (((p[1] & 0x1FU) << 8 | p[2]) != pid || (p[3] & 0x10) == 0) continue;
      const unsigned counter = p[3] & 0x0FU;
      if (last && counter != ((*last + 1) & 0x0FU)) ++found.broken;
      last = counter;
      const std::size_t payload = (p[3] & 0x20) != 0 ? std::size_t{5} + p[4] : 4;
      if ((p[1] & 0x40) != 0) {
        close();
        length = (static_cast<std::size_t>(p[payload + 4]) << 8 | p[payload + 5]) + 6;
        got = 0;
      }
      got += kTsPacketBytes - payload;
    }
  }
  close();
  return found;
}

// The connection takes no more, the queue is long, the line is narrow and wide again, what is stale is dropped.
void whateverBecomesOfTheLineNoPictureLacksAPiece() {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Room room;
    std::mt19937 random(seed);
    const auto oneOf = [&](unsigned n) { return random() % n == 0; };
    std::size_t sounds = 0;
    for (int ms = 0; ms < 20'000; ++ms, room.now += 1ms) {
      const bool keyframe = room.queue.awaitsKeyframe() || oneOf(30);
      if (ms % 33 == 0) room.push(UnitKind::Video, 500 + random() % (4 * kUsual), keyframe);
      if (ms > 0 && ms % 20 == 0) room.push(UnitKind::Sound, 160);
      sounds += ms > 0 && ms % 20 == 0 ? 1 : 0;
      if (oneOf(50)) room.taken = !room.taken;
      if (oneOf(300)) room.held = !room.held;
      if (oneOf(200)) room.feed.followAll();
      if (oneOf(200)) room.feed.followFull(static_cast<double>(60 + random() % 2000), oneOf(2));
      (void)room.queue.dropStale(room.now, 200ms);
      room.wake();
    }
    room.taken = true;
    room.held = false;
    room.feed.followAll();
    room.run(room.now + 1s);
    const Received pictures = receivedOf(room.sent, kVideo);
    CHECK_EQ(std::uint64_t{0}, pictures.broken);
    CHECK_EQ(std::size_t{0}, pictures.cut);
    CHECK_EQ(room.whole.size(), pictures.whole.size());
    CHECK(room.whole.size() > 50);
    const Received sound = receivedOf(room.sent, kSound);
    CHECK_EQ(std::uint64_t{0}, sound.broken);
    CHECK_EQ(sounds, sound.whole.size());
  }
}

// Of a picture that a connection has cut nothing comes over the next one, which begins with an IDR picture.
void theRestOfAPictureIsNotOfTheNextStream() {
  Room room;
  room.feed.followFull(200, false);
  room.push(UnitKind::Video, kIdr, true);
  room.run(room.now + 100ms);
  CHECK(!room.feed.isBetweenUnits());
  CHECK_EQ(std::size_t{1}, receivedOf(room.sent, kVideo).cut);
  room.queue.close();
  room.feed.end();
  CHECK(room.feed.isBetweenUnits());
  room.sent.clear();
  room.begin();
  room.push(UnitKind::Video, kUsual);
  room.push(UnitKind::Video, kUsual, true);
  room.run(room.now + 100ms);
  const Received next = receivedOf(room.sent, kVideo);
  CHECK_EQ(std::size_t{1}, next.whole.size());
  CHECK_EQ(std::size_t{0}, next.cut);
}

void soundPassesAPicture() {
  Room room;
  room.feed.followFull(2000, false);
  room.push(UnitKind::Video, 60'000, true);
  room.wake();
  CHECK(!room.feed.isBetweenUnits());
  room.push(UnitKind::Sound, 160);
  room.wake();
  CHECK_EQ(std::size_t{1}, receivedOf(room.sent, kSound).whole.size());
  CHECK(!room.feed.isBetweenUnits());
}

// While it is held back nothing is due: a box does not wake for it each millisecond.
void nothingIsDueWhileAPictureIsHeldBack() {
  Room room;
  room.feed.followFull(500, false);
  room.push(UnitKind::Video, kIdr, true);
  room.wake();
  CHECK(room.feed.due(room.now).has_value());
  room.held = true;
  room.wake();
  CHECK(!room.feed.due(room.now).has_value());
  room.held = false;
  room.now += 50ms;
  room.wake();
  CHECK(room.feed.due(room.now).has_value());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whateverBecomesOfTheLineNoPictureLacksAPiece),
                             TEST(theRestOfAPictureIsNotOfTheNextStream), TEST(soundPassesAPicture),
                             TEST(nothingIsDueWhileAPictureIsHeldBack)});
}
