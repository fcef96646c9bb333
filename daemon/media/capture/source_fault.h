// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a source, in the words of the conditions.
#pragma once

#include <glib.h>

#include <string>

#include "contract/condition.h"
#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

// Missing: it is not there. Unreadable: it is there, but cannot be opened or understood. Failed: it ran
// and reported an error. Stalled: it gives nothing though it reports no error. The others: of a camera
// input with a cable.
enum class SourceFaultKind { Missing, Unreadable, Failed, Stalled, NoCable, NoSignal, NoSync, UnsupportedTiming };
inline constexpr SourceFaultKind kSourceFaultKinds[] = {
    SourceFaultKind::Missing, SourceFaultKind::Unreadable, SourceFaultKind::Failed, SourceFaultKind::Stalled,
    SourceFaultKind::NoCable, SourceFaultKind::NoSignal,   SourceFaultKind::NoSync, SourceFaultKind::UnsupportedTiming};

struct SourceFault {
  SourceFaultKind kind = SourceFaultKind::Failed;
  std::string detail;

  friend bool operator==(const SourceFault&, const SourceFault&) = default;
};

// From an element's error message (GST_RESOURCE_ERROR, GST_STREAM_ERROR).
[[nodiscard]] SourceFault faultOfError(const GError& error);
[[nodiscard]] ConditionType conditionOf(Medium medium, SourceFaultKind kind);

}  // namespace diemcau::media
