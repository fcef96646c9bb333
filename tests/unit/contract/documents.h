// SPDX-License-Identifier: Apache-2.0
// The documents of the contract as one list, for tests that ask the same of each.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"

namespace diemcau::test {

struct Document {
  std::string_view name;  // of its schema, and of its folders of examples
  // Parses and writes again.
  Result<std::string> (*rewrite)(std::string_view json);
  // Whether what was parsed, written and parsed again is what was parsed first; false too if it is refused.
  bool (*survives)(std::string_view json);
  std::size_t most;  // bytes that it may have
};

[[nodiscard]] std::span<const Document> documents();

struct Example {
  std::string name;  // "bad/config/schema-2"
  std::string text;
  std::string expected_error;  // bad ones only: "schema_unknown /schema"
};

// In the order of their names. The test fails if there are none.
[[nodiscard]] std::vector<Example> goodExamples(std::string_view document);
[[nodiscard]] std::vector<Example> badExamples(std::string_view document);
[[nodiscard]] std::string goodExample(std::string_view document, std::string_view name);

// "code /pointer", or the code alone where the context is no pointer or quoted name.
[[nodiscard]] std::string shortForm(const Error& error);

}  // namespace diemcau::test
