// SPDX-License-Identifier: Apache-2.0
// The part "capture" as JSON.
#include "contract/capture_status.h"

#include <ranges>

#include "contract/json_document.h"
#include "contract/status_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

constexpr std::pair<std::string_view, SourceState> kSourceStates[] = {
    {"starting", SourceState::Starting}, {"running", SourceState::Running}, {"replaced", SourceState::Replaced}};

constexpr std::pair<std::string_view, SignalState> kSignals[] = {
    {"not_told", SignalState::NotTold}, {"good", SignalState::Good},
    {"no_cable", SignalState::NoCable}, {"no_signal", SignalState::NoSignal},
    {"no_sync", SignalState::NoSync},   {"unsupported_timing", SignalState::UnsupportedTiming}};

constexpr std::uint32_t kMaxUint32 = UINT32_MAX;
constexpr std::size_t kMaxFormat = 64;
constexpr std::size_t kMaxDevices = 16;
constexpr std::size_t kMaxDeviceText = 256;
constexpr std::size_t kMaxControls = 64;
constexpr std::size_t kMaxChoices = 32;
constexpr std::size_t kMaxControlText = 64;
constexpr double kMostDrift = 1e6;  // parts per million
constexpr double kMostGain = 1000;  // decibels

std::vector<DeviceStatus> readDevices(ObjectReader& parent) {
  std::vector<DeviceStatus> devices;
  parent.objects("devices", kMaxDevices, [&](ObjectReader entry) {
    devices.push_back({.name = entry.text("name", {0, kMaxDeviceText}),
                       .usb = entry.text("usb", {0, kMaxDeviceText}),
                       .serial = entry.text("serial", {0, kMaxDeviceText}),
                       .node = entry.text("node", {0, kMaxDeviceText}),
                       .driver = entry.text("driver", {0, kMaxDeviceText}),
                       .chosen = entry.flag("chosen")});
  });
  return devices;
}

OrderedJson toJson(const std::vector<DeviceStatus>& devices) {
  OrderedJson json = OrderedJson::array();
  for (const DeviceStatus& device : devices | std::views::take(kMaxDevices)) {
    OrderedJson entry;
    entry["name"] = fitText(device.name, kMaxDeviceText);
    entry["usb"] = fitText(device.usb, kMaxDeviceText);
    entry["serial"] = fitText(device.serial, kMaxDeviceText);
    entry["node"] = fitText(device.node, kMaxDeviceText);
    entry["driver"] = fitText(device.driver, kMaxDeviceText);
    entry["chosen"] = device.chosen;
    json.push_back(std::move(entry));
  }
  return json;
}

std::vector<ControlStatus> readControls(ObjectReader& parent) {
  std::vector<ControlStatus> controls;
  parent.objects("controls", kMaxControls, [&](ObjectReader entry) {
    ControlStatus control;
    control.name = entry.text("name", {0, kMaxControlText});
    control.value = entry.int32("value", INT32_MIN, INT32_MAX);
    control.least = entry.int32("least", INT32_MIN, INT32_MAX);
    control.most = entry.int32("most", INT32_MIN, INT32_MAX);
    control.step = entry.int32("step", INT32_MIN, INT32_MAX);
    control.usual = entry.int32("usual", INT32_MIN, INT32_MAX);
    if (entry.has("wished")) control.wished = entry.int32("wished", INT32_MIN, INT32_MAX);
    control.choices = entry.texts("choices", kMaxChoices, {0, kMaxControlText});
    controls.push_back(std::move(control));
  });
  return controls;
}

OrderedJson toJson(const std::vector<ControlStatus>& controls) {
  OrderedJson json = OrderedJson::array();
  for (const ControlStatus& control : controls | std::views::take(kMaxControls)) {
    OrderedJson entry;
    entry["name"] = fitText(control.name, kMaxControlText);
    entry["value"] = control.value;
    entry["least"] = control.least;
    entry["most"] = control.most;
    entry["step"] = control.step;
    entry["usual"] = control.usual;
    if (control.wished) entry["wished"] = *control.wished;
    OrderedJson choices = OrderedJson::array();
    for (const std::string& choice : control.choices | std::views::take(kMaxChoices)) {
      choices.push_back(fitText(choice, kMaxControlText));
    }
    entry["choices"] = std::move(choices);
    json.push_back(std::move(entry));
  }
  return json;
}

