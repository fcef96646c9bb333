// SPDX-License-Identifier: Apache-2.0
// What a rendering shows and what it tells of itself.
#include "maket/renderer.h"

#include <algorithm>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/maket/conference.h"

using diemcau::maket::Document;
using diemcau::maket::Renderer;
using diemcau::maket::Rendering;
using diemcau::maket::Size;
using diemcau::test::kSaigon;

namespace {

constexpr Size kSize{320, 180};

Rendering drawn(const Document& document, Size size = kSize) {
  Renderer renderer(diemcau::test::templatesFolder());
  return NEED(renderer.render(document, size));
}

Rendering withTitle(std::vector<std::string> title) {
  Document document = diemcau::test::conferenceAt(kSaigon);
  document.texts["title"] = std::move(title);
  return drawn(document);
}

void theWordsAreOnThePicture() {
  const Rendering rendering = drawn(diemcau::test::conferenceAt(kSaigon));
  const std::vector<std::string> expected = {
      "BAN DÂN VẬN TRUNG ƯƠNG", "HỘI NGHỊ", "SƠ KẾT CÔNG TÁC DÂN VẬN 6 THÁNG ĐẦU NĂM,",
      "TRIỂN KHAI NHIỆM VỤ 6 THÁNG CUỐI NĂM 2022", "Thành phố Hồ Chí Minh, ngày 15 tháng 7 năm 2022"};
  CHECK(rendering.facts.lines == expected);
  CHECK_EQ(320U, rendering.facts.width);
  CHECK_EQ(180U, rendering.facts.height);
  CHECK(rendering.facts.missing_glyphs.empty());
  CHECK(rendering.facts.shrunk.empty());
  CHECK(rendering.facts.overflow.empty());
  CHECK_EQ(rendering.facts.pixels_sha256, sha256Of(rendering.picture));
}

void theSameDocumentGivesTheSamePixels() {
  const Document document = diemcau::test::conferenceAt(kSaigon);
  const Rendering first = drawn(document);
  Renderer used(diemcau::test::templatesFolder());
  (void)NEED(used.render(diemcau::test::conferenceAt("Tỉnh Cà Mau"), {256, 144}));
  const Rendering second = NEED(used.render(document, kSize));
  CHECK_EQ(first.facts.inputs_sha256, second.facts.inputs_sha256);
  CHECK_EQ(first.facts.pixels_sha256, second.facts.pixels_sha256);
}

void anotherRoomOrSizeIsAnotherPicture() {
  const Rendering here = drawn(diemcau::test::conferenceAt(kSaigon));
  const Rendering there = drawn(diemcau::test::conferenceAt("Tỉnh Cà Mau"));
  const Rendering smaller = drawn(diemcau::test::conferenceAt(kSaigon), {320, 176});
  CHECK(here.facts.inputs_sha256 != there.facts.inputs_sha256);
  CHECK(here.facts.pixels_sha256 != there.facts.pixels_sha256);
  CHECK(here.facts.inputs_sha256 != smaller.facts.inputs_sha256);
}

void decomposedTextArrivesComposed() {
  // "Huế" with its marks apart: e, circumflex, acute
  const Rendering apart = drawn(diemcau::test::conferenceAt("Tỉnh Thừa Thiên Hue\u0302\u0301"));
  const Rendering composed = drawn(diemcau::test::conferenceAt("Tỉnh Thừa Thiên Huế"));
  CHECK_EQ(composed.facts.inputs_sha256, apart.facts.inputs_sha256);
  CHECK_EQ(composed.facts.pixels_sha256, apart.facts.pixels_sha256);
}

void aHeadingStandsInCapitalsHoweverItIsTyped() {
  Document typed = diemcau::test::conferenceAt(kSaigon);
  typed.texts["organiser"] = {"Ban Dân vận Trung ương"};
  typed.texts["heading"] = {"Ho\u0323\u0302i nghi\u0323"};  // marks apart, in the order of a keyboard
  const Rendering expected = drawn(diemcau::test::conferenceAt(kSaigon));
  CHECK(drawn(typed).picture == expected.picture);
  CHECK(drawn(typed).facts.lines == expected.facts.lines);
}

void everyVietnameseLetterHasAGlyph() {
  const std::string small = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
  const std::string large = "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ";
  Document document = diemcau::test::conferenceAt(kSaigon);
  for (const char* slot : {"organiser", "heading", "title", "place_date"}) document.texts[slot] = {small, large};
  CHECK(drawn(document).facts.missing_glyphs.empty());
  const Document setup{"setup", {{"name", {small}}, {"code", {large}}, {"status", {large}}, {"next", {small}}}};
  CHECK(drawn(setup).facts.missing_glyphs.empty());
}

void charactersWithoutAGlyphAreNamedAndLeftOut() {
  const Rendering rendering = withTitle({"HỘI NGHỊ \U0001F389", "\uE000 漢"});
  const std::vector<std::string> expected = {"U+6F22", "U+E000", "U+1F389"};
  CHECK(rendering.facts.missing_glyphs == expected);
  CHECK(std::ranges::contains(rendering.facts.lines, "HỘI NGHỊ"));
  CHECK_EQ(withTitle({"HỘI NGHỊ"}).facts.pixels_sha256, rendering.facts.pixels_sha256);
}

void aLongTitleShrinksAndSaysSo() {
  const Rendering rendering = withTitle({"SƠ KẾT CÔNG TÁC DÂN VẬN 6 THÁNG ĐẦU NĂM 2022 CẢ NƯỚC,"});
  CHECK_EQ(std::size_t{1}, rendering.facts.shrunk.size());
  CHECK_EQ("title", rendering.facts.shrunk.front().slot);
  CHECK(rendering.facts.shrunk.front().scale < 1 && rendering.facts.shrunk.front().scale > 0.7);
  CHECK(rendering.facts.overflow.empty());
}

void aLongerTitleIsBrokenIntoEvenLines() {
  const Rendering rendering =
      withTitle({"SƠ KẾT CÔNG TÁC DÂN VẬN VÀ THỰC HIỆN QUY CHẾ DÂN CHỦ Ở CƠ SỞ 6 THÁNG ĐẦU NĂM, TRIỂN KHAI NHIỆM VỤ 6 "
                 "THÁNG CUỐI NĂM 2022"});
  CHECK(rendering.facts.overflow.empty());
  CHECK_EQ(std::size_t{6}, rendering.facts.lines.size());  // three of them the title's
  for (const std::string& line : rendering.facts.lines) CHECK(line.contains(' '));
}

void aNoBreakSpaceHoldsWordsTogether() {
  const Rendering rendering =
      withTitle({"SƠ KẾT CÔNG TÁC DÂN VẬN VÀ THỰC HIỆN QUY\u00A0CHẾ DÂN\u00A0CHỦ Ở CƠ\u00A0SỞ 6 THÁNG ĐẦU NĂM, TRIỂN "
                 "KHAI NHIỆM VỤ 6 "
                 "THÁNG CUỐI NĂM 2022"});
  CHECK(std::ranges::any_of(rendering.facts.lines,
                            [](const std::string& line) { return line.contains("QUY\u00A0CHẾ"); }));
}

void anAbsurdTitleOverflowsAndIsCut() {
  std::string absurd;
  while (absurd.size() < 10000) absurd += "SƠ KẾT CÔNG TÁC DÂN VẬN ";
  const Rendering rendering = withTitle({absurd});
  CHECK_EQ(std::size_t{1}, rendering.facts.overflow.size());
  CHECK_EQ("title", rendering.facts.overflow.front());
  CHECK(std::ranges::any_of(rendering.facts.lines, [](const std::string& line) { return line.ends_with("…"); }));
  CHECK(std::ranges::contains(rendering.facts.lines, "Thành phố Hồ Chí Minh, ngày 15 tháng 7 năm 2022"));
}

void textFromRightToLeftIsNoCrash() {
  const Rendering rendering = withTitle({"שלום עולם", "مؤتمر وطني", "\u202Eabc"});
  CHECK(!rendering.facts.missing_glyphs.empty());
}

void emptyTextsLeaveTheirPlaceEmpty() {
  Document document = diemcau::test::conferenceAt(kSaigon);
  document.texts["organiser"] = {"", "  "};
  document.texts.erase("place_date");
  CHECK_EQ(std::size_t{3}, drawn(document).facts.lines.size());
}

void whatCannotBeDrawnIsAnError() {
  Renderer renderer(diemcau::test::templatesFolder());
  const Document good = diemcau::test::conferenceAt(kSaigon);
  CHECK_EQ("size_invalid", renderer.render(good, {10, 10}).error().code);
  CHECK_EQ("size_invalid", renderer.render(good, {16384, 16384}).error().code);
  CHECK_EQ("slot_unknown", renderer.render({"co-dien", {{"footer", {"x"}}}}, kSize).error().code);
  CHECK_EQ("text_invalid", renderer.render({"co-dien", {{"heading", {"\xC3\x28"}}}}, kSize).error().code);
  CHECK_EQ("template_missing", renderer.render({"khong-co", {}}, kSize).error().code);
}

void blankIsBlack() {
  const Rendering rendering = diemcau::maket::renderBlank(kSize);
  CHECK(rendering.picture == diemcau::maket::filledPicture(kSize, 0, 0, 0));
  CHECK(rendering.facts.lines.empty());
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(theWordsAreOnThePicture), TEST(theSameDocumentGivesTheSamePixels), TEST(anotherRoomOrSizeIsAnotherPicture),
       TEST(decomposedTextArrivesComposed), TEST(aHeadingStandsInCapitalsHoweverItIsTyped),
       TEST(everyVietnameseLetterHasAGlyph), TEST(charactersWithoutAGlyphAreNamedAndLeftOut),
       TEST(aLongTitleShrinksAndSaysSo), TEST(aLongerTitleIsBrokenIntoEvenLines), TEST(aNoBreakSpaceHoldsWordsTogether),
       TEST(anAbsurdTitleOverflowsAndIsCut), TEST(textFromRightToLeftIsNoCrash), TEST(emptyTextsLeaveTheirPlaceEmpty),
       TEST(whatCannotBeDrawnIsAnError), TEST(blankIsBlack)});
}
