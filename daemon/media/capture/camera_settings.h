// SPDX-License-Identifier: Apache-2.0
// Gives a camera the settings that are wished, and takes back those that no longer are.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "contract/config.h"
#include "daemon/media/capture/video_devices.h"

namespace diemcau::media {

// Remembers of each camera what it was given, for as long as the process lives. Thread-bound; drivers are
// called.
class CameraSettings {
 public:
  struct State {
    std::vector<ControlStatus> controls;
    std::vector<std::string> told;  // controlDeviations()
  };

  // `camera`: a name that is its own wherever it is plugged in.
  State apply(OpenVideoDevice& device, const std::string& camera, std::span<const CameraControl> wishes);
  // As they are now.
  [[nodiscard]] static State read(OpenVideoDevice& device, std::span<const CameraControl> wishes);

 private:
  std::map<std::string, std::set<std::string>> given_;  // names of controls, by camera
};

}  // namespace diemcau::media
