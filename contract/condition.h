// SPDX-License-Identifier: Apache-2.0
// What is wrong (or worth knowing) at an endpoint: one enumerated list for every part of the product.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "contract/timestamp.h"

namespace diemcau {

enum class ConditionLevel { Info, Warning, Error, Critical };

// The enumerators in the order of conditionTexts(); their names in documents stand there.
enum class ConditionType {
  // control
  CentreUnreachable,
  CentreUntrusted,
  IdentityRefused,
  IdentityInvalid,
  ConfigMissing,
  ConfigSignatureInvalid,
  ConfigKeyUnknown,
  ConfigThresholdNotMet,
  ConfigWrongEndpoint,
  ConfigVersionOld,
  ConfigExpired,
  ConfigTextInvalid,
  ConfigTooDeep,
  ConfigTooLarge,
  ConfigSchemaUnknown,
  ConfigInvalid,
  ConfigNotStored,
  ConfigRolledBack,
  ConfigFrozen,
  TrustRootRefused,
  TrustRootExpired,
  ClockUnverified,
  ClockWrong,
  EnrolmentPending,
  EnrolmentRefused,
  EnrolmentFailed,
  IdentityExpiring,
  // processes
  AgentRestarted,
  MediaDown,
  MediaRestarted,
  ScreenDown,
  ScreenRestarted,
  PlanRefused,
  ProcessUnconfined,
  // capture and encode
  CameraMissing,
  CameraUnreadable,
  CameraFailed,
  CameraStalled,
  CameraNoCable,
  CameraNoSignal,
  CameraNoSync,
  CameraTimingUnsupported,
  CameraUnstable,
  CameraAdjusted,
  CameraBlack,
  CameraDark,
  CameraBlurred,
  CameraFrozen,
  MicrophoneMissing,
  MicrophoneUnreadable,
  MicrophoneFailed,
  MicrophoneSilent,
  MicrophoneClipping,
  MicrophoneUnstable,
  MicrophoneAdjusted,
  EncoderFailed,
  EncoderSlow,
  EncoderSoftware,
  EncoderFallback,
  // uplink
  UplinkHostUnknown,
  UplinkNoRoute,
  UplinkPortClosed,
  UplinkTimeout,
  UplinkUdpBlocked,
  UplinkWrongPassphrase,
  UplinkRejected,
  UplinkBroken,
  UplinkCongested,
  UplinkReduced,
  UplinkSoundOnly,
  UplinkOnBackup,
  UplinkBackupDown,
  // recording in the room
  LocalRecordingFailed,
  LocalRecordingBehind,
  // screen
  ScreenOutputFailed,
  ScreenNotAsRendered,
  ScreenNoDisplay,
  ScreenTaken,
  ScreenModeDiffers,
  ScreenAsleep,
  ScreenTemplateMissing,
  ScreenPictureMissing,
  ScreenGlyphsMissing,
  ScreenTextOverflow,
  ScreenTextShrunk,
  // host
  DiskLow,
  MemoryLow,
  // seen by the centre, never reported by an endpoint
  EndpointOffline,
  StreamMissing,
  RecordingFailed,
  MaketDiffers,
};

// One row of the table that people read. `level` is the usual one; a reporter may raise or lower it.
struct ConditionText {
  ConditionType type;
  std::string_view name;  // in documents: "camera_missing"
  ConditionLevel level;
  std::string_view vi;         // one sentence
  std::string_view en;         // one sentence
  std::string_view action_vi;  // the one next thing to do
  std::string_view action_en;
};

// All types, indexed by the enumerator's value.
[[nodiscard]] std::span<const ConditionText> conditionTexts();
[[nodiscard]] const ConditionText& textOf(ConditionType type);
[[nodiscard]] std::optional<ConditionType> conditionTypeFrom(std::string_view name);

[[nodiscard]] std::string_view nameOf(ConditionLevel level);
[[nodiscard]] std::optional<ConditionLevel> conditionLevelFrom(std::string_view name);

struct Condition {
  ConditionType type{};
  ConditionLevel level{};
  Timestamp since{};
  std::string detail;  // facts that the sentence lacks: a path, a pointer, a number; never a secret

  friend bool operator==(const Condition&, const Condition&) = default;
};

// A condition with the usual level of its type.
[[nodiscard]] Condition makeCondition(ConditionType type, Timestamp since, std::string detail = {});

}  // namespace diemcau
