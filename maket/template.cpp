// SPDX-License-Identifier: Apache-2.0
// Reading template.json.
#include "maket/template.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "contract/json_document.h"
#include "maket/read_file.h"
#include "maket/sha256.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "maket";
constexpr std::size_t kMaxTemplateBytes = 64 * 1024;
constexpr std::size_t kMaxSvgBytes = 1024 * 1024;
constexpr std::size_t kMaxFonts = 16;
constexpr std::size_t kMaxSlots = 32;
constexpr std::size_t kMaxLayouts = 8;
constexpr std::size_t kMaxColours = 4;

constexpr std::pair<std::string_view, Align> kAligns[] = {
    {"left", Align::Left}, {"centre", Align::Centre}, {"right", Align::Right}};
constexpr std::pair<std::string_view, VerticalAlign> kVerticalAligns[] = {
    {"top", VerticalAlign::Top}, {"middle", VerticalAlign::Middle}, {"bottom", VerticalAlign::Bottom}};
constexpr std::pair<std::string_view, FontStyle> kFontStyles[] = {{"normal", FontStyle::Normal},
                                                                  {"italic", FontStyle::Italic}};
constexpr std::pair<std::string_view, TextCase> kCases[] = {{"as_written", TextCase::AsWritten},
                                                            {"upper", TextCase::Upper}};

constexpr std::pair<std::string_view, SlotForm> kForms[] = {{"words", SlotForm::Words}, {"qr", SlotForm::Qr}};

// A name that is one part of a path and nothing else.
bool isPlainName(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && name.size() <= 64 && name.front() != '.' && std::ranges::all_of(name, plain);
}

// "#RRGGBB" or "#RRGGBBAA".
std::optional<Colour> parseColour(std::string_view text) {
  if ((text.size() != 7 && text.size() != 9) || text.front() != '#') return std::nullopt;
  double parts[4] = {0, 0, 0, 1};
  for (std::size_t i = 0; 2 * i + 1 < text.size(); ++i) {
    unsigned value = 0;
    const char* first = text.data() + 1 + 2 * i;
    if (std::from_chars(first, first + 2, value, 16).ptr != first + 2) return std::nullopt;
    parts[i] = value / 255.0;
  }
  return Colour{parts[0], parts[1], parts[2], parts[3]};
}

Colour readColour(ObjectReader& reader, std::string_view name, const std::string& text) {
  const std::optional<Colour> colour = parseColour(text);
  if (!colour) reader.refuse(name, "value_unknown", "#RRGGBB or #RRGGBBAA is expected");
  return colour.value_or(Colour{});
}

std::string readPlainName(ObjectReader& reader, std::string_view name) {
  std::string value = reader.text(name, {1, 64});
  if (!isPlainName(value)) reader.refuse(name, "value_unknown", "a plain name is expected");
  return value;
}

void readFill(ObjectReader& slot, SlotStyle& style) {
  for (const std::string& text : slot.texts("fill", kMaxColours, {7, 9})) {
    style.fill.push_back(readColour(slot, "fill", text));
  }
  if (style.fill.empty()) slot.refuse("fill", "value_out_of_range", "at least one colour");
}

SlotStyle readStyle(ObjectReader slot) {
  SlotStyle style;
  style.name = readPlainName(slot, "name");
  if (slot.has("form")) style.form = slot.choice("form", kForms);
  readFill(slot, style);
  if (style.form == SlotForm::Qr) return style;
  style.align = slot.choice("align", kAligns);
  style.vertical_align = slot.choice("vertical_align", kVerticalAligns);
  style.family = slot.text("family", {1, 64});
  style.weight = slot.uint32("weight", 100, 900);
  style.font_style = slot.choice("style", kFontStyles);
  style.line_height = slot.real("line_height", 0.8, 3);
  style.most_lines = slot.uint32("most_lines", 1, 16);
  if (slot.has("case")) style.text_case = slot.choice("case", kCases);
  if (slot.has("letter_spacing")) style.letter_spacing = slot.real("letter_spacing", -0.1, 1);
  if (slot.has("wrap_below")) style.wrap_below = slot.real("wrap_below", 0, 1);
  if (slot.has("shadow")) {
    ObjectReader shadow = slot.object("shadow");
    style.shadow = Shadow{readColour(shadow, "colour", shadow.text("colour", {7, 9})), shadow.real("x", -0.5, 0.5),
                          shadow.real("y", -0.5, 0.5)};
  }
  return style;
}

