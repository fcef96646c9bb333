// SPDX-License-Identifier: Apache-2.0
// The room's camera: which one it is, how it is set, that it runs, and what is to be told of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "contract/capture_status.h"
#include "contract/config.h"
#include "daemon/base/device_monitor.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/capture/camera_desk.h"
#include "daemon/media/capture/source_keeper.h"

namespace diemcau::media {

// Bound to the loop's thread; drivers are called on the keeper's worker.
class Camera {
 public:
  struct Handlers {
    CapturePipeline::OnSample sample;  // streaming thread; pictures of the present source only
    std::function<void()> another;     // what comes from now on is from another source than before
    std::function<void()> changed;     // what can be asked of it is another
    CameraDesk::Readers readers{};     // worker's thread; may be none
  };

  Camera(base::EventLoop& loop, std::unique_ptr<VideoDevices> devices, Handlers handlers);

  // Its source must be one that parseSource() takes. Settings alone are changed while it runs, and
  // one that gives more pictures than are wanted goes on as it is.
  void use(const CameraConfig& config, const PictureFormat& format);

  [[nodiscard]] const std::optional<SourceFault>& fault() const { return keeper_.fault(); }
  [[nodiscard]] bool unstable() const { return keeper_.unstable(); }
  // What is not as wished, in names and figures.
  [[nodiscard]] std::optional<std::string> adjusted() const;
  [[nodiscard]] MediaTime closingFor() const { return keeper_.closingFor(); }
  [[nodiscard]] SignalState signal() const { return desk_->signal(); }
  // All but `state` and `fps`, which the guard knows.
  [[nodiscard]] CameraStatus status() const;

 private:
  const Handlers handlers_;
  const std::shared_ptr<CameraDesk> desk_;
  std::optional<CameraConfig> config_;
  PictureFormat wished_;
  PictureFormat format_;  // it was opened for
  SourceKeeper keeper_;
  base::DeviceMonitor monitor_;
};

}  // namespace diemcau::media
