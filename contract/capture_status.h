// SPDX-License-Identifier: Apache-2.0
// What the media process observes of camera and microphone: the part "capture" of MediaStatus and Status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diemcau {

// Starting: no data yet. Running: the source's own data. Replaced: slate or silence in its place.
enum class SourceState { Starting, Running, Replaced };
[[nodiscard]] std::string_view nameOf(SourceState state);

// A camera or microphone that is there, with the names a Config can choose it by; empty where it has none.
struct DeviceStatus {
  std::string name;
  std::string usb;     // port: "1-1.2"
  std::string serial;  // number
  std::string node;    // "/dev/video0", "hw:CARD=PCH,DEV=0"
  std::string driver;
  bool chosen = false;

  friend bool operator==(const DeviceStatus&, const DeviceStatus&) = default;
};

// A setting that the camera has.
struct ControlStatus {
  std::string name;  // as in CameraControl
  std::int32_t value = 0;
  std::int32_t least = 0;
  std::int32_t most = 0;
  std::int32_t step = 1;
  std::int32_t usual = 0;              // the driver's default
  std::optional<std::int32_t> wished;  // by the Config
  std::vector<std::string> choices;    // of a menu, the first is `least`; an empty text is no choice

  friend bool operator==(const ControlStatus&, const ControlStatus&) = default;
};

// Of an input with a cable that can be pulled: HDMI, SDI. NotTold: the camera has none, or cannot say.
enum class SignalState { NotTold, Good, NoCable, NoSignal, NoSync, UnsupportedTiming };
[[nodiscard]] std::string_view nameOf(SignalState state);

struct CameraStatus {
  std::string source;  // as planned
  SourceState state = SourceState::Starting;
  std::uint32_t width = 0;  // pixels, as the source gives them; 0 while unknown
  std::uint32_t height = 0;
  double fps = 0;                  // frames that arrived in the last second
  std::string format;              // that the device was set to: "YUYV", "MJPG", "H264"; empty: no device
  double negotiated_fps = 0;       // that the device promised; 0: it does not say
  std::uint32_t wished_width = 0;  // what was asked of it
  std::uint32_t wished_height = 0;
  std::uint32_t wished_fps = 0;
  SignalState signal = SignalState::NotTold;
  std::vector<DeviceStatus> devices;  // all that are there
  std::vector<ControlStatus> controls;

  friend bool operator==(const CameraStatus&, const CameraStatus&) = default;
};

struct MicrophoneStatus {
  std::string source;
  SourceState state = SourceState::Starting;
  bool muted = false;
  double rms_dbfs = -100;  // of the last second; -100 is silence
  double peak_dbfs = -100;
  std::uint32_t channels = 0;  // as the device gives them; 0 while unknown
  std::uint32_t rate_hz = 0;
  double drift_ppm = 0;           // how much faster the device's clock is than the system's
  std::optional<bool> switch_on;  // the device's mixer, where it has one
  std::optional<std::uint32_t> volume_percent;
  std::optional<double> gain_db;
  std::vector<DeviceStatus> devices;

  friend bool operator==(const MicrophoneStatus&, const MicrophoneStatus&) = default;
};

struct CaptureStatus {
  CameraStatus camera;
  MicrophoneStatus microphone;

  friend bool operator==(const CaptureStatus&, const CaptureStatus&) = default;
};

}  // namespace diemcau
