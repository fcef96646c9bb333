// SPDX-License-Identifier: Apache-2.0
// Sizes and line breaks of measured text: what the hall would see of a title that does not fit at once.
#include "maket/line_breaking.h"

#include <algorithm>
#include <sstream>

#include "tests/support/cmocka_cpp.h"

using diemcau::maket::fit;
using diemcau::maket::Fitted;
using diemcau::maket::MeasuredLine;
using diemcau::maket::Room;

namespace {

// Every character half an em wide, pieces at spaces.
MeasuredLine line(const std::string& text) {
  MeasuredLine result{text, {}};
  std::size_t at = 0;
  std::istringstream words(text);
  for (std::string word; words >> word; at += word.size() + 1) {
    result.pieces.push_back(
        {at, at + word.size(), 0.5 * static_cast<double>(at), 0.5 * static_cast<double>(at + word.size())});
  }
  return result;
}

// 40 characters wide at the wished size of 10 pixels.
Room room() {
  return {.width = 200,
          .height = 100,
          .size = 10,
          .smallest = 4,
          .single = 1,
          .line_height = 1.25,
          .most_lines = 6,
          .wrap_below = 0.75};
}

std::string joined(const Fitted& fitted) {
  std::string text;
  for (const std::string& part : fitted.lines) text += part + "|";
  return text;
}

void whatFitsKeepsItsSizeAndItsLines() {
  const Fitted fitted = fit({line("one line"), line("and a longer one")}, room());
  CHECK_EQ(10.0, fitted.size);
  CHECK(!fitted.overflow);
  CHECK_EQ("one line|and a longer one|", joined(fitted));
}

void aLittleTooWideIsSetSmallerNotBroken() {
  const Fitted fitted = fit({line("fifty characters wide, a little more than there is")}, room());
  CHECK_EQ(std::size_t{1}, fitted.lines.size());
  CHECK(fitted.size < 8.01 && fitted.size > 7.95);  // 40 of 50 characters
}

void muchTooWideIsBrokenEvenlyAfterTheComma() {
  const Fitted fitted = fit({line("aaaa bbbb cccc dddd eeee ffff, gggg hhhh iiii jjjj kkkk llll")}, room());
  CHECK_EQ(10.0, fitted.size);
  CHECK_EQ("aaaa bbbb cccc dddd eeee ffff,|gggg hhhh iiii jjjj kkkk llll|", joined(fitted));
}

void noWordIsLeftAloneOnTheLastLine() {
  // Greedily the last word would stand alone: 41 + 1 + 14 characters.
  const Fitted fitted = fit({line("aaaaaa bbbbbb cccccc dddddd eeeeee ffff gggggggggggggg")}, room());
  CHECK_EQ(std::size_t{2}, fitted.lines.size());
  CHECK(fitted.lines.back().contains(' '));
}

// Though the lines would be evener, and broken after a comma.
void noWordIsLeftAloneForTheSakeOfEvenLines() {
  const std::string last(30, 'e');
  const Fitted fitted = fit({line("aaaaaa bbbbbb cccccc dddddd, " + last)}, room());
  CHECK_EQ("aaaaaa bbbbbb cccccc|dddddd, " + last + "|", joined(fitted));
}

void aNumberStaysWithItsWord() {
  const Fitted fitted = fit({line("aaaa bbbb cccc dddd eeee ffff 6 gggg hhhh iiii jjjj kkkk mmmm")}, room());
  CHECK_EQ(std::size_t{2}, fitted.lines.size());
  CHECK(fitted.lines.front().ends_with("eeee") || fitted.lines.front().ends_with("gggg"));
}

void ownLinesAreNeverJoined() {
  const Fitted fitted =
      fit({line("short"), line(std::string(30, 'a') + " " + std::string(30, 'b')), line("end")}, room());
  CHECK_EQ("short|" + std::string(30, 'a') + "|" + std::string(30, 'b') + "|end|", joined(fitted));
}

void tooManyLinesShrinkToTheHeight() {
  Room low = room();
  low.height = 20;  // one line and 0.8 of the next
  const Fitted fitted = fit({line("one"), line("two")}, low);
  CHECK(fitted.size < 8.9 && fitted.size > 8.85);  // 20 / 2.25
  CHECK(!fitted.overflow);
}

void whatNeverFitsOverflowsAtTheSmallestSize() {
  std::string endless;
  for (int i = 0; i < 300; ++i) endless += "word ";
  const Fitted fitted = fit({line(endless)}, room());
  CHECK(fitted.overflow);
  CHECK_EQ(4.0, fitted.size);
  CHECK_EQ(std::size_t{6}, fitted.lines.size());
  CHECK(fitted.lines.back().size() > fitted.lines.front().size());
}

void oneEndlessWordOverflows() {
  const Fitted fitted = fit({line(std::string(500, 'x'))}, room());
  CHECK(fitted.overflow);
  CHECK_EQ(std::size_t{1}, fitted.lines.size());
}

void withoutWrappingOnlyTheSizeGives() {
  Room stiff = room();
  stiff.wrap_below = 0;
  const Fitted fitted = fit({line("aaaa bbbb cccc dddd eeee ffff, gggg hhhh iiii jjjj kkkk llll")}, stiff);
  CHECK_EQ(std::size_t{1}, fitted.lines.size());
  CHECK(fitted.size < 6.7);
}

void noWordsNeedNoRoom() {
  const Fitted fitted = fit({}, room());
  CHECK(fitted.lines.empty());
  CHECK(!fitted.overflow);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatFitsKeepsItsSizeAndItsLines), TEST(aLittleTooWideIsSetSmallerNotBroken),
                             TEST(muchTooWideIsBrokenEvenlyAfterTheComma), TEST(noWordIsLeftAloneOnTheLastLine),
                             TEST(noWordIsLeftAloneForTheSakeOfEvenLines), TEST(aNumberStaysWithItsWord),
                             TEST(ownLinesAreNeverJoined), TEST(tooManyLinesShrinkToTheHeight),
                             TEST(whatNeverFitsOverflowsAtTheSmallestSize), TEST(oneEndlessWordOverflows),
                             TEST(withoutWrappingOnlyTheSizeGives), TEST(noWordsNeedNoRoom)});
}
