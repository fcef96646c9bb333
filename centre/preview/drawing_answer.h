// SPDX-License-Identifier: Apache-2.0
// What a process that draws for the centre answers, in the three parts that go over the channel.
#pragma once

#include <string>

#include "centre/preview/preview.h"
#include "contract/result.h"

namespace diemcau::centre {

struct DrawingAnswer {
  // What each part may have.
  static constexpr std::size_t kMostWords = 64UL * 1024;
  static constexpr std::size_t kMostPicture = 8UL * 1024 * 1024;

  std::string outcome;  // JSON: {"missing_pictures": [...]} or {"refused": "domain.code: context", "of_picture": true}
  std::string facts;    // a ScreenStatus, of which `rendered` counts; empty where nothing was drawn, as the next
  std::string png;
};

[[nodiscard]] DrawingAnswer answerOf(const Result<Preview>& preview);

// Nothing of it is believed more than any document from outside. Errors: picture.not_drawn (by a logo or background),
// maket.not_drawn, drawing.answer_malformed.
[[nodiscard]] Result<Preview> previewIn(DrawingAnswer answer);

}  // namespace diemcau::centre
