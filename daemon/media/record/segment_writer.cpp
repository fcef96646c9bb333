// SPDX-License-Identifier: Apache-2.0
// Chunks to the disk.
#include "daemon/media/record/segment_writer.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace diemcau::media {
namespace {

std::unexpected<Error> notWritten(int error) { return fail("recording", "not_written", std::strerror(error)); }

}  // namespace

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create(const std::filesystem::path& file,
                                                             const recording::Key& key,
                                                             const recording::SegmentHeader& header) {
  UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.valid()) return notWritten(errno);
  const UniqueFd directory(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() || ::fsync(directory.get()) != 0) return notWritten(errno);
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter(std::move(fd), key, header));
  if (auto begun = writer->append(writer->sealer_.header()); !begun) return std::unexpected(std::move(begun.error()));
  return writer;
}

Result<void> SegmentWriter::write(std::span<const std::uint8_t> packets) {
  while (!packets.empty()) {
    const std::size_t room = recording::kChunkBytes - content_.size();
    const auto part = packets.first(std::min(room, packets.size()));
    content_.insert(content_.end(), part.begin(), part.end());
    packets = packets.subspan(part.size());
    if (content_.size() < recording::kChunkBytes) continue;
    if (auto sealed = seal(false); !sealed) return sealed;
  }
  return {};
}

Result<void> SegmentWriter::sync() {
  if (!content_.empty()) {
    if (auto sealed = seal(false); !sealed) return sealed;
  }
  return flush();
}

Result<void> SegmentWriter::finish() {
  if (auto sealed = seal(true); !sealed) return sealed;
  return flush();
}

Result<void> SegmentWriter::seal(bool last) {
  chunk_.clear();
  sealer_.seal(content_, last, chunk_);
  content_.clear();
  return append(chunk_);
}

Result<void> SegmentWriter::append(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return notWritten(errno);
    bytes_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> SegmentWriter::flush() {
  if (::fdatasync(fd_.get()) != 0) return notWritten(errno);
  return {};
}

}  // namespace diemcau::media
