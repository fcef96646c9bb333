// SPDX-License-Identifier: Apache-2.0
// Keeping the list of waiting boxes.
#include "centre/enrolment/waiting_boxes.h"

#include <algorithm>

#include "centre/log/log.h"
#include "centre/store/enrolments.h"

namespace diemcau::centre {

namespace {

// All of them ask every few seconds: that is no news to a page.
EnrolmentRecord withoutLastSeen(EnrolmentRecord box) {
  box.last_seen = {};
  return box;
}

}  // namespace

void WaitingBoxes::replaceAll(std::vector<EnrolmentRecord> boxes) {
  const bool same = std::ranges::equal(boxes, boxes_, {}, withoutLastSeen, withoutLastSeen);
  boxes_ = std::move(boxes);
  if (!same) changes_.enrolmentsChanged();
}

boost::asio::awaitable<void> WaitingBoxes::refresh(StoreThread& store) {
  auto boxes = co_await store.run([](Database& database) { return loadWaiting(database); });
  if (boxes) {
    replaceAll(std::move(*boxes));
  } else {
    logError("waiting boxes not read: " + boxes.error().describe());
  }
}

}  // namespace diemcau::centre
