// SPDX-License-Identifier: Apache-2.0
// Segments as bytes.
#include "daemon/recording/segment_file.h"

#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/platform_util.h>
#include <sys/random.h>

#include <algorithm>
#include <cassert>
#include <optional>
#include <string_view>

#include "contract/stream_id.h"

namespace diemcau::recording {
namespace {

constexpr std::string_view kMagic = "DCREC1\r\n";
constexpr std::string_view kPurpose = "diemcau recording segment";
constexpr std::size_t kSaltBytes = 16;
static_assert(kHeaderBytes == kMagic.size() + kRunDigits + 4 + 8 + 8 + kSaltBytes);
constexpr std::size_t kNonceBytes = 12;
constexpr std::uint64_t kLatest = 253'402'300'799'999;  // the end of the year 9999, ms since 1970
constexpr std::uint32_t kLastBit = 0x8000'0000;

template <class Number>
void append(std::vector<std::uint8_t>& out, Number number) {
  for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(number >> shift & 0xFF));
  }
}

// Takes what is read off the front; there is enough of it.
template <class Number>
Number take(Bytes& bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) number = static_cast<Number>(number << 8 | bytes[i]);
  bytes = bytes.subspan(sizeof(Number));
  return number;
}

std::array<std::uint8_t, kNonceBytes> nonceOf(std::uint32_t chunk, bool last) {
  std::array<std::uint8_t, kNonceBytes> nonce{};
  for (std::size_t i = 0; i < 4; ++i) nonce[kNonceBytes - 2 - i] = static_cast<std::uint8_t>(chunk >> (8 * i) & 0xFF);
  nonce[kNonceBytes - 1] = last ? 1 : 0;
  return nonce;
}

// What is authenticated with a chunk, but not in it.
std::vector<std::uint8_t> associated(Bytes header, std::uint32_t length) {
  std::vector<std::uint8_t> data(header.begin(), header.end());
  append(data, length);
  return data;
}

}  // namespace

// mbedTLS's software implementation fails for wrong arguments alone.
struct SegmentCipher {
  SegmentCipher(const Key& key, Bytes header) {
    const Bytes salt = header.last(kSaltBytes);
    Key own{};
    [[maybe_unused]] int code =
        mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), salt.data(), salt.size(), key.data(), key.size(),
                     reinterpret_cast<const unsigned char*>(kPurpose.data()), kPurpose.size(), own.data(), own.size());
    assert(code == 0);
    mbedtls_gcm_init(&gcm);
    code = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, own.data(), static_cast<unsigned>(own.size() * 8));
    assert(code == 0);
    mbedtls_platform_zeroize(own.data(), own.size());
  }
  ~SegmentCipher() { mbedtls_gcm_free(&gcm); }
  SegmentCipher(const SegmentCipher&) = delete;
  SegmentCipher& operator=(const SegmentCipher&) = delete;

  mbedtls_gcm_context gcm{};
};

SegmentSealer::SegmentSealer(const Key& key, const SegmentHeader& header)
    : header_([&] {
        assert(header.run.size() == kRunDigits);
        std::vector<std::uint8_t> bytes(kMagic.begin(), kMagic.end());
        bytes.insert(bytes.end(), header.run.begin(), header.run.end());
        append(bytes, header.seq);
        append(bytes, header.first_pts_ms);
        append(bytes, static_cast<std::uint64_t>(header.started_at.time_since_epoch().count()));
        std::array<std::uint8_t, kSaltBytes> salt{};
        [[maybe_unused]] const ssize_t filled = ::getrandom(salt.data(), salt.size(), 0);
        assert(filled == static_cast<ssize_t>(salt.size()));  // so few never fail (getrandom(2))
        bytes.insert(bytes.end(), salt.begin(), salt.end());
        return bytes;
      }()),
      cipher_(std::make_unique<SegmentCipher>(key, header_)) {}

SegmentSealer::~SegmentSealer() = default;

