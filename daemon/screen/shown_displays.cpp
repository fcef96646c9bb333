// SPDX-License-Identifier: Apache-2.0
// Connectors remembered and compared.
#include "daemon/screen/shown_displays.h"

#include <algorithm>
#include <format>
#include <tuple>

namespace diemcau::screen {
namespace {

bool isAt(const std::string& connector, const std::vector<DisplayStatus>& now) {
  const auto found = std::ranges::find(now, connector, &DisplayStatus::connector);
  return found != now.end() && found->connected;
}

bool isSameDisplay(const DisplayStatus& a, const DisplayStatus& b) {
  return std::tie(a.maker, a.model, a.serial) == std::tie(b.maker, b.model, b.serial);
}

}  // namespace

// What comes to a connector, and is not what was pulled out there, may have been pulled out elsewhere.
void ShownDisplays::add(const DisplayStatus& display, const std::vector<DisplayStatus>& now) {
  const auto [known, first] = shown_.try_emplace(display.connector, display);
  const bool came = first || (!known->second.connected && !isSameDisplay(known->second, display));
  known->second = display;
  if (!came) return;
  const auto moved = std::ranges::find_if(shown_, [&](const auto& one) {
    return one.first != display.connector && !isAt(one.first, now) && isSameDisplay(one.second, display);
  });
  if (moved != shown_.end()) shown_.erase(moved);
}

std::string ShownDisplays::missing(const std::vector<DisplayStatus>& now, const std::string& wished) {
  if (now.empty()) return {};
  std::erase_if(shown_, [&](const auto& one) { return wished != "all" && wished != one.first; });
  for (const DisplayStatus& display : now) {
    if (display.used) add(display, now);
  }
  std::string detail;
  for (auto& [connector, display] : shown_) {
    if (isAt(connector, now)) continue;
    display.connected = false;
    const std::string who = display.model.empty() ? "a display" : display.model;
    detail += std::format("{}nothing at {} any more, where {} was", detail.empty() ? "" : ", ", connector, who);
  }
  return detail;
}

}  // namespace diemcau::screen
