// SPDX-License-Identifier: Apache-2.0
// Keeping the list of waiting boxes.
#include "centre/enrolment/waiting_boxes.h"

#include "centre/log/log.h"
#include "centre/store/enrolments.h"

namespace diemcau::centre {

void WaitingBoxes::replaceAll(std::vector<EnrolmentRecord> boxes) {
  if (boxes == boxes_) return;
  boxes_ = std::move(boxes);
  changes_.enrolmentsChanged();
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
