// SPDX-License-Identifier: Apache-2.0
// Back end `window`: a window on somebody's desk, by a sink of GStreamer.
#pragma once

#include <memory>
#include <optional>

#include "daemon/screen/display.h"

namespace diemcau::screen {

// On X; where the session has Wayland, through its sink, which no test has seen. The window is as large as the picture;
// one that was closed comes back. GStreamer is not loaded before the first picture.
class WindowDisplay final : public Display {
 public:
  WindowDisplay();
  ~WindowDisplay() override;

  [[nodiscard]] std::string_view name() const override { return "window"; }
  [[nodiscard]] DisplayTarget target(const DisplayWish& wish) override;
  // Errors: window.not_opened, window.not_shown.
  [[nodiscard]] Result<void> show(const maket::Picture& picture, const Fade& fade) override;
  // What the sink has put into the window last; the window system is not asked. Errors: window.closed.
  [[nodiscard]] Result<maket::Picture> readBack() override;
  // While the window is open nobody else draws into it.
  [[nodiscard]] bool sameAsReadBack() override;
  [[nodiscard]] DisplayFacts facts() override;

 private:
  class Sink;

  [[nodiscard]] Result<void> put(const maket::Picture& picture);
  // Whether there is a window; one whose sink has told of an error is let go of.
  [[nodiscard]] bool isOpen();

  std::unique_ptr<Sink> sink_;
};

}  // namespace diemcau::screen
