// SPDX-License-Identifier: Apache-2.0
// The centre's log: lines on standard error. Never holds a secret.
#pragma once

#include <string>

namespace diemcau::centre {

// Makes spdlog's default logger write to standard error. Call once, first thing in main().
void startLog();

// Thread-safe.
void logDebug(const std::string& line);
void logInfo(const std::string& line);
void logWarning(const std::string& line);
void logError(const std::string& line);

}  // namespace diemcau::centre
