// SPDX-License-Identifier: Apache-2.0
// Pieces to files.
#include "centre/recording/segment_inbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <format>

#include "contract/unique_fd.h"

namespace diemcau::centre {
namespace {

// Twenty seconds at the highest bit rate, and a little.
constexpr std::uint64_t kMostBytes = 160'000'000;

std::unexpected<Error> notWritten(const std::filesystem::path& file, int error) {
  return fail("recording", "not_written", std::format("{}: {}", file.string(), std::strerror(error)));
}

int appendTo(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::filesystem::path partOf(std::filesystem::path file) { return file.replace_extension(".part"); }

}  // namespace

SegmentWish SegmentInbox::ask(const std::string& site, const std::string& run, const OfferedSegment& segment) {
  const std::lock_guard lock(mutex_);
  auto received = runs_.try_emplace(site, recordings_ / site, run).first;
  if (received->second.run() != run) {
    runs_.erase(received);
    received = runs_.try_emplace(site, recordings_ / site, run).first;
  }
  const SegmentWish wish = wishFor(site, run, segment);
  if (!wish.wanted || received->second.covers(segment)) return {};
  return wish;
}

SegmentWish SegmentInbox::wishFor(const std::string& site, const std::string& run, const OfferedSegment& segment) {
  const std::filesystem::path file = broughtPath(recordings_ / site, run, segment);
  std::error_code error;
  if (std::filesystem::exists(file, error)) return {};
  const std::uint64_t there = std::filesystem::file_size(partOf(file), error);
  return {.wanted = true, .offset = error ? 0 : there};
}

Result<SegmentWish> SegmentInbox::put(const std::string& site, const std::string& run, const OfferedSegment& segment,
                                      const SegmentPiece& piece) {
  const bool fits =
      piece.total <= kMostBytes && piece.offset <= piece.total && piece.bytes.size() <= piece.total - piece.offset;
  if (!fits || piece.total % kTsPacketBytes != 0) return fail("recording", "piece_malformed");
  const std::lock_guard lock(mutex_);
  const SegmentWish before = wishFor(site, run, segment);
  if (!before.wanted || before.offset != piece.offset) return before;

  const std::filesystem::path file = broughtPath(recordings_ / site, run, segment);
  const std::filesystem::path part = partOf(file);
  std::error_code made;
  std::filesystem::create_directories(file.parent_path(), made);
  UniqueFd fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!fd.valid()) return notWritten(part, errno);
  int error = appendTo(fd.get(), piece.bytes);
  const bool all = piece.offset + piece.bytes.size() == piece.total;
  if (error == 0 && all && ::fsync(fd.get()) != 0) error = errno;
  fd.reset();
  if (error == 0 && all && ::rename(part.c_str(), file.c_str()) != 0) error = errno;
  if (error != 0) {
    // What a full disk took of the piece would be the wrong place to go on from.
    std::error_code failed;
    std::filesystem::resize_file(part, piece.offset, failed);
    if (failed) std::filesystem::remove(part, failed);
    return notWritten(part, error);
  }
  return wishFor(site, run, segment);
}

}  // namespace diemcau::centre
