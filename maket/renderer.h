// SPDX-License-Identifier: Apache-2.0
// Document → pixels. The endpoint's screen shows what this draws, the centre previews with it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"
#include "contract/screen_status.h"
#include "maket/document.h"
#include "maket/font_set.h"
#include "maket/picture.h"
#include "maket/template.h"

namespace diemcau::maket {

struct Rendering {
  Picture picture;
  RenderedFrame facts;
  std::vector<std::string> missing_pictures{};  // those of the document that are not there: drawn without them
};

struct Sheet;  // what is being drawn (renderer.cpp)

// The same document gives the same pixels wherever the same templates, fonts and libraries are.
// Bound to one thread; as many renderers as one likes.
class Renderer {
 public:
  // `pictures` holds logos and backgrounds, each named by its SHA-256.
  explicit Renderer(std::filesystem::path templates, std::filesystem::path pictures = {},
                    std::filesystem::path fonts = kFontDirectory)
      : templates_(std::move(templates)), pictures_(std::move(pictures)), fonts_(std::move(fonts)) {}

  // Text that has no room or no glyph is no error but a fact of the rendering, and so is a picture that is not there.
  // Errors: those of loadTemplate(), FontSet::load(), drawBackground() and drawPicture(); picture.altered (it is not
  // what its name says); maket.size_invalid, maket.slot_unknown, maket.text_invalid (not UTF-8), maket.not_drawn.
  [[nodiscard]] Result<Rendering> render(const Document& document, Size size);

  [[nodiscard]] bool hasPicture(const std::string& sha256) const;

 private:
  [[nodiscard]] Result<void> drawDocument(const Document& document, Sheet& sheet);
  [[nodiscard]] Result<void> drawOverlay(const std::string& line, Sheet& sheet);
  // Fonts and ground of the last renderings are kept for the next one: what changes is words.
  [[nodiscard]] Result<const FontSet*> fontsOf(const Template& design);
  [[nodiscard]] Result<const Picture*> groundOf(const Template& design, const std::string& background, Sheet& sheet);
  [[nodiscard]] Result<void> drawLogo(const std::string& logo, Layout& layout, Sheet& sheet) const;
  // Nothing: it is not there, which the sheet then knows.
  [[nodiscard]] Result<std::optional<std::string>> pictureFile(const std::string& sha256, Sheet& sheet) const;

  std::filesystem::path templates_;
  std::filesystem::path pictures_;
  std::filesystem::path fonts_;
  std::vector<std::unique_ptr<FontSet>> loaded_;  // the one used last comes first
  std::string ground_of_;                         // template and picture
  Picture ground_;
};

// The template of the urgent line, and its slot.
inline constexpr std::string_view kOverlay = "overlay";

// What render() gives of a document without template and line, whatever else is missing.
[[nodiscard]] Rendering renderBlank(Size size);

}  // namespace diemcau::maket
