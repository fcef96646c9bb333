// SPDX-License-Identifier: Apache-2.0
// Finding and reading a run's files.
#include "centre/recording/run_files.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <fstream>
#include <optional>
#include <span>

#include "contract/stream_id.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kRunDigits = 16;
constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    files.push_back(entry->path());
  }
  std::ranges::sort(files);
  return files;
}

// "20220715T010203.456Z": ISO 8601's basic form, in UTC.
std::optional<Timestamp> startOf(std::string_view name) {
  constexpr std::size_t kWholeSeconds = 15;
  if (name.size() < kWholeSeconds || name[8] != 'T') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(name.data() + at, name.data() + at + digits, value);
    return error == std::errc{} && end == name.data() + at + digits ? value : 10'000U;
  };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(0, 4))),
                                        std::chrono::month(number(4, 2)), std::chrono::day(number(6, 2))};
  const unsigned hours = number(9, 2);
  const unsigned minutes = number(11, 2);
  const unsigned seconds = number(13, 2);
  if (!day.ok() || hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
  return Timestamp(std::chrono::sys_days(day) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
                   std::chrono::seconds(seconds));
}

}  // namespace

std::string runOf(std::string_view name) {
  const std::size_t behind_start = name.find("Z-");
  if (!startOf(name) || behind_start == std::string_view::npos) return {};
  const std::string_view run = name.substr(behind_start + 2, kRunDigits);
  return isRun(run) ? std::string(run) : std::string();
}

std::vector<ReceivedFile> receivedFiles(const std::filesystem::path& site, std::string_view run) {
  std::vector<ReceivedFile> files;
  for (const auto& path : filesIn(site)) {
    const std::string name = path.filename().string();
    if (runOf(name) != run || !name.ends_with(".ts") || name.ends_with("-whole.ts")) continue;
    files.push_back({path, *startOf(name)});
  }
  return files;
}

std::vector<BroughtFile> broughtFiles(const std::filesystem::path& site, std::string_view run) {
  std::vector<BroughtFile> files;
  for (const auto& path : filesIn(site / run)) {
    const auto segment = offeredSegmentFrom(path.stem().string());
    if (segment && path.extension() == ".ts") files.push_back({path, *segment});
  }
  return files;
}

std::filesystem::path broughtPath(const std::filesystem::path& site, std::string_view run,
                                  const OfferedSegment& segment) {
  return site / run /
         std::format("{:08}-{:010}-{:010}-{}.ts", segment.seq, segment.begin / kTicksPerMs, segment.end / kTicksPerMs,
                     segment.started_at.time_since_epoch().count());
}

Ticks expectedAt(const OfferedSegment& segment, Timestamp started_at) {
  return segment.begin + (started_at - segment.started_at).count() * kTicksPerMs;
}

bool ReceivedRun::covers(const OfferedSegment& segment) {
  for (const ReceivedFile& file : receivedFiles(site_, run_)) {
    const auto [scan, added] =
        scans_.try_emplace(file.path, Scan{TsUnitReader(expectedAt(segment, file.started_at)), {}, 0});
    readOn(scan->second, file.path);
  }
  return std::ranges::any_of(scans_,
                             [&](const auto& scan) { return scan.second.coverage.covers(segment.begin, segment.end); });
}

void ReceivedRun::readOn(Scan& scan, const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(scan.offset));
  block_.resize(kBlockBytes);
  while (stream) {
    stream.read(block_.data(), static_cast<std::streamsize>(block_.size()));
    const auto count = static_cast<std::size_t>(stream.gcount());
    const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(block_.data()), count);
    scan.reader.add(bytes, [&scan](const TsUnit& unit) { scan.coverage.add(unit); });
    scan.offset += count;
  }
}

}  // namespace diemcau::centre
