// SPDX-License-Identifier: Apache-2.0
// Shaping and measuring by Pango.
#include "maket/text_layout.h"

#include <algorithm>
#include <cmath>

namespace diemcau::maket {
namespace {

constexpr double kReferenceSize = 200;  // pixels: fine enough that Pango's 1/1024 does not show

double inPixels(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

void collectMissing(PangoGlyphItem* run, std::set<std::uint32_t>& missing) {
  for (int i = 0; i < run->glyphs->num_glyphs; ++i) {
    const PangoGlyph glyph = run->glyphs->glyphs[i].glyph;
    if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 && glyph != PANGO_GLYPH_INVALID_INPUT) {
      missing.insert(glyph & ~static_cast<PangoGlyph>(PANGO_GLYPH_UNKNOWN_FLAG));
    }
  }
}

// From byte `begin` to byte `end`, the white space at its end left out.
Piece pieceAt(PangoLayout* layout, const std::string& text, std::size_t begin, std::size_t end, double size) {
  const char* base = text.c_str();
  const char* last = g_utf8_find_prev_char(base + begin, base + end);
  while (last != nullptr && g_unichar_isspace(g_utf8_get_char(last))) {
    end = static_cast<std::size_t>(last - base);
    last = g_utf8_find_prev_char(base + begin, last);
  }
  Piece piece{begin, end, 0, 0};
  if (last == nullptr) return piece;
  PangoRectangle first_box;
  PangoRectangle last_box;
  pango_layout_index_to_pos(layout, static_cast<int>(begin), &first_box);
  pango_layout_index_to_pos(layout, static_cast<int>(last - base), &last_box);
  const double a = inPixels(first_box.x) / size;
  const double b = inPixels(last_box.x + last_box.width) / size;
  piece.left = std::min(a, b);
  piece.right = std::max(a, b);
  return piece;
}

}  // namespace

FontDescription describeFont(const SlotStyle& style, double size) {
  FontDescription font(pango_font_description_new());
  pango_font_description_set_family(font.get(), style.family.c_str());
  pango_font_description_set_weight(font.get(), static_cast<PangoWeight>(style.weight));
  pango_font_description_set_style(font.get(),
                                   style.font_style == FontStyle::Italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
  return font;
}

TextLayout layOut(PangoContext* context, const SlotStyle& style, double size, const std::string& text) {
  TextLayout layout(pango_layout_new(context));
  const FontDescription font = describeFont(style, size);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  if (style.letter_spacing != 0) {
    const Attributes attributes(pango_attr_list_new());
    const auto spacing = static_cast<int>(std::lround(style.letter_spacing * size * PANGO_SCALE));
    pango_attr_list_insert(attributes.get(), pango_attr_letter_spacing_new(spacing));
    pango_layout_set_attributes(layout.get(), attributes.get());
  }
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

std::set<std::uint32_t> missingIn(PangoLayout* layout) {
  std::set<std::uint32_t> missing;
  if (pango_layout_get_unknown_glyphs_count(layout) == 0) return missing;
  using Iterator = std::unique_ptr<PangoLayoutIter, Release<pango_layout_iter_free>>;
  const Iterator at(pango_layout_get_iter(layout));
  do {
    PangoGlyphItem* run = pango_layout_iter_get_run_readonly(at.get());
    if (run != nullptr) collectMissing(run, missing);
  } while (pango_layout_iter_next_run(at.get()));
  return missing;
}

MeasuredLine measure(PangoLayout* layout, double size) {
  MeasuredLine line{pango_layout_get_text(layout), {}};
  int count = 0;
  const PangoLogAttr* places = pango_layout_get_log_attrs_readonly(layout, &count);
  const char* base = line.text.c_str();
  const char* here = base;
  std::size_t begin = 0;
  for (int i = 0; i < count; ++i) {
    const auto end = static_cast<std::size_t>(here - base);
    const bool last = i + 1 == count;
    if (last || (places[i].is_line_break && end > begin)) {
      const Piece piece = pieceAt(layout, line.text, begin, end, size);
      if (piece.end > piece.begin) line.pieces.push_back(piece);
      begin = end;
    }
    if (!last) here = g_utf8_next_char(here);
  }
  return line;
}

double widthOf(PangoLayout* layout) {
  PangoRectangle logical;
  pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), nullptr, &logical);
  return inPixels(logical.width);
}

VerticalMetrics verticalMetrics(PangoContext* context, const SlotStyle& style) {
  const FontDescription font = describeFont(style, kReferenceSize);
  const FontMetrics metrics(pango_context_get_metrics(context, font.get(), pango_context_get_language(context)));
  const TextLayout capital = layOut(context, style, kReferenceSize, "H");
  PangoRectangle ink;
  pango_layout_line_get_extents(pango_layout_get_line_readonly(capital.get(), 0), &ink, nullptr);
  return {inPixels(pango_font_metrics_get_ascent(metrics.get())) / kReferenceSize,
          inPixels(pango_font_metrics_get_descent(metrics.get())) / kReferenceSize, inPixels(-ink.y) / kReferenceSize};
}

}  // namespace diemcau::maket
