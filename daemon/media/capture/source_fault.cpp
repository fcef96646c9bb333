// SPDX-License-Identifier: Apache-2.0
// From GStreamer's errors to faults and conditions.
#include "daemon/media/capture/source_fault.h"

#include <gst/gst.h>

namespace diemcau::media {

SourceFault faultOfError(const GError& error) {
  using enum SourceFaultKind;
  SourceFault fault{Failed, error.message};
  if (error.domain == GST_STREAM_ERROR) fault.kind = Unreadable;
  if (error.domain != GST_RESOURCE_ERROR) return fault;
  switch (error.code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      fault.kind = Missing;
      break;
    case GST_RESOURCE_ERROR_OPEN_READ:
    case GST_RESOURCE_ERROR_OPEN_READ_WRITE:
    case GST_RESOURCE_ERROR_NOT_AUTHORIZED:
    case GST_RESOURCE_ERROR_BUSY:
    case GST_RESOURCE_ERROR_SETTINGS:
      fault.kind = Unreadable;
      break;
    default:
      break;
  }
  return fault;
}

ConditionType conditionOf(Medium medium, SourceFaultKind kind) {
  const bool camera = medium == Medium::Camera;
  switch (kind) {
    case SourceFaultKind::Missing:
      return camera ? ConditionType::CameraMissing : ConditionType::MicrophoneMissing;
    case SourceFaultKind::Unreadable:
      return camera ? ConditionType::CameraUnreadable : ConditionType::MicrophoneUnreadable;
    case SourceFaultKind::Stalled:
      // Sound that stops coming has no condition of its own.
      return camera ? ConditionType::CameraStalled : ConditionType::MicrophoneFailed;
    case SourceFaultKind::NoCable:
      return camera ? ConditionType::CameraNoCable : ConditionType::MicrophoneFailed;
    case SourceFaultKind::NoSignal:
      return camera ? ConditionType::CameraNoSignal : ConditionType::MicrophoneFailed;
    case SourceFaultKind::NoSync:
      return camera ? ConditionType::CameraNoSync : ConditionType::MicrophoneFailed;
    case SourceFaultKind::UnsupportedTiming:
      return camera ? ConditionType::CameraTimingUnsupported : ConditionType::MicrophoneFailed;
    case SourceFaultKind::Failed:
      break;
  }
  return camera ? ConditionType::CameraFailed : ConditionType::MicrophoneFailed;
}

}  // namespace diemcau::media
