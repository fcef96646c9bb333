// SPDX-License-Identifier: Apache-2.0
// What the encoders give: one access unit of picture or sound at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>

namespace diemcau::media {

enum class UnitKind { Video, Sound };

// Video: one H.264 access unit as a byte stream (Annex B), delimiter first, parameter sets before each
// IDR picture. Sound: one Opus packet of 20 ms. `bytes` are valid during the call only.
struct EncodedUnit {
  UnitKind kind = UnitKind::Video;
  bool keyframe = false;           // video: an IDR picture
  std::uint32_t channels = 1;      // sound: one or two
  std::chrono::nanoseconds pts{};  // on the process's timeline, never stepping back
  std::span<const std::uint8_t> bytes;
};

// Where encoded units go: the uplink and the recording. Called on a streaming thread; must not block.
class UnitSink {
 public:
  virtual ~UnitSink() = default;
  virtual void onUnit(const EncodedUnit& unit) = 0;
};

}  // namespace diemcau::media