void SegmentSealer::seal(Bytes content, bool last, std::vector<std::uint8_t>& out) {
  assert(content.size() <= kChunkBytes);
  const std::uint32_t length = static_cast<std::uint32_t>(content.size()) | (last ? kLastBit : 0);
  const auto nonce = nonceOf(chunks_++, last);
  const auto data = associated(header_, length);
  append(out, length);
  const std::size_t begin = out.size();
  out.resize(begin + content.size() + kTagBytes);
  [[maybe_unused]] const int code = mbedtls_gcm_crypt_and_tag(
      &cipher_->gcm, MBEDTLS_GCM_ENCRYPT, content.size(), nonce.data(), nonce.size(), data.data(), data.size(),
      content.data(), out.data() + begin, kTagBytes, out.data() + begin + content.size());
  assert(code == 0);
}

Result<SegmentHeader> readSegmentHeader(Bytes file) {
  if (file.size() < kHeaderBytes || !std::ranges::equal(file.first(kMagic.size()), kMagic)) {
    return fail("recording", "not_a_segment");
  }
  file = file.subspan(kMagic.size());
  SegmentHeader header;
  header.run.assign(file.begin(), file.begin() + kRunDigits);
  if (!isRun(header.run)) return fail("recording", "not_a_segment", "its run");
  file = file.subspan(kRunDigits);
  header.seq = take<std::uint32_t>(file);
  header.first_pts_ms = take<std::uint64_t>(file);
  const auto started_at = take<std::uint64_t>(file);
  if (started_at > kLatest) return fail("recording", "not_a_segment", "its time");
  header.started_at = Timestamp(std::chrono::milliseconds(started_at));
  return header;
}

ChunkLength readChunkLength(Bytes bytes) {
  const auto word = take<std::uint32_t>(bytes);
  return {.word = word, .length = word & ~kLastBit, .last = (word & kLastBit) != 0};
}

ChunkOpener::ChunkOpener(const Key& key, Bytes header)
    : header_(header.begin(), header.end()), cipher_(std::make_unique<SegmentCipher>(key, header)) {}

ChunkOpener::~ChunkOpener() = default;

bool ChunkOpener::open(std::uint32_t number, const ChunkLength& length, Bytes sealed, std::uint8_t* content) {
  const auto nonce = nonceOf(number, length.last);
  const auto data = associated(header_, length.word);
  return mbedtls_gcm_auth_decrypt(&cipher_->gcm, length.length, nonce.data(), nonce.size(), data.data(), data.size(),
                                  sealed.data() + length.length, kTagBytes, sealed.data(), content) == 0;
}

Result<OpenedSegment> openSegment(Bytes file, const Key& key) {
  auto header = readSegmentHeader(file);
  if (!header) return std::unexpected(std::move(header.error()));
  OpenedSegment opened{.header = *std::move(header), .content = {}, .end = SegmentEnd::CutOff};
  ChunkOpener opener(key, file.first(kHeaderBytes));
  file = file.subspan(kHeaderBytes);
  for (std::uint32_t number = 0; file.size() >= kLengthBytes; ++number) {
    const ChunkLength chunk = readChunkLength(file);
    file = file.subspan(kLengthBytes);
    if (chunk.isNone()) return opened;
    if (chunk.length > kChunkBytes) {
      opened.end = SegmentEnd::Altered;
      return opened;
    }
    const std::size_t sealed = chunk.length + kTagBytes;
    if (file.size() < sealed) return opened;
    const std::size_t begin = opened.content.size();
    opened.content.resize(begin + chunk.length);
    if (!opener.open(number, chunk, file.first(sealed), opened.content.data() + begin)) {
      opened.content.resize(begin);
      opened.end = SegmentEnd::Altered;
      return opened;
    }
    file = file.subspan(sealed);
    if (chunk.last) {
      opened.end = file.empty() ? SegmentEnd::Whole : SegmentEnd::Altered;
      return opened;
    }
  }
  return opened;
}

}  // namespace diemcau::recording
