// SPDX-License-Identifier: Apache-2.0
// What people should look at before they push a makét: facts of the rendering, and words that do not fit together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/condition.h"
#include "contract/config.h"
#include "contract/screen_status.h"

namespace diemcau::centre {

enum class WarningKind {
  NotDrawn,        // detail: why
  Overflow,        // a slot's text is cut
  GlyphsMissing,   // detail: "U+1EA1 U+0041"
  PictureMissing,  // slot "logo" or "background", detail its SHA-256; or no slot and why it cannot be drawn
  SiteMissing,     // the room's name is nowhere
  DateDiffers,     // detail: the stated date, "2022-07-16", which is no day of the conference
  Shrunk,          // a slot's text is smaller than wished; detail: per cent of the wished size
};
[[nodiscard]] std::string_view nameOf(WarningKind kind);
[[nodiscard]] ConditionLevel levelOf(WarningKind kind);

struct PreviewWarning {
  WarningKind kind{};
  std::string slot;  // of the template; empty where it is of none
  std::string detail;

  friend bool operator==(const PreviewWarning&, const PreviewWarning&) = default;
};

// Of a body's makét as it was drawn, worst first; of other scenes what the rendering tells alone. Days are those of
// Vietnam, where the rooms are.
// `missing_pictures`: by their SHA-256.
[[nodiscard]] std::vector<PreviewWarning> warningsOf(const ConfigBody& body, const RenderedFrame& drawn,
                                                     const std::vector<std::string>& missing_pictures = {});

}  // namespace diemcau::centre
