// SPDX-License-Identifier: Apache-2.0
// Schemas without references, and valijson on them.
#include "tests/unit/contract/schema_judge.h"

#include <limits>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {
namespace {

using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

json readSchema(const std::string& file) { return json::parse(readWhole(sourceFile("contract/schemas/" + file))); }

// valijson 1.0.3 takes two nodes at one path of two files for the same one, so references are replaced
// before it sees them; and it reads whole numbers as 64 bits with a sign, so larger ones become reals.
json resolved(const json& node, const std::string& file) {
  if (node.is_array()) {
    json result = json::array();
    for (const json& element : node) result.push_back(resolved(element, file));
    return result;
  }
  if (node.is_number_unsigned() && node.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
    return node.get<double>();
  }
  if (!node.is_object()) return node;
  if (node.contains("$ref")) {
    const std::string reference = node["$ref"];
    const std::size_t hash = reference.find('#');
    const std::string other = hash == 0 ? file : reference.substr(0, hash);
    const json::json_pointer pointer(hash == std::string::npos ? "" : reference.substr(hash + 1));
    json result = resolved(readSchema(other).at(pointer), other);
    if (node.contains("description")) result["description"] = node["description"];
    return result;
  }
  json result = json::object();
  for (const auto& [name, member] : node.items()) {
    if (name != "definitions" && name != "$id") result[name] = resolved(member, file);
  }
  return result;
}

}  // namespace

json wholeSchema(std::string_view document) {
  const std::string file = std::string(document) + ".schema.json";
  return resolved(readSchema(file), file);
}

struct SchemaJudge::Impl {
  valijson::Schema schema;
};

SchemaJudge::SchemaJudge(const json& schema) : impl_(std::make_unique<Impl>()) {
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(NlohmannJsonAdapter(schema), impl_->schema);
}

SchemaJudge::~SchemaJudge() = default;

std::optional<std::string> SchemaJudge::objection(const json& value) const {
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(impl_->schema, NlohmannJsonAdapter(value), &results)) return std::nullopt;
  std::string text;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) text += step;
    text += ": " + error.description + "; ";
  }
  return text;
}

}  // namespace diemcau::test
