// SPDX-License-Identifier: Apache-2.0
// MediaPlan: what the agent wants the media process to be. A property of vn.diemcau.Agent1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contract/config.h"

namespace diemcau {

inline constexpr std::string_view kMediaPlanSchema = "diemcau.media-plan/1";

// The ring of the stream in the room (docs/recording.md).
struct RecordingPlan {
  std::string directory;  // absolute; made where it is not there
  std::string key;        // secret, 32 bytes: what is written there is encrypted with it
  std::uint32_t quota_mb = 0;

  friend bool operator==(const RecordingPlan&, const RecordingPlan&) = default;
};

struct MediaPlan {
  std::uint64_t config_version = 0;  // the Config this plan was made from; 0: none yet
  std::string site_name;             // on the slate
  CameraConfig camera;
  MicrophoneConfig microphone;
  VideoConfig video;
  AudioConfig audio;
  std::optional<UplinkConfig> uplink;
  std::optional<RecordingPlan> recording;  // absent: do not record in the room
  std::uint32_t snapshot_interval_s = 2;

  friend bool operator==(const MediaPlan&, const MediaPlan&) = default;
};

enum class Secrets { Keep, Redact };

// Errors: document.* (json_document.h).
[[nodiscard]] Result<MediaPlan> parseMediaPlan(std::string_view json);
// With Secrets::Redact passphrases and key read "…": for people, logs and reports.
[[nodiscard]] std::string writeMediaPlan(const MediaPlan& plan, Secrets secrets);

}  // namespace diemcau
