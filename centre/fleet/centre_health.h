// SPDX-License-Identifier: Apache-2.0
// How the centre itself is: its disk, its store, and what it stands on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "centre/fleet/changes.h"
#include "centre/fleet/screen_agreement.h"
#include "centre/loop/moment.h"
#include "contract/condition.h"
#include "contract/result.h"

namespace diemcau::centre {

// Below that the disk counts as nearly full: some minutes of 63 streams.
inline constexpr std::uint64_t kDiskLowBytes = std::uint64_t{2} * 1024 * 1024 * 1024;

// What the whole fleet stands on, when it expires within kExpiryWarning (endpoint.h) or has expired.
enum class ExpiringPart { ServerCertificate, Authority, TrustRoot };
[[nodiscard]] std::string_view nameOf(ExpiringPart part);

struct Expiring {
  ExpiringPart part = ExpiringPart::ServerCertificate;
  Timestamp expires_at{};
  std::string detail;  // of a server's certificate why it is not renewed, of a trust root its version

  friend bool operator==(const Expiring&, const Expiring&) = default;
};

// Bound to the loop's thread.
class CentreHealth {
 public:
  CentreHealth(const Clock& clock, Changes& changes)
      : clock_(clock), changes_(changes), started_at_(clock.now().wall) {}

  // What became of a write.
  void storeAnswered(const Result<void>& result);
  // The least that is left on the disks of the data and of the recordings.
  void setDiskFree(std::uint64_t bytes);

  // Software versions whose rooms all draw otherwise than we do.
  void setDrawnOtherwise(std::vector<DrawnOtherwise> versions);

  void setExpiring(std::vector<Expiring> expiring);

  [[nodiscard]] Timestamp startedAt() const { return started_at_; }
  [[nodiscard]] std::uint64_t diskFree() const { return disk_free_; }
  [[nodiscard]] const std::vector<DrawnOtherwise>& drawnOtherwise() const { return drawn_otherwise_; }
  [[nodiscard]] const std::vector<Expiring>& expiring() const { return expiring_; }
  // Worst first.
  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  const Clock& clock_;
  Changes& changes_;
  Timestamp started_at_;
  std::uint64_t disk_free_ = 0;
  std::vector<DrawnOtherwise> drawn_otherwise_;
  std::vector<Expiring> expiring_;
  std::optional<Condition> store_;
  std::optional<Condition> disk_;
};

}  // namespace diemcau::centre
