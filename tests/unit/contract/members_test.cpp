// SPDX-License-Identifier: Apache-2.0
// Parser and schema know the same members, types and limits: each member of a full example is changed in
// every way that its schema speaks of, and both have to judge alike.
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/schema_judge.h"

namespace diemcau::test {
namespace {

using nlohmann::json;

// A member that a schema describes, and where it stands in a full example of the document.
struct Member {
  const json& schema;
  const json& schema_around;  // of the object or array that it stands in
  json::json_pointer place;
  const json& whole;

  [[nodiscard]] json::json_pointer around() const { return place.parent_pointer(); }
};

using Visit = std::function<void(const Member&)>;

// Calls `visit` for everything below `place` that the schema describes. The example must have it all.
void walk(const json& schema, const json::json_pointer& place, const json& whole, const Visit& visit) {
  const json& value = whole.at(place);
  const auto step = [&](const json& inner, const auto& name) {
    const json::json_pointer there = place / name;
    if (!whole.contains(there)) failAt("no example of " + there.to_string(), std::source_location::current());
    visit({inner, schema, there, whole});
    walk(inner, there, whole, visit);
  };
  if (schema.contains("properties")) {
    for (const auto& [name, inner] : schema["properties"].items()) step(inner, name);
  }
  if (schema.contains("additionalProperties")) {
    for (const auto& [name, element] : value.items()) step(schema["additionalProperties"], name);
  }
  if (schema.contains("items")) step(schema["items"], std::size_t{0});
}

void forEachMember(const Document& document, const Visit& visit) {
  const json schema = wholeSchema(document.name);
  const json full = json::parse(goodExample(document.name, "full"));
  walk(schema, json::json_pointer(), full, visit);
}

// The whole example with the member replaced; without it where `value` is a null pointer.
json changed(const Member& member, const json* value) {
  json result = member.whole;
  if (value != nullptr) {
    result[member.place] = *value;
  } else {
    result[member.around()].erase(member.place.back());
  }
  return result;
}

std::string verdict(const Document& document, const json& value) {
  const Result<std::string> written = document.rewrite(value.dump());
  return written ? "accepted" : shortForm(written.error());
}

// Holds one change against both judges: the parser on the whole document, valijson on what changed.
// `code` is the parser's if it refuses.
class Both {
 public:
  explicit Both(const Document& document) : document_(document) {}

  void refuse(const Member& member, const json& value, std::string_view code) const {
    expect(member, &value, std::string(code) + " " + member.place.to_string());
    const bool objects = SchemaJudge(member.schema).objection(value).has_value();
    CHECK_EQ(named(member, &value) + "schema refuses", named(member, &value) + (objects ? "schema refuses" : ""));
  }
  void accept(const Member& member, const json& value) const {
    expect(member, &value, "accepted");
    CHECK_EQ(named(member, &value), named(member, &value) + SchemaJudge(member.schema).objection(value).value_or(""));
  }
  // Without the member: whatever the schema says, the parser says too.
  void judgeWithout(const Member& member) const {
    json around = member.whole.at(member.around());
    around.erase(member.place.back());
    const bool required = SchemaJudge(member.schema_around).objection(around).has_value();
    expect(member, nullptr, required ? "member_missing " + member.place.to_string() : "accepted");
  }

 private:
  [[nodiscard]] std::string named(const Member& member, const json* value) const {
    return std::string(document_.name) + member.place.to_string() + " = " +
           (value != nullptr ? value->dump().substr(0, 40) : "(absent)") + ": ";
  }
  void expect(const Member& member, const json* value, const std::string& expected) const {
    CHECK_EQ(named(member, value) + expected, named(member, value) + verdict(document_, changed(member, value)));
  }

