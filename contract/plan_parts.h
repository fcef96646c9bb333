// SPDX-License-Identifier: Apache-2.0
// The members that Config and the plans share, read and written in one way. For contract/ only.
#pragma once

#include "contract/config.h"
#include "contract/json_document.h"

namespace diemcau {

// A Config comes from outside and never names a file or node of the box; a plan may.
enum class LocalSources { Refused, Allowed };

inline constexpr std::size_t kMaxLineBytes = 400;  // one line of a makét
inline constexpr std::size_t kMaxConnector = 32;   // the name of a connector
inline constexpr std::size_t kMaxTitleLines = 6;
inline constexpr std::size_t kMaxSourceBytes = 4096;  // a path of Linux

[[nodiscard]] Scene readScene(ObjectReader& parent);
[[nodiscard]] Site readSite(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const Site& site);

// Scene maket without a makét is refused.
[[nodiscard]] ScreenConfig readScreen(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const ScreenConfig& screen);

// The following members may be absent, and so may each of theirs: the defaults of config.h hold.
[[nodiscard]] CameraConfig readCamera(ObjectReader& parent, LocalSources local);
[[nodiscard]] OrderedJson toJson(const CameraConfig& camera);
[[nodiscard]] MicrophoneConfig readMicrophone(ObjectReader& parent, LocalSources local);
[[nodiscard]] OrderedJson toJson(const MicrophoneConfig& microphone);
[[nodiscard]] VideoConfig readVideo(ObjectReader& parent);
[[nodiscard]] OrderedJson toJson(const VideoConfig& video);
[[nodiscard]] AudioConfig readAudio(ObjectReader& parent);
[[nodiscard]] OrderedJson toJson(const AudioConfig& audio);

[[nodiscard]] std::optional<UplinkConfig> readUplink(ObjectReader& parent);
[[nodiscard]] OrderedJson toJson(const UplinkConfig& uplink);

// Of the object `recording`.
[[nodiscard]] std::uint32_t readQuota(ObjectReader recording);

}  // namespace diemcau
