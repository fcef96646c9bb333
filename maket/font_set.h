// SPDX-License-Identifier: Apache-2.0
// The fonts of a template and no others: the same document finds the same glyphs on every machine.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "contract/result.h"
#include "maket/handles.h"

namespace diemcau::maket {

// Where Debian's fonts-noto-core puts its files.
inline constexpr const char* kFontDirectory = "/usr/share/fonts/truetype/noto";

// A Pango font map over the given files: no system configuration, no fallback to other fonts, no
// hinting, so that glyphs scale evenly. Bound to one thread at a time.
class FontSet {
 public:
  // `names` are file names in `directory`. Errors: maket.font_missing, maket.font_invalid.
  [[nodiscard]] static Result<std::unique_ptr<FontSet>> load(const std::filesystem::path& directory,
                                                             const std::vector<std::string>& names);

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  // Of the files' bytes.
  [[nodiscard]] const std::string& sha256() const { return sha256_; }
  // For layouts at an exact scale; owned by the set.
  [[nodiscard]] PangoContext* context() const { return context_.get(); }

 private:
  FontSet() = default;

  std::vector<std::string> names_;
  std::string sha256_;
  FontConfig config_;
  Object<PangoFontMap> map_;
  Object<PangoContext> context_;
};

}  // namespace diemcau::maket
