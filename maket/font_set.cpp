// SPDX-License-Identifier: Apache-2.0
// Fontconfig and Pango over a fixed list of files.
#include "maket/font_set.h"

#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <optional>

#include "maket/read_file.h"
#include "maket/sha256.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "maket";
constexpr std::size_t kMaxFontBytes = 32 * 1024 * 1024;

// Outlines as they are, grey edges: sizes and places that do not depend on the pixel grid.
void fixRasterisation(PangoContext* context) {
  const FontOptions options(cairo_font_options_create());
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options.get());
  pango_context_set_round_glyph_positions(context, FALSE);
}

}  // namespace

Result<std::unique_ptr<FontSet>> FontSet::load(const std::filesystem::path& directory,
                                               const std::vector<std::string>& names) {
  std::unique_ptr<FontSet> set(new FontSet);
  set->names_ = names;
  set->config_.reset(FcConfigCreate());
  Sha256 hash;
  for (const std::string& name : names) {
    const std::string path = (directory / name).string();
    const std::optional<std::string> bytes = readFile(path, kMaxFontBytes);
    if (!bytes) return fail(kDomain, "font_missing", path);
    if (!FcConfigAppFontAddFile(set->config_.get(), reinterpret_cast<const FcChar8*>(path.c_str()))) {
      return fail(kDomain, "font_invalid", path);
    }
    hash.addPart(*bytes);
  }
  set->sha256_ = hash.hex();
  const FcFontSet* found = FcConfigGetFonts(set->config_.get(), FcSetApplication);
  if (found == nullptr || found->nfont < static_cast<int>(names.size())) {
    return fail(kDomain, "font_invalid", "a file of the template's fonts holds none");
  }
  // Pango starts Fontconfig with the system's configuration unless the process has one already.
  FcConfigSetCurrent(set->config_.get());
  set->map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(set->map_.get()), set->config_.get());
  set->context_.reset(pango_font_map_create_context(set->map_.get()));
  pango_context_set_language(set->context_.get(), pango_language_from_string("vi"));
  fixRasterisation(set->context_.get());
  return set;
}

}  // namespace diemcau::maket
