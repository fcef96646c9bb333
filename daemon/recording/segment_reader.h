// SPDX-License-Identifier: Apache-2.0
// A segment read piece by piece: of its content no more than a chunk is in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "contract/unique_fd.h"
#include "daemon/recording/segment_file.h"

namespace diemcau::recording {

// Thread-bound. The file stays as it is meanwhile, or is deleted, which does no harm.
class SegmentReader {
 public:
  // Goes through the whole file once. Errors: file.not_found, file.not_readable, recording.not_a_segment.
  [[nodiscard]] static Result<std::unique_ptr<SegmentReader>> open(const std::filesystem::path& path, const Key& key);

  // Bytes of the content of all chunks before the end.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] SegmentEnd end() const { return end_; }

  // Fills `piece` with the content from `offset` on; both within size(). False: the file is not any more what it was.
  [[nodiscard]] bool read(std::uint64_t offset, std::span<std::uint8_t> piece);

 private:
  struct Chunk {
    std::uint64_t at = 0;     // of its length, in the file
    std::uint64_t begin = 0;  // of its content, in that of the segment
    ChunkLength length;
  };

  SegmentReader(UniqueFd fd, const Key& key, Bytes header) : fd_(std::move(fd)), opener_(key, header) {}
  void walk();
  // Its content into content_.
  [[nodiscard]] bool load(std::uint32_t number, const Chunk& chunk);

  UniqueFd fd_;
  ChunkOpener opener_;
  std::vector<Chunk> chunks_;
  std::uint64_t size_ = 0;
  SegmentEnd end_ = SegmentEnd::CutOff;
  std::vector<std::uint8_t> sealed_;
  std::vector<std::uint8_t> content_;
  std::uint32_t loaded_ = UINT32_MAX;  // the number of the chunk in content_
};

}  // namespace diemcau::recording
