// SPDX-License-Identifier: Apache-2.0
// Where one segment of the recording ends and the next one begins.
#pragma once

#include <chrono>

#include "daemon/media/encode/encoded_unit.h"

namespace diemcau::media {

// How long a segment is, at least; with pictures, up to the next IDR picture.
inline constexpr std::chrono::seconds kSegment{10};

// A pure decision. Thread-bound.
class Segmenter {
 public:
  // Whether a segment begins with this unit: the first one, an IDR picture once the segment is long enough, and sound
  // where it is alone.
  [[nodiscard]] bool begins(const EncodedUnit& unit) {
    const bool picture = unit.kind == UnitKind::Video;
    const bool alone = !picture && unit.pts - last_picture_ >= kSegment;
    const bool enough = unit.pts - began_ >= kSegment;
    if (picture) last_picture_ = unit.pts;
    if (begun_ && !(enough && (unit.keyframe || alone))) return false;
    if (!begun_) last_picture_ = unit.pts;
    begun_ = true;
    began_ = unit.pts;
    return true;
  }

  // The next unit is the first one.
  void reset() { begun_ = false; }

 private:
  bool begun_ = false;
  std::chrono::nanoseconds began_{};
  std::chrono::nanoseconds last_picture_{};
};

}  // namespace diemcau::media
