// SPDX-License-Identifier: Apache-2.0
// Flashes and clicks out of a stream.
#include "tests/guest/av_offset.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <format>
#include <sstream>
#include <string>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

constexpr double kWhite = 105;  // mean luma: white has 142 and colour bars 65, with the words that vivid writes on both
constexpr int kRate = 8'000;    // of the sound that is looked at
constexpr int kLoud = 8'000;    // a click has 26 000, the tone 1 000
constexpr std::size_t kQuiet = kRate / 4;     // from one click to the next at least
constexpr double kAfter = 0.5;                // a click comes so much after its flash (marks.cpp)
constexpr double kNear = 0.4;                 // and belongs to it within
constexpr std::chrono::minutes kReading{10};  // of ten minutes of stream in an emulated machine
constexpr double kSameMs = 40;
constexpr std::size_t kFewest = 4;  // marks

// When the picture turns white.
std::vector<double> flashes(const std::string& luma) {
  std::vector<double> found;
  std::istringstream lines(luma);
  double time = 0;
  bool white = false;
  for (std::string word; lines >> word;) {
    const std::size_t value = word.find('=');
    if (word.starts_with("pts_time:")) time = std::strtod(word.c_str() + std::strlen("pts_time:"), nullptr);
    if (value == std::string::npos) continue;
    const bool now = std::strtod(word.c_str() + value + 1, nullptr) > kWhite;
    if (now && !white) found.push_back(time);
    white = now;
  }
  return found;
}

// When it is loud; 16 bits.
std::vector<double> clicks(const std::string& sound) {
  std::vector<double> found;
  std::size_t since = kQuiet;
  for (std::size_t i = 0; i + 1 < sound.size(); i += 2) {
    std::int16_t sample = 0;
    std::memcpy(&sample, sound.data() + i, sizeof sample);
    const bool loud = std::abs(static_cast<int>(sample)) > kLoud;
    if (loud && since >= kQuiet) found.push_back(static_cast<double>(i / 2) / kRate);
    since = loud ? 0 : since + 1;
  }
  return found;
}

double medianOf(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

std::vector<Mark> marksOf(const TempDir& dir, const std::filesystem::path& stream) {
  // Both begin with the file; what is missing of the sound is silence.
  const std::string luma = (dir / "luma.txt").string();
  const std::string sound = (dir / "sound.raw").string();
  const std::string look = "scale=16:8:flags=area,signalstats,metadata=mode=print:key=lavfi.signalstats.YAVG:file=";
  (void)outputOf(
      dir, "bash",
      {"-c", std::format("ffmpeg -v error -nostdin -y -i {} -map 0:v -vf {}{} -fps_mode passthrough -f null - "
                         "-map 0:a -af aresample=async=1:min_hard_comp=0.005:first_pts=0 -ac 1 -ar {} -f s16le {}",
                         stream.string(), look, luma, kRate, sound)},
      kReading);
  const std::vector<double> heard = clicks(readWhole(sound));
  const std::vector<double> all_seen = flashes(readWhole(luma));
  std::vector<Mark> marks;
  for (const double seen : all_seen) {
    const auto away = [due = seen + kAfter](double click) { return std::abs(click - due); };
    const auto nearest = std::ranges::min_element(heard, {}, away);
    if (nearest != heard.end() && away(*nearest) < kNear) marks.push_back({seen, *nearest, *nearest - seen - kAfter});
  }
  std::printf("figure: %zu marks of %zu flashes and %zu clicks; second:milliseconds", marks.size(), all_seen.size(),
              heard.size());
  for (const Mark& mark : marks) std::printf(" %.0f:%.0f", mark.at, mark.offset * 1000);
  std::puts("");
  return marks;
}

AvOffset medianOffset(const std::vector<Mark>& marks, double from, double to) {
  std::vector<double> offsets;
  std::vector<double> late;
  for (const Mark& mark : marks) {
    if (mark.at < from || mark.at >= to) continue;
    offsets.push_back(mark.offset);
    late.push_back(std::remainder(mark.heard - marks.front().heard, kMarkEvery));
  }
  if (offsets.empty()) return {};
  return {medianOf(offsets) * 1000, medianOf(late) * 1000, offsets.size()};
}

void checkSame(const AvOffset& before, const AvOffset& after, double fps) {
  std::printf(
      "figure: sound after picture %.1f ms (%zu marks) before, %.1f ms (%zu) after; sound by itself %.1f, %.1f ms\n",
      before.median_ms, before.marks, after.median_ms, after.marks, before.sound_ms, after.sound_ms);
  std::fflush(stdout);
  CHECK(before.marks >= kFewest && after.marks >= kFewest);
  CHECK(std::abs(after.sound_ms - before.sound_ms) <= kSameMs);
  CHECK(std::abs(after.median_ms - before.median_ms) <= kSameMs + 1000 / fps);
}

}  // namespace diemcau::test
