// SPDX-License-Identifier: Apache-2.0
// Texts of pixel formats; ranges of sizes and rates.
#include "daemon/media/capture/video_mode.h"

#include <algorithm>
#include <numeric>

namespace diemcau::media {
namespace {

std::uint32_t nearestIn(std::uint32_t least, std::uint32_t most, std::uint32_t step, std::uint32_t wish) {
  if (wish <= least) return least;
  if (wish >= most) return most;
  step = std::max(step, 1U);
  const std::uint32_t up = least + (wish - least + step - 1) / step * step;
  return up <= most ? up : up - step;
}

double seconds(const FrameInterval& interval) {
  return interval.denominator == 0 ? 0 : 1.0 * interval.numerator / interval.denominator;
}

FrameRate rateOf(std::uint64_t numerator, std::uint64_t denominator) {
  const std::uint64_t common = std::max<std::uint64_t>(std::gcd(numerator, denominator), 1);
  return {static_cast<std::uint32_t>(denominator / common), static_cast<std::uint32_t>(numerator / common)};
}

FrameRate rateOf(const FrameInterval& interval) { return rateOf(interval.numerator, interval.denominator); }

}  // namespace

std::string fourccText(std::uint32_t fourcc) {
  std::string text;
  for (int shift = 0; shift < 32; shift += 8) {
    const char letter = static_cast<char>(fourcc >> shift & 0x7F);
    text += letter >= ' ' && letter <= '~' ? letter : '?';
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

PictureSize nearestSize(const SizeRange& range, const PictureFormat& wish) {
  return {nearestIn(range.least_width, range.most_width, range.step_width, wish.width),
          nearestIn(range.least_height, range.most_height, range.step_height, wish.height)};
}

FrameRate nearestRate(const IntervalRange& range, std::uint32_t fps) {
  const double wish = 1.0 / std::max(fps, 1U);
  if (wish <= seconds(range.shortest)) return rateOf(range.shortest);
  if (wish >= seconds(range.longest)) return rateOf(range.longest);
  const double step = seconds(range.step);
  if (step <= 0) return {fps, 1};
  // The longest interval that is not longer than the wish.
  constexpr double kRounding = 1e-6;
  const auto steps = static_cast<std::uint64_t>((wish - seconds(range.shortest)) / step + kRounding);
  return rateOf(std::uint64_t{range.shortest.numerator} * range.step.denominator +
                    steps * range.step.numerator * range.shortest.denominator,
                std::uint64_t{range.shortest.denominator} * range.step.denominator);
}

}  // namespace diemcau::media
