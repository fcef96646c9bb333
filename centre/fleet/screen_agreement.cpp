// SPDX-License-Identifier: Apache-2.0
// The rule by which a room is told from its software.
#include "centre/fleet/screen_agreement.h"

#include <algorithm>
#include <map>

namespace diemcau::centre {

std::string_view nameOf(Agreement agreement) {
  constexpr std::string_view names[] = {"same", "other_inputs", "other_pixels"};
  return names[static_cast<std::size_t>(agreement)];
}

Agreement compare(const RenderedFrame& room, const RenderedFrame& centre) {
  if (room.pixels_sha256 == centre.pixels_sha256) return Agreement::Same;
  return room.inputs_sha256 == centre.inputs_sha256 ? Agreement::OtherPixels : Agreement::OtherInputs;
}

ScreenVerdict judgeScreens(const std::vector<ComparedScreen>& screens) {
  std::map<std::string, std::vector<const ComparedScreen*>> versions;
  for (const ComparedScreen& screen : screens) versions[screen.software].push_back(&screen);
  ScreenVerdict verdict;
  for (const auto& [software, rooms] : versions) {
    const Agreement how = rooms.front()->agreement;
    const auto differsLikeFirst = [how](const ComparedScreen* room) {
      return room->agreement != Agreement::Same && room->agreement == how;
    };
    if (rooms.size() > 1 && std::ranges::all_of(rooms, differsLikeFirst)) {
      verdict.alike.push_back({software, rooms.size(), how});
      continue;
    }
    for (const ComparedScreen* room : rooms) {
      if (room->agreement != Agreement::Same) verdict.odd.insert(room->endpoint);
    }
  }
  return verdict;
}

}  // namespace diemcau::centre
