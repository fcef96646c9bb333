// SPDX-License-Identifier: Apache-2.0
// Document → pixels. The endpoint's screen shows what this draws, the centre previews with it.
#pragma once

#include <filesystem>
#include <memory>

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
};

// The same document gives the same pixels wherever the same templates, fonts and libraries are.
// Bound to one thread; as many renderers as one likes.
class Renderer {
 public:
  explicit Renderer(std::filesystem::path templates, std::filesystem::path fonts = kFontDirectory)
      : templates_(std::move(templates)), fonts_(std::move(fonts)) {}

  // Text that has no room or no glyph is no error but a fact of the rendering. Errors: those of
  // loadTemplate(), FontSet::load() and drawBackground(); maket.size_invalid, maket.slot_unknown,
  // maket.text_invalid (not UTF-8), maket.not_drawn.
  [[nodiscard]] Result<Rendering> render(const Document& document, Size size);

 private:
  // Fonts and background of the last rendering are kept for the next one: what changes is words.
  [[nodiscard]] Result<const FontSet*> fontsOf(const Template& design);
  [[nodiscard]] Result<const Picture*> backgroundOf(const Template& design, Size size);

  std::filesystem::path templates_;
  std::filesystem::path fonts_;
  std::unique_ptr<FontSet> loaded_;
  std::string background_of_;  // hash of its template
  Picture background_;
};

// A picture of one colour as a rendering: scene blank.
[[nodiscard]] Rendering renderBlank(Size size);

}  // namespace diemcau::maket
