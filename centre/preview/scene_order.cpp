// SPDX-License-Identifier: Apache-2.0
// The choice of what is drawn.
#include "centre/preview/scene_order.h"

#include "maket/document.h"

namespace diemcau::centre {

std::string keyOf(const SceneOrder& order) {
  ConfigBody body;
  body.screen = order.screen;
  body.screen.width = order.size.width;
  body.screen.height = order.size.height;
  body.screen.connector = "all";
  body.screen.fade_ms = 0;
  body.site = order.site;
  return writeConfigBody(body);
}

Result<maket::Rendering> draw(maket::Renderer& renderer, const SceneOrder& order) {
  if (order.screen.scene == Scene::Blank) return maket::renderBlank(order.size);
  if (order.screen.scene == Scene::Maket && order.screen.maket) {
    return renderer.render(maket::documentOf(*order.screen.maket, order.site), order.size);
  }
  return fail("preview", "scene_of_room", std::string(nameOf(order.screen.scene)));
}

}  // namespace diemcau::centre
