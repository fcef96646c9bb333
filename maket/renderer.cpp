// SPDX-License-Identifier: Apache-2.0
// The way of a document: template, fonts, ground, logo, texts, the line above, facts.
#include "maket/renderer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <format>
#include <set>
#include <system_error>
#include <utility>

#include "maket/background.h"
#include "maket/picture_drawing.h"
#include "maket/picture_file.h"
#include "maket/qr_code.h"
#include "maket/read_file.h"
#include "maket/sha256.h"
#include "maket/typesetter.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "maket";
// Part of every hash of inputs: a new number when the same inputs begin to give other pixels.
constexpr std::string_view kRenderingRevision = "diemcau.rendering/2";

// UTF-8 in NFC, with spaces for control characters; nothing where it is no UTF-8.
std::optional<std::string> cleaned(const std::string& text) {
  const std::unique_ptr<char, Release<g_free>> composed(
      g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), G_NORMALIZE_DEFAULT_COMPOSE));
  if (composed == nullptr) return std::nullopt;
  std::string result = composed.get();
  std::ranges::replace_if(result, [](char c) { return g_ascii_iscntrl(c); }, ' ');
  return result;
}

Result<SlotTexts> checkedTexts(const SlotTexts& wanted, const Layout& layout) {
  SlotTexts texts;
  for (const auto& [name, lines] : wanted) {
    const auto named = [&](const Slot& slot) { return slot.style.name == name; };
    if (std::ranges::none_of(layout.slots, named)) return fail(kDomain, "slot_unknown", name);
    for (const std::string& line : lines) {
      std::optional<std::string> text = cleaned(line);
      if (!text) return fail(kDomain, "text_invalid", name);
      texts[name].push_back(std::move(*text));
    }
  }
  return texts;
}

void addTexts(Sha256& inputs, const SlotTexts& texts) {
  for (const auto& [name, lines] : texts) {
    inputs.addPart(name);
    inputs.addPart(std::to_string(lines.size()));
    for (const std::string& line : lines) inputs.addPart(line);
  }
}

std::string codePointName(std::uint32_t code) {
  char name[16];
  std::snprintf(name, sizeof name, "U+%04X", code);
  return name;
}

Surface surfaceOver(Picture& picture) {
  return Surface(cairo_image_surface_create_for_data(
      picture.pixels.data(), CAIRO_FORMAT_RGB24, static_cast<int>(picture.size.width),
      static_cast<int>(picture.size.height), static_cast<int>(picture.stride())));
}

Result<void> checkFamilies(const Template& design, const Typesetter& setter, const Layout& layout) {
  for (const Slot& slot : layout.slots) {
    if (slot.style.form == SlotForm::Words && !setter.hasFamily(slot)) {
      return fail(kDomain, "font_missing",
                  std::format("{}: {} of slot {}", design.name, slot.style.family, slot.style.name));
    }
  }
  return {};
}

void drawTexts(cairo_t* drawing, const Typesetter& setter, const Layout& layout, const SlotTexts& texts, Size size,
               RenderedFrame& facts, std::set<std::uint32_t>& missing) {
  for (const Slot& slot : layout.slots) {
    if (slot.style.form == SlotForm::Qr) {
      const auto code = texts.find(slot.style.name);
      if (code == texts.end() || code->second.empty()) continue;
      if (!drawQrCode(drawing, slot, size, code->second.front())) facts.overflow.push_back(slot.style.name);
      continue;
    }
    const auto words = texts.find(slot.style.name);
    if (words == texts.end()) continue;
    const SetText text = setter.set(slot, words->second);
    setter.draw(drawing, slot, text);
    missing.insert(text.missing.begin(), text.missing.end());
    facts.lines.insert(facts.lines.end(), text.lines.begin(), text.lines.end());
    // Three decimals are for people; what is off by less than that is as wished.
    const double scale = std::round(text.scale * 1000) / 1000;
    if (scale < 1) facts.shrunk.push_back({slot.style.name, scale});
    if (text.overflow) facts.overflow.push_back(slot.style.name);
  }
}

// Cairo leaves the fourth byte of RGB24 as it comes.
void fixUnusedBytes(Picture& picture) {
  for (std::size_t at = 3; at < picture.pixels.size(); at += 4) picture.pixels[at] = 255;
}

Slot besideLogo(Slot slot) {
  if (!slot.beside_logo) return slot;
  slot.x = slot.beside_logo->x;
  slot.y = slot.beside_logo->y;
  slot.width = slot.beside_logo->width;
  slot.height = slot.beside_logo->height;
  return slot;
}

