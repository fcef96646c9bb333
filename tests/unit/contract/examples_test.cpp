// SPDX-License-Identifier: Apache-2.0
// The examples of contract/examples: the good ones hold, each bad one is refused for its own reason.
#include <algorithm>
#include <set>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"
#include "tests/unit/contract/schema_judge.h"

namespace diemcau::test {
namespace {

void eachGoodExampleComesThroughParsingAndWriting() {
  for (const Document& document : documents()) {
    for (const Example& example : goodExamples(document.name)) {
      const Result<std::string> written = document.rewrite(example.text);
      if (!written) failAt(example.name + ": " + written.error().describe(), std::source_location::current());
      CHECK_EQ(example.name + " true", example.name + (document.survives(example.text) ? " true" : " false"));
    }
  }
}

void eachGoodExampleHoldsAgainstItsSchema() {
  for (const Document& document : documents()) {
    const SchemaJudge judge(wholeSchema(document.name));
    for (const Example& example : goodExamples(document.name)) {
      CHECK_EQ(example.name + ": ",
               example.name + ": " + judge.objection(nlohmann::json::parse(example.text)).value_or(""));
      const auto written = nlohmann::json::parse(NEED(document.rewrite(example.text)));
      CHECK_EQ(example.name + " written: ", example.name + " written: " + judge.objection(written).value_or(""));
    }
  }
}

void whatIsWrittenIsOneFormOnly() {
  for (const Document& document : documents()) {
    for (const Example& example : goodExamples(document.name)) {
      const std::string once = NEED(document.rewrite(example.text));
      CHECK_EQ(once, NEED(document.rewrite(once)));
    }
  }
}

void eachBadExampleIsRefusedForItsOwnReason() {
  for (const Document& document : documents()) {
    for (const Example& example : badExamples(document.name)) {
      const Result<std::string> written = document.rewrite(example.text);
      CHECK_EQ(example.name + ": " + example.expected_error,
               example.name + ": " + (written ? "accepted" : shortForm(written.error())));
      CHECK_EQ(std::string_view("document"), written.error().domain);
    }
  }
}

// What no schema can see: the text itself, and what is longer in bytes than in characters or holds
// between two members.
bool isBeyondSchemas(const std::string& error) {
  static const std::set<std::string, std::less<>> codes = {"member_duplicate", "not_json",     "text_not_utf8",
                                                           "too_deep",         "text_invalid", "base64_malformed"};
  static const std::set<std::string, std::less<>> errors = {"value_out_of_range /body/conference/ends_at",
                                                            "value_unknown /roles/config/keyids"};
  return codes.contains(error.substr(0, error.find(' '))) || errors.contains(error);
}

void schemasRefuseTheBadExamplesToo() {
  std::size_t refused = 0;
  for (const Document& document : documents()) {
    const SchemaJudge judge(wholeSchema(document.name));
    for (const Example& example : badExamples(document.name)) {
      if (isBeyondSchemas(example.expected_error)) continue;
      // Too long in UTF-8 only: 134 letters of three bytes each.
      if (example.name.ends_with("/site-name-long")) continue;
      const bool objects = judge.objection(nlohmann::json::parse(example.text)).has_value();
      CHECK_EQ(example.name + " refused", example.name + (objects ? " refused" : " accepted"));
      ++refused;
    }
  }
  CHECK(refused > 80);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(eachGoodExampleComesThroughParsingAndWriting), TEST(eachGoodExampleHoldsAgainstItsSchema),
              TEST(whatIsWrittenIsOneFormOnly), TEST(eachBadExampleIsRefusedForItsOwnReason),
              TEST(schemasRefuseTheBadExamplesToo)});
}
