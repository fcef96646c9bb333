// SPDX-License-Identifier: Apache-2.0
// Names of runs and segments.
#include "daemon/recording/segment_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <fstream>
#include <tuple>

#include "contract/stream_id.h"

namespace diemcau::recording {
namespace {

constexpr std::string_view kEnding = ".ts.enc";

// All of `text`, which begins with a digit.
template <class Number>
std::optional<Number> numberFrom(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::vector<std::filesystem::path>> entriesOf(const std::filesystem::path& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> entries;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    entries.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail("recording", "not_readable", directory.string() + ": " + error.message());
  }
  return entries;
}

}  // namespace

std::string textOf(const RunName& name) { return std::format("{:06}-{}", name.number, name.run); }

std::string textOf(const SegmentName& name) {
  return std::format("{:08}-{:010}{}", name.seq, name.first_pts_ms, kEnding);
}

std::optional<RunName> runNameFrom(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto number = numberFrom<std::uint32_t>(text.substr(0, dash));
  const std::string_view run = text.substr(dash + 1);
  if (!number || !isRun(run)) return std::nullopt;
  return RunName{*number, std::string(run)};
}

std::optional<SegmentName> segmentNameFrom(std::string_view text) {
  if (!text.ends_with(kEnding)) return std::nullopt;
  text.remove_suffix(kEnding.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto seq = numberFrom<std::uint32_t>(text.substr(0, dash));
  const auto pts = numberFrom<std::uint64_t>(text.substr(dash + 1));
  if (!seq || !pts) return std::nullopt;
  return SegmentName{*seq, *pts};
}

Result<SegmentHeader> headerOf(const KeptSegment& segment) {
  constexpr std::size_t kEnough = 128;  // more than a header
  std::array<char, kEnough> bytes{};
  std::ifstream in(segment.path, std::ios::binary);
  in.read(bytes.data(), bytes.size());
  return readSegmentHeader({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Result<std::vector<RunName>> listRuns(const std::filesystem::path& directory) {
  const auto entries = entriesOf(directory);
  if (!entries) return std::unexpected(entries.error());
  std::vector<RunName> runs;
  for (const auto& entry : *entries) {
    if (auto run = runNameFrom(entry.filename().string())) runs.push_back(*std::move(run));
  }
  std::ranges::sort(runs, {}, [](const RunName& run) { return std::tie(run.number, run.run); });
  return runs;
}

Result<std::vector<KeptSegment>> listSegments(const std::filesystem::path& directory) {
  const auto runs = listRuns(directory);
  if (!runs) return std::unexpected(runs.error());
  std::vector<KeptSegment> segments;
  for (const RunName& run : *runs) {
    const auto entries = entriesOf(directory / textOf(run));
    if (!entries) return std::unexpected(entries.error());
    const auto first = static_cast<std::ptrdiff_t>(segments.size());
    for (const auto& entry : *entries) {
      const auto name = segmentNameFrom(entry.filename().string());
      std::error_code gone;
      const std::uint64_t bytes = std::filesystem::file_size(entry, gone);
      if (name && !gone) segments.push_back({run, *name, entry, bytes});
    }
    std::sort(segments.begin() + first, segments.end(),
              [](const KeptSegment& a, const KeptSegment& b) { return a.name.seq < b.name.seq; });
  }
  return segments;
}

}  // namespace diemcau::recording
