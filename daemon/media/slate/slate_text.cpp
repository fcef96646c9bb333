// SPDX-License-Identifier: Apache-2.0
// Drawing the slate's words with Pango and Cairo.
#include "daemon/media/slate/slate_text.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

namespace diemcau::media {
namespace {

constexpr char kNoSignal[] = "Mất tín hiệu camera";
constexpr char kFont[] = "Noto Sans Bold";
constexpr double kShrink = 0.85;
constexpr double kSmallest = 4;  // pixels

struct Release {
  void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const noexcept { cairo_destroy(context); }
  void operator()(PangoLayout* layout) const noexcept { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const noexcept { pango_font_description_free(font); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

struct Page {
  double width;
  double height;
};

// One centred paragraph. `middle`, `most` and `size` are shares of the page's height.
void drawLine(cairo_t* context, const Page& page, const std::string& text, double middle, double most, double size) {
  const Owned<PangoLayout> layout(pango_cairo_create_layout(context));
  const Owned<PangoFontDescription> font(pango_font_description_from_string(kFont));
  const int width = static_cast<int>(page.width * 0.9);
  pango_layout_set_width(layout.get(), width * PANGO_SCALE);
  pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  int height = 0;
  for (double pixels = size * page.height; pixels > kSmallest; pixels *= kShrink) {
    pango_font_description_set_absolute_size(font.get(), pixels * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_get_pixel_size(layout.get(), nullptr, &height);
    if (height < most * page.height) break;
  }
  cairo_move_to(context, (page.width - width) / 2, middle * page.height - height / 2.0);
  pango_cairo_show_layout(context, layout.get());
}

Owned<cairo_surface_t> makeSurface(std::uint32_t width, std::uint32_t height) {
  return Owned<cairo_surface_t>(
      cairo_image_surface_create(CAIRO_FORMAT_A8, static_cast<int>(width), static_cast<int>(height)));
}

// Row by row, without the surface's padding.
Result<std::vector<std::uint8_t>> takeCoverage(cairo_surface_t* surface, cairo_t* context) {
  cairo_surface_flush(surface);
  if (const cairo_status_t state = cairo_status(context); state != CAIRO_STATUS_SUCCESS) {
    return fail("slate", "not_drawn", cairo_status_to_string(state));
  }
  const auto width = static_cast<std::size_t>(cairo_image_surface_get_width(surface));
  const auto height = static_cast<std::size_t>(cairo_image_surface_get_height(surface));
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
  const unsigned char* rows = cairo_image_surface_get_data(surface);
  std::vector<std::uint8_t> coverage(width * height);
  for (std::size_t y = 0; y < height; ++y) {
    std::copy_n(rows + y * stride, width, coverage.begin() + static_cast<std::ptrdiff_t>(y * width));
  }
  return coverage;
}

// One character in the middle of the surface.
void drawGlyph(cairo_t* context, const SlateClock& clock, char glyph) {
  constexpr double kOfCell = 1.0;  // of its font, of which a figure is 0.71 high
  const Owned<PangoLayout> layout(pango_cairo_create_layout(context));
  const Owned<PangoFontDescription> font(pango_font_description_from_string(kFont));
  pango_font_description_set_absolute_size(font.get(), kOfCell * clock.cell_height * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), &glyph, 1);
  int width = 0;
  int height = 0;
  pango_layout_get_pixel_size(layout.get(), &width, &height);
  cairo_move_to(context, (1.0 * clock.cell_width - width) / 2, (1.0 * clock.cell_height - height) / 2);
  pango_cairo_show_layout(context, layout.get());
}

}  // namespace

Result<std::vector<std::uint8_t>> drawSlateText(std::uint32_t width, std::uint32_t height,
                                                const std::string& site_name) {
  const auto surface = makeSurface(width, height);
  const Owned<cairo_t> context(cairo_create(surface.get()));
  const Page page{static_cast<double>(width), static_cast<double>(height)};
  drawLine(context.get(), page, site_name, 0.36, 0.4, 0.12);
  drawLine(context.get(), page, kNoSignal, 0.68, 0.2, 0.075);
  return takeCoverage(surface.get(), context.get());
}

Result<std::vector<std::uint8_t>> drawClockGlyphs(const SlateClock& clock) {
  std::vector<std::uint8_t> glyphs;
  for (const char glyph : kClockGlyphs) {
    const auto surface = makeSurface(clock.cell_width, clock.cell_height);
    const Owned<cairo_t> context(cairo_create(surface.get()));
    drawGlyph(context.get(), clock, glyph);
    const auto cell = takeCoverage(surface.get(), context.get());
    if (!cell) return std::unexpected(cell.error());
    glyphs.insert(glyphs.end(), cell->begin(), cell->end());
  }
  return glyphs;
}

}  // namespace diemcau::media
