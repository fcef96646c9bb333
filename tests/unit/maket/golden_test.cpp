// SPDX-License-Identifier: Apache-2.0
// The makét of the conference, and what else a room shows, looks as it was last looked at and found right:
// golden/NAME-WIDTHxHEIGHT.png, the name that of a template or of a scene below.
//
//   maket_golden_test --draw DIR   draws them anew; look at them before they are committed
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <format>

#include "maket/png.h"
#include "maket/renderer.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/maket/conference.h"

using diemcau::maket::Document;
using diemcau::maket::Picture;
using diemcau::maket::Size;
using diemcau::test::kDesigns;
using diemcau::test::kSaigon;

namespace {

constexpr Size kSizes[] = {{320, 180}, {240, 180}, {640, 180}};
constexpr std::uint32_t kTile = 4;  // pixels; about a mark of the smallest line
// Of the mean of a tile's differences; a mark of the smallest line makes 1.9 or more. The same libraries give none,
// others may round in another way.
constexpr double kSlack = 1.5;

std::string nameOf(const std::string& design, Size size) {
  return std::format("{}-{}x{}.png", design, size.width, size.height);
}

Picture drawn(const Document& document, Size size) {
  diemcau::maket::Renderer renderer(diemcau::test::templatesFolder());
  return NEED(renderer.render(document, size)).picture;
}

// The mean difference of a colour in the tile that differs most.
double furthest(const Picture& a, const Picture& b) {
  double most = 0;
  for (std::uint32_t top = 0; top < a.size.height; top += kTile) {
    for (std::uint32_t left = 0; left < a.size.width; left += kTile) {
      int sum = 0;
      int count = 0;
      for (std::uint32_t y = top; y < std::min(top + kTile, a.size.height); ++y) {
        for (std::uint32_t x = left; x < std::min(left + kTile, a.size.width); ++x) {
          for (std::size_t at = y * a.stride() + 4UL * x, end = at + 3; at < end; ++at) {
            sum += std::abs(a.pixels[at] - b.pixels[at]);
            ++count;
          }
        }
      }
      most = std::max(most, static_cast<double>(sum) / count);
    }
  }
  return most;
}

struct Case {
  std::string name;
  Document document;
  Size size;
};

// Beside the templates, each in each shape.
std::vector<Case> allCases() {
  std::vector<Case> cases;
  for (const std::string design : kDesigns) {
    for (const Size size : kSizes) cases.push_back({design, diemcau::test::conferenceAt(kSaigon, design), size});
  }
  for (const Size size : kSizes) {
    cases.push_back({"slate", diemcau::maket::slateOf(diemcau::test::conferenceText(), {"79", kSaigon}), size});
  }
  cases.push_back({"overlay", diemcau::test::conferenceAt(kSaigon, "xanh"), kSizes[0]});
  cases.back().document.overlay = "Hội nghị bắt đầu lại lúc 10 giờ 30";
  return cases;
}

void everyPictureLooksAsItDid() {
  const std::filesystem::path golden = diemcau::test::sourceFile("tests/unit/maket/golden");
  for (const auto& [name, document, size] : allCases()) {
    const auto expected = NEED(decodePng(diemcau::test::readWhole(golden / nameOf(name, size)), size));
    const double off = furthest(expected, drawn(document, size));
    if (off > kSlack)
      diemcau::test::failAt(std::format("{}: {:.1f}", nameOf(name, size), off), std::source_location::current());
  }
}

// How far the conference's picture is from the same one with another text in a slot, in the tile that differs most.
double furthestWith(const Document& right, const Picture& expected, const char* slot, const std::string& text) {
  Document wrong = right;
  wrong.texts.at(slot) = {text};
  CHECK(wrong.texts != right.texts);
  return furthest(expected, drawn(wrong, expected.size));
}

// A mark that is lost, a letter that is another one: the comparison sees it, in the smallest line too.
void oneMarkMoreOrLessIsSeen() {
  struct Slip {
    const char* slot;
    const char* text;
  };
  const Slip slips[] = {
      {"heading", "HÔI NGHỊ"},
      {"heading", "HỘI NGHI"},
      {"heading", "HỘI NGỊH"},
      {"organiser", "BAN DÂN VÂN TRUNG ƯƠNG"},
      {"organiser", "BAN DÂN VẬN TRUNG ƯONG"},
      {"place_date", "Thành phố Hô Chí Minh, ngày 15 tháng 7 năm 2022"},
      {"place_date", "Thành phố Hồ Chí Minh, ngáy 15 tháng 7 năm 2022"},
      {"place_date", "Thành phố Hồ Chí Minh, ngày 15 tháng 7 nãm 2022"},
      {"place_date", "Thành phố Hồ Chí Minh, ngày 16 tháng 7 năm 2022"},
  };
  std::string unseen;
  for (const std::string design : kDesigns) {
    for (const Size size : kSizes) {
      const Document right = diemcau::test::conferenceAt(kSaigon, design);
      const Picture expected = drawn(right, size);
      for (const auto& [slot, text] : slips) {
        const double off = furthestWith(right, expected, slot, text);
        if (off <= kSlack) unseen += std::format("{}: {} ({:.1f})\n", nameOf(design, size), text, off);
      }
    }
  }
  CHECK_EQ("", unseen);
}

void draw(const std::filesystem::path& dir) {
  for (const auto& [name, document, size] : allCases()) {
    const auto png = encodePng(drawn(document, size));
    if (png) diemcau::test::writeWhole(dir / nameOf(name, size), *png);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--draw") == 0) {
    draw(argv[2]);
    return 0;
  }
  return diemcau::test::run({TEST(everyPictureLooksAsItDid), TEST(oneMarkMoreOrLessIsSeen)});
}
