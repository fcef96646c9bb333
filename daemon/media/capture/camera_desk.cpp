// SPDX-License-Identifier: Apache-2.0
// From a wish to a camera that is set up, and looking after it.
#include "daemon/media/capture/camera_desk.h"

#include <linux/videodev2.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <utility>

#include "daemon/media/capture/camera_choice.h"

namespace diemcau::media {
namespace {

constexpr unsigned kSettingsEvery = 5;  // looks

std::string identity(const DeviceStatus& names) { return std::format("{} {} {}", names.name, names.usb, names.serial); }

std::string wayOf(const std::string& camera, const ChosenMode& mode, const std::string& decoder) {
  return std::format("{} {} {}x{}@{:.4g} {}", camera, fourccText(mode.fourcc), mode.width, mode.height,
                     mode.rate.perSecond(), decoder);
}

// Nothing is to be done to such pictures.
bool isAsWished(const ChosenMode& mode, const PictureFormat& format) {
  return mode.fourcc == V4L2_PIX_FMT_YUV420 && !mode.converted && mode.width == format.width &&
         mode.height == format.height;
}

class CameraCompanion final : public SourceCompanion {
 public:
  CameraCompanion(CameraDesk& desk, CameraSetup setup) : desk_(desk), setup_(std::move(setup)) {}

  Finding look() override { return desk_.lookAfter(setup_, ++looks_); }
  int descriptor() const override { return setup_.device->eventDescriptor(); }

