// SPDX-License-Identifier: Apache-2.0
// A UTF-8 check of its own, apart from the one under test.
#include "tests/fuzz/fuzz.h"

#include <cstdint>

namespace diemcau::fuzz {
namespace {

constexpr std::size_t kLongestContext = 16 * 1024;  // a text of a document and a pointer to it

// Bytes of the sequence that begins with `lead`; 0: none does.
std::size_t lengthOf(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

}  // namespace

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto lead = static_cast<std::uint8_t>(text[0]);
    const std::size_t length = lengthOf(lead);
    if (length == 0 || length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<std::uint8_t>(text[i]) & 0xc0) != 0x80) return false;
    }
    const std::uint8_t next = length > 1 ? static_cast<std::uint8_t>(text[1]) : 0;
    if ((lead == 0xe0 && next < 0xa0) || (lead == 0xed && next > 0x9f)) return false;
    if ((lead == 0xf0 && next < 0x90) || (lead == 0xf4 && next > 0x8f)) return false;
    text.remove_prefix(length);
  }
  return true;
}

void checkError(const Error& error) {
  require(!error.domain.empty() && !error.code.empty(), "an error names itself");
  require(isUtf8(error.context), "an error's context is text");
  require(error.context.size() <= kLongestContext, "an error's context is short");
}

}  // namespace diemcau::fuzz