Area readArea(ObjectReader& box) {
  const Area area{.x = box.real("x", 0, 1),
                  .y = box.real("y", 0, 1),
                  .width = box.real("width", 0.01, 1),
                  .height = box.real("height", 0.01, 1)};
  constexpr double kRounding = 1e-9;
  if (area.x + area.width > 1 + kRounding) box.refuse("width", "value_out_of_range", "beyond the right edge");
  if (area.y + area.height > 1 + kRounding) box.refuse("height", "value_out_of_range", "beyond the lower edge");
  return area;
}

Slot readPlace(ObjectReader place, const std::vector<SlotStyle>& styles) {
  Slot slot;
  const std::string name = readPlainName(place, "slot");
  const auto style = std::ranges::find(styles, name, &SlotStyle::name);
  if (style == styles.end()) {
    place.refuse("slot", "value_unknown", name);
    return slot;
  }
  slot.style = *style;
  const Area area = readArea(place);
  slot.x = area.x;
  slot.y = area.y;
  slot.width = area.width;
  slot.height = area.height;
  if (place.has("beside_logo")) {
    ObjectReader beside = place.object("beside_logo");
    slot.beside_logo = readArea(beside);
  }
  if (slot.style.form == SlotForm::Qr) return slot;
  slot.size = place.real("size", 0.005, 1);
  slot.smallest = place.real("smallest", 0.005, 1);
  if (slot.smallest > slot.size) place.refuse("smallest", "value_out_of_range", "larger than size");
  return slot;
}

Layout readLayout(ObjectReader layout, const std::vector<SlotStyle>& styles) {
  Layout result;
  result.aspect = layout.real("aspect", 0.2, 10);
  layout.objects("places", kMaxSlots,
                 [&](ObjectReader place) { result.slots.push_back(readPlace(std::move(place), styles)); });
  if (layout.has("logo")) {
    ObjectReader logo = layout.object("logo");
    result.logo = readArea(logo);
  }
  for (const SlotStyle& style : styles) {
    const auto placed = [&](const Slot& slot) { return slot.style.name == style.name; };
    if (std::ranges::count_if(result.slots, placed) != 1) {
      layout.refuse("places", "value_out_of_range", "slot " + style.name + " is wanted once");
    }
  }
  return result;
}

// Everything but what the SVG files hold: those are there by their names.
Template readTemplate(ObjectReader root) {
  Template design;
  root.schema(kTemplateSchema);
  design.background = readPlainName(root, "background");
  if (root.has("frame")) design.frame = readPlainName(root, "frame");
  design.fonts = root.texts("fonts", kMaxFonts, {1, 64});
  if (design.fonts.empty()) root.refuse("fonts", "value_out_of_range", "at least one font");
  if (!std::ranges::all_of(design.fonts, isPlainName)) root.refuse("fonts", "value_unknown", "file names are expected");
  std::vector<SlotStyle> styles;
  root.objects("slots", kMaxSlots, [&](ObjectReader slot) { styles.push_back(readStyle(std::move(slot))); });
  root.objects("layouts", kMaxLayouts,
               [&](ObjectReader layout) { design.layouts.push_back(readLayout(std::move(layout), styles)); });
  if (design.layouts.empty()) root.refuse("layouts", "value_out_of_range", "at least one layout");
  return design;
}

}  // namespace

Result<Template> loadTemplate(const std::filesystem::path& directory, const std::string& name) {
  if (!isPlainName(name)) return fail(kDomain, "template_name_invalid", "\"" + name.substr(0, 64) + "\"");
  const std::filesystem::path folder = directory / name;
  const std::optional<std::string> json = readFile(folder / "template.json", kMaxTemplateBytes);
  if (!json) return fail(kDomain, "template_missing", (folder / "template.json").string());
  Result<Template> design =
      readDocument<Template>(*json, [](ObjectReader root) { return readTemplate(std::move(root)); });
  if (!design) return fail(kDomain, "template_invalid", name + ": " + design.error().describe());
  design->name = name;
  Sha256 hash;
  hash.addPart(*json);
  for (std::string* file : {&design->background, &design->frame}) {
    if (file->empty()) continue;
    std::optional<std::string> svg = readFile(folder / *file, kMaxSvgBytes);
    if (!svg) return fail(kDomain, "template_missing", (folder / *file).string());
    *file = std::move(*svg);
    hash.addPart(*file);
  }
  design->sha256 = hash.hex();
  return design;
}

const Layout& layoutFor(const Template& design, double aspect) {
  const auto distance = [&](const Layout& layout) { return std::abs(std::log(layout.aspect / aspect)); };
  return *std::ranges::min_element(design.layouts, {}, distance);
}

}  // namespace diemcau::maket
