// SPDX-License-Identifier: Apache-2.0
// Listing and exporting the room's recording.
#include "daemon/cli/recording_commands.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <format>
#include <iterator>
#include <span>

#include "contract/unique_fd.h"
#include "daemon/base/atomic_file.h"
#include "daemon/cli/words.h"
#include "daemon/recording/segment_file.h"
#include "daemon/recording/segment_list.h"

namespace diemcau::cli {
namespace {

using recording::Bytes;
using recording::KeptSegment;

constexpr std::size_t kMaxSegmentBytes = std::size_t{512} << 20;  // many times ten seconds at the highest bit rate

Bytes bytesIn(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

Timestamp changedAt(const std::filesystem::path& file) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(file, error);
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(time));
}

Result<void> writeAll(int fd, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail("recording", "not_written", std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

std::string beginningOf(const KeptSegment& segment) {
  const auto header = recording::headerOf(segment);
  return header ? localTime(header->started_at) : "?";
}

std::string lineOf(std::span<const KeptSegment> run) {
  std::uint64_t bytes = 0;
  for (const KeptSegment& segment : run) bytes += segment.bytes;
  return std::format("{}  {} – {}  {} đoạn, {}\n", run.front().run.run, beginningOf(run.front()),
                     localTime(changedAt(run.back().path)), run.size(), bytesOf(bytes));
}

void remark(Exported& exported, const KeptSegment& segment, std::string_view what) {
  exported.remarks.push_back(std::format("đoạn {}: {}", segment.name.seq, what));
  exported.whole = false;
}

void judge(Exported& exported, const KeptSegment& segment, recording::SegmentEnd end, bool last) {
  using enum recording::SegmentEnd;
  if (end == CutOff && !last) remark(exported, segment, "bị cắt ngang");
  if (end == Altered) remark(exported, segment, "bị hỏng, hoặc được mã hoá bằng khoá của danh tính khác");
}

}  // namespace

Result<std::string> textOfRecording(const RecordingPlan& plan) {
  const auto segments = recording::listSegments(plan.directory);
  if (!segments) return std::unexpected(segments.error());
  std::string text;
  for (auto first = segments->begin(); first != segments->end();) {
    const auto next = std::find_if(first, segments->end(), [&](const KeptSegment& s) { return s.run != first->run; });
    text += lineOf({first, next});
    first = next;
  }
  return text;
}

Result<Exported> exportRecording(const RecordingPlan& plan, const std::optional<std::string>& run,
                                 const std::filesystem::path& out) {
  auto segments = recording::listSegments(plan.directory);
  if (!segments) return std::unexpected(segments.error());
  const std::string wanted = run.value_or(segments->empty() ? std::string() : segments->back().run.run);
  std::erase_if(*segments, [&](const KeptSegment& segment) { return segment.run.run != wanted; });
  if (segments->empty()) return fail("recording", "no_such_run", wanted);
  recording::Key key{};
  std::copy_n(plan.key.begin(), std::min(plan.key.size(), key.size()), key.begin());

  const UniqueFd fd(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd.valid()) return fail("recording", "not_written", out.string() + ": " + std::strerror(errno));
  Exported exported;
  for (const KeptSegment& segment : *segments) {
    const bool follows = exported.segments == 0 || segment.name.seq == (&segment)[-1].name.seq + 1;
    if (!follows) remark(exported, segment, "thiếu phần trước nó");
    const auto file = base::readFile(segment.path, kMaxSegmentBytes);
    if (!file) return std::unexpected(file.error());
    const auto opened = recording::openSegment(bytesIn(*file), key);
    if (!opened) return std::unexpected(Error(opened.error()).within(segment.path.string()));
    judge(exported, segment, opened->end, &segment == &segments->back());
    if (auto written = writeAll(fd.get(), opened->content); !written) return std::unexpected(written.error());
    exported.bytes += opened->content.size();
    ++exported.segments;
  }
  return exported;
}

}  // namespace diemcau::cli
