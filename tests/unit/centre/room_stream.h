// SPDX-License-Identifier: Apache-2.0
// A room's transport stream, made by the multiplexer that makes it in the room.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "daemon/media/uplink/ts_muxer.h"

namespace diemcau::test {

using TsBytes = std::vector<std::uint8_t>;

// One second is thirty pictures, the first one an IDR picture, and fifty packets of sound, without anything real in
// them.
class RoomStream {
 public:
  // The bytes of the next second; the same wherever the stream began.
  TsBytes second() {
    TsBytes bytes;
    constexpr std::uint32_t kUnits = 150;  // of a second, for both rates
    for (std::uint32_t i = 0; i < kUnits; ++i) {
      const auto pts = at_ + std::chrono::nanoseconds(std::chrono::seconds(1)) * i / kUnits;
      if (i % 5 == 0) mux(media::UnitKind::Video, i == 0, pts, i == 0 ? 70'000 : 3000 + i, bytes);
      if (i % 3 == 0) mux(media::UnitKind::Sound, false, pts, 160, bytes);
    }
    at_ += std::chrono::seconds(1);
    return bytes;
  }
  // As if so many seconds had been sent.
  void skip(int seconds) { at_ += std::chrono::seconds(seconds); }

 private:
  void mux(media::UnitKind kind, bool keyframe, std::chrono::nanoseconds pts, std::size_t size, TsBytes& bytes) {
    const TsBytes unit(size, static_cast<std::uint8_t>(pts.count() % 251));
    TsBytes pictures;
    muxer_.mux({.kind = kind, .keyframe = keyframe, .channels = 1, .pts = pts, .bytes = unit}, bytes, pictures);
    bytes.insert(bytes.end(), pictures.begin(), pictures.end());
  }

  media::TsMuxer muxer_;
  std::chrono::nanoseconds at_ = std::chrono::seconds(1);
};

inline TsBytes operator+(TsBytes a, const TsBytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace diemcau::test
