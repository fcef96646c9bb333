// SPDX-License-Identifier: Apache-2.0
// From the scene to its document.
#include "maket/scene.h"

namespace diemcau::maket {

std::optional<Document> documentOf(const ScreenConfig& screen, const Site& site) {
  Document document;
  if (screen.scene == Scene::Slate) {
    document = slateOf(screen.maket, site);
  } else if (screen.scene == Scene::Maket && screen.maket) {
    document = documentOf(*screen.maket, site);
  } else if (screen.scene != Scene::Blank) {
    return std::nullopt;
  }
  document.overlay = screen.overlay;
  return document;
}

}  // namespace diemcau::maket
