// SPDX-License-Identifier: Apache-2.0
// What one room's screen is to show, and how the centre draws it: with the code that draws in the room.
#pragma once

#include <string>
#include <string_view>

#include "contract/config.h"
#include "contract/result.h"
#include "maket/renderer.h"

namespace diemcau::centre {

struct SceneOrder {
  ScreenConfig screen;
  Site site;
  maket::Size size;  // of the room's screen
};

// The setup scene tells how the room's parts are: only the room can draw it.
[[nodiscard]] constexpr bool canDraw(Scene scene) { return scene != Scene::Setup; }

// The same for orders that give the same picture; and the order itself, as a ConfigBody.
[[nodiscard]] std::string keyOf(const SceneOrder& order);
// Errors: document.* (json_document.h).
[[nodiscard]] Result<SceneOrder> orderIn(std::string_view key);

// Errors: those of maket::Renderer::render(); preview.scene_of_room for what canDraw() denies.
[[nodiscard]] Result<maket::Rendering> draw(maket::Renderer& renderer, const SceneOrder& order);

}  // namespace diemcau::centre
