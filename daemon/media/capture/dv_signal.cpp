// SPDX-License-Identifier: Apache-2.0
// From errors and status bits to the state of a signal.
#include "daemon/media/capture/dv_signal.h"

#include <linux/videodev2.h>

#include <cerrno>
#include <cmath>

namespace diemcau::media {
namespace {

constexpr double kSameRate = 0.25;  // pictures a second: what is measured wavers

SignalState ofStatus(std::uint32_t status, SignalState otherwise) {
  if ((status & V4L2_IN_ST_NO_POWER) != 0) return SignalState::NoCable;
  if ((status & V4L2_IN_ST_NO_SIGNAL) != 0) return SignalState::NoSignal;
  if ((status & (V4L2_IN_ST_NO_SYNC | V4L2_IN_ST_NO_H_LOCK | V4L2_IN_ST_NO_V_LOCK)) != 0) return SignalState::NoSync;
  return otherwise;
}

}  // namespace

SignalState signalOf(const InputReading& reading) {
  if (!reading.digital) return ofStatus(reading.status, reading.analogue ? SignalState::Good : SignalState::NotTold);
  if (reading.query_error == 0) return SignalState::Good;
  if (reading.query_error == ERANGE) return SignalState::UnsupportedTiming;
  if (reading.powered == false) return SignalState::NoCable;
  if (reading.query_error == ENOLCK) return SignalState::NoSync;
  if (reading.query_error == ENOLINK) return ofStatus(reading.status, SignalState::NoSignal);
  return ofStatus(reading.status, SignalState::NotTold);
}

std::optional<SourceFaultKind> faultOfSignal(SignalState signal) {
  switch (signal) {
    case SignalState::NoCable:
      return SourceFaultKind::NoCable;
    case SignalState::NoSignal:
      return SourceFaultKind::NoSignal;
    case SignalState::NoSync:
      return SourceFaultKind::NoSync;
    case SignalState::UnsupportedTiming:
      return SourceFaultKind::UnsupportedTiming;
    case SignalState::NotTold:
    case SignalState::Good:
      break;
  }
  return std::nullopt;
}

bool differs(const SignalTimings& a, const SignalTimings& b) {
  return a.width != b.width || a.height != b.height || a.interlaced != b.interlaced ||
         std::abs(a.fps - b.fps) > kSameRate;
}

}  // namespace diemcau::media
