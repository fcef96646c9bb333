// SPDX-License-Identifier: Apache-2.0
// The conference in every room: each name of both lists fits, in each template, shape and size of screen.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <format>
#include <map>
#include <set>
#include <vector>

#include "maket/handles.h"
#include "maket/renderer.h"
#include "maket/typesetter.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/maket/conference.h"

using diemcau::maket::Document;
using diemcau::maket::Layout;
using diemcau::maket::Picture;
using diemcau::maket::Renderer;
using diemcau::maket::Rendering;
using diemcau::maket::SetText;
using diemcau::maket::Size;
using diemcau::maket::Slot;
using diemcau::maket::Typesetter;
using diemcau::test::kDesigns;

namespace {

constexpr const char* kSlate = "slate";

// In pixels, its edges within it.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

Box boxOf(const Slot& slot, Size size) {
  return {slot.x * size.width, slot.y * size.height, (slot.x + slot.width) * size.width,
          (slot.y + slot.height) * size.height};
}

Document documentAt(const std::string& design, const std::string& site) {
  if (design == kSlate) return diemcau::maket::slateOf(diemcau::test::conferenceText(), {"79", site});
  return diemcau::test::conferenceAt(site, design);
}

// What stands in a slot in all the rooms together, each text once.
using Texts = std::set<std::vector<std::string>>;

std::map<std::string, Texts> textsOfAllRooms(const std::string& design) {
  std::map<std::string, Texts> all;
  for (const diemcau::Site& site : diemcau::test::allSites()) {
    for (const auto& [slot, lines] : documentAt(design, site.name).texts) all[slot].insert(lines);
  }
  return all;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : " ") + line;
  return text;
}

// Where the letters of one slot come to stand, with their shadows: what Cairo would fill.
Box inkOf(const Typesetter& setter, const Slot& slot, const SetText& text) {
  const diemcau::maket::Surface record(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, nullptr));
  const diemcau::maket::Drawing drawing(cairo_create(record.get()));
  setter.draw(drawing.get(), slot, text);
  Box ink;
  double width = 0;
  double height = 0;
  cairo_recording_surface_ink_extents(record.get(), &ink.left, &ink.top, &width, &height);
  ink.right = ink.left + width;
  ink.bottom = ink.top + height;
  return ink;
}

// Cairo tells whole pixels.
bool isWithin(const Box& ink, const Box& box) {
  return ink.left >= std::floor(box.left) && ink.top >= std::floor(box.top) && ink.right <= std::ceil(box.right) &&
         ink.bottom <= std::ceil(box.bottom);
}

// What is wrong of a text in its slot; nothing where it is right.
std::string faultsOf(const Typesetter& setter, const Slot& slot, const std::vector<std::string>& lines, Size size,
                     double unit) {
  const SetText text = setter.set(slot, lines);
  std::string faults;
  if (!text.missing.empty()) faults += std::format(" {} glyphs missing", text.missing.size());
  if (text.overflow) faults += " cut";
  if (text.size < slot.smallest * unit) faults += std::format(" type of {:.1f} px", text.size);
  if (joined(text.lines) != joined(lines)) faults += " reads " + joined(text.lines);
  const Box ink = inkOf(setter, slot, text);
  if (!isWithin(ink, boxOf(slot, size))) {
    faults += std::format(" from {},{} to {},{}", ink.left, ink.top, ink.right, ink.bottom);
  }
  return faults;
}

