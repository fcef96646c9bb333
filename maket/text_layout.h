// SPDX-License-Identifier: Apache-2.0
// One line of text in one font, shaped by Pango.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "maket/handles.h"
#include "maket/line_breaking.h"
#include "maket/template.h"

namespace diemcau::maket {

using TextLayout = Object<PangoLayout>;

// `size`: pixels an em.
[[nodiscard]] TextLayout layOut(PangoContext* context, const SlotStyle& style, double size, const std::string& text);
[[nodiscard]] FontDescription describeFont(const SlotStyle& style, double size);

// Code points that no font of the context has a glyph for.
[[nodiscard]] std::set<std::uint32_t> missingIn(PangoLayout* layout);

// The pieces between the places where Unicode (UAX #14) lets the line break. No pieces: nothing but
// white space. `layout` was laid out at `size` pixels an em.
[[nodiscard]] MeasuredLine measure(PangoLayout* layout, double size);

// Pixels.
[[nodiscard]] double widthOf(PangoLayout* layout);

// What a style needs of vertical room, em.
struct VerticalMetrics {
  double ascent = 0;
  double descent = 0;
  double capital = 0;  // height of "H"
};
[[nodiscard]] VerticalMetrics verticalMetrics(PangoContext* context, const SlotStyle& style);

}  // namespace diemcau::maket
