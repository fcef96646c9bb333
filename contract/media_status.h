// SPDX-License-Identifier: Apache-2.0
// MediaStatus: what the media process observes. A property of vn.diemcau.Media1, and part of Status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/capture_status.h"
#include "contract/condition.h"
#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau {

inline constexpr std::string_view kMediaStatusSchema = "diemcau.media-status/1";

// Why an encoder does not do the work.
enum class PassedOver { NotThere, CannotDoIt, OutputInvalid, TooSlow, HoldsFrames, Failed, Stalled };
[[nodiscard]] std::string_view nameOf(PassedOver reason);

struct PassedOverEncoder {
  std::string encoder;
  PassedOver reason = PassedOver::NotThere;
  std::string detail;

  friend bool operator==(const PassedOverEncoder&, const PassedOverEncoder&) = default;
};

// What the picture is, for what the link carries.
enum class PictureStep { AsPlanned, FewerPictures, SmallerPictures, Still, SoundOnly };
[[nodiscard]] std::string_view nameOf(PictureStep step);

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
  PictureStep step = PictureStep::AsPlanned;
  std::string wished;                          // as planned: "auto", "x264"
  double proof_ms = 0;                         // how long it took to prove itself; 0: it has not yet
  double latency_ms = 0;                       // of a frame, when it proved itself
  std::vector<PassedOverEncoder> passed_over;  // before it, in that order

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

// One of several ways to the centre.
struct UplinkPathStatus {
  std::string target;  // "host:port"
  UplinkState state = UplinkState::Connecting;
  bool carries = false;          // the stream
  std::uint32_t connects = 0;    // successful ones since the process started
  std::uint32_t latency_ms = 0;  // as negotiated; 0 while not connected, as are the following
  double rtt_ms = 0;
  double loss_percent = 0;      // lost ÷ sent packets of the last interval
  std::uint32_t send_kbps = 0;  // measured over the last interval

  friend bool operator==(const UplinkPathStatus&, const UplinkPathStatus&) = default;
};

// Of the path that carries the stream; of the first one while none does, or both do.
struct UplinkStatus {
  UplinkState state = UplinkState::Idle;
  std::string target;  // "host:port"
  std::optional<Timestamp> connected_since;
  std::uint32_t connects = 0;    // successful ones since the process started
  std::uint32_t latency_ms = 0;  // as negotiated
  double rtt_ms = 0;
  std::uint32_t send_kbps = 0;  // measured over the last interval
  double send_buffer_ms = 0;    // data not yet acknowledged
  // What the rate control takes the link to carry, picture and sound; absent while fixed or not connected.
  std::optional<std::uint32_t> carries_kbps;
  double loss_percent = 0;         // lost ÷ sent packets of the last interval
  std::uint64_t packets_sent = 0;  // counters: since the process started
  std::uint64_t packets_lost = 0;
  std::uint64_t packets_retransmitted = 0;
  std::uint64_t frames_sent = 0;        // video access units handed to the network
  std::uint64_t frames_dropped = 0;     // video access units dropped as stale while connected
  std::vector<UplinkPathStatus> paths;  // the first one is the usual one; empty where there is no other

  friend bool operator==(const UplinkStatus&, const UplinkStatus&) = default;
};

// Off: none is planned, or there is nowhere to send it. Waiting: for the stream itself, on the first line. TooNarrow:
// the link carries no more than the stream, and the small picture was given up for it. Connecting: its own connection
// is not there. Sent: it is on air.
enum class SmallPictureState { Off, Waiting, TooNarrow, Connecting, Sent };
[[nodiscard]] std::string_view nameOf(SmallPictureState state);

// The second stream, of a small picture alone.
struct SmallPictureStatus {
  SmallPictureState state = SmallPictureState::Off;
  std::uint32_t width = 0;         // pixels; 0 while it is off
  std::uint32_t height = 0;        // pixels
  double fps = 0;                  // encoded frames in the last second
  std::uint32_t bitrate_kbps = 0;  // measured over the last second
  std::string detail;              // why it is not connected

  friend bool operator==(const SmallPictureStatus&, const SmallPictureStatus&) = default;
};

// Off: none is planned. Why it failed is a condition (local_recording_failed).
enum class LocalRecordingState { Off, Recording, Failed };
[[nodiscard]] std::string_view nameOf(LocalRecordingState state);

// The ring of the stream in the room.
struct LocalRecordingStatus {
  LocalRecordingState state = LocalRecordingState::Off;
  std::string run;             // of this life of the process: 16 hexadecimal digits
  std::uint64_t bytes = 0;     // of all that is kept, on disk
  std::uint32_t segments = 0;  // that are kept
  double seconds = 0;          // recorded in this run
  std::uint64_t dropped = 0;   // pictures that the disk was too slow for, since the process started

  friend bool operator==(const LocalRecordingStatus&, const LocalRecordingStatus&) = default;
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
  SmallPictureStatus small_picture;
  LocalRecordingStatus recording;
  SnapshotStatus snapshot;
  std::vector<Condition> conditions;

  friend bool operator==(const MediaStatus&, const MediaStatus&) = default;
};

// Errors: document.* (json_document.h).
[[nodiscard]] Result<MediaStatus> parseMediaStatus(std::string_view json);
[[nodiscard]] std::string writeMediaStatus(const MediaStatus& status);

}  // namespace diemcau
