// SPDX-License-Identifier: Apache-2.0
// The way of a document: template, fonts, background, texts, facts.
#include "maket/renderer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include "maket/background.h"
#include "maket/qr_code.h"
#include "maket/sha256.h"
#include "maket/typesetter.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "maket";
// Part of every hash of inputs: a new number when the same inputs begin to give other pixels.
constexpr std::string_view kRenderingRevision = "diemcau.rendering/1";

// UTF-8 in NFC, with spaces for control characters; nothing where it is no UTF-8.
std::optional<std::string> cleaned(const std::string& text) {
  const std::unique_ptr<char, Release<g_free>> composed(
      g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), G_NORMALIZE_DEFAULT_COMPOSE));
  if (composed == nullptr) return std::nullopt;
  std::string result = composed.get();
  std::ranges::replace_if(result, [](char c) { return g_ascii_iscntrl(c); }, ' ');
  return result;
}

Result<SlotTexts> checkedTexts(const Document& document, const Layout& layout) {
  SlotTexts texts;
  for (const auto& [name, lines] : document.texts) {
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

std::string hashOfInputs(const Template& design, const FontSet& fonts, const SlotTexts& texts, Size size) {
  Sha256 hash;
  hash.addPart(kRenderingRevision);
  hash.addPart(design.sha256);
  hash.addPart(fonts.sha256());
  hash.addPart(std::to_string(size.width) + "x" + std::to_string(size.height));
  for (const auto& [name, lines] : texts) {
    hash.addPart(name);
    hash.addPart(std::to_string(lines.size()));
    for (const std::string& line : lines) hash.addPart(line);
  }
  return hash.hex();
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

Result<void> drawTexts(cairo_t* drawing, const Typesetter& setter, const Layout& layout, const SlotTexts& texts,
                       Size size, RenderedFrame& facts) {
  std::set<std::uint32_t> missing;
  for (const Slot& slot : layout.slots) {
    if (slot.style.form == SlotForm::Qr) {
      const auto code = texts.find(slot.style.name);
      if (code == texts.end() || code->second.empty()) continue;
      if (!drawQrCode(drawing, slot, size, code->second.front())) facts.overflow.push_back(slot.style.name);
      continue;
    }
    if (!setter.hasFamily(slot)) {
      return fail(kDomain, "font_missing", slot.style.family + " of slot " + slot.style.name);
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
  std::ranges::transform(missing, std::back_inserter(facts.missing_glyphs), codePointName);
  return {};
}

// Cairo leaves the fourth byte of RGB24 as it comes.
void fixUnusedBytes(Picture& picture) {
  for (std::size_t at = 3; at < picture.pixels.size(); at += 4) picture.pixels[at] = 255;
}

}  // namespace

Result<const FontSet*> Renderer::fontsOf(const Template& design) {
  if (loaded_ == nullptr || loaded_->names() != design.fonts) {
    Result<std::unique_ptr<FontSet>> fonts = FontSet::load(fonts_, design.fonts);
    if (!fonts) return std::unexpected(std::move(fonts).error());
    loaded_ = std::move(*fonts);
  }
  return loaded_.get();
}

Result<const Picture*> Renderer::backgroundOf(const Template& design, Size size) {
  if (background_of_ != design.sha256 || background_.size != size) {
    background_of_.clear();
    background_ = filledPicture(size, 0, 0, 0);
    const Surface surface = surfaceOver(background_);
    const Drawing drawing(cairo_create(surface.get()));
    const Result<void> drawn = drawBackground(drawing.get(), design.background, size);
    if (!drawn) return std::unexpected(drawn.error());
    cairo_surface_flush(surface.get());
    background_of_ = design.sha256;
  }
  return &background_;
}

Result<Rendering> Renderer::render(const Document& document, Size size) {
  if (!isDrawable(size)) {
    return fail(kDomain, "size_invalid", std::to_string(size.width) + "x" + std::to_string(size.height));
  }
  const Result<Template> design = loadTemplate(templates_, document.template_name);
  if (!design) return std::unexpected(design.error());
  const Result<const FontSet*> fonts = fontsOf(*design);
  if (!fonts) return std::unexpected(fonts.error());
  const Layout& layout = layoutFor(*design, static_cast<double>(size.width) / size.height);
  const Result<SlotTexts> texts = checkedTexts(document, layout);
  if (!texts) return std::unexpected(texts.error());

  const Result<const Picture*> background = backgroundOf(*design, size);
  if (!background) return std::unexpected(background.error());
  Rendering result{**background, {}};
  const Surface surface = surfaceOver(result.picture);
  const Drawing drawing(cairo_create(surface.get()));
  const Typesetter setter(**fonts, size, layout.aspect);
  const Result<void> drawn = drawTexts(drawing.get(), setter, layout, *texts, size, result.facts);
  if (!drawn) return std::unexpected(drawn.error());
  cairo_surface_flush(surface.get());
  if (cairo_status(drawing.get()) != CAIRO_STATUS_SUCCESS) {
    return fail(kDomain, "not_drawn", cairo_status_to_string(cairo_status(drawing.get())));
  }
  fixUnusedBytes(result.picture);
  result.facts.width = size.width;
  result.facts.height = size.height;
  result.facts.inputs_sha256 = hashOfInputs(*design, **fonts, *texts, size);
  result.facts.pixels_sha256 = sha256Of(result.picture);
  return result;
}

Rendering renderBlank(Size size) {
  Rendering result{filledPicture(size, 0, 0, 0), {}};
  result.facts.width = size.width;
  result.facts.height = size.height;
  Sha256 inputs;
  inputs.addPart(kRenderingRevision);
  inputs.addPart("blank");
  inputs.addPart(std::to_string(size.width) + "x" + std::to_string(size.height));
  result.facts.inputs_sha256 = inputs.hex();
  result.facts.pixels_sha256 = sha256Of(result.picture);
  return result;
}

}  // namespace diemcau::maket
