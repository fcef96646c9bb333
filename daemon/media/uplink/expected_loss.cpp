// SPDX-License-Identifier: Apache-2.0
// Steps up at once, down with patience.
#include "daemon/media/uplink/expected_loss.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

struct Step {
  std::uint32_t percent;
  double covers;  // percent
};
constexpr Step kSteps[] = {{0, 0.5}, {5, 5}, {10, 10}, {20, 100}};
constexpr double kAveragedOver = 3;  // s
constexpr double kRoom = 1.4;
constexpr MediaTime kDownAfter = 20s;

std::size_t stepFor(double percent) {
  const auto* found = std::ranges::find_if(kSteps, [&](const Step& step) { return percent < step.covers; });
  return static_cast<std::size_t>(std::min(found, std::prev(std::end(kSteps))) - kSteps);
}

}  // namespace

std::uint32_t ExpectedLoss::follow(double residual, MediaTime now) {
  const MediaTime before = std::exchange(at_, now).value_or(now);
  const double seconds = std::chrono::duration<double>(now - before).count();
  average_ += (1 - std::exp(-seconds / kAveragedOver)) * (100 * residual - average_);
  step_ = std::max(step_, stepFor(average_));
  const std::size_t enough = stepFor(kRoom * average_);
  if (enough >= step_) {
    less_since_.reset();
    return percent();
  }
  enough_ = less_since_ ? std::max(enough_, enough) : enough;
  if (!less_since_) less_since_ = now;
  if (now - *less_since_ >= kDownAfter) {
    step_ = enough_;
    less_since_.reset();
  }
  return percent();
}

std::uint32_t ExpectedLoss::percent() const { return kSteps[step_].percent; }

}  // namespace diemcau::media
