// SPDX-License-Identifier: Apache-2.0
// The camera's parts, put together.
#include "daemon/media/capture/camera.h"

#include <utility>

namespace diemcau::media {

Camera::Camera(base::EventLoop& loop, std::unique_ptr<VideoDevices> devices, Handlers handlers)
    : handlers_(std::move(handlers)),
      desk_(std::make_shared<CameraDesk>(std::move(devices), handlers_.readers)),
      keeper_(loop, Medium::Camera, {.sample = handlers_.sample, .changed = handlers_.changed}, desk_),
      monitor_({.subsystem = "video4linux", .folder = "/dev", .prefix = "video"},
               [this] { keeper_.devicesChanged(); }) {}

void Camera::use(const CameraConfig& config, const PictureFormat& format) {
  desk_->wish(config.controls);
  const bool fits = format_.width == format.width && format_.height == format.height && format_.fps >= format.fps;
  const bool same = config_ && config_->source == config.source && fits;
  config_ = config;
  wished_ = format;
  if (same) return keeper_.lookNow();
  format_ = format;
  handlers_.another();
  keeper_.use(*parseSource(Medium::Camera, config.source), format);
}

std::optional<std::string> Camera::adjusted() const {
  std::string text = desk_->facts().adjusted;
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

CameraStatus Camera::status() const {
  CameraStatus status;
  CameraFacts facts = desk_->facts();
  const PictureFormat native = keeper_.nativePicture();
  status.source = config_ ? config_->source : std::string();
  status.width = native.width;
  status.height = native.height;
  status.format = std::move(facts.format);
  status.negotiated_fps = facts.negotiated_fps;
  status.wished_width = wished_.width;
  status.wished_height = wished_.height;
  status.wished_fps = wished_.fps;
  status.signal = facts.signal;
  status.devices = std::move(facts.devices);
  status.controls = std::move(facts.controls);
  return status;
}

}  // namespace diemcau::media
