// SPDX-License-Identifier: Apache-2.0
// Conditions of the centre itself.
#include "centre/fleet/centre_health.h"

#include <iterator>
#include <utility>

#include "centre/log/log.h"

namespace diemcau::centre {
namespace {

// Finer changes of free space are of no interest to the page.
constexpr std::uint64_t kDiskStep = 16 * 1024 * 1024;

}  // namespace

std::string_view nameOf(ExpiringPart part) {
  constexpr std::string_view names[] = {"server_certificate", "authority", "trust_root"};
  static_assert(std::size(names) == static_cast<std::size_t>(ExpiringPart::TrustRoot) + 1);
  return names[static_cast<std::size_t>(part)];
}

void CentreHealth::storeAnswered(const Result<void>& result) {
  if (result) {
    if (!store_) return;
    logInfo("the store works again");
    store_.reset();
  } else {
    if (store_ && store_->detail == result.error().describe()) return;
    const Timestamp since = store_ ? store_->since : clock_.now().wall;
    store_ = Condition{ConditionType::DiskLow, ConditionLevel::Critical, since, result.error().describe()};
    logError("the store does not work: " + store_->detail);
  }
  changes_.centreChanged();
}

void CentreHealth::setDiskFree(std::uint64_t bytes) {
  const bool low = bytes < kDiskLowBytes;
  const bool changed = low != disk_.has_value() || bytes / kDiskStep != disk_free_ / kDiskStep;
  disk_free_ = bytes;
  if (!low) {
    disk_.reset();
  } else if (!disk_) {
    disk_ = makeCondition(ConditionType::DiskLow, clock_.now().wall);
  }
  if (changed) changes_.centreChanged();
}

void CentreHealth::setDrawnOtherwise(std::vector<DrawnOtherwise> versions) {
  if (drawn_otherwise_ == versions) return;
  drawn_otherwise_ = std::move(versions);
  changes_.centreChanged();
}

void CentreHealth::setExpiring(std::vector<Expiring> expiring) {
  if (expiring_ == expiring) return;
  expiring_ = std::move(expiring);
  changes_.centreChanged();
}

std::vector<Condition> CentreHealth::conditions() const {
  std::vector<Condition> all;
  if (store_) all.push_back(*store_);
  if (disk_) all.push_back(*disk_);
  return all;
}

}  // namespace diemcau::centre
