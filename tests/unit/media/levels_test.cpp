// SPDX-License-Identifier: Apache-2.0
// Levels, rates and conditions as people read them.
#include "daemon/media/status/levels.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "daemon/base/clock.h"
#include "daemon/media/media_format.h"
#include "daemon/media/status/persistence.h"
#include "daemon/media/status/rate_meter.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

class FakeClock final : public base::Clock {
 public:
  base::BootTime boot() const override { return {}; }
  base::WallTime wall() const override { return now; }
  base::WallTime now{};
};

std::vector<std::int16_t> sine(double amplitude) {
  std::vector<std::int16_t> block(kSoundBlock);
  for (std::size_t i = 0; i < block.size(); ++i) {
    block[i] =
        static_cast<std::int16_t>(amplitude * std::sin(2 * std::numbers::pi * 50 * static_cast<double>(i) / 960));
  }
  return block;
}

void aSineOfFullScaleIsMinusThreeDecibels() {
  Levels levels;
  for (int i = 0; i < 50; ++i) levels.add(sine(32'767));
  CHECK(std::abs(levels.read().rms_dbfs + 3.01) < 0.02);
  CHECK(std::abs(levels.read().peak_dbfs) < 0.02);
  for (int i = 0; i < 50; ++i) levels.add(sine(3'276.7));
  CHECK(std::abs(levels.read().rms_dbfs + 23.01) < 0.05);
}

void bothChannelsCount() {
  Levels levels;
  std::vector<std::int16_t> stereo;
  for (const std::int16_t sample : sine(3'276.7)) stereo.insert(stereo.end(), {0, sample});
  for (int i = 0; i < 50; ++i) levels.add(stereo);
  CHECK(std::abs(levels.read().rms_dbfs + 26.02) < 0.05);
  CHECK(std::abs(levels.read().peak_dbfs + 20) < 0.05);
}

void zerosAreCountedAsLongAsTheyLast() {
  Levels levels;
  levels.add(sine(1000));
  const std::vector<std::int16_t> zeros(kSoundBlock);
  for (int i = 0; i < 500; ++i) levels.add(zeros);
  CHECK(levels.read().zero_for == 10s);
  CHECK_EQ(-100.0, levels.read().rms_dbfs);
  CHECK_EQ(-100.0, levels.read().peak_dbfs);
  std::vector<std::int16_t> whisper(kSoundBlock);
  whisper[7] = -1;
  levels.add(whisper);
  CHECK(levels.read().zero_for == 0ms);
}

void aFindingHoldsOnceItHasLastedAndIsOverOnceItHasBeenGone() {
  Persistence dark(3s, 2s);
  const auto holds = [&](int second, std::optional<bool> found) {
    dark.add(second * 1s, found);
    return dark.holds();
  };
  CHECK(!holds(0, true) && !holds(2, true) && holds(3, true));
  CHECK(holds(4, false) && holds(5, false) && !holds(6, false));
  // What is between the two thresholds ends nothing and begins nothing.
  CHECK(!holds(7, true) && !holds(9, std::nullopt) && !holds(10, true) && holds(13, true));
  CHECK(holds(14, std::nullopt) && holds(60, std::nullopt));
  dark.reset();
  CHECK(!dark.holds());
}

void ratesAreOfTheLastSecond() {
  RateMeter meter;
  CHECK_EQ(0.0, meter.perSecond());
  for (int second = 0; second < 10; ++second) meter.add(second * 1s, static_cast<std::uint64_t>(second) * 30);
  CHECK_EQ(30.0, meter.perSecond());
  meter.add(10s, 270);
  CHECK_EQ(0.0, meter.perSecond());
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aSineOfFullScaleIsMinusThreeDecibels), TEST(bothChannelsCount), TEST(zerosAreCountedAsLongAsTheyLast),
       TEST(aFindingHoldsOnceItHasLastedAndIsOverOnceItHasBeenGone), TEST(ratesAreOfTheLastSecond)});
}
