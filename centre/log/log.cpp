// SPDX-License-Identifier: Apache-2.0
// Logging by spdlog, included here alone because it compiles slowly.
#include "centre/log/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace diemcau::centre {

void startLog() {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("diemcau-centre"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
}

void logDebug(const std::string& line) { spdlog::debug("{}", line); }
void logInfo(const std::string& line) { spdlog::info("{}", line); }
void logWarning(const std::string& line) { spdlog::warn("{}", line); }
void logError(const std::string& line) { spdlog::error("{}", line); }

}  // namespace diemcau::centre
