// SPDX-License-Identifier: Apache-2.0
// An order to the renderer of maket/.
#include "centre/preview/scene_order.h"

#include <utility>

#include "maket/scene.h"

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

Result<SceneOrder> orderIn(std::string_view key) {
  auto body = parseConfigBody(key);
  if (!body) return std::unexpected(std::move(body).error());
  const maket::Size size{body->screen.width, body->screen.height};
  return SceneOrder{std::move(body->screen), std::move(body->site), size};
}

Result<maket::Rendering> draw(maket::Renderer& renderer, const SceneOrder& order) {
  const auto document = maket::documentOf(order.screen, order.site);
  if (!document) return fail("preview", "scene_of_room", std::string(nameOf(order.screen.scene)));
  return renderer.render(*document, order.size);
}

}  // namespace diemcau::centre
