// SPDX-License-Identifier: Apache-2.0
// The pages of docs/contract name each member of each document, with its default, its limits and its meaning.
#include <algorithm>
#include <format>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/schema_judge.h"

namespace diemcau::test {
namespace {

using nlohmann::json;

std::string pageOf(std::string_view document) {
  return readWhole(sourceFile(std::format("docs/contract/{}.md", document)));
}

// The row of a member: "| `body.site.code` | type | default | meaning |".
std::string rowOf(const std::string& page, const std::string& member) {
  const std::size_t at = page.find(std::format("\n| `{}` | ", member));
  return at == std::string::npos ? std::string() : page.substr(at + 1, page.find('\n', at + 1) - at - 1);
}

std::string defaultOf(const json& around, const std::string& name, const json& schema) {
  const json required = around.value("required", json::array());
  if (std::ranges::find(required, json(name)) != required.end()) return "required";
  return schema.contains("default") ? "`" + schema["default"].dump() + "`" : "may be absent";
}

void checkSays(const std::string& row, const std::string& words, const std::string& where) {
  CHECK_EQ(where + ": " + words, where + ": " + (row.find(words) == std::string::npos ? "not in " + row : words));
}

// Whole numbers with all their digits.
std::string limitText(const json& limit) {
  return limit.is_number_integer() ? limit.dump() : std::format("{:g}", limit.get<double>());
}

void checkLimits(const std::string& row, const json& schema, const std::string& where) {
  constexpr double kWorthNaming = 4e9;  // larger limits are those of the type
  for (const char* limit : {"minimum", "maximum", "maxLength", "maxItems", "minItems"}) {
    if (!schema.contains(limit) || schema[limit].get<double>() > kWorthNaming) continue;
    checkSays(row, limitText(schema[limit]), where);
  }
  for (const json& word : schema.value("enum", json::array()))
    checkSays(row, "`" + word.get<std::string>() + "`", where);
}

// `path` is empty, or ends in '.'. Parts that a page leaves to another one are linked there and not repeated.
void checkMembers(std::string_view document, const std::string& page, const json& schema, const std::string& path) {
  if (!schema.contains("properties")) return;
  for (const auto& [name, member] : schema["properties"].items()) {
    const std::string where = std::format("docs/contract/{}.md: {}{}", document, path, name);
    const std::string row = rowOf(page, path + name);
    CHECK_EQ(where + " is there", where + (row.empty() ? " is missing" : " is there"));
    checkSays(row, " | " + defaultOf(schema, name, member) + " | ", where);
    if (member.contains("const")) continue;
    checkSays(row, " | " + member["description"].get<std::string>() + " |", where);
    if (row.find("(conditions.md)") != std::string::npos || row.find("[as there](") != std::string::npos) continue;
    checkLimits(row, member, where);
    checkMembers(document, page, member, path + name + ".");
    if (member.contains("items")) checkMembers(document, page, member["items"], path + name + "[].");
  }
}

void eachMemberStandsOnThePageOfItsDocument() {
  for (const Document& document : documents()) {
    checkMembers(document.name, pageOf(document.name), wholeSchema(document.name), "");
  }
}

void theExampleOnEachPageIsOneOfTheExamples() {
  for (const Document& document : documents()) {
    const std::string page = pageOf(document.name);
    bool found = false;
    for (const Example& example : goodExamples(document.name)) {
      found = found || page.find("```json\n" + example.text + "```") != std::string::npos;
    }
    CHECK_EQ(std::string(document.name) + " true", std::string(document.name) + (found ? " true" : " false"));
  }
}

void eachErrorStandsOnTheFirstPage() {
  const std::string page = pageOf("README");
  for (const Document& document : documents()) {
    CHECK(page.find(std::format("]({}.md)", document.name)) != std::string::npos);
    for (const Example& example : badExamples(document.name)) {
      const std::string code = example.expected_error.substr(0, example.expected_error.find(' '));
      CHECK_EQ(code, page.find("| `" + code + "` |") == std::string::npos ? "missing" : code);
    }
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(eachMemberStandsOnThePageOfItsDocument), TEST(theExampleOnEachPageIsOneOfTheExamples),
              TEST(eachErrorStandsOnTheFirstPage)});
}