 private:
  CameraDesk& desk_;
  CameraSetup setup_;
  unsigned looks_ = 0;
};

}  // namespace

CameraDesk::CameraDesk(std::unique_ptr<VideoDevices> devices, Readers readers, Decoders decoders)
    : devices_(std::move(devices)),
      readers_(std::move(readers)),
      decoders_(std::move(decoders)),
      otherwise_(backendOpener(Medium::Camera)) {}

void CameraDesk::wish(std::vector<CameraControl> controls) {
  const std::lock_guard lock(mutex_);
  if (wishes_ == controls) return;
  wishes_ = std::move(controls);
  ++wishes_made_;
}

SignalState CameraDesk::signal() const {
  const std::lock_guard lock(mutex_);
  return facts_.signal;
}

CameraFacts CameraDesk::facts() const {
  const std::lock_guard lock(mutex_);
  return facts_;
}

std::pair<std::vector<CameraControl>, unsigned> CameraDesk::wishes() const {
  const std::lock_guard lock(mutex_);
  return {wishes_, wishes_made_};
}

OpenedSource CameraDesk::open(const SourceSpec& spec, const PictureFormat& format,
                              CapturePipeline::OnSample on_sample) {
  if (spec.kind == SourceKind::Generated || spec.kind == SourceKind::File) {
    way_.clear();
    tellNoCamera();
    (void)listDevices(format);
    tellSettings({.controls = {}, .told = controlDeviations({}, wishes().first)});
    return otherwise_->open(spec, format, std::move(on_sample));
  }
  auto setup = setUp(spec, format);
  if (!setup) return std::unexpected(std::move(setup.error()));
  auto stream = V4l2Stream::start(setup->plan.stream);
  if (!stream) return std::unexpected(std::move(stream.error()));
  granted(*setup, (*stream)->rate());
  auto capture =
      CapturePipeline::start(buildCamera(setup->plan, std::move(*stream), format), false, std::move(on_sample));
  if (!capture) return std::unexpected(std::move(capture.error()));
  return OpenSource{std::make_unique<CameraCompanion>(*this, std::move(*setup)), std::move(*capture)};
}

void CameraDesk::failed(bool fruitful) {
  if (!way_.empty()) ladder_.failed(std::exchange(way_, {}), fruitful);
}

void CameraDesk::devicesChanged() {
  ladder_.clear();
  devices_changed_ = true;
}

std::expected<CameraSetup, SourceFault> CameraDesk::setUp(const SourceSpec& spec, const PictureFormat& format) {
  way_.clear();
  tellNoCamera();
  const auto devices = listDevices(format, spec.kind == SourceKind::Device ? spec.argument : std::string());
  const auto cameras = chooseCameras(devices, spec, format);
  if (!cameras) return std::unexpected(cameras.error());
  std::optional<SourceFault> first;
  do {
    for (const VideoDevice* camera : *cameras) {
      auto setup = setUpDevice(*camera, format);
      if (setup) return setup;
      if (!first) first = std::move(setup.error());
    }
  } while (ladder_.clear());
  return std::unexpected(std::move(*first));
}

std::expected<CameraSetup, SourceFault> CameraDesk::setUpDevice(const VideoDevice& device,
                                                                const PictureFormat& format) {
  auto opened = devices_->open(device.names.node);
  if (!opened) return std::unexpected(std::move(opened.error()));
  CameraSetup setup{.plan = {}, .input = {}, .camera = identity(device.names), .device = std::move(*opened)};
  setup.input = setup.device->readInput();
  tellSignal(signalOf(setup.input));
  if (const auto fault = faultOfSignal(signalOf(setup.input))) {
    return std::unexpected(SourceFault{*fault, device.names.name});
  }
  if (setup.input.timings) (void)setup.device->followSignal();

  for (const ChosenMode& mode : rankModes(setup.device->modes(format), format)) {
    for (const std::string& decoder : decoders_(pixelFormat(mode.fourcc)->kind)) {
      const std::string way = wayOf(setup.camera, mode, decoder);
      if (ladder_.isOut(way)) continue;
      way_ = way;
      const bool interlaced = setup.input.analogue || (setup.input.timings && setup.input.timings->interlaced);
      const bool as_is = isAsWished(mode, format) && !interlaced && readers_ && readers_(format);
      setup.plan = {{device.names.node, mode, interlaced, as_is}, decoder};
      spdlog::info("camera: {}", way);
      tellMode(setup);
      tellSettings(wishes().first.empty() ? CameraSettings::State{}
                                          : settings_.apply(*setup.device, setup.camera, wishes().first));
      return setup;
    }
  }
  return std::unexpected(SourceFault{SourceFaultKind::Unreadable, device.names.name + ": none of its formats works"});
}

void CameraDesk::granted(CameraSetup& setup, FrameRate rate) {
  if (std::exchange(setup.plan.stream.mode.rate, rate) == rate) return;
  tellMode(setup);
  tellAdjusted();
}

// The settings are applied again when pictures come: some cameras take them only then.
SourceCompanion::Finding CameraDesk::lookAfter(CameraSetup& setup, unsigned looks) {
  setup.device->takeEvents();
  if (auto finding = lookAtSignal(setup); finding.fault || finding.outdated) return finding;
  if (std::exchange(devices_changed_, false)) {
    (void)listDevices(format_, setup.plan.stream.node);
    tellCamera(setup.plan);
  }
  const auto [controls, count] = wishes();
  const bool other_wishes = std::exchange(wishes_followed_, count) != count;
  if (looks == 1 || other_wishes) {
    tellSettings(settings_.apply(*setup.device, setup.camera, controls));
  } else if (looks % kSettingsEvery == 0) {
    tellSettings(CameraSettings::read(*setup.device, controls));
  }
  return {};
}

SourceCompanion::Finding CameraDesk::lookAtSignal(CameraSetup& setup) {
  if (!setup.input.digital && !setup.input.analogue) return {};
  const InputReading now = setup.device->readInput();
  const SignalState signal = signalOf(now);
  if (signal != SignalState::NotTold) tellSignal(signal);
  if (const auto fault = faultOfSignal(signal)) return {SourceFault{*fault, setup.camera}, false};
  const bool other = now.timings && setup.input.timings && differs(*now.timings, *setup.input.timings);
  return {std::nullopt, other};
}

// All, and the one at a node that is wanted whether or not the machine knows of it.
std::vector<VideoDevice> CameraDesk::listDevices(const PictureFormat& format, const std::string& node) {
  format_ = format;
  devices_changed_ = false;
  std::vector<VideoDevice> devices = devices_->list(format);
  if (!node.empty() && camerasAt(devices, node).empty()) {
    if (auto camera = devices_->look(node, format)) devices.push_back(std::move(*camera));
  }
  const std::lock_guard lock(mutex_);
  facts_.devices.clear();
  for (const VideoDevice& device : devices) facts_.devices.push_back(device.names);
  return devices;
}

void CameraDesk::tellNoCamera() {
  deviation_.clear();
  const std::lock_guard lock(mutex_);
  CameraFacts none;
  none.devices = std::move(facts_.devices);
  for (DeviceStatus& device : none.devices) device.chosen = false;
  facts_ = std::move(none);
}

void CameraDesk::tellMode(const CameraSetup& setup) {
  deviation_ = deviation(setup.plan.stream.mode, format_, setup.input.timings ? SizeOf::Signal : SizeOf::Camera);
  tellCamera(setup.plan);
}

void CameraDesk::tellCamera(const CameraPlan& plan) {
  const std::lock_guard lock(mutex_);
  for (DeviceStatus& device : facts_.devices) device.chosen = device.node == plan.stream.node;
  facts_.format = fourccText(plan.stream.mode.fourcc);
  facts_.negotiated_fps = plan.stream.mode.rate.perSecond();
}

void CameraDesk::tellSignal(SignalState signal) {
  const std::lock_guard lock(mutex_);
  facts_.signal = signal;
}

void CameraDesk::tellSettings(CameraSettings::State state) {
  settings_told_ = std::move(state.told);
  {
    const std::lock_guard lock(mutex_);
    facts_.controls = std::move(state.controls);
  }
  tellAdjusted();
}

void CameraDesk::tellAdjusted() {
  std::string adjusted = deviation_;
  for (const std::string& text : settings_told_) adjusted += (adjusted.empty() ? "" : "; ") + text;
  const std::lock_guard lock(mutex_);
  facts_.adjusted = std::move(adjusted);
}

}  // namespace diemcau::media
