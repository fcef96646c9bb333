// SPDX-License-Identifier: Apache-2.0
// Thresholds and times.
#include "daemon/media/status/picture_analysis.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kNoiseAfter = 30s;
constexpr double kFewestEdges = 0.01;

// Found where the value is beyond the first, found not to be so beyond the second.
std::optional<bool> below(double value, double found, double gone) {
  if (value < found) return true;
  if (value > gone) return false;
  return std::nullopt;
}

}  // namespace

PictureKind pictureKind(SourceState state, SourceKind source, SignalState signal) {
  if (state != SourceState::Running || source == SourceKind::Generated) return PictureKind::None;
  if (source == SourceKind::File) return PictureKind::Film;
  return signal == SignalState::NotTold ? PictureKind::Room : PictureKind::Screen;
}

void PictureAnalysis::add(MediaTime now, PictureKind kind, const PictureMeasure& picture) {
  const bool first = !last_;
  const bool differs = last_ != picture.fingerprint;
  last_ = picture.fingerprint;
  if (kind == PictureKind::None) return reset();

  // The brightest hundredth, not the mean: a room in which one lamp is on is not black.
  const auto black = below(picture.highlights, 0.07, 0.11);
  black_.add(now, black);
  const auto dark = below(picture.brightness, 0.08, 0.11);
  dark_.add(now, kind == PictureKind::Screen || black == true ? false : dark);
  // Where there is nothing to be seen there is nothing to be sharp.
  const bool judged = kind != PictureKind::Screen && dark == false && picture.edges >= kFewestEdges;
  blurred_.add(now, judged ? below(picture.sharpness, 0.47, 0.57) : std::nullopt);
  const bool noise = hasNoise(now, first || differs);
  frozen_.add(now, kind == PictureKind::Room && noise && !differs);
}

bool PictureAnalysis::hasNoise(MediaTime now, bool differs) {
  if (!differs) differing_since_.reset();
  if (differs && !differing_since_) differing_since_ = now;
  if (differing_since_ && now - *differing_since_ >= kNoiseAfter) noise_seen_ = true;
  return noise_seen_;
}

void PictureAnalysis::reset() {
  black_.reset();
  dark_.reset();
  blurred_.reset();
  frozen_.reset();
  last_.reset();
  differing_since_.reset();
  noise_seen_ = false;
}

PictureFindings PictureAnalysis::findings() const {
  const bool black = black_.holds();
  const bool dark = dark_.holds() && !black;
  return {.black = black,
          .dark = dark,
          .blurred = blurred_.holds() && !black && !dark,
          .frozen = frozen_.holds() && !black};
}

}  // namespace diemcau::media
