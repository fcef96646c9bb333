// SPDX-License-Identifier: Apache-2.0
// Names, nearest values and the order of settings.
#include "daemon/media/capture/camera_controls.h"

#include <algorithm>
#include <cstdlib>
#include <format>
#include <map>

namespace diemcau::media {
namespace {

bool isLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// "auto_exposure", "white_balance_automatic", "focus_auto", "autogain".
bool switchesAutomatic(std::string_view name) {
  for (std::size_t at = name.find("auto"); at != std::string_view::npos; at = name.find("auto", at + 1)) {
    if (at == 0 || name[at - 1] == '_') return true;
  }
  return false;
}

enum Turn { kReleasedValue, kAutomatic, kWishedValue };

struct Due {
  Turn turn;
  ControlStep step;
};

// The last one of a name counts.
std::map<std::string, std::int32_t> byName(std::span<const CameraControl> wishes) {
  std::map<std::string, std::int32_t> wished;
  for (const CameraControl& wish : wishes) wished[wish.name] = wish.value;
  return wished;
}

}  // namespace

std::string controlName(std::string_view driver_name) {
  std::string name;
  bool gap = false;
  for (const char c : driver_name) {
    if (!isLetterOrDigit(c)) {
      gap = true;
      continue;
    }
    if (gap) name += '_';
    gap = false;
    name += lower(c);
  }
  return name;
}

std::int32_t nearestValue(const ControlStatus& control, std::int32_t wish) {
  const std::int64_t least = control.least;
  const std::int64_t most = std::max<std::int64_t>(control.most, least);
  const std::int64_t step = std::max(control.step, 1);
  const std::int64_t inside = std::clamp<std::int64_t>(wish, least, most);
  std::int64_t value = least + (inside - least + step / 2) / step * step;
  if (value > most) value -= step;
  if (control.choices.empty()) return static_cast<std::int32_t>(value);

  std::int64_t nearest = value;
  std::int64_t best = INT64_MAX;
  for (std::size_t i = 0; i < control.choices.size(); ++i) {
    const std::int64_t choice = least + static_cast<std::int64_t>(i);
    if (!control.choices[i].empty() && std::abs(choice - wish) < best) {
      best = std::abs(choice - wish);
      nearest = choice;
    }
  }
  return static_cast<std::int32_t>(nearest);
}

std::vector<ControlStep> planControls(std::span<const VideoControl> controls, std::span<const CameraControl> wishes,
                                      const std::set<std::string>& released) {
  const auto wished = byName(wishes);
  std::vector<Due> due;
  for (const VideoControl& control : controls) {
    const ControlStatus& state = control.state;
    const auto wish = wished.find(state.name);
    if (wish == wished.end() && !released.contains(state.name)) continue;
    const std::int32_t value = wish != wished.end() ? nearestValue(state, wish->second) : state.usual;
    if (value == state.value) continue;
    const Turn otherwise = wish != wished.end() ? kWishedValue : kReleasedValue;
    due.push_back({switchesAutomatic(state.name) ? kAutomatic : otherwise, {control.id, state.name, value}});
  }
  std::ranges::stable_sort(due, {}, &Due::turn);
  std::vector<ControlStep> steps;
  for (Due& entry : due) steps.push_back(std::move(entry.step));
  return steps;
}

std::vector<std::string> controlDeviations(std::span<const VideoControl> controls,
                                           std::span<const CameraControl> wishes) {
  std::vector<std::string> told;
  for (const auto& [name, value] : byName(wishes)) {
    const auto control = std::ranges::find(controls, name, [](const VideoControl& entry) { return entry.state.name; });
    if (control == controls.end()) {
      told.push_back("no " + name);
    } else if (control->state.value != value) {
      told.push_back(std::format("{} {} → {}", name, value, control->state.value));
    }
  }
  return told;
}

}  // namespace diemcau::media
