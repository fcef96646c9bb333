// SPDX-License-Identifier: Apache-2.0
// MediaStatus: what the media process observes. A property of vn.diemcau.Media1, and part of Status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/condition.h"
#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau {

inline constexpr std::string_view kMediaStatusSchema = "diemcau.media-status/1";

// Starting: no data yet. Running: the source's own data. Replaced: slate or silence in its place.
enum class SourceState { Starting, Running, Replaced };
[[nodiscard]] std::string_view nameOf(SourceState state);

struct CameraStatus {
  std::string source;  // as planned
  SourceState state = SourceState::Starting;
  std::uint32_t width = 0;  // pixels, as the source gives them; 0 while unknown
  std::uint32_t height = 0;
  double fps = 0;  // frames that arrived in the last second

  friend bool operator==(const CameraStatus&, const CameraStatus&) = default;
};

struct MicrophoneStatus {
  std::string source;
  SourceState state = SourceState::Starting;
  bool muted = false;
  double rms_dbfs = -100;  // of the last second; -100 is silence
  double peak_dbfs = -100;

  friend bool operator==(const MicrophoneStatus&, const MicrophoneStatus&) = default;
};

struct CaptureStatus {
  CameraStatus camera;
  MicrophoneStatus microphone;

  friend bool operator==(const CaptureStatus&, const CaptureStatus&) = default;
};

struct VideoEncodeStatus {
  std::string encoder;  // "x264"
  bool hardware = false;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  double fps = 0;                  // encoded frames in the last second
  std::uint32_t bitrate_kbps = 0;  // measured over the last second
  std::uint32_t target_kbps = 0;
  std::uint64_t frames = 0;  // since the process started
  std::uint64_t keyframes = 0;

  friend bool operator==(const VideoEncodeStatus&, const VideoEncodeStatus&) = default;
};

struct AudioEncodeStatus {
  std::string encoder;  // "opus"
  bool hardware = false;
  std::uint32_t bitrate_kbps = 0;  // measured
  std::uint32_t target_kbps = 0;

  friend bool operator==(const AudioEncodeStatus&, const AudioEncodeStatus&) = default;
};

struct EncodeStatus {
  VideoEncodeStatus video;
  AudioEncodeStatus audio;

  friend bool operator==(const EncodeStatus&, const EncodeStatus&) = default;
};

// Idle: no uplink planned. Waiting: the next try is due later. The reason for not being connected is
// a condition (uplink_*).
enum class UplinkState { Idle, Connecting, Connected, Waiting };
[[nodiscard]] std::string_view nameOf(UplinkState state);

struct UplinkStatus {
  UplinkState state = UplinkState::Idle;
  std::string target;  // "host:port"
  std::optional<Timestamp> connected_since;
  std::uint32_t connects = 0;    // successful ones since the process started
  std::uint32_t latency_ms = 0;  // as negotiated
  double rtt_ms = 0;
  std::uint32_t send_kbps = 0;     // measured over the last interval
  double send_buffer_ms = 0;       // data not yet acknowledged
  double loss_percent = 0;         // lost ÷ sent packets of the last interval
  std::uint64_t packets_sent = 0;  // counters: since the process started
  std::uint64_t packets_lost = 0;
  std::uint64_t packets_retransmitted = 0;
  std::uint64_t frames_sent = 0;     // video access units handed to the network
  std::uint64_t frames_dropped = 0;  // video access units dropped as stale while connected

  friend bool operator==(const UplinkStatus&, const UplinkStatus&) = default;
};

// The newest picture in the run directory (camera.jpg, screen.jpg).
struct SnapshotStatus {
  std::uint64_t seq = 0;  // grows with each picture; 0: none yet
  Timestamp taken_at{};

  friend bool operator==(const SnapshotStatus&, const SnapshotStatus&) = default;
};

struct MediaStatus {
  std::uint32_t pid = 0;
  Timestamp started_at{};
  std::uint64_t config_version = 0;  // of the plan that runs; 0: no plan yet
  CaptureStatus capture;
  EncodeStatus encode;
  UplinkStatus uplink;
  SnapshotStatus snapshot;
  std::vector<Condition> conditions;

  friend bool operator==(const MediaStatus&, const MediaStatus&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<MediaStatus> parseMediaStatus(std::string_view json);
[[nodiscard]] std::string writeMediaStatus(const MediaStatus& status);

}  // namespace diemcau