// Typeset, not drawn: what is drawn of it is the same at every size but for its edges.
std::string faultsAt(const std::string& name, Size size, std::size_t& tried) {
  const auto design = NEED(diemcau::maket::loadTemplate(diemcau::test::templatesFolder(), name));
  const auto fonts = NEED(diemcau::maket::FontSet::load(diemcau::maket::kFontDirectory, design.fonts));
  const Layout& layout = layoutFor(design, static_cast<double>(size.width) / size.height);
  const double unit = std::min<double>(size.height, size.width / layout.aspect);
  const Typesetter setter(*fonts, size, layout.aspect);
  const auto texts = textsOfAllRooms(name);
  std::string faults;
  for (const Slot& slot : layout.slots) {
    for (const std::vector<std::string>& lines : texts.at(slot.style.name)) {
      const std::string found = faultsOf(setter, slot, lines, size, unit);
      if (!found.empty()) {
        faults += std::format("{} {}x{} {}:{}\n", name, size.width, size.height, joined(lines), found);
      }
      ++tried;
    }
  }
  return faults;
}

void everyRoomFitsOnEveryScreen() {
  std::string faults;
  std::size_t tried = 0;
  for (const std::string design : {"co-dien", "xanh", "trang", kSlate}) {
    for (const std::uint32_t height : {720U, 1080U, 2160U}) {
      for (const std::uint32_t width : {height * 16 / 9, height * 4 / 3, height * 32 / 9}) {
        faults += faultsAt(design, {width, height}, tried);
      }
    }
  }
  CHECK_EQ("", faults);
  CHECK(tried > 4UL * 9 * 63);  // those names that both lists have stand once
}

// How many pixels outside the box differ from the empty template.
std::size_t strayPixels(const Picture& picture, const Picture& empty, const Box& box) {
  const auto left = static_cast<std::uint32_t>(box.left);
  const auto top = static_cast<std::uint32_t>(box.top);
  const auto right = static_cast<std::uint32_t>(box.right);
  const auto bottom = static_cast<std::uint32_t>(box.bottom);
  std::size_t stray = 0;
  for (std::uint32_t y = 0; y < picture.size.height; ++y) {
    const std::uint8_t* row = picture.pixels.data() + y * picture.stride();
    const std::uint8_t* ground = empty.pixels.data() + y * empty.stride();
    if (std::memcmp(row, ground, picture.stride()) == 0) continue;
    for (std::size_t x = 0; x < picture.size.width; ++x) {
      const bool inside = x >= left && x <= right && y >= top && y <= bottom;
      if (!inside && std::memcmp(row + 4 * x, ground + 4 * x, 4) != 0) ++stray;
    }
  }
  return stray;
}

// What is wrong where each slot is drawn alone: no other one's letters hide what stands in their box.
std::string faultsDrawn(Size size) {
  Renderer renderer(diemcau::test::templatesFolder());
  std::string faults;
  for (const std::string name : kDesigns) {
    const auto design = NEED(diemcau::maket::loadTemplate(diemcau::test::templatesFolder(), name));
    const Picture empty = NEED(renderer.render({name, {}}, size)).picture;
    const auto texts = textsOfAllRooms(name);
    for (const Slot& slot : layoutFor(design, static_cast<double>(size.width) / size.height).slots) {
      for (const std::vector<std::string>& lines : texts.at(slot.style.name)) {
        const Rendering drawn = NEED(renderer.render({name, {{slot.style.name, lines}}}, size));
        const std::size_t stray = strayPixels(drawn.picture, empty, boxOf(slot, size));
        if (drawn.facts.lines == lines && drawn.facts.shrunk.empty() && stray == 0) continue;
        faults +=
            std::format("{} {}: {} stray pixels, {} shrunk\n", name, joined(lines), stray, drawn.facts.shrunk.size());
      }
    }
  }
  return faults;
}

void everyRoomAtSixteenToNine() { CHECK_EQ("", faultsDrawn({640, 360})); }
void everyRoomAtFourToThree() { CHECK_EQ("", faultsDrawn({512, 384})); }
void everyRoomOnAWideWall() { CHECK_EQ("", faultsDrawn({960, 270})); }

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
  return diemcau::test::run({TEST(everyRoomFitsOnEveryScreen), TEST(everyRoomAtSixteenToNine),
                             TEST(everyRoomAtFourToThree), TEST(everyRoomOnAWideWall),
                             TEST(shapesInBetweenHaveRoomToo)});
}
