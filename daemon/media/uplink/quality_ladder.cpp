// SPDX-License-Identifier: Apache-2.0
// The rungs, and when to take another one.
#include "daemon/media/uplink/quality_ladder.h"

#include <algorithm>
#include <cmath>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kDownAfter = 2s;
constexpr double kFarTooNarrow = 0.5;
constexpr MediaTime kUpAfter = 4s;
constexpr MediaTime kUpSoon = 1s;   // first after a fall at once, while the queue was emptied
constexpr MediaTime kSeldom = 20s;  // from one such fall to another: otherwise it is no fall of the link
constexpr double kMore = 1.25;
constexpr double kNearlyAll = 0.98;

constexpr std::uint32_t kRates[] = {15, 7};
constexpr std::uint32_t kLines[] = {720, 360};

// What a picture of 640x480 at 30 a second needs to be worth having, and how it grows (docs/uplink.md).
constexpr double kPictureKbps = 250;
constexpr double kPixels = 640 * 480;
constexpr double kPixelPower = 0.75;
constexpr double kRate = 30;
constexpr double kRatePower = 0.66;
constexpr double kStillKbps = 20;

// Of a transport stream (ISO/IEC 13818-1): a packet of 188 bytes carries 184, the last one of a picture or block is
// filled up, and tables come four times a second.
constexpr double kPictureShare = 188.0 / 184;
constexpr auto kPacket = 20ms;
constexpr double kAroundKbps = 100;
// A packet of 60 ms at this rate fills one TS packet.
constexpr auto kLeanPacket = 60ms;
constexpr std::uint32_t kLeanKbps = 16;
constexpr double kLeanAroundKbps = 45;

double neededFor(const PictureFormat& picture) {
  return kPictureKbps * std::pow(picture.width * picture.height / kPixels, kPixelPower) *
         std::pow(picture.fps / kRate, kRatePower);
}

std::uint32_t even(double pixels) { return 2 * static_cast<std::uint32_t>(std::lround(pixels / 2)); }

}  // namespace

void QualityLadder::plan(const VideoConfig& video, const AudioConfig& audio) {
  planned_kbps_ = video.bitrate_kbps;
  rungs_.clear();
  Quality rung{.picture = {video.width, video.height, video.fps},
               .sound_kbps = audio.bitrate_kbps,
               .sound_packet = kPacket,
               .around_kbps = kAroundKbps};
  const auto add = [&](PictureStep step, double picture_kbps) {
    rung.step = step;
    rung.least_kbps = picture_kbps * kPictureShare + rung.sound_kbps + rung.around_kbps;
    rungs_.push_back(rung);
  };
  const auto addPictures = [&](PictureStep step) { add(step, std::min(neededFor(rung.picture), planned_kbps_)); };
  addPictures(PictureStep::AsPlanned);
  for (const std::uint32_t fps : kRates) {
    if (fps >= rung.picture.fps) continue;
    rung.picture.fps = fps;
    addPictures(PictureStep::FewerPictures);
  }
  for (const std::uint32_t lines : kLines) {
    if (lines >= rung.picture.height) continue;
    rung.picture.width = even(static_cast<double>(video.width) * lines / video.height);
    rung.picture.height = lines;
    addPictures(PictureStep::SmallerPictures);
  }
  rung.sound_kbps = std::min(audio.bitrate_kbps, kLeanKbps);
  rung.sound_packet = kLeanPacket;
  rung.around_kbps = kLeanAroundKbps;
  addPictures(rungs_.back().step);
  rung.picture.fps = 1;
  rung.apart = kStillEvery;
  add(PictureStep::Still, kStillKbps);
  rung.apart = kNoPictures;
  add(PictureStep::SoundOnly, 0);
  at_ = 0;
  narrow_since_.reset();
  fell_at_.reset();
  soon_ = false;
  wide_since_.assign(rungs_.size(), std::nullopt);
}

const Quality& QualityLadder::follow(double carries_kbps, MediaTime now) {
  const std::size_t fits = best(carries_kbps, 1);
  const std::size_t better = best(carries_kbps, kMore);
  if (fits <= at_) narrow_since_.reset();
  for (std::size_t i = 0; i < rungs_.size(); ++i) {
    if (i < better) wide_since_[i].reset();
    if (i >= better && !wide_since_[i]) wide_since_[i] = now;
  }
  if (fits > at_) {
    if (!narrow_since_) narrow_since_ = now;
    const bool at_once = carries_kbps < kFarTooNarrow * quality().least_kbps;
    if (at_once || now - *narrow_since_ >= kDownAfter) at_ = fits;
    if (at_once) noteFall(now);
  } else if (better < at_) {
    rise(now);
  }
  return quality();
}

void QualityLadder::noteFall(MediaTime now) {
  soon_ = soon_ || !fell_at_ || now - *fell_at_ >= kSeldom;
  fell_at_ = now;
}

// The line is judged anew where pictures move; stills are too little to be judged by.
void QualityLadder::rise(MediaTime now) {
  const MediaTime after = soon_ ? kUpSoon : kUpAfter;
  const auto longEnough = [&](const std::optional<MediaTime>& since) { return since && now - *since >= after; };
  const auto up = static_cast<std::size_t>(std::ranges::find_if(wide_since_, longEnough) - wide_since_.begin());
  if (up >= at_) return;
  at_ = up;
  if (quality().apart > 0ms) return;
  soon_ = false;
  std::ranges::fill(wide_since_, std::nullopt);
}

double QualityLadder::pictureKbps(std::optional<double> carries_kbps) const {
  if (!carries_kbps) return planned_kbps_;
  const Quality& rung = quality();
  const double left = (*carries_kbps - rung.sound_kbps - rung.around_kbps) / kPictureShare;
  return std::clamp(left, std::min(kStillKbps, planned_kbps_), planned_kbps_);
}

double QualityLadder::mostKbps() const {
  const Quality& first = rungs_.front();
  return planned_kbps_ * kPictureShare + first.sound_kbps + first.around_kbps;
}

// The last one always fits.
std::size_t QualityLadder::best(double carries_kbps, double more) const {
  const auto enough = [&](const Quality& rung) {
    return carries_kbps >= std::min(more * rung.least_kbps, kNearlyAll * mostKbps());
  };
  const auto found = std::ranges::find_if(rungs_.begin(), rungs_.end() - 1, enough);
  return static_cast<std::size_t>(found - rungs_.begin());
}

}  // namespace diemcau::media
