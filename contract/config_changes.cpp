// SPDX-License-Identifier: Apache-2.0
// What of a Config may change while the conference is on.
#include "contract/config_changes.h"

#include <array>

#include "contract/json_document.h"

namespace diemcau {
namespace {

constexpr std::array kRules = {
    MemberRule{"/site", false},
    MemberRule{"/conference", false},
    MemberRule{"/screen/scene", true},
    MemberRule{"/screen/width", false},
    MemberRule{"/screen/height", false},
    MemberRule{"/screen/connector", false},
    MemberRule{"/screen/fade_ms", true},
    MemberRule{"/screen/overlay", true},
    MemberRule{"/screen/maket", true},
    MemberRule{"/camera/source", false},
    MemberRule{"/camera/controls", true},
    MemberRule{"/microphone/source", false},
    MemberRule{"/microphone/muted", true},
    MemberRule{"/microphone/switch_on", true},
    MemberRule{"/microphone/volume_percent", true},
    MemberRule{"/microphone/gain_db", true},
    MemberRule{"/video/width", false},
    MemberRule{"/video/height", false},
    MemberRule{"/video/fps", false},
    MemberRule{"/video/bitrate_kbps", true},
    MemberRule{"/video/keyframe_interval_s", false},
    MemberRule{"/video/encoder", false},
    MemberRule{"/video/small_picture", false},
    MemberRule{"/audio/channels", false},
    MemberRule{"/audio/bitrate_kbps", true},
    MemberRule{"/audio/expected_loss_percent", true},
    MemberRule{"/uplink", false},
    MemberRule{"/recording", false},
    MemberRule{"/reporting", true},
};

void compare(const Json& before, const Json& after, const std::string& pointer, std::vector<std::string>& changed) {
  if (before == after) return;
  if (!before.is_object() || !after.is_object()) return changed.push_back(pointer);
  for (const auto& [name, value] : before.items()) {
    const auto other = after.find(name);
    if (other == after.end()) {
      changed.push_back(pointer + '/' + name);
    } else {
      compare(value, *other, pointer + '/' + name, changed);
    }
  }
  for (const auto& [name, value] : after.items()) {
    if (!before.contains(name)) changed.push_back(pointer + '/' + name);
  }
}

}  // namespace

std::span<const MemberRule> memberRules() { return kRules; }

bool isLiveSafe(std::string_view member) {
  const MemberRule* best = nullptr;
  for (const MemberRule& rule : kRules) {
    const bool covers =
        member.starts_with(rule.member) && (member.size() == rule.member.size() || member[rule.member.size()] == '/');
    if (covers && (best == nullptr || rule.member.size() > best->member.size())) best = &rule;
  }
  return best != nullptr && best->live_safe;
}

std::vector<std::string> changedMembers(const ConfigBody& before, const ConfigBody& after) {
  std::vector<std::string> changed;
  compare(parseJson(writeConfigBody(before)).value_or(Json()), parseJson(writeConfigBody(after)).value_or(Json()), {},
          changed);
  return changed;
}

std::vector<std::string> disruptiveChanges(const ConfigBody& before, const ConfigBody& after) {
  std::vector<std::string> changed = changedMembers(before, after);
  std::erase_if(changed, [](const std::string& member) { return isLiveSafe(member); });
  return changed;
}

}  // namespace diemcau
