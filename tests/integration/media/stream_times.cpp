// SPDX-License-Identifier: Apache-2.0
// What ffprobe says of them.
#include "tests/integration/media/stream_times.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "tests/integration/media/media_bench.h"

namespace diemcau::test {

std::vector<double> timesOf(const TempDir& dir, const std::filesystem::path& file, const char* stream) {
  std::istringstream lines(outputOf(
      dir, "ffprobe",
      {"-v", "fatal", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", file.string()}));
  std::vector<double> times;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) times.push_back(std::stod(line));
  }
  return times;
}

double longestHole(const std::vector<double>& times, double from, double to) {
  double longest = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] >= times.front() + from && times[i - 1] < times.front() + to) {
      longest = std::max(longest, times[i] - times[i - 1] - kSoundPacket);
    }
  }
  return longest;
}

}  // namespace diemcau::test
