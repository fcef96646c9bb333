// SPDX-License-Identifier: Apache-2.0
// Templates: how a makét looks, as data. A folder with template.json and the background's SVG.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"

namespace diemcau::maket {

inline constexpr std::string_view kTemplateSchema = "diemcau.maket-template/1";

enum class Align { Left, Centre, Right };
enum class VerticalAlign { Top, Middle, Bottom };
enum class FontStyle { Normal, Italic };
enum class TextCase { AsWritten, Upper };
// How a slot shows its text.
enum class SlotForm { Words, Qr };

// 0 to 1 each.
struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 1;
};

// A copy of the text under the text.
struct Shadow {
  Colour colour;
  double x = 0;  // em
  double y = 0;
};

// How the words of a slot look, the same in every layout.
struct SlotStyle {
  std::string name;
  SlotForm form = SlotForm::Words;  // Qr: nothing but fill counts below (qr_code.h)
  Align align = Align::Centre;
  VerticalAlign vertical_align = VerticalAlign::Middle;
  std::string family;
  std::uint32_t weight = 400;  // 100 to 900 (CSS)
  FontStyle font_style = FontStyle::Normal;
  TextCase text_case = TextCase::AsWritten;
  double letter_spacing = 0;  // em
  double line_height = 1.3;   // em, from baseline to baseline
  std::uint32_t most_lines = 1;
  // A text's own lines are kept. They are broken further, evenly, only when they would have to be set
  // below this part of the wished size; 0: never.
  double wrap_below = 0;
  std::vector<Colour> fill;  // from the top of the capitals to the baseline
  std::optional<Shadow> shadow;
};

// A box in parts of the picture's width and height.
struct Area {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// Where the words of a slot go: the box in parts of the picture's width and height; the font's sizes
// in parts of the layout's unit (see Layout).
struct Slot {
  SlotStyle style;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double size = 0;                  // wished
  double smallest = 0;              // below it the text has no room
  std::optional<Area> beside_logo;  // its box where a logo is drawn
};

// The slots for pictures whose width ÷ height is about `aspect`. Its unit is the picture's height, or
// that of the largest picture of this aspect that fits into a narrower one.
struct Layout {
  double aspect = 1;
  std::vector<Slot> slots;
  std::optional<Area> logo;
};

struct Template {
  std::string name;
  std::vector<std::string> fonts;  // file names in the fonts' folder; no other font is used
  std::string background;          // SVG, made for any size (percentages, nested svg elements)
  std::string frame;  // SVG between a picture that stands in the background's place and the words; empty: nothing
  std::vector<Layout> layouts;  // at least one
  std::string sha256;           // of all these files
};

// Reads DIR/NAME/template.json and the SVG files it names.
// Errors: maket.template_name_invalid, maket.template_missing, maket.template_invalid (with the JSON
// pointer of what is wrong).
[[nodiscard]] Result<Template> loadTemplate(const std::filesystem::path& directory, const std::string& name);

// The layout whose aspect is nearest, by ratio.
[[nodiscard]] const Layout& layoutFor(const Template& design, double aspect);

}  // namespace diemcau::maket
