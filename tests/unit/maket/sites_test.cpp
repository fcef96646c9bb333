// SPDX-License-Identifier: Apache-2.0
// The conference in every room: each name of both lists fits, in each template and shape of screen.
#include <algorithm>
#include <cstring>
#include <format>
#include <vector>

#include "maket/renderer.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/maket/conference.h"

using diemcau::maket::Document;
using diemcau::maket::Picture;
using diemcau::maket::Renderer;
using diemcau::maket::Rendering;
using diemcau::maket::Size;
using diemcau::maket::Slot;
using diemcau::test::kDesigns;

namespace {

// One entry a pixel: whether it belongs to the box of a slot.
std::vector<bool> boxesOf(const std::string& name, Size size) {
  const auto design = NEED(diemcau::maket::loadTemplate(diemcau::test::templatesFolder(), name));
  std::vector<bool> inside(std::size_t{size.width} * size.height);
  for (const Slot& slot : layoutFor(design, static_cast<double>(size.width) / size.height).slots) {
    const auto left = static_cast<std::size_t>(slot.x * size.width);
    const auto right = static_cast<std::size_t>((slot.x + slot.width) * size.width);
    const auto top = static_cast<std::size_t>(slot.y * size.height);
    const auto bottom = static_cast<std::size_t>((slot.y + slot.height) * size.height);
    for (std::size_t y = top; y <= bottom; ++y) {
      std::fill_n(inside.begin() + static_cast<std::ptrdiff_t>(y * size.width + left), right - left + 1, true);
    }
  }
  return inside;
}

// How many pixels outside the slots' boxes differ from the empty template.
std::size_t strayPixels(const Picture& picture, const Picture& empty, const std::vector<bool>& inside) {
  std::size_t stray = 0;
  for (std::size_t y = 0; y < picture.size.height; ++y) {
    const std::uint8_t* row = picture.pixels.data() + y * picture.stride();
    const std::uint8_t* ground = empty.pixels.data() + y * empty.stride();
    if (std::memcmp(row, ground, picture.stride()) == 0) continue;
    for (std::size_t x = 0; x < picture.size.width; ++x) {
      if (!inside[y * picture.size.width + x] && std::memcmp(row + 4 * x, ground + 4 * x, 4) != 0) ++stray;
    }
  }
  return stray;
}

std::string findingsOf(const diemcau::RenderedFrame& facts, const std::string& design, const std::string& site,
                       std::size_t stray) {
  const bool named = std::ranges::contains(facts.lines, site + ", ngày 15 tháng 7 năm 2022");
  if (named && facts.missing_glyphs.empty() && facts.overflow.empty() && facts.shrunk.empty() && stray == 0) return "";
  return std::format("{}, {} ({} glyphs missing, {} overflow, {} shrunk, {} stray pixels) ", design, site,
                     facts.missing_glyphs.size(), facts.overflow.size(), facts.shrunk.size(), stray);
}

std::vector<std::string> allNames() {
  std::vector<std::string> names;
  for (const diemcau::Site& site : diemcau::test::allSites()) names.push_back(site.name);
  return names;
}

// Those of the rooms whose picture is not as it should be, with what is wrong.
std::string wrongRooms(const std::vector<std::string>& names, Size size) {
  Renderer renderer(diemcau::test::templatesFolder());
  std::string wrong;
  for (const std::string design : kDesigns) {
    const std::vector<bool> inside = boxesOf(design, size);
    const Picture empty = NEED(renderer.render({design, {}}, size)).picture;
    for (const std::string& name : names) {
      const Rendering rendering = NEED(renderer.render(diemcau::test::conferenceAt(name, design), size));
      wrong += findingsOf(rendering.facts, design, name, strayPixels(rendering.picture, empty, inside));
    }
  }
  return wrong;
}

void everyRoomAtSixteenToNine() { CHECK_EQ("", wrongRooms(allNames(), {640, 360})); }
void everyRoomAtFourToThree() { CHECK_EQ("", wrongRooms(allNames(), {512, 384})); }
void everyRoomOnAWideWall() { CHECK_EQ("", wrongRooms(allNames(), {960, 270})); }

void theLongestNamesInFullSize() {
  const std::vector<std::string> names = {"Thành phố Hồ Chí Minh", "Tỉnh Bà Rịa - Vũng Tàu"};
  CHECK_EQ("", wrongRooms(names, {1920, 1080}));
  CHECK_EQ("", wrongRooms(names, {1024, 768}));
  CHECK_EQ("", wrongRooms(names, {3840, 1080}));
}

void shapesInBetweenHaveRoomToo() {
  Renderer renderer(diemcau::test::templatesFolder());
  for (const std::string design : kDesigns) {
    for (const Size size : {Size{640, 512}, Size{640, 400}, Size{683, 384}, Size{1280, 540}, Size{360, 640}}) {
      const auto document = diemcau::test::conferenceAt("Tỉnh Bà Rịa - Vũng Tàu", design);
      const Rendering rendering = NEED(renderer.render(document, size));
      CHECK(rendering.facts.overflow.empty());
      CHECK(rendering.facts.shrunk.empty());
    }
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(everyRoomAtSixteenToNine), TEST(everyRoomAtFourToThree), TEST(everyRoomOnAWideWall),
                             TEST(theLongestNamesInFullSize), TEST(shapesInBetweenHaveRoomToo)});
}
