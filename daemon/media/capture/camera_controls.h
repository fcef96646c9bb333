// SPDX-License-Identifier: Apache-2.0
// From the settings that are wished to those that a camera can be given.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/capture_status.h"
#include "contract/config.h"

namespace diemcau::media {

// A setting as the driver describes it: numbers, switches and menus.
struct VideoControl {
  std::uint32_t id = 0;
  ControlStatus state;  // `wished` is not set
};

struct ControlStep {
  std::uint32_t id = 0;
  std::string name;
  std::int32_t value = 0;

  friend bool operator==(const ControlStep&, const ControlStep&) = default;
};

// A control's name as v4l2-ctl writes it: "White Balance, Automatic" is white_balance_automatic.
[[nodiscard]] std::string controlName(std::string_view driver_name);

// The nearest that the control has: in its range, on its step, in its menu.
[[nodiscard]] std::int32_t nearestValue(const ControlStatus& control, std::int32_t wish);

// What is to be set, in this order: a value that its automatic would overrule (or refuse) after the
// automatic's switch. `released`: names that were set and are wished no more; they go back to the driver's
// default, the value before its automatic. What is as it should be is no step.
[[nodiscard]] std::vector<ControlStep> planControls(std::span<const VideoControl> controls,
                                                    std::span<const CameraControl> wishes,
                                                    const std::set<std::string>& released);

// What is not as wished, in names and figures: "zoom_absolute 900 → 500", "no focus_absolute".
[[nodiscard]] std::vector<std::string> controlDeviations(std::span<const VideoControl> controls,
                                                         std::span<const CameraControl> wishes);

}  // namespace diemcau::media