CameraStatus readCameraStatus(ObjectReader reader) {
  CameraStatus camera;
  camera.source = reader.text("source");
  camera.state = reader.choice("state", kSourceStates);
  camera.width = reader.uint32("width", 0, kMaxUint32);
  camera.height = reader.uint32("height", 0, kMaxUint32);
  camera.fps = reader.real("fps", 0, kMaxReal);
  camera.format = reader.text("format", {0, kMaxFormat});
  camera.negotiated_fps = reader.real("negotiated_fps", 0, kMaxReal);
  camera.wished_width = reader.uint32("wished_width", 0, kMaxUint32);
  camera.wished_height = reader.uint32("wished_height", 0, kMaxUint32);
  camera.wished_fps = reader.uint32("wished_fps", 0, kMaxUint32);
  camera.signal = reader.choice("signal", kSignals);
  camera.devices = readDevices(reader);
  camera.controls = readControls(reader);
  return camera;
}

OrderedJson toJson(const CameraStatus& camera) {
  OrderedJson json;
  json["source"] = fitText(camera.source, kMaxDetail);
  json["state"] = nameOf(camera.state);
  json["width"] = camera.width;
  json["height"] = camera.height;
  json["fps"] = fitReal(camera.fps, 0, kMaxReal);
  json["format"] = fitText(camera.format, kMaxFormat);
  json["negotiated_fps"] = fitReal(camera.negotiated_fps, 0, kMaxReal);
  json["wished_width"] = camera.wished_width;
  json["wished_height"] = camera.wished_height;
  json["wished_fps"] = camera.wished_fps;
  json["signal"] = nameOf(camera.signal);
  json["devices"] = toJson(camera.devices);
  json["controls"] = toJson(camera.controls);
  return json;
}

MicrophoneStatus readMicrophoneStatus(ObjectReader reader) {
  MicrophoneStatus microphone;
  microphone.source = reader.text("source");
  microphone.state = reader.choice("state", kSourceStates);
  microphone.muted = reader.flag("muted");
  microphone.rms_dbfs = reader.real("rms_dbfs", kLeastDecibels, kMostDecibels);
  microphone.peak_dbfs = reader.real("peak_dbfs", kLeastDecibels, kMostDecibels);
  microphone.channels = reader.uint32("channels", 0, kMaxUint32);
  microphone.rate_hz = reader.uint32("rate_hz", 0, kMaxUint32);
  microphone.drift_ppm = reader.real("drift_ppm", -kMostDrift, kMostDrift);
  if (reader.has("switch_on")) microphone.switch_on = reader.flag("switch_on");
  if (reader.has("volume_percent")) microphone.volume_percent = reader.uint32("volume_percent", 0, 100);
  if (reader.has("gain_db")) microphone.gain_db = reader.real("gain_db", -kMostGain, kMostGain);
  microphone.devices = readDevices(reader);
  return microphone;
}

OrderedJson toJson(const MicrophoneStatus& microphone) {
  OrderedJson json;
  json["source"] = fitText(microphone.source, kMaxDetail);
  json["state"] = nameOf(microphone.state);
  json["muted"] = microphone.muted;
  json["rms_dbfs"] = fitReal(microphone.rms_dbfs, kLeastDecibels, kMostDecibels);
  json["peak_dbfs"] = fitReal(microphone.peak_dbfs, kLeastDecibels, kMostDecibels);
  json["channels"] = microphone.channels;
  json["rate_hz"] = microphone.rate_hz;
  json["drift_ppm"] = fitReal(microphone.drift_ppm, -kMostDrift, kMostDrift);
  if (microphone.switch_on) json["switch_on"] = *microphone.switch_on;
  if (microphone.volume_percent) json["volume_percent"] = std::min(*microphone.volume_percent, 100U);
  if (microphone.gain_db) json["gain_db"] = fitReal(*microphone.gain_db, -kMostGain, kMostGain);
  json["devices"] = toJson(microphone.devices);
  return json;
}

}  // namespace

std::string_view nameOf(SourceState state) { return nameIn(kSourceStates, state); }
std::string_view nameOf(SignalState state) { return nameIn(kSignals, state); }

CaptureStatus readCapture(ObjectReader reader) {
  return {.camera = readCameraStatus(reader.object("camera")),
          .microphone = readMicrophoneStatus(reader.object("microphone"))};
}

OrderedJson toJson(const CaptureStatus& capture) {
  return {{"camera", toJson(capture.camera)}, {"microphone", toJson(capture.microphone)}};
}

}  // namespace diemcau