  const Document& document_;
};

// An entry of the trust root's map of keys is no member that could be required.
bool isMapEntry(const Member& member) { return member.around().to_string() == "/keys"; }

void parserAndSchemaAgreeOnWhatMayBeAbsent() {
  for (const Document& document : documents()) {
    const Both both(document);
    forEachMember(document, [&](const Member& member) {
      const bool named = member.whole.at(member.around()).is_object();
      if (named && !isMapEntry(member)) both.judgeWithout(member);
    });
  }
}

bool isOfType(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  return type == value.type_name();
}

void parserAndSchemaAgreeOnTypes() {
  const std::vector<json> values = {nullptr, true, 7, 1.5, "chữ", json::array(), json::object()};
  for (const Document& document : documents()) {
    const Both both(document);
    forEachMember(document, [&](const Member& member) {
      const std::string type = member.schema.value("type", "string");  // words (enum, const) are strings
      for (const json& value : values) {
        if (!isOfType(value, type)) both.refuse(member, value, "member_type");
      }
    });
  }
}

void parserAndSchemaAgreeOnNumbers() {
  constexpr double kBeyondSigned = 9.3e18;  // valijson sees such whole numbers as negative
  for (const Document& document : documents()) {
    const Both both(document);
    forEachMember(document, [&](const Member& member) {
      if (!member.schema.contains("minimum")) return;
      const json& least = member.schema["minimum"];
      const json& most = member.schema["maximum"];
      const bool whole = member.schema["type"] == "integer";
      both.accept(member, least);
      both.refuse(member, whole ? json(least.get<std::int64_t>() - 1) : json(least.get<double>() - 1),
                  "value_out_of_range");
      if (most.get<double>() < kBeyondSigned) {
        both.accept(member, most);
        both.refuse(member, whole ? json(most.get<std::int64_t>() + 1) : json(most.get<double>() * 2),
                    "value_out_of_range");
      } else {
        const json largest = std::numeric_limits<std::uint64_t>::max();
        CHECK_EQ(std::string("accepted"), verdict(document, changed(member, &largest)));
      }
      if (member.schema.contains("multipleOf")) both.refuse(member, least.get<int>() + 1, "value_out_of_range");
    });
  }
}

void parserAndSchemaAgreeOnLengths() {
  for (const Document& document : documents()) {
    const Both both(document);
    forEachMember(document, [&](const Member& member) {
      const json& schema = member.schema;
      if (schema.value("type", "") == "string" && !schema.contains("pattern") && schema.contains("maxLength")) {
        const auto most = schema["maxLength"].get<std::size_t>();
        both.accept(member, std::string(most, 'a'));
        both.refuse(member, std::string(most + 1, 'a'), "text_length");
        both.accept(member, std::string(schema.value("minLength", 0U), 'a'));
        if (schema.value("minLength", 0U) > 0) both.refuse(member, "", "text_length");
      }
      if (schema.contains("maxItems")) {
        const json& first = member.whole.at(member.place).at(0);
        const auto most = schema["maxItems"].get<std::size_t>();
        both.accept(member, json(most, first));
        both.refuse(member, json(most + 1, first), "value_out_of_range");
        if (schema.value("minItems", 0U) > 0) both.refuse(member, json::array(), "value_out_of_range");
      }
    });
  }
}

void parserAndSchemaAgreeOnWords() {
  for (const Document& document : documents()) {
    const Both both(document);
    forEachMember(document, [&](const Member& member) {
      const json& schema = member.schema;
      if (schema.contains("enum")) {
        for (const json& word : schema["enum"]) both.accept(member, word);
        both.refuse(member, "khác", "value_unknown");
      }
      if (schema.contains("const")) both.refuse(member, "diemcau.other/1", "schema_unknown");
      if (schema.value("format", "") == "date-time") both.refuse(member, "hôm qua", "time_malformed");
    });
  }
}

// Every member below `value` that is written is in the schema.
void checkKnown(const json& value, const json& schema, const std::string& where) {
  if (value.is_array()) {
    for (const json& element : value) checkKnown(element, schema["items"], where + "/0");
  }
  if (!value.is_object() || schema.contains("additionalProperties")) return;
  for (const auto& [name, member] : value.items()) {
    CHECK_EQ(where + "/" + name + " in the schema",
             where + "/" + name + (schema["properties"].contains(name) ? " in the schema" : " not in the schema"));
    checkKnown(member, schema["properties"][name], where + "/" + name);
  }
}

void nothingIsWrittenThatTheSchemaDoesNotName() {
  for (const Document& document : documents()) {
    json schema = wholeSchema(document.name);
    checkKnown(json::parse(NEED(document.rewrite(goodExample(document.name, "full")))), schema,
               std::string(document.name));
  }
}

void theFullExampleIsWrittenWithAllItsMembers() {
  for (const Document& document : documents()) {
    const json written = json::parse(NEED(document.rewrite(goodExample(document.name, "full"))));
    forEachMember(document, [&](const Member& member) {
      const std::string where = std::string(document.name) + member.place.to_string();
      CHECK_EQ(where + " written", where + (written.contains(member.place) ? " written" : " lost"));
    });
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(parserAndSchemaAgreeOnWhatMayBeAbsent), TEST(parserAndSchemaAgreeOnTypes),
              TEST(parserAndSchemaAgreeOnNumbers), TEST(parserAndSchemaAgreeOnLengths),
              TEST(parserAndSchemaAgreeOnWords), TEST(nothingIsWrittenThatTheSchemaDoesNotName),
              TEST(theFullExampleIsWrittenWithAllItsMembers)});
}
