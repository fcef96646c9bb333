// SPDX-License-Identifier: Apache-2.0
// Documents as an endpoint gets them, signed by a key that it trusts: so the fuzzer comes past the signature.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "contract/envelope.h"
#include "tests/unit/agent/signing.h"

namespace diemcau::fuzz {

// Of this run.
inline const agent::test::SigningKey& key() {
  static const agent::test::SigningKey made;
  return made;
}

// In what the fuzzer gives, $KEYID and $SPKI stand for the key's.
inline std::string withKey(std::string_view bytes) {
  std::string text(bytes);
  const std::pair<std::string_view, std::string> words[] = {{"$KEYID", key().id()},
                                                            {"$SPKI", encodeBase64(key().spki())}};
  for (const auto& [word, value] : words) {
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + value.size())) {
      text.replace(at, word.size(), value);
    }
  }
  return text;
}

}  // namespace diemcau::fuzz
