// SPDX-License-Identifier: Apache-2.0
// The room's screen: converges to the plan and knows what is really shown.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "contract/condition_set.h"
#include "contract/screen_plan.h"
#include "contract/screen_status.h"
#include "daemon/base/clock.h"
#include "daemon/screen/display.h"
#include "daemon/screen/shown_displays.h"
#include "maket/renderer.h"

namespace diemcau::screen {

// Thread-bound to the loop; drawing and reading back are done in the calls themselves.
class Screen {
 public:
  struct Parts {
    maket::Renderer& renderer;
    Display& display;
    const base::Clock& clock;
    std::filesystem::path snapshot;  // JPEG, 640 wide, of what was read back
    std::string unconfined;          // what the process' sandbox lacks; empty: nothing
  };
  struct Handlers {
    std::function<void()> changed;  // status() may say something new
    // What can be done now is done: the picture on the output was just seen to be the drawn one, or there is no
    // display to put it on.
    std::function<void()> settled;
  };

  // All that is referred to outlives the screen.
  Screen(const Parts& parts, std::uint32_t pid, Handlers handlers);

  // The plan as it stands on the bus. A plan that cannot be read or drawn leaves the picture as it is,
  // and says so. No text: the agent has no plan yet.
  void takePlan(const std::string& json);

  // Once a second: shows the setup scene if no plan has come so far (after ten seconds, where the display still has the
  // picture of a process before this one: the agent may have ended as well), looks whether the display is the same and
  // the output still as it was drawn, and puts the picture back if it is not. Each half a minute, more rarely where
  // reading is slow, all pixels are compared. Draws anew when a logo or a background that was missing has come.
  void check();

  // The system has noticed that a display came or went.
  void plugged();

  [[nodiscard]] ScreenStatus status() const;

 private:
  [[nodiscard]] Timestamp now() const { return parts_.clock.wall(); }
  void render(const std::optional<ScreenPlan>& plan);
  [[nodiscard]] DisplayWish wish(const std::optional<ScreenPlan>& plan) const;
  void show(maket::Rendering rendering);
  void noteTexts();
  void noteRefusal(const std::optional<Error>& refusal);
  void noteShown(const Result<void>& shown);
  void putOut(const Fade& fade = {});
  [[nodiscard]] Result<maket::Picture> readBack();
  // Reads back, compares, takes the snapshot; tells of it.
  void verify();
  void look();
  // A look at the output; now and then a comparison of all pixels.
  [[nodiscard]] bool isStillThere();
  void noteOutput(ProofState state, std::string detail);
  void takeSnapshot(const maket::Picture& picture);
  void takeFacts();
  void noteMissing(const std::vector<DisplayStatus>& displays);

  Parts parts_;
  Handlers handlers_;
  ScreenStatus status_;
  ConditionSet conditions_;
  std::optional<ScreenPlan> plan_;              // that the rendering was made from
  std::optional<maket::Rendering> rendering_;   // that is shown, or is to be
  std::optional<base::BootTime> last_foreign_;  // when something else was last found on the output
  base::BootTime compare_at_;                   // not to be read back for a mere look before
  const base::BootTime setup_at_;               // an inherited picture is left alone before
  ShownDisplays shown_displays_;
  std::optional<Condition> missing_;  // of some displays, while others show the picture
};

}  // namespace diemcau::screen
