// SPDX-License-Identifier: Apache-2.0
// Where pictures are shown, and how it is known what is really there. One file a back end.
#pragma once

#include <string>
#include <string_view>

#include "contract/screen_status.h"
#include "maket/picture.h"

namespace diemcau::screen {

// What a back end knows of the display behind its output. Unknown comes with the reason.
struct DisplayFacts {
  ProofState there = ProofState::Unknown;
  std::string there_detail;
  ProofState awake = ProofState::Unknown;
  std::string awake_detail;
};

// Thread-bound to the loop.
class Display {
 public:
  virtual ~Display() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;

  // Shows the whole picture at once, never a part of it. Errors: those of the back end; what was
  // there before is then still there.
  [[nodiscard]] virtual Result<void> show(const maket::Picture& picture) = 0;

  // Reads what is on the output, at the size of the picture last shown. Errors: those of the back end.
  [[nodiscard]] virtual Result<maket::Picture> readBack() = 0;

  // A look that costs next to nothing, to be had every second: whether the output is certainly still
  // as the last readBack() found it.
  [[nodiscard]] virtual bool sameAsReadBack() = 0;

  [[nodiscard]] virtual DisplayFacts facts() = 0;
};

}  // namespace diemcau::screen
