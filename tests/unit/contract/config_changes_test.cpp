// SPDX-License-Identifier: Apache-2.0
// What may change during the conference is said for every member of a Config, and on the page that people read.
#include "contract/config_changes.h"

#include <algorithm>
#include <format>
#include <nlohmann/json.hpp>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/contract/documents.h"

namespace diemcau::test {
namespace {

using nlohmann::json;

// Pointers from the body of all that has no members of its own.
void addLeaves(const json& root, const json& schema, const std::string& pointer, std::vector<std::string>& leaves) {
  const json& here =
      schema.contains("$ref") ? root.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))) : schema;
  if (!here.contains("properties")) return leaves.push_back(pointer);
  for (const auto& [name, member] : here["properties"].items()) addLeaves(root, member, pointer + '/' + name, leaves);
}

std::vector<std::string> leavesOfSchema() {
  const json schema = json::parse(readWhole(sourceFile("contract/schemas/config.schema.json")));
  std::vector<std::string> leaves;
  addLeaves(schema, schema["definitions"]["body"], {}, leaves);
  return leaves;
}

bool isBelow(std::string_view member, std::string_view rule) {
  return member.starts_with(rule) && (member.size() == rule.size() || member[rule.size()] == '/');
}

void everyMemberHasARule() {
  const std::vector<std::string> leaves = leavesOfSchema();
  CHECK(leaves.size() > 40);
  for (const std::string& leaf : leaves) {
    const auto rules =
        std::ranges::count_if(memberRules(), [&](const MemberRule& r) { return isBelow(leaf, r.member); });
    CHECK_EQ(leaf + " has 1", std::format("{} has {}", leaf, rules));
  }
}

void everyRuleHasAMember() {
  const std::vector<std::string> leaves = leavesOfSchema();
  for (const MemberRule& rule : memberRules()) {
    CHECK(std::ranges::any_of(leaves, [&](const std::string& leaf) { return isBelow(leaf, rule.member); }));
  }
}

void thePageSaysTheSame() {
  const std::string page = readWhole(sourceFile("docs/contract/config.md"));
  for (const MemberRule& rule : memberRules()) {
    std::string member = "body" + std::string(rule.member);
    std::ranges::replace(member, '/', '.');
    const std::string row = std::format("\n| `{}` | {} |\n", member, rule.live_safe ? "yes" : "no");
    CHECK_EQ(row, page.contains(row) ? row : std::string());
  }
}

ConfigBody body() {
  ConfigBody made;
  made.site = {"79", "Thành phố Hồ Chí Minh"};
  made.screen.maket = MaketText{"co-dien", "A", "B", {"C", "D"}, "E"};
  return made;
}

void differencesAreNamedByTheirPointers() {
  ConfigBody after = body();
  CHECK(changedMembers(body(), after).empty());
  after.screen.maket->title = {"C"};
  after.video.fps = 15;
  after.recording = RecordingConfig{};
  CHECK(changedMembers(body(), after) == (std::vector<std::string>{"/screen/maket/title", "/video/fps", "/recording"}));
  CHECK(disruptiveChanges(body(), after) == (std::vector<std::string>{"/video/fps", "/recording"}));
  CHECK(changedMembers(after, body()).size() == 3);
}

void whatNoRuleNamesIsNotSafe() {
  CHECK(!isLiveSafe("/unheard"));
  CHECK(!isLiveSafe("/screen"));
  CHECK(!isLiveSafe("/screen/scenery"));
  CHECK(isLiveSafe("/screen/scene"));
  CHECK(isLiveSafe("/screen/maket/title"));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(everyMemberHasARule), TEST(everyRuleHasAMember), TEST(thePageSaysTheSame),
              TEST(differencesAreNamedByTheirPointers), TEST(whatNoRuleNamesIsNotSafe)});
}
