// SPDX-License-Identifier: Apache-2.0
// What every fuzz target checks about a document, whatever the bytes.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::fuzz {

// Ends the run, so that libFuzzer keeps the input.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text);

// An error ends up in reports and logs: it names itself, is text, and is short whatever came in.
void checkError(const Error& error);

// What is accepted can be written, and what was written means the same and is written the same again.
template <class T, class Parse, class Write>
void roundTrip(std::string_view bytes, Parse parse, Write write) {
  const Result<T> first = parse(bytes);
  if (!first) return checkError(first.error());
  const std::string written = write(*first);
  const Result<T> second = parse(written);
  require(second.has_value(), "what was written can be read");
  require(*first == *second, "what was written means the same");
  require(written == write(*second), "it is written the same again");
}

}  // namespace diemcau::fuzz
