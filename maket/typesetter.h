// SPDX-License-Identifier: Apache-2.0
// Words into a slot: measured, fitted, every glyph checked, drawn.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "maket/font_set.h"
#include "maket/picture.h"
#include "maket/template.h"

namespace diemcau::maket {

// A slot's text, ready to be drawn. Lengths in pixels.
struct SetText {
  std::vector<std::string> lines;  // as they will be seen
  double size = 0;                 // an em
  double scale = 1;                // of the wished size
  bool overflow = false;           // cut with "…"
  double first_baseline = 0;       // from the picture's upper edge
  double capital_height = 0;
  std::set<std::uint32_t> missing;  // code points without a glyph, left out of `lines`
};

// Uses the fonts' context; bound to the same thread.
class Typesetter {
 public:
  Typesetter(const FontSet& fonts, Size picture, double aspect);

  // Whether the slot's family is among the fonts; nothing is ever set in another one.
  [[nodiscard]] bool hasFamily(const Slot& slot) const;
  // The lines are UTF-8 in NFC, in which each Vietnamese letter is one character with its marks.
  [[nodiscard]] SetText set(const Slot& slot, const std::vector<std::string>& own_lines) const;
  void draw(cairo_t* drawing, const Slot& slot, const SetText& text) const;

 private:
  const FontSet& fonts_;
  Size picture_;
  double unit_;  // pixels (Layout)
};

}  // namespace diemcau::maket
