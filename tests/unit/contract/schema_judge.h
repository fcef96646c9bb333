// SPDX-License-Identifier: Apache-2.0
// The JSON Schemas as judges that are not our parser: valijson holds a document against them.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace diemcau::test {

// The schema of a document with all that it refers to put in its place.
[[nodiscard]] nlohmann::json wholeSchema(std::string_view document);

class SchemaJudge {
 public:
  // With a schema, or a part of one, that holds no references.
  explicit SchemaJudge(const nlohmann::json& schema);
  ~SchemaJudge();
  SchemaJudge(const SchemaJudge&) = delete;
  SchemaJudge& operator=(const SchemaJudge&) = delete;

  // Why the schema refuses it; nothing if it does not.
  [[nodiscard]] std::optional<std::string> objection(const nlohmann::json& value) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace diemcau::test
