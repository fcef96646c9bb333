// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648), strict about padding and stray bits so that one value has one text.
#include <array>
#include <cstdint>

#include "contract/envelope.h"

namespace diemcau {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> makeValues() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  values['-'] = 62;
  values['_'] = 63;
  return values;
}

constexpr std::array<std::int8_t, 256> kValues = makeValues();

}  // namespace

std::string encodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = bytes.size() - at;
    const auto byte = [&](std::size_t i) -> std::uint32_t {
      return i < left ? static_cast<unsigned char>(bytes[at + i]) : 0;
    };
    const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    text += kAlphabet[group >> 18 & 63];
    text += kAlphabet[group >> 12 & 63];
    text += left > 1 ? kAlphabet[group >> 6 & 63] : '=';
    text += left > 2 ? kAlphabet[group & 63] : '=';
  }
  return text;
}

Result<std::string> decodeBase64(std::string_view text) {
  const auto malformed = [] { return fail("base64", "malformed"); };
  if (text.size() % 4 != 0) return malformed();
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    std::size_t digits = 4;
    if (at + 4 == text.size()) {
      if (text[at + 3] == '=') digits = text[at + 2] == '=' ? 2 : 3;
    }
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const int value = i < digits ? kValues[static_cast<unsigned char>(text[at + i])] : 0;
      if (value < 0) return malformed();
      group = group << 6 | static_cast<std::uint32_t>(value);
    }
    if (digits == 2 && (group & 0xFFFF) != 0) return malformed();
    if (digits == 3 && (group & 0xFF) != 0) return malformed();
    bytes += static_cast<char>(group >> 16 & 0xFF);
    if (digits > 2) bytes += static_cast<char>(group >> 8 & 0xFF);
    if (digits > 3) bytes += static_cast<char>(group & 0xFF);
  }
  return bytes;
}

}  // namespace diemcau
