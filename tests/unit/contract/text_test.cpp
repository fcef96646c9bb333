// SPDX-License-Identifier: Apache-2.0
// Text in documents: UTF-8 or refused, composed (NFC) however it was typed, no control characters.
#include <string>

#include "contract/config.h"
#include "contract/screen_status.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/contract/documents.h"

namespace diemcau::test {
namespace {

// A Config whose heading is the given bytes of JSON text.
std::string withHeading(const std::string& bytes) {
  std::string text = goodExample("config", "full");
  const std::string_view heading = "HỘI NGHỊ";
  text.replace(text.find(heading), heading.size(), bytes);
  return text;
}

std::string headingOf(const std::string& bytes) {
  return NEED(parseConfig(withHeading(bytes))).body.screen.maket->heading;
}

std::string verdict(const std::string& bytes) {
  const Result<Config> config = parseConfig(withHeading(bytes));
  return config ? "accepted" : shortForm(config.error());
}

void whatWasTypedDecomposedComesOutComposed() {
  const Config composed = NEED(parseConfig(goodExample("config", "full")));
  const std::string typed = goodExample("config", "decomposed");
  CHECK(typed.find("HỘI NGHỊ") == std::string::npos);
  const Config decomposed = NEED(parseConfig(typed));
  CHECK_EQ(std::string("HỘI NGHỊ"), decomposed.body.screen.maket->heading);
  CHECK_EQ(std::string("Thành phố Hồ Chí Minh"), decomposed.body.site.name);
  CHECK(composed.body == decomposed.body);
}

void eachVietnameseLetterIsComposedInOneWay() {
  // Letter, mark of quality, mark of tone; in either order of typing, also half composed.
  CHECK_EQ(std::string("Ệ"), headingOf("E\u0302\u0323"));
  CHECK_EQ(std::string("Ệ"), headingOf("E\u0323\u0302"));
  CHECK_EQ(std::string("Ệ"), headingOf("Ê\u0323"));
  CHECK_EQ(std::string("Ệ"), headingOf("Ẹ\u0302"));
  CHECK_EQ(std::string("Ệ"), headingOf("\\u0045\\u0302\\u0323"));
  CHECK_EQ(std::string("Ự"), headingOf("U\u031B\u0323"));
  CHECK_EQ(std::string("Ữ"), headingOf("Ư\u0303"));
  CHECK_EQ(std::string("Đ"), headingOf("Đ"));
  CHECK_EQ(std::string("ỳ"), headingOf("y\u0300"));
}

void composingChangesNothingElse() {
  // Compatibility forms, ligatures, full-width letters and emoji are what somebody meant.
  for (const char* text : {"ﬁ", "Ａ", "½", "№", "“Dân vận” – khéo…", "🇻🇳", "x\u200dy", "日本", ""}) {
    CHECK_EQ(std::string(text), headingOf(text));
  }
}

void lengthsCountWhatGoesOn() {
  std::string letters;
  for (int i = 0; i < 133; ++i) letters += "ệ";  // 399 bytes composed, 665 as typed
  CHECK_EQ(letters, headingOf(letters));
  CHECK_EQ(std::string("text_length /body/screen/maket/heading"), verdict(letters + "ệ"));
}

void bytesThatAreNoUtf8AreRefused() {
  for (const char* bytes :
       {"\x80", "\xC3", "\xC3(", "\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF\xFE", "\xE1\xBB"}) {
    CHECK_EQ(std::string("text_not_utf8"), verdict(bytes));
  }
}

void halfASurrogatePairIsRefused() {
  for (const char* escape : {"\\ud800", "\\udfff", "\\ud83c\\ud83c", "\\ud83cx", "\\ud8"}) {
    CHECK_EQ(std::string("not_json"), verdict(escape));
  }
  CHECK_EQ(std::string("🇻🇳"), headingOf("\\ud83c\\uddfb\\ud83c\\uddf3"));
}

void controlCharactersAreRefused() {
  for (const char* escape : {"\\u0000", "\\n", "\\t", "\\r", "\\u001b[31m", "\\u007f", "\u0080", "\u0085", "\u009f"}) {
    CHECK_EQ(std::string("text_invalid /body/screen/maket/heading"), verdict(escape));
  }
  CHECK_EQ(std::string("not_json"), verdict("\n"));
  CHECK_EQ(std::string("not_json"), verdict(std::string(1, '\0')));
  CHECK_EQ(std::string("\u00A0"), headingOf("\u00A0"));  // a space that does not break is none
}

void writtenTextIsReadableAndEscaped() {
  Config config = NEED(parseConfig(goodExample("config", "full")));
  config.body.screen.maket->heading = "\"HỘI\\NGHỊ\"";
  const std::string written = writeConfig(config);
  CHECK(written.find(R"("\"HỘI\\NGHỊ\"")") != std::string::npos);
  CHECK(config == NEED(parseConfig(written)));
}

// What a program hands in that is no UTF-8 (a file name, a driver's message) does not make a report unreadable.
void observedBytesThatAreNoUtf8AreWrittenAsText() {
  ScreenStatus status = NEED(parseScreenStatus(goodExample("screen-status", "full")));
  status.scanned_out.detail = "ph\xF2ng";
  const ScreenStatus read = NEED(parseScreenStatus(writeScreenStatus(status)));
  CHECK_EQ(std::string("ph\uFFFDng"), read.scanned_out.detail);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(whatWasTypedDecomposedComesOutComposed), TEST(eachVietnameseLetterIsComposedInOneWay),
              TEST(composingChangesNothingElse), TEST(lengthsCountWhatGoesOn), TEST(bytesThatAreNoUtf8AreRefused),
              TEST(halfASurrogatePairIsRefused), TEST(controlCharactersAreRefused),
              TEST(writtenTextIsReadableAndEscaped), TEST(observedBytesThatAreNoUtf8AreWrittenAsText)});
}
