// SPDX-License-Identifier: Apache-2.0
// The table of conditions is complete: for people in two languages, for the schema, and on its page.
#include "contract/condition.h"

#include <cctype>
#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "contract/condition_set.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/contract/schema_judge.h"

namespace diemcau::test {
namespace {

// "camera_missing" as its enumerator: "CameraMissing".
std::string asEnumerator(std::string_view name) {
  std::string text;
  bool upper = true;
  for (const char c : name) {
    if (c != '_') text += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = c == '_';
  }
  return text;
}

void namesAreThoseOfTheEnumeratorsInTheirOrder() {
  const std::string header = readWhole(sourceFile("contract/condition.h"));
  std::size_t at = header.find("enum class ConditionType");
  for (const ConditionText& text : conditionTexts()) {
    const std::size_t found = header.find("  " + asEnumerator(text.name) + ",\n", at);
    CHECK_EQ(std::string(text.name) + " in order",
             std::string(text.name) + (found == std::string::npos ? " out of order" : " in order"));
    at = found;
  }
  CHECK_EQ(header.find("\n};", at), header.find('\n', at));  // and nothing after the last
}

void eachTypeIsFoundByItsName() {
  std::set<std::string_view> names;
  for (const ConditionText& text : conditionTexts()) {
    CHECK(names.insert(text.name).second);
    CHECK(conditionTypeFrom(text.name) == text.type);
    CHECK_EQ(text.name, textOf(text.type).name);
  }
  CHECK(!conditionTypeFrom(""));
  CHECK(!conditionTypeFrom("CameraMissing"));
  CHECK(!conditionTypeFrom("camera_missing "));
}

void isSentence(std::string_view text, std::string_view of) {
  const std::string what = std::string(of) + ": " + std::string(text);
  CHECK_EQ(what + " is a sentence", what + (text.size() > 10 && text.ends_with('.') ? " is a sentence" : " is none"));
  CHECK_EQ(std::string_view::npos, text.find("  "));
}

void eachTypeSaysWhatIsWrongAndWhatToDoInBothLanguages() {
  for (const ConditionText& text : conditionTexts()) {
    for (const std::string_view sentence : {text.vi, text.en, text.action_vi, text.action_en})
      isSentence(sentence, text.name);
    // Vietnamese without a single mark would be a forgotten translation.
    const auto marked = [](std::string_view words) { return words.find_first_of("\xC3\xC4\xC6\xE1") != words.npos; };
    CHECK(marked(text.vi));
    CHECK(marked(text.action_vi));
  }
}

void aConditionHasTheUsualLevelOfItsType() {
  for (const ConditionText& text : conditionTexts()) {
    const Condition condition = makeCondition(text.type, Timestamp{}, "chi tiết");
    CHECK_EQ(nameOf(text.level), nameOf(condition.level));
    CHECK_EQ(std::string("chi tiết"), condition.detail);
  }
}

void levelsHaveNamesAndComeBack() {
  for (const char* name : {"info", "warning", "error", "critical"})
    CHECK_EQ(std::string_view(name), nameOf(*conditionLevelFrom(name)));
  CHECK(!conditionLevelFrom("fatal"));
}

void theSchemaListsTheSameTypes() {
  nlohmann::json names = nlohmann::json::array();
  for (const ConditionText& text : conditionTexts()) names.push_back(text.name);
  CHECK_EQ(names.dump(), wholeSchema("condition")["properties"]["type"]["enum"].dump());
}

void thePageTellsOfEachType() {
  const std::string page = readWhole(sourceFile("docs/contract/conditions.md"));
  for (const ConditionText& text : conditionTexts()) {
    const std::string row = "| `" + std::string(text.name) + "` | " + std::string(nameOf(text.level)) + " | " +
                            std::string(text.vi) + " | " + std::string(text.action_vi) + " |";
    CHECK_EQ(row, page.find(row) == std::string::npos ? "not on docs/contract/conditions.md" : row);
    const std::string english =
        "| `" + std::string(text.name) + "` | " + std::string(text.en) + " | " + std::string(text.action_en) + " |";
    CHECK_EQ(english, page.find(english) == std::string::npos ? "not on docs/contract/conditions.md" : english);
  }
}

void aConditionKeepsItsBeginning() {
  const Timestamp early{};
  const Timestamp late = early + std::chrono::seconds{5};
  ConditionSet held;
  held.set(ConditionType::CameraMissing, early, "/dev/video0");
  held.update(ConditionType::CameraMissing, late, "/dev/video2");
  CHECK_EQ(std::size_t{1}, held.all().size());
  CHECK(held.all()[0].since == early);
  CHECK_EQ(std::string("/dev/video2"), held.all()[0].detail);
  held.update(ConditionType::CameraMissing, late, std::nullopt);
  CHECK(!held.has(ConditionType::CameraMissing));
  held.set(ConditionType::CameraMissing, late);
  CHECK(held.all()[0].since == late);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aConditionKeepsItsBeginning), TEST(namesAreThoseOfTheEnumeratorsInTheirOrder),
              TEST(eachTypeIsFoundByItsName), TEST(eachTypeSaysWhatIsWrongAndWhatToDoInBothLanguages),
              TEST(aConditionHasTheUsualLevelOfItsType), TEST(levelsHaveNamesAndComeBack),
              TEST(theSchemaListsTheSameTypes), TEST(thePageTellsOfEachType)});
}
