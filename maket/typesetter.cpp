// SPDX-License-Identifier: Apache-2.0
// Measure, fit, cut if it must be, draw.
#include "maket/typesetter.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <string_view>

#include "maket/line_breaking.h"
#include "maket/text_layout.h"

namespace diemcau::maket {
namespace {

constexpr double kMeasuringSize = 200;  // pixels an em
constexpr std::string_view kEllipsis = "…";
// Pango rounds to 1/1024 pixel a glyph; a line that was fitted exactly may be wider by that.
constexpr double kRoundingPixels = 0.25;

std::string without(const std::string& text, const std::set<std::uint32_t>& left_out) {
  std::string kept;
  for (const char* at = text.c_str(); *at != '\0'; at = g_utf8_next_char(at)) {
    if (left_out.contains(g_utf8_get_char(at))) continue;
    kept.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  }
  return kept;
}

// Letter by letter by Unicode's table: g_utf8_strup() would heed the process's locale, and two rooms might differ.
std::string capitals(const std::string& text) {
  std::string result;
  for (const char* at = text.c_str(); *at != '\0'; at = g_utf8_next_char(at)) {
    char letter[6];
    const gint size = g_unichar_to_utf8(g_unichar_toupper(g_utf8_get_char(at)), letter);
    result.append(letter, static_cast<std::size_t>(size));
  }
  return result;
}

std::vector<MeasuredLine> measureAll(PangoContext* context, const SlotStyle& style,
                                     const std::vector<std::string>& own_lines, std::set<std::uint32_t>& missing) {
  std::vector<MeasuredLine> measured;
  for (const std::string& own : own_lines) {
    const std::string text = style.text_case == TextCase::Upper ? capitals(own) : own;
    TextLayout layout = layOut(context, style, kMeasuringSize, text);
    const std::set<std::uint32_t> lacking = missingIn(layout.get());
    missing.insert(lacking.begin(), lacking.end());
    if (!lacking.empty()) layout = layOut(context, style, kMeasuringSize, without(text, lacking));
    MeasuredLine line = measure(layout.get(), kMeasuringSize);
    if (!line.pieces.empty()) measured.push_back(std::move(line));
  }
  return measured;
}

// The longest beginning of `text` that has room together with "…".
std::string shortened(PangoContext* context, const SlotStyle& style, double size, const std::string& text,
                      double width) {
  const auto beginning = [&](glong characters) {
    const char* end = g_utf8_offset_to_pointer(text.c_str(), characters);
    std::string part(text.c_str(), static_cast<std::size_t>(end - text.c_str()));
    while (part.ends_with(' ')) part.pop_back();
    return part.append(kEllipsis);
  };
  glong good = 0;
  glong bad = g_utf8_strlen(text.c_str(), -1);
  while (bad - good > 1) {
    const glong middle = good + (bad - good) / 2;
    const TextLayout layout = layOut(context, style, size, beginning(middle));
    (widthOf(layout.get()) <= width ? good : bad) = middle;
  }
  return beginning(good);
}

double topOf(const Slot& slot, Size picture, double block) {
  const double top = slot.y * picture.height;
  const double spare = slot.height * picture.height - block;
  switch (slot.style.vertical_align) {
    case VerticalAlign::Top:
      return top;
    case VerticalAlign::Middle:
      return top + spare / 2;
    case VerticalAlign::Bottom:
      return top + spare;
  }
  return top;
}

double leftOf(const Slot& slot, Size picture, double width) {
  const double left = slot.x * picture.width;
  const double spare = slot.width * picture.width - width;
  switch (slot.style.align) {
    case Align::Left:
      return left;
    case Align::Centre:
      return left + spare / 2;
    case Align::Right:
      return left + spare;
  }
  return left;
}

Pattern gradient(const std::vector<Colour>& colours, double from, double to) {
  Pattern pattern(cairo_pattern_create_linear(0, from, 0, to));
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const double offset = colours.size() == 1 ? 0 : static_cast<double>(i) / static_cast<double>(colours.size() - 1);
    cairo_pattern_add_color_stop_rgba(pattern.get(), offset, colours[i].red, colours[i].green, colours[i].blue,
                                      colours[i].alpha);
  }
  return pattern;
}

void fillLine(cairo_t* drawing, PangoLayout* layout, double x, double baseline, cairo_pattern_t* paint) {
  cairo_new_path(drawing);
  cairo_move_to(drawing, x, baseline);
  pango_cairo_layout_line_path(drawing, pango_layout_get_line_readonly(layout, 0));
  cairo_set_source(drawing, paint);
  cairo_fill(drawing);
}

}  // namespace

