// SPDX-License-Identifier: Apache-2.0
// The one door for JSON from outside: bounded parsing, and reading members with a pointer to what is
// wrong. For the sources of contract/, the operators' API and the makét's templates; other parts see
// only typed documents.
//
// Errors have the domain "document" and one of these codes; the context begins with the JSON pointer:
//   too_large, too_deep, text_not_utf8, not_json, member_duplicate, schema_unknown, member_missing,
//   member_type, value_out_of_range, value_unknown, text_length, text_invalid, time_malformed,
//   base64_malformed
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

inline constexpr std::string_view kDocumentDomain = "document";

struct JsonLimits {
  std::size_t bytes = 256 * 1024;
  std::size_t depth = 32;
};

[[nodiscard]] Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {});

// Compact, members in the order they were added.
[[nodiscard]] std::string dumpJson(const OrderedJson& json);

struct TextRule {
  std::size_t min_bytes = 0;
  std::size_t max_bytes = 4096;
};

// Reads members of one object. The first error of a document is kept and later reads return
// defaults, so that a whole document is read straight through and asked once at its end. Text comes
// out in NFC, without control characters. A document and all its readers belong to one thread.
class ObjectReader {
 public:
  // The root of a document; `error` outlives the reader and all that come from it.
  ObjectReader(const Json& value, std::optional<Error>& error) : ObjectReader(&value, {}, error) {}

  void schema(std::string_view expected);
  [[nodiscard]] bool has(std::string_view name) const;

  [[nodiscard]] std::string text(std::string_view name, TextRule rule = {});
  [[nodiscard]] std::uint64_t uint64(std::string_view name, std::uint64_t min, std::uint64_t max);
  [[nodiscard]] std::uint32_t uint32(std::string_view name, std::uint32_t min, std::uint32_t max);
  [[nodiscard]] std::int32_t int32(std::string_view name, std::int32_t min, std::int32_t max);
  [[nodiscard]] double real(std::string_view name, double min, double max);
  [[nodiscard]] bool flag(std::string_view name);
  [[nodiscard]] Timestamp time(std::string_view name);
  [[nodiscard]] std::string base64(std::string_view name, std::size_t max_bytes);
  [[nodiscard]] ObjectReader object(std::string_view name);
  [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t max_items, TextRule rule);
  // Calls `read` for each element of an array of objects.
  void objects(std::string_view name, std::size_t max_items, const std::function<void(ObjectReader)>& read);
  // Calls `read` for each member of an object used as a map from text to text.
  void textMap(std::string_view name, std::size_t max_items, TextRule rule,
               const std::function<void(const std::string& key, const std::string& value)>& read);

  // One of `choices` by its name; the first where the document is wrong.
  template <class Enum, std::size_t N>
  [[nodiscard]] Enum choice(std::string_view name, const std::pair<std::string_view, Enum> (&choices)[N]) {
    const std::string value = text(name, {0, 64});
    for (const auto& [known, result] : choices) {
      if (known == value) return result;
    }
    refuse(name, "value_unknown", value);
    return choices[0].second;
  }

  // Marks a member as wrong for a reason that the caller found.
  void refuse(std::string_view name, std::string_view code, std::string_view detail = {});

 private:
  ObjectReader(const Json* value, std::string pointer, std::optional<Error>& error);
  const Json* member(std::string_view name);
  [[nodiscard]] std::string checkedText(const Json& value, std::string_view name, TextRule rule);

  const Json* value_;  // null once the document is known to be wrong here
  std::string pointer_;
  std::optional<Error>& error_;
};

// The name of an enumerator out of the same table that choice() reads with.
template <class Enum, std::size_t N>
[[nodiscard]] std::string_view nameIn(const std::pair<std::string_view, Enum> (&choices)[N], Enum value) {
  for (const auto& [name, known] : choices) {
    if (known == value) return name;
  }
  return choices[0].first;
}

// Parses `text` and reads it with `read`; the pattern of every parse function.
template <class T, class Read>
[[nodiscard]] Result<T> readDocument(std::string_view text, Read read) {
  Result<Json> json = parseJson(text);
  if (!json) return std::unexpected(std::move(json).error());
  std::optional<Error> error;
  T value = read(ObjectReader(*json, error));
  if (error) return std::unexpected(std::move(*error));
  return value;
}

}  // namespace diemcau
