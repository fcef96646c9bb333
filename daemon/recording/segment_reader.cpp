// SPDX-License-Identifier: Apache-2.0
// An index of the chunks, and one of them at a time.
#include "daemon/recording/segment_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace diemcau::recording {
namespace {

// False: there are fewer bytes.
bool readAt(int fd, std::uint64_t at, std::span<std::uint8_t> to) {
  while (!to.empty()) {
    const ssize_t got = ::pread(fd, to.data(), to.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += static_cast<std::uint64_t>(got);
    to = to.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<SegmentReader>> SegmentReader::open(const std::filesystem::path& path, const Key& key) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) {
    return fail("file", errno == ENOENT ? "not_found" : "not_readable", path.string() + ": " + std::strerror(errno));
  }
  std::array<std::uint8_t, kHeaderBytes> header{};
  if (!readAt(fd.get(), 0, header)) return fail("recording", "not_a_segment", path.string());
  if (auto read = readSegmentHeader(header); !read) return std::unexpected(std::move(read.error()));
  std::unique_ptr<SegmentReader> reader(new SegmentReader(std::move(fd), key, header));
  reader->walk();
  return reader;
}

void SegmentReader::walk() {
  Chunk chunk{.at = kHeaderBytes, .begin = 0, .length = {}};
  std::array<std::uint8_t, kLengthBytes> word{};
  while (readAt(fd_.get(), chunk.at, word)) {
    chunk.length = readChunkLength(word);
    if (chunk.length.isNone()) return;
    const auto number = static_cast<std::uint32_t>(chunks_.size());
    const std::uint64_t next = chunk.at + kLengthBytes + chunk.length.length + kTagBytes;
    std::array<std::uint8_t, 1> byte{};
    if (chunk.length.length <= kChunkBytes && !readAt(fd_.get(), next - 1, byte)) return;
    if (chunk.length.length > kChunkBytes || !load(number, chunk)) {
      end_ = SegmentEnd::Altered;
      return;
    }
    chunks_.push_back(chunk);
    size_ += chunk.length.length;
    if (chunk.length.last) {
      end_ = readAt(fd_.get(), next, byte) ? SegmentEnd::Altered : SegmentEnd::Whole;
      return;
    }
    chunk.at = next;
    chunk.begin = size_;
  }
}

bool SegmentReader::load(std::uint32_t number, const Chunk& chunk) {
  loaded_ = UINT32_MAX;
  sealed_.resize(chunk.length.length + kTagBytes);
  content_.resize(chunk.length.length);
  if (!readAt(fd_.get(), chunk.at + kLengthBytes, sealed_)) return false;
  if (!opener_.open(number, chunk.length, sealed_, content_.data())) return false;
  loaded_ = number;
  return true;
}

bool SegmentReader::read(std::uint64_t offset, std::span<std::uint8_t> piece) {
  auto chunk = std::ranges::upper_bound(chunks_, offset, {}, &Chunk::begin);
  if (chunk != chunks_.begin()) --chunk;
  for (; !piece.empty() && chunk != chunks_.end(); ++chunk) {
    const auto number = static_cast<std::uint32_t>(chunk - chunks_.begin());
    if (loaded_ != number && !load(number, *chunk)) return false;
    const std::size_t from = std::min<std::size_t>(offset - chunk->begin, content_.size());
    const std::size_t count = std::min(piece.size(), content_.size() - from);
    std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(from), count, piece.begin());
    piece = piece.subspan(count);
    offset += count;
  }
  return piece.empty();
}

}  // namespace diemcau::recording
