// SPDX-License-Identifier: Apache-2.0
// What is to be set: a template's name and the words for its slots.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/maket.h"

namespace diemcau::maket {

// Slot name → its lines, from top to bottom. A slot of the template without an entry, or with empty
// lines only, stays empty; an entry that the template has no slot for is an error of the renderer.
using SlotTexts = std::map<std::string, std::vector<std::string>>;

struct Document {
  std::string template_name;  // empty: nothing but black
  SlotTexts texts{};
  // Picture files by their SHA-256; empty: none.
  std::string logo{};
  std::string background{};
  std::string overlay{};  // one urgent line over all of it; empty: none

  friend bool operator==(const Document&, const Document&) = default;
};

// The makét of one room: slots organiser, heading, title, place_date; "{site}" becomes the room's
// name in each of them.
[[nodiscard]] Document documentOf(const MaketText& text, const Site& site);

// The scene that asks to wait: slots name, wait, and of a conference heading and title.
[[nodiscard]] Document slateOf(const std::optional<MaketText>& text, const Site& site);

}  // namespace diemcau::maket
