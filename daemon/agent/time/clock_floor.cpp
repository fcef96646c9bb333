// SPDX-License-Identifier: Apache-2.0
// Before which it cannot be: what this program knows of the time without asking anybody.
#include "daemon/agent/time/clock_floor.h"

#include <spdlog/spdlog.h>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::size_t kMaxBytes = 64;
constexpr mode_t kMode = 0600;

}  // namespace

Timestamp buildEpoch() { return Timestamp{std::chrono::seconds{DIEMCAU_BUILD_EPOCH}}; }

Timestamp savedClock(const std::filesystem::path& file) {
  const auto text = base::readFile(file, kMaxBytes);
  if (!text) return {};
  return parseTimestamp(*text).value_or(Timestamp{});
}

void saveClock(const std::filesystem::path& file, Timestamp now) {
  const auto saved = base::writeFileAtomically(file, formatTimestamp(now), kMode, base::Durability::Durable);
  if (!saved) spdlog::warn("{}", saved.error().describe());
}

}  // namespace diemcau::agent