std::unexpected<Error> of(std::string_view part, const Error& error) {
  return fail(error.domain, error.code, std::format("{}: {}", part, error.context));
}

}  // namespace

struct Sheet {
  explicit Sheet(Size its_size) : size(its_size) {
    inputs.addPart(kRenderingRevision);
    inputs.addPart(std::format("{}x{}", size.width, size.height));
  }

  // For one use: the picture's bytes may be replaced in between.
  template <class Draw>
  [[nodiscard]] Result<void> draw(Draw how) {
    const Surface surface = surfaceOver(result.picture);
    const Drawing drawing(cairo_create(surface.get()));
    if (Result<void> drawn = how(drawing.get()); !drawn) return drawn;
    cairo_surface_flush(surface.get());
    if (cairo_status(drawing.get()) == CAIRO_STATUS_SUCCESS) return {};
    return fail(kDomain, "not_drawn", cairo_status_to_string(cairo_status(drawing.get())));
  }

  [[nodiscard]] Rendering finish() {
    fixUnusedBytes(result.picture);
    RenderedFrame& facts = result.facts;
    std::ranges::transform(missing_glyphs, std::back_inserter(facts.missing_glyphs), codePointName);
    facts.width = size.width;
    facts.height = size.height;
    facts.inputs_sha256 = inputs.hex();
    facts.pixels_sha256 = sha256Of(result.picture);
    return std::move(result);
  }

  Size size;
  Rendering result;
  std::set<std::uint32_t> missing_glyphs{};
  Sha256 inputs{};
};

Result<const FontSet*> Renderer::fontsOf(const Template& design) {
  constexpr std::size_t kKept = 2;  // of a document and of the line above it
  const auto known = std::ranges::find(loaded_, design.fonts, [](const auto& set) { return set->names(); });
  if (known != loaded_.end()) {
    std::rotate(loaded_.begin(), known, known + 1);
    return loaded_.front().get();
  }
  Result<std::unique_ptr<FontSet>> fonts = FontSet::load(fonts_, design.fonts);
  if (!fonts) return of(design.name, fonts.error());
  if (loaded_.size() == kKept) loaded_.pop_back();
  loaded_.insert(loaded_.begin(), std::move(*fonts));
  return loaded_.front().get();
}

bool Renderer::hasPicture(const std::string& sha256) const {
  std::error_code error;
  return !pictures_.empty() && std::filesystem::is_regular_file(pictures_ / sha256, error);
}

Result<std::optional<std::string>> Renderer::pictureFile(const std::string& sha256, Sheet& sheet) const {
  const bool digest = sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!digest || !hasPicture(sha256)) {
    sheet.result.missing_pictures.push_back(sha256);
    return std::nullopt;
  }
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(pictures_ / sha256, error);
  if (!error && size > kMaxPictureBytes) return fail("picture", "too_large", std::format("{} bytes", size));
  std::optional<std::string> bytes = readFile(pictures_ / sha256, kMaxPictureBytes);
  Sha256 found;
  if (bytes) found.add(bytes->data(), bytes->size());
  if (!bytes || found.hex() != sha256) return fail("picture", "altered", sha256);
  return bytes;
}

Result<const Picture*> Renderer::groundOf(const Template& design, const std::string& background, Sheet& sheet) {
  std::optional<std::string> file;
  if (!background.empty()) {
    auto found = pictureFile(background, sheet);
    if (!found) return of("background", found.error());
    file = std::move(*found);
  }
  const std::string wanted = design.sha256 + (file ? background : "");
  sheet.inputs.addPart(file ? background : "");
  if (ground_of_ == wanted && ground_.size == sheet.size) return &ground_;
  ground_of_.clear();
  ground_ = filledPicture(sheet.size, 0, 0, 0);
  const Surface surface = surfaceOver(ground_);
  const Drawing drawing(cairo_create(surface.get()));
  Result<void> drawn;
  if (file) {
    const Box all{0, 0, static_cast<double>(sheet.size.width), static_cast<double>(sheet.size.height)};
    drawn = drawPicture(drawing.get(), *file, all, Fit::Covering);
    if (!drawn) return of("background", drawn.error());
  }
  if (!file) {
    drawn = drawBackground(drawing.get(), design.background, sheet.size);
  } else if (!design.frame.empty()) {
    drawn = drawBackground(drawing.get(), design.frame, sheet.size);
  }
  if (!drawn) return of(design.name, drawn.error());
  cairo_surface_flush(surface.get());
  ground_of_ = wanted;
  return &ground_;
}

