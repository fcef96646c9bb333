// SPDX-License-Identifier: Apache-2.0
// Opens the camera that is meant, in the way that serves the wish best, and knows what is to be told of it.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "contract/capture_status.h"
#include "contract/config.h"
#include "daemon/media/capture/camera_settings.h"
#include "daemon/media/capture/camera_source.h"
#include "daemon/media/capture/format_choice.h"
#include "daemon/media/capture/mode_ladder.h"
#include "daemon/media/capture/source_opener.h"
#include "daemon/media/capture/video_devices.h"

namespace diemcau::media {

struct CameraFacts {
  std::vector<DeviceStatus> devices;
  std::string format;         // fourcc; empty: no device is open
  double negotiated_fps = 0;  // 0: the device does not say
  SignalState signal = SignalState::NotTold;
  std::vector<ControlStatus> controls;
  std::string adjusted;  // what is not as wished, in names and figures; empty: nothing
};

// A device that is chosen, set up and not yet streaming.
struct CameraSetup {
  CameraPlan plan;
  InputReading input;
  std::string camera;  // which one, wherever it is plugged in
  std::unique_ptr<OpenVideoDevice> device;
};

// Of the worker's thread, but for wish() and facts(), which are thread-safe.
class CameraDesk final : public SourceOpener {
 public:
  // The decoders that are there for a kind of pixels, the best first (camera_source.h).
  using Decoders = std::function<std::vector<std::string>(PixelKind)>;
  // Whether another device may read pictures of that size where they are.
  using Readers = std::function<bool(const PictureFormat&)>;

  explicit CameraDesk(std::unique_ptr<VideoDevices> devices, Readers readers = {},
                      Decoders decoders = availableDecoders);

  void wish(std::vector<CameraControl> controls);
  [[nodiscard]] SignalState signal() const;
  [[nodiscard]] CameraFacts facts() const;

  [[nodiscard]] OpenedSource open(const SourceSpec& spec, const PictureFormat& format,
                                  CapturePipeline::OnSample on_sample) override;
  void failed(bool fruitful) override;
  void devicesChanged() override;

  // The part of open() in front of GStreamer.
  [[nodiscard]] std::expected<CameraSetup, SourceFault> setUp(const SourceSpec& spec, const PictureFormat& format);
  // The device streams, at a rate that need not be the one it was asked for.
  void granted(CameraSetup& setup, FrameRate rate);
  // What is due beside a camera that runs; `looks` counts from 1.
  [[nodiscard]] SourceCompanion::Finding lookAfter(CameraSetup& setup, unsigned looks);

 private:
  [[nodiscard]] std::vector<VideoDevice> listDevices(const PictureFormat& format, const std::string& node = {});
  [[nodiscard]] std::expected<CameraSetup, SourceFault> setUpDevice(const VideoDevice& device,
                                                                    const PictureFormat& format);
  [[nodiscard]] SourceCompanion::Finding lookAtSignal(CameraSetup& setup);
  [[nodiscard]] std::pair<std::vector<CameraControl>, unsigned> wishes() const;
  void tellNoCamera();
  void tellMode(const CameraSetup& setup);
  void tellCamera(const CameraPlan& plan);
  void tellSignal(SignalState signal);
  void tellSettings(CameraSettings::State state);
  void tellAdjusted();

  const std::unique_ptr<VideoDevices> devices_;
  const Readers readers_;
  const Decoders decoders_;
  const std::unique_ptr<SourceOpener> otherwise_;  // patterns and files
  CameraSettings settings_;
  ModeLadder ladder_;
  std::string way_;  // of the ladder, that was opened last
  PictureFormat format_;
  std::string deviation_;  // of the mode
  std::vector<std::string> settings_told_;
  bool devices_changed_ = false;
  unsigned wishes_followed_ = 0;

  mutable std::mutex mutex_;  // what follows
  std::vector<CameraControl> wishes_;
  unsigned wishes_made_ = 1;
  CameraFacts facts_;
};

}  // namespace diemcau::media
