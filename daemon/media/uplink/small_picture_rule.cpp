// SPDX-License-Identifier: Apache-2.0
// There with patience, gone at once.
#include "daemon/media/uplink/small_picture_rule.h"

#include <algorithm>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kPatience = 10s;       // after it was given up
constexpr MediaTime kMostPatience = 300s;  // again and again
constexpr MediaTime kSoon = 60s;           // after it came back

}  // namespace

SmallPictureRule::Verdict SmallPictureRule::judge(const View& view, MediaTime now) {
  if (!view.carries_all) {
    good_since_.reset();
    return verdict_ = Verdict::Waiting;
  }
  if (!*view.carries_all || view.congested) {
    if (verdict_ == Verdict::Send) giveUp(now);
    good_since_.reset();
    return verdict_ = Verdict::TooNarrow;
  }
  if (verdict_ == Verdict::Send) return verdict_;
  if (!good_since_) good_since_ = now;
  if (now - *good_since_ < patience_) return verdict_;
  sent_since_ = now;
  return verdict_ = Verdict::Send;
}

void SmallPictureRule::giveUp(MediaTime now) {
  const bool soon = now - sent_since_ < kSoon;
  patience_ = soon ? std::clamp(2 * patience_, kPatience, kMostPatience) : kPatience;
}

}  // namespace diemcau::media