Typesetter::Typesetter(const FontSet& fonts, Size picture, double aspect)
    : fonts_(fonts), picture_(picture), unit_(std::min<double>(picture.height, picture.width / aspect)) {}

bool Typesetter::hasFamily(const Slot& slot) const {
  const FontDescription wanted = describeFont(slot.style, kMeasuringSize);
  const Object<PangoFont> font(pango_context_load_font(fonts_.context(), wanted.get()));
  if (font == nullptr) return false;
  const FontDescription found(pango_font_describe(font.get()));
  return slot.style.family == pango_font_description_get_family(found.get()) &&
         pango_font_description_get_weight(found.get()) == static_cast<PangoWeight>(slot.style.weight) &&
         pango_font_description_get_style(found.get()) == pango_font_description_get_style(wanted.get());
}

SetText Typesetter::set(const Slot& slot, const std::vector<std::string>& own_lines) const {
  SetText text;
  const std::vector<MeasuredLine> measured = measureAll(fonts_.context(), slot.style, own_lines, text.missing);
  const VerticalMetrics metrics = verticalMetrics(fonts_.context(), slot.style);
  const Room room{.width = slot.width * picture_.width,
                  .height = slot.height * picture_.height,
                  .size = slot.size * unit_,
                  .smallest = slot.smallest * unit_,
                  .single = metrics.ascent + metrics.descent,
                  .line_height = slot.style.line_height,
                  .most_lines = slot.style.most_lines,
                  .wrap_below = slot.style.wrap_below};
  Fitted fitted = fit(measured, room);
  text.lines = std::move(fitted.lines);
  text.size = fitted.size;
  text.scale = fitted.size / room.size;
  text.overflow = fitted.overflow;
  for (std::string& line : text.lines) {
    const TextLayout layout = layOut(fonts_.context(), slot.style, text.size, line);
    if (text.overflow && widthOf(layout.get()) > room.width + kRoundingPixels) {
      line = shortened(fonts_.context(), slot.style, text.size, line, room.width);
    }
  }
  const double below = text.lines.empty() ? 0 : static_cast<double>(text.lines.size() - 1) * room.line_height;
  text.first_baseline = topOf(slot, picture_, text.size * (room.single + below)) + metrics.ascent * text.size;
  text.capital_height = metrics.capital * text.size;
  return text;
}

void Typesetter::draw(cairo_t* drawing, const Slot& slot, const SetText& text) const {
  double baseline = text.first_baseline;
  for (const std::string& line : text.lines) {
    const TextLayout layout = layOut(fonts_.context(), slot.style, text.size, line);
    const double x = leftOf(slot, picture_, widthOf(layout.get()));
    if (slot.style.shadow) {
      const Pattern dark = gradient({slot.style.shadow->colour}, 0, 1);
      fillLine(drawing, layout.get(), x + slot.style.shadow->x * text.size, baseline + slot.style.shadow->y * text.size,
               dark.get());
    }
    const Pattern paint = gradient(slot.style.fill, baseline - text.capital_height, baseline);
    fillLine(drawing, layout.get(), x, baseline, paint.get());
    baseline += slot.style.line_height * text.size;
  }
}

}  // namespace diemcau::maket
