// SPDX-License-Identifier: Apache-2.0
// The conference in every room: each name of both lists fits, in each shape of screen.
#include <algorithm>
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

namespace {

bool isInside(const Slot& slot, Size size, std::size_t x, std::size_t y) {
  const auto [column, row] = std::pair(static_cast<double>(x), static_cast<double>(y));
  return column >= slot.x * size.width - 1 && column <= (slot.x + slot.width) * size.width &&
         row >= slot.y * size.height - 1 && row <= (slot.y + slot.height) * size.height;
}

// How many pixels outside the slots' boxes differ from the empty template.
std::size_t strayPixels(const Picture& picture, const Picture& empty, const std::vector<Slot>& slots) {
  std::size_t stray = 0;
  for (std::size_t at = 0; at < picture.pixels.size(); at += 4) {
    if (std::equal(&picture.pixels[at], &picture.pixels[at] + 4, &empty.pixels[at])) continue;
    const std::size_t x = at / 4 % picture.size.width;
    const std::size_t y = at / 4 / picture.size.width;
    stray += std::ranges::none_of(slots, [&](const Slot& slot) { return isInside(slot, picture.size, x, y); }) ? 1 : 0;
  }
  return stray;
}

// Names of the rooms, with what is wrong with their picture.
std::string wrongRoomsAt(Size size) {
  const auto design = NEED(diemcau::maket::loadTemplate(diemcau::test::templatesFolder(), "co-dien"));
  const auto& slots = layoutFor(design, static_cast<double>(size.width) / size.height).slots;
  Renderer renderer(diemcau::test::templatesFolder());
  const Picture empty = NEED(renderer.render({"co-dien", {}}, size)).picture;
  std::string wrong;
  for (const diemcau::Site& site : diemcau::test::allSites()) {
    const Rendering rendering = NEED(renderer.render(diemcau::test::conferenceAt(site.name), size));
    const auto& facts = rendering.facts;
    const std::size_t stray = strayPixels(rendering.picture, empty, slots);
    const bool named = std::ranges::contains(facts.lines, site.name + ", ngày 15 tháng 7 năm 2022");
    if (!facts.missing_glyphs.empty() || !facts.overflow.empty() || !facts.shrunk.empty() || stray > 0 || !named) {
      wrong += std::format("{} ({} glyphs missing, {} overflow, {} shrunk, {} stray pixels) ", site.name,
                           facts.missing_glyphs.size(), facts.overflow.size(), facts.shrunk.size(), stray);
    }
  }
  return wrong;
}

void everyRoomAtSixteenToNine() { CHECK_EQ("", wrongRoomsAt({1280, 720})); }
void everyRoomAtFourToThree() { CHECK_EQ("", wrongRoomsAt({1024, 768})); }
void everyRoomOnAWideWall() { CHECK_EQ("", wrongRoomsAt({1920, 540})); }

void shapesInBetweenHaveRoomToo() {
  Renderer renderer(diemcau::test::templatesFolder());
  for (const Size size : {Size{1280, 1024}, Size{1280, 800}, Size{1366, 768}, Size{2560, 1080}, Size{720, 1280}}) {
    const Rendering rendering = NEED(renderer.render(diemcau::test::conferenceAt("Tỉnh Bà Rịa - Vũng Tàu"), size));
    CHECK(rendering.facts.overflow.empty());
    CHECK(rendering.facts.shrunk.empty());
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(everyRoomAtSixteenToNine), TEST(everyRoomAtFourToThree), TEST(everyRoomOnAWideWall),
                             TEST(shapesInBetweenHaveRoomToo)});
}
