// SPDX-License-Identifier: Apache-2.0
// Sizes that displays share, and the best mode of a size.
#include "daemon/screen/kms/mode_choice.h"

#include <algorithm>
#include <tuple>

namespace diemcau::screen {
namespace {

using Modes = std::vector<DisplayMode>;

constexpr std::uint32_t kUsualRefresh = 60'000;  // mHz

std::uint64_t pixels(maket::Size size) { return std::uint64_t{size.width} * size.height; }

bool has(const Modes& modes, maket::Size size) { return std::ranges::contains(modes, size, &DisplayMode::size); }

// Smaller is better.
auto rank(const DisplayMode& mode) {
  const std::uint32_t off = std::max(mode.refresh_mhz, kUsualRefresh) - std::min(mode.refresh_mhz, kUsualRefresh);
  return std::tuple(mode.interlaced, off, !mode.preferred);
}

std::optional<std::size_t> bestOf(const Modes& modes, maket::Size size) {
  std::optional<std::size_t> best;
  for (std::size_t at = 0; at < modes.size(); ++at) {
    if (modes[at].size != size) continue;
    if (!best || rank(modes[at]) < rank(modes[*best])) best = at;
  }
  return best;
}

// Of a display that says nothing of it, the first: the kernel sorts the best to the front.
maket::Size preferredOf(const Modes& modes) {
  const auto found = std::ranges::find(modes, true, &DisplayMode::preferred);
  return found != modes.end() ? found->size : modes.front().size;
}

maket::Size sizeFor(const std::vector<Modes>& displays, maket::Size wished) {
  const auto shared = [&](maket::Size size) {
    return std::ranges::all_of(displays, [&](const Modes& modes) { return has(modes, size); });
  };
  if (shared(wished)) return wished;
  const Modes& first = displays.front();
  const maket::Size preferred = preferredOf(first);
  if (shared(preferred)) return preferred;
  std::optional<maket::Size> largest;
  for (const DisplayMode& mode : first) {
    if (shared(mode.size) && (!largest || pixels(mode.size) > pixels(*largest))) largest = mode.size;
  }
  if (largest) return *largest;
  return has(first, wished) ? wished : preferred;
}

}  // namespace

std::optional<ModeChoice> chooseModes(const std::vector<Modes>& displays, maket::Size wished) {
  std::vector<Modes> usable;
  std::ranges::copy_if(displays, std::back_inserter(usable), [](const Modes& modes) { return !modes.empty(); });
  if (usable.empty()) return std::nullopt;
  ModeChoice choice{.size = sizeFor(usable, wished), .modes = {}};
  for (const Modes& modes : displays) choice.modes.push_back(bestOf(modes, choice.size));
  return choice;
}

}  // namespace diemcau::screen
