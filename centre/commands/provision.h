// SPDX-License-Identifier: Apache-2.0
// The command `provision`: makes an endpoint with its identity and its first Config.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "centre/loop/moment.h"
#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

// May run beside `serve`. Errors: usage.*, file.*, crypto.*, store.*, document.*.
[[nodiscard]] Result<void> runProvision(std::span<const char* const> arguments, const Clock& clock);

// "1280x720@30", with a bit rate that suits it. Error: usage.value_malformed.
[[nodiscard]] Result<VideoConfig> videoFrom(const std::string& text);

// The host of "https://host:port"; of an IPv6 address without its brackets. Error: usage.value_malformed.
[[nodiscard]] Result<std::string> hostOfUrl(const std::string& url);

}  // namespace diemcau::centre
