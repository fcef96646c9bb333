// SPDX-License-Identifier: Apache-2.0
// The boxes that wait for a person, in memory as in the store: what operators see.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <utility>
#include <vector>

#include "centre/fleet/changes.h"
#include "centre/store/records.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class WaitingBoxes {
 public:
  explicit WaitingBoxes(Changes& changes) : changes_(changes) {}

  // Those of the store, the oldest first; who watches is told when they are others than before, or ask
  // otherwise; not that they asked again.
  void replaceAll(std::vector<EnrolmentRecord> boxes);
  [[nodiscard]] const std::vector<EnrolmentRecord>& all() const { return boxes_; }

  // Reads them again.
  [[nodiscard]] boost::asio::awaitable<void> refresh(StoreThread& store);

 private:
  Changes& changes_;
  std::vector<EnrolmentRecord> boxes_;
};

}  // namespace diemcau::centre
