// SPDX-License-Identifier: Apache-2.0
// Which devices a name means: one rule for cameras and microphones.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace diemcau::media {

// ASCII letters only, as drivers' names have them.
[[nodiscard]] inline std::string foldCase(std::string_view text) {
  std::string all(text);
  for (char& c : all) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return all;
}

template <class Device, class Holds>
[[nodiscard]] std::vector<const Device*> devicesThat(std::span<const Device> devices, const Holds& hold) {
  std::vector<const Device*> found;
  for (const Device& device : devices) {
    if (hold(device)) found.push_back(&device);
  }
  return found;
}

// `namesOf(device)`: an array of its names, first the one that people know. The name as it is; else in any
// capitals; else the beginning of the first name, where only one has it.
template <class Device, class Names>
[[nodiscard]] std::vector<const Device*> devicesNamed(std::span<const Device> devices, const std::string& name,
                                                      const Names& namesOf) {
  auto found = devicesThat(devices, [&](const Device& device) { return std::ranges::contains(namesOf(device), name); });
  if (!found.empty()) return found;
  const std::string low = foldCase(name);
  found =
      devicesThat(devices, [&](const Device& device) { return std::ranges::contains(namesOf(device), low, foldCase); });
  if (!found.empty()) return found;
  found =
      devicesThat(devices, [&](const Device& device) { return foldCase(namesOf(device).front()).starts_with(low); });
  const bool one = std::ranges::all_of(
      found, [&](const Device* device) { return namesOf(*device).front() == namesOf(*found.front()).front(); });
  return one ? found : std::vector<const Device*>{};
}

}  // namespace diemcau::media
