// SPDX-License-Identifier: Apache-2.0
// Reading the rooms' variables.
#include "centre/operators/room_variables.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxVariables = 64;
constexpr std::size_t kMaxBytes = 400;

}  // namespace

RoomVariables readVariables(ObjectReader& root, const Json& json) {
  RoomVariables all;
  if (!root.has("variables")) return all;
  ObjectReader sites = root.object("variables");
  const auto found = json.find("variables");
  if (found == json.end() || !found->is_object()) return all;
  for (const auto& [code, values] : found->items()) {
    PatchVariables& own = all[code];
    sites.textMap(code, kMaxVariables, {0, kMaxBytes},
                  [&own](const std::string& name, const std::string& value) { own.insert_or_assign(name, value); });
  }
  return all;
}

}  // namespace diemcau::centre
