// SPDX-License-Identifier: Apache-2.0
// UTF-8 and NFC by utf8proc.
#include "contract/text.h"

#include <utf8proc.h>

#include <cstdint>
#include <cstdlib>

namespace diemcau {
namespace {

const utf8proc_uint8_t* bytesOf(std::string_view text) {
  return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

// The first character of a text that is not empty: how many bytes, and which; a code below 0 where they
// are no UTF-8.
struct First {
  std::size_t bytes;
  std::int32_t code;
};

First firstOf(std::string_view text) {
  utf8proc_int32_t code = 0;
  const utf8proc_ssize_t used = utf8proc_iterate(bytesOf(text), static_cast<utf8proc_ssize_t>(text.size()), &code);
  return used > 0 ? First{static_cast<std::size_t>(used), code} : First{1, -1};
}

bool isControl(std::int32_t code) { return (code >= 0 && code < 0x20) || (code >= 0x7F && code < 0xA0); }

}  // namespace

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const First first = firstOf(text);
    if (first.code < 0) return false;
    text.remove_prefix(first.bytes);
  }
  return true;
}

std::optional<std::string> toNfc(std::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t length = utf8proc_map(bytesOf(text), static_cast<utf8proc_ssize_t>(text.size()), &composed,
                                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length < 0) return std::nullopt;
  std::string result(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
  std::free(composed);
  return result;
}

bool hasControlCharacter(std::string_view text) {
  while (!text.empty()) {
    const First first = firstOf(text);
    if (isControl(first.code)) return true;
    text.remove_prefix(first.bytes);
  }
  return false;
}

std::string fitText(std::string_view text, std::size_t max_bytes) {
  std::string clean;
  while (!text.empty() && clean.size() <= max_bytes) {
    const First first = firstOf(text);
    if (first.code < 0) {
      clean += "\uFFFD";
    } else if (isControl(first.code)) {
      clean += ' ';
    } else {
      clean += text.substr(0, first.bytes);
    }
    text.remove_prefix(first.bytes);
  }
  std::string composed = toNfc(clean).value_or(std::string());
  if (composed.size() <= max_bytes) return composed;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(composed[end]) & 0xC0) == 0x80) --end;  // not inside a character
  composed.resize(end);
  return composed;
}

}  // namespace diemcau
