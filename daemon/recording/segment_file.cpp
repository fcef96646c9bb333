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
constexpr std::size_t kHeaderBytes = kMagic.size() + kRunDigits + 4 + 8 + 8 + kSaltBytes;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kTagBytes = 16;
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
struct SegmentSealer::Cipher {
  Cipher(const Key& key, Bytes header) {
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
  ~Cipher() { mbedtls_gcm_free(&gcm); }
  Cipher(const Cipher&) = delete;
  Cipher& operator=(const Cipher&) = delete;

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
      cipher_(std::make_unique<Cipher>(key, header_)) {}

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

Result<OpenedSegment> openSegment(Bytes file, const Key& key) {
  auto header = readSegmentHeader(file);
  if (!header) return std::unexpected(std::move(header.error()));
  OpenedSegment opened{.header = *std::move(header), .content = {}, .end = SegmentEnd::CutOff};
  const Bytes bound = file.first(kHeaderBytes);
  SegmentSealer::Cipher cipher(key, bound);
  file = file.subspan(kHeaderBytes);
  for (std::uint32_t chunk = 0; file.size() >= kLengthBytes; ++chunk) {
    const auto word = take<std::uint32_t>(file);
    const bool last = (word & kLastBit) != 0;
    const std::size_t length = word & ~kLastBit;
    // Where a file has grown and its content has not reached the disk there are zeros.
    if (word == 0) return opened;
    if (length > kChunkBytes) {
      opened.end = SegmentEnd::Altered;
      return opened;
    }
    if (file.size() < length + kTagBytes) return opened;
    const auto nonce = nonceOf(chunk, last);
    const auto data = associated(bound, word);
    const std::size_t begin = opened.content.size();
    opened.content.resize(begin + length);
    const int code =
        mbedtls_gcm_auth_decrypt(&cipher.gcm, length, nonce.data(), nonce.size(), data.data(), data.size(),
                                 file.data() + length, kTagBytes, file.data(), opened.content.data() + begin);
    file = file.subspan(length + kTagBytes);
    if (code != 0) {
      opened.content.resize(begin);
      opened.end = SegmentEnd::Altered;
      return opened;
    }
    if (last) {
      opened.end = file.empty() ? SegmentEnd::Whole : SegmentEnd::Altered;
      return opened;
    }
  }
  return opened;
}

}  // namespace diemcau::recording
