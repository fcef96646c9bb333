// SPDX-License-Identifier: Apache-2.0
// There at once, gone with patience.
#include "daemon/media/record/full_picture_rule.h"

#include "daemon/media/uplink/quality_ladder.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kBackFor = 3s;

constexpr MediaTime kCounted = 10s;
constexpr std::uint64_t kMostRefused = 30;
constexpr MediaTime kPause = 300s;

}  // namespace

bool FullPictureRule::judge(const View& view, MediaTime now) {
  if (!own_) {
    const bool reduced = !view.whole || view.share < kReduced;
    if (!reduced || now < not_before_) return false;
    back_since_.reset();
    counted_since_ = now;
    refused_before_ = view.refused;
    return own_ = true;
  }
  if (isTooMuch(view, now)) {
    not_before_ = now + kPause;
    return own_ = false;
  }
  if (!view.whole || view.share < kAllBack) {
    back_since_.reset();
  } else if (!back_since_) {
    back_since_ = now;
  }
  return own_ = !back_since_ || now - *back_since_ < kBackFor;
}

bool FullPictureRule::isTooMuch(const View& view, MediaTime now) {
  if (view.refused - refused_before_ >= kMostRefused) return true;
  if (now - counted_since_ >= kCounted) {
    counted_since_ = now;
    refused_before_ = view.refused;
  }
  return false;
}

}  // namespace diemcau::media
