// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a source, in the words of the conditions.
#pragma once

#include <glib.h>

#include <string>

#include "contract/condition.h"
#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

// Missing: it is not there. Unreadable: it is there, but cannot be opened or understood. Failed: it ran
// and reported an error. Stalled: it gives nothing though it reports no error.
enum class SourceFaultKind { Missing, Unreadable, Failed, Stalled };

struct SourceFault {
  SourceFaultKind kind = SourceFaultKind::Failed;
  std::string detail;

  friend bool operator==(const SourceFault&, const SourceFault&) = default;
};

// From an element's error message (GST_RESOURCE_ERROR, GST_STREAM_ERROR).
[[nodiscard]] SourceFault faultOfError(const GError& error);
[[nodiscard]] ConditionType conditionOf(Medium medium, SourceFaultKind kind);

}  // namespace diemcau::media
