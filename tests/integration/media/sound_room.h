// SPDX-License-Identifier: Apache-2.0
// A room whose microphone is one of the test's own, through libasound.
#pragma once

#include <format>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"

namespace diemcau::test {

inline constexpr double kSlot = 1.0 / 30;
inline constexpr double kTick = 2.0 / 90'000;

struct SoundRoom {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench{port};
  Receiver receiver{bench.dir(), port, bench.dir() / "room.ts"};

  // `device`: what fake_microphone.cpp reads.
  explicit SoundRoom(const std::string& device = "rate 48000") {
    writeWhole(bench.dir() / "asound.conf",
               std::format("pcm_type.fake.lib \"{}\"\npcm.room {{ type fake dir \"{}\" {} }}\n", FAKE_MICROPHONE,
                           bench.dir().path().string(), device));
    bench.plan.microphone.source = "alsa:room";
  }

  void start() { bench.start({{"ALSA_CONFIG_PATH", (bench.dir() / "asound.conf").string()}}); }
  void tell(const char* fault) const { writeWhole(bench.dir() / fault, ""); }
  void untell(const char* fault) const { std::filesystem::remove(bench.dir() / fault); }

  MediaStatus waitState(SourceState state) {
    return bench.waitStatus(std::chrono::seconds(30), "the microphone's state",
                            [&](const MediaStatus& status) { return status.capture.microphone.state == state; });
  }
  MediaStatus waitFor(const char* what, const std::function<bool(const MediaStatus&)>& holds) {
    return bench.waitStatus(std::chrono::seconds(90), what, holds);
  }

  // The stream was whole all the while.
  Judgement judgeStream() {
    bench.stop();
    receiver.stop();
    const Judgement found = judge(bench.dir(), receiver.file());
    CHECK_EQ(std::string(), found.errors);
    CHECK(found.longest_step < kSlot + kTick);
    CHECK(found.shortest_step > kSlot - kTick);
    // Sound for every picture: 50 packets a second to 30 pictures.
    CHECK(static_cast<double>(found.packets_of_sound) > static_cast<double>(found.pictures) * 50 / 30 - 30);
    return found;
  }
};

}  // namespace diemcau::test
