// SPDX-License-Identifier: Apache-2.0
// What no document may be, whichever it is: too large, too deep, doubled, or a number that is none.
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"

namespace diemcau::test {
namespace {

// The document with one more member, that nobody knows.
std::string with(const Document& document, const std::string& member) {
  std::string text = goodExample(document.name, "full");
  text.erase(text.rfind('}'));
  return text + ", \"later\": " + member + "}";
}

std::string nested(std::size_t levels, std::string_view open, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < levels; ++i) text += close;
  return text;
}

std::string verdict(const Document& document, const std::string& text) {
  const Result<std::string> written = document.rewrite(text);
  return written ? "accepted" : shortForm(written.error());
}

void a32ndLevelIsTheLast() {
  for (const Document& document : documents()) {
    CHECK_EQ(std::string("accepted"), verdict(document, with(document, nested(31, "[", "]"))));
    CHECK_EQ(std::string("too_deep"), verdict(document, with(document, nested(32, "[", "]"))));
    CHECK_EQ(std::string("accepted"), verdict(document, with(document, nested(31, "{\"a\": ", "}"))));
    CHECK_EQ(std::string("too_deep"), verdict(document, with(document, nested(32, "{\"a\": ", "}"))));
    CHECK_EQ(std::string("too_deep"), verdict(document, with(document, nested(100, "[", "]"))));
    CHECK_EQ(std::string("too_deep"), verdict(document, with(document, nested(100, "{\"a\": [", "]}"))));
    CHECK_EQ(std::string("too_deep"), verdict(document, std::string(200'000, '[')));
  }
}

void eachHasItsMostBytes() {
  for (const Document& document : documents()) {
    const std::size_t most = document.most;
    CHECK_EQ(document.name == "signing-batch" ? std::size_t{4194304} : std::size_t{262144}, most);
    std::string text = goodExample(document.name, "full");
    text.resize(most, ' ');
    CHECK_EQ(std::string("accepted"), verdict(document, text));
    CHECK_EQ(std::string("too_large"), verdict(document, text + " "));
    CHECK_EQ(std::string("too_large"), verdict(document, with(document, "\"" + std::string(10'000'000, 'x') + "\"")));
    CHECK_EQ(std::string("too_large"), verdict(document, std::string(10'000'000, '[')));
  }
}

void membersNobodyKnowsChangeNothing() {
  for (const Document& document : documents()) {
    const std::string plain = NEED(document.rewrite(goodExample(document.name, "full")));
    for (const char* member :
         {"null", "true", "-1", "1.5e300", "\"Điểm cầu\"", "[]", "{\"schema\": 7, \"version\": []}"}) {
      CHECK_EQ(plain, NEED(document.rewrite(with(document, member))));
    }
  }
}

void aMemberStandsOnce() {
  for (const Document& document : documents()) {
    CHECK_EQ(std::string("member_duplicate \"later\""), verdict(document, with(document, "1, \"later\": 1")));
    CHECK_EQ(std::string("member_duplicate \"a\""), verdict(document, with(document, R"([{"a": 1, "a": 1}])")));
    CHECK_EQ(std::string("member_duplicate \"ệ\""), verdict(document, with(document, R"({"ệ": 1, "\u1ec7": 1})")));
  }
}

void numbersAreNumbers() {
  for (const Document& document : documents()) {
    for (const char* number : {"1e999", "-1e999", "01", "+1", "1.", ".5", "0x10", "NaN", "Infinity", "1e", "--1"}) {
      CHECK_EQ(std::string(number) + " not_json",
               std::string(number) + " " + verdict(document, with(document, number)));
    }
    for (const char* number : {"0", "-0", "1e30", "18446744073709551616", "-9223372036854775809", "1E-5"}) {
      CHECK_EQ(std::string(number) + " accepted",
               std::string(number) + " " + verdict(document, with(document, number)));
    }
  }
}

void onlyWholeDocumentsCount() {
  for (const Document& document : documents()) {
    const std::string full = goodExample(document.name, "full");
    for (const char* text : {"", " ", "{", "}", "[1, 2", "\"", "{\"a\"}", "{\"a\": }", "{,}", "nul", "\xEF\xBB\xBF"}) {
      CHECK_EQ(std::string("not_json"), verdict(document, text));
    }
    for (const char* text : {"7", "null", "\"{}\"", "[]", "true"})
      CHECK_EQ(std::string("member_type"), verdict(document, text));
    CHECK_EQ(std::string("not_json"), verdict(document, full + "{}"));
    CHECK_EQ(std::string("not_json"), verdict(document, full + std::string(1, '\0')));
    CHECK_EQ(std::string("not_json"), verdict(document, full + std::string(1, '\0') + "{}"));
  }
}

// Cut anywhere, a document is refused as a whole: nothing is read from a half that arrived.
void aHalfIsNothing() {
  for (const Document& document : documents()) {
    const std::string full = NEED(document.rewrite(goodExample(document.name, "full")));
    for (std::size_t length = 0; length < full.size(); length += full.size() / 97 + 1) {
      const std::string found = verdict(document, full.substr(0, length));
      CHECK(found == "not_json" || found == "text_not_utf8");
    }
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(a32ndLevelIsTheLast), TEST(eachHasItsMostBytes), TEST(membersNobodyKnowsChangeNothing),
              TEST(aMemberStandsOnce), TEST(numbersAreNumbers), TEST(onlyWholeDocumentsCount), TEST(aHalfIsNothing)});
}
