// SPDX-License-Identifier: Apache-2.0
// What picture and sound are to be, for what the link carries.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "contract/config.h"
#include "contract/media_status.h"
#include "daemon/media/media_format.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// One rung.
struct Quality {
  PictureStep step = PictureStep::AsPlanned;
  PictureFormat picture;
  std::chrono::milliseconds apart{};  // from one picture to the next, at least; 0: as the rate says
  std::uint32_t sound_kbps = 0;
  std::chrono::milliseconds sound_packet{};
  double around_kbps = 0;  // what the transport stream adds, but for the pictures' packets
  double least_kbps = 0;   // that the link has to carry, all together
};
inline constexpr std::chrono::seconds kStillEvery{2};
// Of the planned bit rate: the picture is reduced below that, until it is this much again.
inline constexpr double kReduced = 0.8;
inline constexpr double kAllBack = 0.95;
// Pictures come only when one is asked for.
inline constexpr std::chrono::milliseconds kNoPictures = std::chrono::milliseconds::max();

// Down the ladder: as planned, fewer pictures (15, then 7 a second), smaller ones (720, then 360 lines), the same with
// a lean sound, a still each two seconds, sound alone. On each rung the bit rate is what the link leaves. Down after
// two seconds on a link that is too narrow, at once on one that is by far; up only when for some seconds it carried a
// quarter more than a rung needs, sooner once after a fall; on stills those seconds go on. Numbers: docs/uplink.md.
// Pure; thread-bound.
class QualityLadder {
 public:
  // The rungs anew; the first fits until follow() says otherwise.
  void plan(const VideoConfig& video, const AudioConfig& audio);
  // What the link is taken to carry. Call it each second at least. Returns quality().
  const Quality& follow(double carries_kbps, MediaTime now);

  [[nodiscard]] const Quality& quality() const { return rungs_[at_]; }
  // For the picture, of what is carried; nothing: as much as planned.
  [[nodiscard]] double pictureKbps(std::optional<double> carries_kbps) const;
  // All together, on the lowest rung and as planned.
  [[nodiscard]] double leastKbps() const { return rungs_.back().least_kbps; }
  [[nodiscard]] double mostKbps() const;

 private:
  void noteFall(MediaTime now);
  void rise(MediaTime now);
  [[nodiscard]] std::size_t best(double carries_kbps, double more) const;

  double planned_kbps_ = 0;                   // of the picture
  std::vector<Quality> rungs_ = {Quality{}};  // the best first
  std::size_t at_ = 0;
  std::optional<MediaTime> narrow_since_;
  std::optional<MediaTime> fell_at_;                                   // at once, last
  bool soon_ = false;                                                  // the first step up after it is to come
  std::vector<std::optional<MediaTime>> wide_since_ = {std::nullopt};  // of each rung: a quarter more than it needs
};

}  // namespace diemcau::media
