// SPDX-License-Identifier: Apache-2.0
// Setting a camera's controls.
#include "daemon/media/capture/camera_settings.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace diemcau::media {

CameraSettings::State CameraSettings::apply(OpenVideoDevice& device, const std::string& camera,
                                            std::span<const CameraControl> wishes) {
  std::set<std::string>& given = given_[camera];
  std::set<std::string> wished;
  for (const CameraControl& wish : wishes) wished.insert(wish.name);
  std::set<std::string> released;
  std::ranges::set_difference(given, wished, std::inserter(released, released.end()));
  given = std::move(wished);
  if (wishes.empty() && released.empty()) return read(device, wishes);

  for (const ControlStep& step : planControls(device.controls(), wishes, released)) {
    const bool set = device.setControl(step.id, step.value);
    spdlog::info("camera: {} {} {}", step.name, set ? "is now" : "refuses", step.value);
  }
  return read(device, wishes);
}

CameraSettings::State CameraSettings::read(OpenVideoDevice& device, std::span<const CameraControl> wishes) {
  const std::vector<VideoControl> controls = device.controls();
  State state{.controls = {}, .told = controlDeviations(controls, wishes)};
  for (const VideoControl& control : controls) {
    ControlStatus& entry = state.controls.emplace_back(control.state);
    for (const CameraControl& wish : wishes) {
      if (wish.name == entry.name) entry.wished = wish.value;
    }
  }
  return state;
}

}  // namespace diemcau::media
