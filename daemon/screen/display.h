// SPDX-License-Identifier: Apache-2.0
// Where pictures are shown, and how it is known what is really there. One file a back end.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "contract/screen_status.h"
#include "maket/picture.h"

namespace diemcau::screen {

// What the plan wants of the output.
struct DisplayWish {
  maket::Size size;
  std::string connector = "all";  // or the name of one

  friend bool operator==(const DisplayWish&, const DisplayWish&) = default;
};

// What there is of it.
struct DisplayTarget {
  maket::Size size;    // in which scenes are to be drawn
  bool fresh = false;  // nothing of ours was shown since it came, or came back: show() is due
};

// From one picture to the next, one fading into the other. The default: at once.
struct Fade {
  const maket::Picture* from = nullptr;  // of the size of the next
  std::chrono::milliseconds lasts{};
};

// What a back end knows of the display behind its output. Unknown comes with the reason.
struct DisplayFacts {
  ProofState there = ProofState::Unknown;
  std::string there_detail;
  ProofState awake = ProofState::Unknown;
  std::string awake_detail;
  std::vector<DisplayStatus> displays;
};

// Errors of show() that say what is the matter with the display, whatever the back end.
inline constexpr std::string_view kNoDisplay = "no_display";  // none is connected
inline constexpr std::string_view kTaken = "taken";           // another program holds it

// Thread-bound to the loop.
class Display {
 public:
  virtual ~Display() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;

  // What comes nearest to the wish now. Costs next to nothing while nothing changes: to be had every second, and
  // before anything is drawn.
  [[nodiscard]] virtual DisplayTarget target(const DisplayWish& wish) = 0;

  // Whether it shows what a process before this one has put there, because nothing was shown since.
  [[nodiscard]] virtual bool showsInherited() { return false; }

  // The system has noticed that a display came, went or is another one.
  virtual void plugged() {}

  // Shows the whole picture at once, never a part of it; its size is the target's. Waits while it fades. Errors: those
  // of the back end; what was there before is then still there.
  [[nodiscard]] virtual Result<void> show(const maket::Picture& picture, const Fade& fade) = 0;

  // Reads what is on the output. Errors: those of the back end.
  [[nodiscard]] virtual Result<maket::Picture> readBack() = 0;

  // A look that costs next to nothing, to be had every second: whether the output is certainly still
  // as the last readBack() found it.
  [[nodiscard]] virtual bool sameAsReadBack() = 0;

  [[nodiscard]] virtual DisplayFacts facts() = 0;
};

}  // namespace diemcau::screen
