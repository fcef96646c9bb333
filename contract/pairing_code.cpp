// SPDX-License-Identifier: Apache-2.0
// The pairing code out of a key id.
#include "contract/pairing_code.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace diemcau {
namespace {

constexpr std::size_t kKeyIdDigits = 64;
constexpr std::size_t kSigns = 8;
constexpr std::size_t kUsedDigits = 16;

bool isHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

std::optional<std::string> pairingCode(std::string_view key_id) {
  if (key_id.size() != kKeyIdDigits || !std::ranges::all_of(key_id, isHexDigit)) return std::nullopt;
  std::uint64_t number = 0;
  const std::string_view used = key_id.substr(0, kUsedDigits);
  std::from_chars(used.data(), used.data() + used.size(), number, 16);
  std::string code(kSigns, '\0');
  for (std::size_t place = kSigns; place-- > 0;) {
    code[place] = kPairingSigns[number % kPairingSigns.size()];
    number /= kPairingSigns.size();
  }
  return code.insert(kSigns / 2, 1, '-');
}

}  // namespace diemcau
