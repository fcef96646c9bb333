// SPDX-License-Identifier: Apache-2.0
// From the plan to what is to be drawn.
#pragma once

#include <optional>
#include <utility>

#include "contract/screen_plan.h"
#include "maket/renderer.h"

namespace diemcau::screen {

inline constexpr const char* kSetupTemplate = "setup";

// What the room's screen says while there is no makét to show. Without a plan the agent has not
// spoken yet; a plan of version 0 means that the centre has not.
[[nodiscard]] maket::Document setupDocument(const std::optional<ScreenPlan>& plan);

// Draws the plan's scene, and its urgent line over it; without a plan the setup scene. Errors: those of
// maket::Renderer::render().
[[nodiscard]] Result<maket::Rendering> renderScene(maket::Renderer& renderer, const std::optional<ScreenPlan>& plan,
                                                   maket::Size size);

// What is drawn when that failed and there is no earlier picture: the setup scene, or without its
// template a black picture.
[[nodiscard]] std::pair<Scene, maket::Rendering> renderInstead(maket::Renderer& renderer,
                                                               const std::optional<ScreenPlan>& plan, maket::Size size);

}  // namespace diemcau::screen