Result<void> Renderer::drawLogo(const std::string& logo, Layout& layout, Sheet& sheet) const {
  if (logo.empty()) return {};
  if (!layout.logo) return fail(kDomain, "slot_unknown", "logo");
  const auto file = pictureFile(logo, sheet);
  if (!file) return of("logo", file.error());
  sheet.inputs.addPart(*file ? logo : "");
  if (!*file) return {};
  std::ranges::transform(layout.slots, layout.slots.begin(), besideLogo);
  const Box box{layout.logo->x * sheet.size.width, layout.logo->y * sheet.size.height,
                layout.logo->width * sheet.size.width, layout.logo->height * sheet.size.height};
  const Result<void> drawn =
      sheet.draw([&](cairo_t* drawing) { return drawPicture(drawing, **file, box, Fit::Whole); });
  if (!drawn) return of("logo", drawn.error());
  return {};
}

Result<void> Renderer::drawDocument(const Document& document, Sheet& sheet) {
  const Result<Template> design = loadTemplate(templates_, document.template_name);
  if (!design) return std::unexpected(design.error());
  const Result<const FontSet*> fonts = fontsOf(*design);
  if (!fonts) return std::unexpected(fonts.error());
  Layout layout = layoutFor(*design, static_cast<double>(sheet.size.width) / sheet.size.height);
  const Result<SlotTexts> texts = checkedTexts(document.texts, layout);
  if (!texts) return std::unexpected(texts.error());
  sheet.inputs.addPart(design->sha256);
  sheet.inputs.addPart((*fonts)->sha256());
  const Result<const Picture*> ground = groundOf(*design, document.background, sheet);
  if (!ground) return std::unexpected(ground.error());
  sheet.result.picture = **ground;
  if (Result<void> drawn = drawLogo(document.logo, layout, sheet); !drawn) return drawn;
  addTexts(sheet.inputs, *texts);
  const Typesetter setter(**fonts, sheet.size, layout.aspect);
  if (Result<void> known = checkFamilies(*design, setter, layout); !known) return known;
  return sheet.draw([&](cairo_t* drawing) {
    drawTexts(drawing, setter, layout, *texts, sheet.size, sheet.result.facts, sheet.missing_glyphs);
    return Result<void>();
  });
}

Result<void> Renderer::drawOverlay(const std::string& line, Sheet& sheet) {
  const Result<Template> design = loadTemplate(templates_, std::string(kOverlay));
  if (!design) return std::unexpected(design.error());
  const Result<const FontSet*> fonts = fontsOf(*design);
  if (!fonts) return std::unexpected(fonts.error());
  const Layout& layout = layoutFor(*design, static_cast<double>(sheet.size.width) / sheet.size.height);
  const Result<SlotTexts> texts = checkedTexts({{std::string(kOverlay), {line}}}, layout);
  if (!texts) return std::unexpected(texts.error());
  sheet.inputs.addPart(design->sha256);
  sheet.inputs.addPart((*fonts)->sha256());
  addTexts(sheet.inputs, *texts);
  const Typesetter setter(**fonts, sheet.size, layout.aspect);
  if (Result<void> known = checkFamilies(*design, setter, layout); !known) return known;
  return sheet.draw([&](cairo_t* drawing) -> Result<void> {
    const Result<void> drawn = drawBackground(drawing, design->background, sheet.size);
    if (!drawn) return of(design->name, drawn.error());
    drawTexts(drawing, setter, layout, *texts, sheet.size, sheet.result.facts, sheet.missing_glyphs);
    return {};
  });
}

Result<Rendering> Renderer::render(const Document& document, Size size) {
  if (!isDrawable(size)) return fail(kDomain, "size_invalid", std::format("{}x{}", size.width, size.height));
  Sheet sheet(size);
  Result<void> drawn;
  if (document.template_name.empty()) {
    sheet.result.picture = filledPicture(size, 0, 0, 0);
  } else {
    drawn = drawDocument(document, sheet);
  }
  if (drawn && !document.overlay.empty()) drawn = drawOverlay(document.overlay, sheet);
  if (!drawn) return std::unexpected(std::move(drawn).error());
  return sheet.finish();
}

Rendering renderBlank(Size size) {
  Sheet sheet(size);
  sheet.result.picture = filledPicture(size, 0, 0, 0);
  return sheet.finish();
}

}  // namespace diemcau::maket
