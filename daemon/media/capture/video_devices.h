// SPDX-License-Identifier: Apache-2.0
// The cameras of this machine, as the seam between what the kernel tells and what is made of it.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/capture_status.h"
#include "daemon/media/capture/camera_controls.h"
#include "daemon/media/capture/dv_signal.h"
#include "daemon/media/capture/source_fault.h"
#include "daemon/media/capture/video_mode.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// A node that can capture pictures.
struct VideoDevice {
  DeviceStatus names;            // `chosen` is not set
  std::string trouble;           // why it could not be looked into; empty: it could
  std::vector<VideoMode> modes;  // where they are a range, the one nearest to the wish
  SignalState signal = SignalState::NotTold;
};

// One that is open, beside the stream that GStreamer has of it.
class OpenVideoDevice {
 public:
  virtual ~OpenVideoDevice() = default;

  [[nodiscard]] virtual std::vector<VideoMode> modes(const PictureFormat& wish) = 0;
  // The input that is selected, as it is now.
  [[nodiscard]] virtual InputReading readInput() = 0;
  // Sets the input to the signal that comes. False: it cannot be set (now).
  [[nodiscard]] virtual bool followSignal() = 0;
  [[nodiscard]] virtual std::vector<VideoControl> controls() = 0;
  // False: the camera refuses.
  virtual bool setControl(std::uint32_t id, std::int32_t value) = 0;
  // Has urgent data (POLLPRI) when the signal changed; -1: it never tells. takeEvents() empties it.
  [[nodiscard]] virtual int eventDescriptor() const = 0;
  virtual void takeEvents() = 0;
};

// May block as long as a driver likes: for a Worker.
class VideoDevices {
 public:
  virtual ~VideoDevices() = default;

  // All that the machine knows of.
  [[nodiscard]] virtual std::vector<VideoDevice> list(const PictureFormat& wish) = 0;
  // The one at this node, though list() may not have it (a node made by hand, in a container). Nothing: no camera.
  [[nodiscard]] virtual std::optional<VideoDevice> look(const std::string& node, const PictureFormat& wish) = 0;
  [[nodiscard]] virtual std::expected<std::unique_ptr<OpenVideoDevice>, SourceFault> open(const std::string& node) = 0;
};

// Through udev and V4L2.
[[nodiscard]] std::unique_ptr<VideoDevices> systemVideoDevices();

}  // namespace diemcau::media
