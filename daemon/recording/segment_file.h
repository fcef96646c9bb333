// SPDX-License-Identifier: Apache-2.0
// One segment of the room's recording as a file: encrypted, and readable up to the last chunk that is whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau::recording {

using Key = std::array<std::uint8_t, 32>;
using Bytes = std::span<const std::uint8_t>;

// Most of one chunk's content.
inline constexpr std::size_t kChunkBytes = std::size_t{64} * 1024;
inline constexpr std::size_t kRunDigits = 16;
inline constexpr std::size_t kHeaderBytes = 60;
inline constexpr std::size_t kLengthBytes = 4;
inline constexpr std::size_t kTagBytes = 16;

struct SegmentCipher;

struct SegmentHeader {
  std::string run;                 // kRunDigits lower-case hexadecimal digits
  std::uint32_t seq = 0;           // of the segment in its run, from 0
  std::uint64_t first_pts_ms = 0;  // of the unit that it begins with, on the run's timeline
  Timestamp started_at{};          // by the wall clock, for people

  friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};

// Makes a file's bytes, in this order and big-endian:
//
//   "DCREC1\r\n", run (16), seq (4), first_pts_ms (8), started_at in ms since 1970 (8), salt (16)
//   chunks: length of the content (4; the highest bit is set in the last one), content, tag (16)
//
// The key of a file is HKDF-SHA256 (RFC 5869) of the recording's key with the random salt; each chunk is AES-256-GCM
// (NIST SP 800-38D) with its number and whether it is the last one as the nonce, as in STREAM (Hoang, Reyhanitabar,
// Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015), over the header and the
// length as additional data: nothing can be taken out, put elsewhere or changed. Thread-bound.
class SegmentSealer {
 public:
  // `run` of the header has its digits.
  SegmentSealer(const Key& key, const SegmentHeader& header);
  ~SegmentSealer();
  SegmentSealer(const SegmentSealer&) = delete;
  SegmentSealer& operator=(const SegmentSealer&) = delete;

  // What the file begins with.
  [[nodiscard]] Bytes header() const { return header_; }
  // Appends a chunk of at most kChunkBytes to `out`. Nothing follows the last one.
  void seal(Bytes content, bool last, std::vector<std::uint8_t>& out);

 private:
  std::vector<std::uint8_t> header_;
  std::uint32_t chunks_ = 0;
  const std::unique_ptr<SegmentCipher> cipher_;
};

// Whole: as it was ended. CutOff: it ends without its last chunk, as after a power cut or while it is written.
// Altered: a chunk is not what was written, or was written with another key.
enum class SegmentEnd { Whole, CutOff, Altered };

// What a chunk begins with.
struct ChunkLength {
  std::uint32_t word = 0;    // as it stands in the file
  std::uint32_t length = 0;  // bytes of the content; the tag follows it
  bool last = false;

  // Nothing was written here: where a file has grown and its content has not reached the disk there are zeros.
  [[nodiscard]] bool isNone() const { return word == 0; }
};
// `bytes`: kLengthBytes.
[[nodiscard]] ChunkLength readChunkLength(Bytes bytes);

// Opens chunks, in any order. Thread-bound.
class ChunkOpener {
 public:
  // `header`: the file's first kHeaderBytes, which readSegmentHeader() took.
  ChunkOpener(const Key& key, Bytes header);
  ~ChunkOpener();
  ChunkOpener(const ChunkOpener&) = delete;
  ChunkOpener& operator=(const ChunkOpener&) = delete;

  // The chunk with that number, from 0. `sealed`: content and tag; `content`: has room for it. Whether it is what was
  // written there, with that key.
  [[nodiscard]] bool open(std::uint32_t number, const ChunkLength& length, Bytes sealed, std::uint8_t* content);

 private:
  const std::vector<std::uint8_t> header_;
  const std::unique_ptr<SegmentCipher> cipher_;
};

struct OpenedSegment {
  SegmentHeader header;
  std::vector<std::uint8_t> content;  // of the chunks before the end
  SegmentEnd end = SegmentEnd::Whole;
};

// Takes any bytes. Errors: recording.not_a_segment.
[[nodiscard]] Result<OpenedSegment> openSegment(Bytes file, const Key& key);

// The header alone, not proven to be what was written. Errors: recording.not_a_segment.
[[nodiscard]] Result<SegmentHeader> readSegmentHeader(Bytes file);

}  // namespace diemcau::recording
