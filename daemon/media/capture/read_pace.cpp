// SPDX-License-Identifier: Apache-2.0
// Time passed against sound read.
#include "daemon/media/capture/read_pace.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr int kTimesTooSlow = 4;
constexpr int kSlowOnes = 3;
constexpr MediaTime kMostInSecond = 4s;

}  // namespace

ReadPace::Verdict ReadPace::judge(MediaTime now, MediaTime duration) {
  const bool first = last_ == MediaTime{};
  slow_ = !first && now - last_ >= kTimesTooSlow * duration ? slow_ + 1 : 0;
  last_ = now;
  if (first || now - second_began_ >= 1s) {
    second_began_ = now;
    in_second_ = {};
  }
  const bool raced = in_second_ > kMostInSecond;
  in_second_ += duration;
  if (!raced && in_second_ > kMostInSecond) return Verdict::Racing;
  return raced || slow_ >= kSlowOnes ? Verdict::Stopped : Verdict::Good;
}

}  // namespace diemcau::media
