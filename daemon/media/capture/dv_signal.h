// SPDX-License-Identifier: Apache-2.0
// What an input with a cable (HDMI, SDI) says of its signal.
#pragma once

#include <cstdint>
#include <optional>

#include "contract/capture_status.h"
#include "daemon/media/capture/source_fault.h"

namespace diemcau::media {

// The picture that a digital signal carries.
struct SignalTimings {
  std::uint32_t width = 0;   // pixels
  std::uint32_t height = 0;  // pixels, of both fields
  double fps = 0;            // whole pictures
  bool interlaced = false;

  friend bool operator==(const SignalTimings&, const SignalTimings&) = default;
};

// As the driver answers; see the kernel's VIDIOC_ENUMINPUT and VIDIOC_QUERY_DV_TIMINGS.
struct InputReading {
  bool digital = false;         // V4L2_IN_CAP_DV_TIMINGS
  bool analogue = false;        // V4L2_IN_CAP_STD
  std::uint32_t status = 0;     // V4L2_IN_ST_*
  std::optional<bool> powered;  // V4L2_CID_DV_RX_POWER_PRESENT: a source at the cable's other end
  int query_error = 0;          // errno of the query; 0: the timings are there
  std::optional<SignalTimings> timings;
};

// NotTold also while the driver cannot be asked (it is busy with the stream).
[[nodiscard]] SignalState signalOf(const InputReading& reading);

// Nothing for a signal that is good or not told of.
[[nodiscard]] std::optional<SourceFaultKind> faultOfSignal(SignalState signal);

// Whether the source has changed to another picture.
[[nodiscard]] bool differs(const SignalTimings& a, const SignalTimings& b);

}  // namespace diemcau::media
