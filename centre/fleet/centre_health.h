// SPDX-License-Identifier: Apache-2.0
// How the centre itself is: its disk and its store.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "centre/fleet/changes.h"
#include "centre/fleet/screen_agreement.h"
#include "centre/loop/moment.h"
#include "contract/condition.h"
#include "contract/result.h"

namespace diemcau::centre {

// Below that the disk counts as nearly full: some minutes of 63 streams.
inline constexpr std::uint64_t kDiskLowBytes = std::uint64_t{2} * 1024 * 1024 * 1024;

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

  [[nodiscard]] Timestamp startedAt() const { return started_at_; }
  [[nodiscard]] std::uint64_t diskFree() const { return disk_free_; }
  [[nodiscard]] const std::vector<DrawnOtherwise>& drawnOtherwise() const { return drawn_otherwise_; }
  // Worst first.
  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  const Clock& clock_;
  Changes& changes_;
  Timestamp started_at_;
  std::uint64_t disk_free_ = 0;
  std::vector<DrawnOtherwise> drawn_otherwise_;
  std::optional<Condition> store_;
  std::optional<Condition> disk_;
};

}  // namespace diemcau::centre
