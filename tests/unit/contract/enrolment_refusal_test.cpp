// SPDX-License-Identifier: Apache-2.0
// A box that is not taken says why: the code comes out of the centre's answer, and people read a sentence for it.
#include "contract/enrolment_refusal.h"

#include <algorithm>
#include <format>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {
namespace {

std::string codeFrom(std::string_view body) { return refusalCodeFrom(body).value_or("none"); }

std::string answerOf(std::string_view code) { return std::format(R"({{"error":{{"code":"{}","detail":""}}}})", code); }

void theCodeComesOutOfTheAnswer() {
  CHECK_EQ(std::string("id_taken"), codeFrom(answerOf("id_taken")));
  CHECK_EQ(std::string("key_not_p256"), codeFrom(answerOf("key_not_p256")));
  CHECK_EQ(std::string(64, 'a'), codeFrom(answerOf(std::string(64, 'a'))));
}

// Whoever answers for the centre does not write on the room's screen.
void whatIsNoneSaysNothing() {
  for (const char* const body : {"", "<html>", "null", "[]", "{}", R"({"error":"id_taken"})", R"({"error":{"code":7}})",
                                 R"({"error":{}})", R"({"error":{"code":{"code":{"code":{"code":1}}}}})"}) {
    CHECK_EQ(std::string("none"), codeFrom(body));
  }
  for (const char* const code : {"", "Id_taken", "id taken", "gọi", "a\\nb", "<b>"}) {
    CHECK_EQ(std::string("none"), codeFrom(answerOf(code)));
  }
  CHECK_EQ(std::string("none"), codeFrom(answerOf(std::string(65, 'a'))));
  CHECK_EQ(std::string("none"), codeFrom(answerOf("id_taken") + std::string(1024, ' ')));
}

void aCodeIsFoundAsAWord() {
  for (const EnrolmentRefusal& refusal : enrolmentRefusals()) {
    CHECK(enrolmentRefusalIn(refusal.code) == &refusal);
    CHECK(enrolmentRefusalIn(std::format("HTTP 403 {}, token refused", refusal.code)) == &refusal);
    CHECK(enrolmentRefusalIn(std::format("HTTP 403 x{}", refusal.code)) == nullptr);
    CHECK(enrolmentRefusalIn(std::format("HTTP 403 {}_x", refusal.code)) == nullptr);
  }
  CHECK(enrolmentRefusalIn("") == nullptr);
  CHECK(enrolmentRefusalIn("HTTP 403") == nullptr);
}

void eachStandsOnThePages() {
  const std::string page = readWhole(sourceFile("docs/contract/enrolment.md"));
  const std::string vi = readWhole(sourceFile("docs/vi/ky-thuat-vien.md"));
  const std::string http = readWhole(sourceFile("docs/contract/http.md"));
  for (const EnrolmentRefusal& refusal : enrolmentRefusals()) {
    CHECK(http.contains(std::format("`{}`", refusal.code)));
    CHECK(page.contains(std::format("\n| `{}` | {} | {} |\n", refusal.code, refusal.en, refusal.action_en)));
    CHECK(vi.contains(std::format("\n| `{}` | {} | {} |\n", refusal.code, refusal.vi, refusal.action_vi)));
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(theCodeComesOutOfTheAnswer), TEST(whatIsNoneSaysNothing), TEST(aCodeIsFoundAsAWord),
              TEST(eachStandsOnThePages)});
}
