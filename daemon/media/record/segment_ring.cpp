// SPDX-License-Identifier: Apache-2.0
// Quota and free space of the recording's directory.
#include "daemon/media/record/segment_ring.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <format>
#include <utility>

#include "contract/unique_fd.h"

namespace diemcau::media {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
// What is left to the rest of the box: so much, or a twentieth of a small disk.
constexpr std::uint64_t kLeftFree = 256 * kMegabyte;
constexpr std::uint64_t kLeftShare = 20;

struct DiskSpace {
  std::uint64_t free = 0;
  std::uint64_t all = 0;
};

Result<DiskSpace> spaceOf(const std::filesystem::path& directory) {
  struct statvfs found{};
  if (::statvfs(directory.c_str(), &found) != 0) return fail("recording", "no_directory", std::strerror(errno));
  return DiskSpace{found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize};
}

// With those that it is in; their names are on the disk, too: what is flushed into a directory whose own name is lost
// is lost with it.
Result<void> makeDirectory(const std::filesystem::path& directory) {
  std::error_code error;
  if (std::filesystem::is_directory(directory, error)) return {};
  const std::filesystem::path parent = std::filesystem::absolute(directory).parent_path();
  if (auto made = makeDirectory(parent); !made) return made;
  std::filesystem::create_directory(directory, error);
  if (error) return fail("recording", "no_directory", error.message());
  const UniqueFd above(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!above.valid() || ::fsync(above.get()) != 0) return fail("recording", "no_directory", std::strerror(errno));
  return {};
}

}  // namespace

SegmentRing::SegmentRing(const RecordingPlan& plan, std::filesystem::path run_directory)
    : directory_(plan.directory), run_directory_(std::move(run_directory)), quota_(plan.quota_mb * kMegabyte) {
  std::ranges::copy_n(plan.key.begin(), static_cast<std::ptrdiff_t>(std::min(plan.key.size(), key_.size())),
                      key_.begin());
}

Result<std::unique_ptr<SegmentRing>> SegmentRing::open(const RecordingPlan& plan, const std::string& run) {
  const std::filesystem::path directory = plan.directory;
  const auto runs = recording::listRuns(directory);
  if (!runs) return std::unexpected(runs.error());
  const auto own = std::ranges::find(*runs, run, &recording::RunName::run);
  const recording::RunName name{own != runs->end() ? own->number : (runs->empty() ? 1 : runs->back().number + 1), run};

  std::unique_ptr<SegmentRing> ring(new SegmentRing(plan, directory / recording::textOf(name)));
  if (auto made = makeDirectory(ring->run_directory_); !made) return std::unexpected(std::move(made.error()));
  std::error_code error;
  // Only those that are empty go.
  for (const recording::RunName& other : *runs) {
    if (other.run != run) std::filesystem::remove(directory / recording::textOf(other), error);
  }
  const auto kept = recording::listSegments(directory);
  if (!kept) return std::unexpected(kept.error());
  for (const recording::KeptSegment& segment : *kept) {
    ring->kept_.push_back({segment.path, segment.bytes});
    ring->kept_bytes_ += segment.bytes;
  }
  return ring;
}

Result<SegmentWriter*> SegmentRing::begin(const recording::SegmentHeader& header) {
  if (auto ended = end(); !ended) return std::unexpected(std::move(ended.error()));
  if (auto room = makeRoom(); !room) return std::unexpected(std::move(room.error()));
  current_path_ = run_directory_ / recording::textOf(recording::SegmentName{header.seq, header.first_pts_ms});
  auto writer = SegmentWriter::create(current_path_, key_, header);
  if (!writer) return std::unexpected(std::move(writer.error()));
  current_ = *std::move(writer);
  return current_.get();
}

Result<void> SegmentRing::end() {
  const auto writer = std::move(current_);
  if (writer == nullptr) return {};
  const auto finished = writer->finish();
  kept_.push_back({current_path_, writer->bytes()});
  kept_bytes_ += writer->bytes();
  return finished;
}

Result<void> SegmentRing::makeRoom() {
  for (;;) {
    const auto space = spaceOf(run_directory_);
    if (!space) return std::unexpected(space.error());
    const bool full = space->free < std::min(kLeftFree, space->all / kLeftShare);
    if (!full && (bytes() <= quota_ || kept_.empty())) return {};
    if (kept_.empty()) {
      return fail("recording", "disk_full",
                  std::format("{}: {} MB left", std::strerror(ENOSPC), space->free / kMegabyte));
    }
    if (auto removed = removeOldest(); !removed) return removed;
  }
}

Result<void> SegmentRing::removeOldest() {
  const Kept oldest = kept_.front();
  std::error_code error;
  std::filesystem::remove(oldest.path, error);
  if (error) return fail("recording", "not_deleted", error.message());
  kept_.pop_front();
  kept_bytes_ -= oldest.bytes;
  // Succeeds for the last of a run.
  if (oldest.path.parent_path() != run_directory_) std::filesystem::remove(oldest.path.parent_path(), error);
  return {};
}

std::uint64_t SegmentRing::bytes() const { return kept_bytes_ + (current_ ? current_->bytes() : 0); }

std::uint32_t SegmentRing::segments() const { return static_cast<std::uint32_t>(kept_.size()) + (current_ ? 1 : 0); }

}  // namespace diemcau::media
