// SPDX-License-Identifier: Apache-2.0
// ScreenPlan: what the agent wants the screen process to show. A property of vn.diemcau.Agent1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contract/config.h"

namespace diemcau {

inline constexpr std::string_view kScreenPlanSchema = "diemcau.screen-plan/1";

enum class CheckState { Waiting, Good, Bad };
[[nodiscard]] std::string_view nameOf(CheckState state);

// What the technician reads on the setup scene: how each part is, and of what is wrong the worst.
struct Checklist {
  CheckState network = CheckState::Waiting;
  CheckState centre = CheckState::Waiting;
  CheckState camera = CheckState::Waiting;
  CheckState microphone = CheckState::Waiting;
  CheckState display = CheckState::Waiting;
  std::string trouble;  // one sentence in Vietnamese; empty: none
  std::string action;   // the one next thing to do against it

  friend bool operator==(const Checklist&, const Checklist&) = default;
};

struct ScreenPlan {
  std::uint64_t config_version = 0;  // 0: no Config yet, the scene is setup
  Site site;                         // empty while unknown
  std::string endpoint;              // shown by the setup scene
  std::string pairing_code{};        // likewise, large, while the box waits for approval; else empty: "K7MW-3PXA"
  ScreenConfig screen;
  std::optional<Checklist> checklist{};  // other scenes do without
  std::uint32_t snapshot_interval_s = 2;

  friend bool operator==(const ScreenPlan&, const ScreenPlan&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<ScreenPlan> parseScreenPlan(std::string_view json);
[[nodiscard]] std::string writeScreenPlan(const ScreenPlan& plan);

}  // namespace diemcau
