// SPDX-License-Identifier: Apache-2.0
// Config: what the centre wants one endpoint to be. Travels in a signed envelope (envelope.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/maket.h"
#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau {

inline constexpr std::string_view kConfigSchema = "diemcau.config/1";
inline constexpr std::string_view kConfigPayloadType = "application/vnd.diemcau.config+json";

enum class Scene { Setup, Maket, Slate, Blank };
[[nodiscard]] std::string_view nameOf(Scene scene);

struct Conference {
  std::string id;
  Timestamp starts_at{};
  Timestamp ends_at{};

  friend bool operator==(const Conference&, const Conference&) = default;
};

struct ScreenConfig {
  Scene scene = Scene::Maket;
  std::uint32_t width = 1920;      // pixels
  std::uint32_t height = 1080;     // pixels
  std::string connector = "all";   // the one to show it on, as the kernel names it ("HDMI-A-1"), or every one
  std::uint32_t fade_ms = 0;       // from one picture to the next; 0: at once
  std::string overlay{};           // one urgent line over whatever scene is shown; empty: none
  std::optional<MaketText> maket;  // required by scene maket

  friend bool operator==(const ScreenConfig&, const ScreenConfig&) = default;
};

// One setting of a camera, by V4L2's name in lower case with underscores: "brightness", "zoom_absolute".
struct CameraControl {
  std::string name;
  std::int32_t value = 0;  // brought to the nearest that the camera has

  friend bool operator==(const CameraControl&, const CameraControl&) = default;
};

// Where picture or sound comes from: "auto", "pattern" (camera), "tone" (microphone), or a device by what
// it is: "usb:PATH" (the port), "serial:NUMBER", "name:NAME". In plans, never in a Config, also by its
// node ("v4l2:DEVICE", "alsa:DEVICE") and "file:PATH".
struct CameraConfig {
  std::string source = "auto";
  std::vector<CameraControl> controls;

  friend bool operator==(const CameraConfig&, const CameraConfig&) = default;
};

struct MicrophoneConfig {
  std::string source = "auto";
  bool muted = false;                           // silence is sent
  bool switch_on = true;                        // the device's own capture switch
  std::optional<std::uint32_t> volume_percent;  // of the device's capture volume; absent: as it is
  std::optional<double> gain_db;                // the same in decibels; counts where both are there

  friend bool operator==(const MicrophoneConfig&, const MicrophoneConfig&) = default;
};

// Auto: the best that proves itself. Another: that one first.
enum class EncoderWish { Auto, V4l2, Vaapi, VaapiLowPower, X264, OpenH264 };
[[nodiscard]] std::string_view nameOf(EncoderWish wish);

struct VideoConfig {
  std::uint32_t width = 1280;  // pixels, even
  std::uint32_t height = 720;  // pixels, even
  std::uint32_t fps = 30;
  std::uint32_t bitrate_kbps = 2500;
  std::uint32_t keyframe_interval_s = 2;
  EncoderWish encoder = EncoderWish::Auto;
  bool small_picture = true;  // a second stream of 320x180 at 10 a second, about 150 kb/s, for walls and lists

  friend bool operator==(const VideoConfig&, const VideoConfig&) = default;
};

struct AudioConfig {
  std::uint32_t channels = 1;  // 1 or 2
  std::uint32_t bitrate_kbps = 64;
  std::uint32_t expected_loss_percent = 5;  // what Opus's in-band FEC prepares for

  friend bool operator==(const AudioConfig&, const AudioConfig&) = default;
};

// Adaptive: the picture takes what the link carries, up to what is planned. Fixed: what is planned, whatever comes.
enum class RateControlKind { Adaptive, Fixed };
[[nodiscard]] std::string_view nameOf(RateControlKind kind);

// One way to an SRT listener at the centre (caller mode here).
struct UplinkTarget {
  std::string host;
  std::uint16_t port = 0;
  std::string stream_id;   // stream_id.h
  std::string passphrase;  // secret, 10 to 79 printable ASCII characters (SRT: bytes)
  std::uint32_t latency_ms = 120;
  std::optional<std::uint32_t> latency_max_ms{};  // how far round trip and loss may raise it; absent: not at all
  std::string interface{};                        // of the network, "wwan0"; empty: whichever the routes say

  friend bool operator==(const UplinkTarget&, const UplinkTarget&) = default;
};

// Failover: the stream goes over the first way that works. Both: everything goes over both.
enum class UplinkPaths { Failover, Both };
[[nodiscard]] std::string_view nameOf(UplinkPaths paths);

struct UplinkConfig : UplinkTarget {
  RateControlKind rate_control = RateControlKind::Adaptive;
  UplinkPaths paths = UplinkPaths::Failover;
  std::optional<UplinkTarget> backup{};

  friend bool operator==(const UplinkConfig&, const UplinkConfig&) = default;
};

// A ring of what the encoders give, in the room, encrypted: the oldest goes first.
struct RecordingConfig {
  std::uint32_t quota_mb = 4096;  // megabytes (10^6 bytes), of all that is kept

  friend bool operator==(const RecordingConfig&, const RecordingConfig&) = default;
};

struct ReportingConfig {
  std::uint32_t interval_s = 2;
  std::uint32_t snapshot_interval_s = 2;

  friend bool operator==(const ReportingConfig&, const ReportingConfig&) = default;
};

struct ConfigBody {
  Site site;
  std::optional<Conference> conference;
  ScreenConfig screen;
  CameraConfig camera;
  MicrophoneConfig microphone;
  VideoConfig video;
  AudioConfig audio;
  std::optional<UplinkConfig> uplink;        // absent: do not stream
  std::optional<RecordingConfig> recording;  // absent: do not record in the room
  ReportingConfig reporting;

  friend bool operator==(const ConfigBody&, const ConfigBody&) = default;
};

struct Config {
  std::string endpoint;       // id of the endpoint it is for
  std::uint64_t version = 0;  // from 1, growing by any step
  Timestamp issued_at{};
  Timestamp expires_at{};
  std::uint32_t confirm_within_s = 60;
  bool overrides_freeze = false;  // JSON: override; takes two signatures
  ConfigBody body;

  friend bool operator==(const Config&, const Config&) = default;
};

// Errors: document.* (json_document.h); the context begins with the JSON pointer of what is wrong.
[[nodiscard]] Result<Config> parseConfig(std::string_view json);
[[nodiscard]] std::string writeConfig(const Config& config);

// The body alone, as the operators' API carries it; pointers begin at the body.
[[nodiscard]] Result<ConfigBody> parseConfigBody(std::string_view json);
[[nodiscard]] std::string writeConfigBody(const ConfigBody& body);

}  // namespace diemcau
