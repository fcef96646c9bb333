// SPDX-License-Identifier: Apache-2.0
// The commands `approve`, `refuse`, `revoke` and `tokens`.
//
// What they are refused is in the audit log. They may run beside `serve`, which notices within a second.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// Errors of all: usage.*, file.*, store.*. Of the first two besides: enrolment.unknown, enrolment.code_ambiguous (two
// boxes show the same code: one of them is not what it seems), enrolment.site_unknown.
[[nodiscard]] Result<void> runApprove(std::span<const char* const> arguments, const Clock& clock);
[[nodiscard]] Result<void> runRefuse(std::span<const char* const> arguments, const Clock& clock);
// Error besides: enrolment.endpoint_unknown.
[[nodiscard]] Result<void> runRevoke(std::span<const char* const> arguments, const Clock& clock);
// One folder for each site with diemcau.json for a USB stick. Errors besides: tokens.file_there,
// tokens.ports_unknown (no centre has run there with --enrol-port), sites.*, document.*.
[[nodiscard]] Result<void> runTokens(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
