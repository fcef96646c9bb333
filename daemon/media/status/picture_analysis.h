// SPDX-License-Identifier: Apache-2.0
// Whether the camera's picture is one to look at.
#pragma once

#include <cstdint>
#include <optional>

#include "contract/capture_status.h"
#include "daemon/media/capture/source_spec.h"
#include "daemon/media/status/persistence.h"
#include "daemon/media/status/picture_measure.h"

namespace diemcau::media {

// What a picture is of. None: nothing to judge (a slate, a test picture). Film: a file, which may stand still.
// Screen: what somebody plugged in shows, which may stand still and be as dark as it likes. Room: a camera's.
enum class PictureKind { None, Film, Screen, Room };
// A slate and a test picture say nothing of a camera. What an input with a cable shows is taken for a computer's: it
// looks the same as a camera behind the cable, and a dark slide is more often seen than a dark room.
[[nodiscard]] PictureKind pictureKind(SourceState state, SourceKind source, SignalState signal);

struct PictureFindings {
  bool black = false;  // nothing in it at all
  bool dark = false;   // hardly anything
  bool blurred = false;
  bool frozen = false;

  friend bool operator==(const PictureFindings&, const PictureFindings&) = default;
};

// From figures over time to findings. Each has two thresholds and two times, so that it neither flickers nor
// speaks of somebody who walks by. Of a black picture nothing else is said, of a dark one not that it is blurred.
//
// A picture that stands still is no finding: a sensor's noise changes it all the same. Frozen is one of which for
// ten seconds no bit changed, from a source that had shown noise before: 30 s on end in which each picture
// differed. So a stick that brings a laptop's slides and calls itself a camera is not judged either, unless a film
// ran on it before. Pure, thread-bound.
class PictureAnalysis {
 public:
  void add(MediaTime now, PictureKind kind, const PictureMeasure& picture);
  // Another source.
  void reset();
  [[nodiscard]] PictureFindings findings() const;

 private:
  [[nodiscard]] bool hasNoise(MediaTime now, bool differs);

  Persistence black_{std::chrono::seconds(2), std::chrono::seconds(1)};
  Persistence dark_{std::chrono::seconds(5), std::chrono::seconds(3)};
  Persistence blurred_{std::chrono::seconds(10), std::chrono::seconds(3)};
  Persistence frozen_{std::chrono::seconds(10), std::chrono::milliseconds(500)};
  std::optional<std::uint64_t> last_;  // fingerprint
  std::optional<MediaTime> differing_since_;
  bool noise_seen_ = false;
};

}  // namespace diemcau::media
