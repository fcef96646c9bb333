// SPDX-License-Identifier: Apache-2.0
// Draws what each room says it shows, and compares.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "centre/fleet/centre_health.h"
#include "centre/fleet/fleet.h"
#include "centre/preview/render_desk.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class ScreenComparison {
 public:
  ScreenComparison(Fleet& fleet, StoreThread& store, RenderDesk& desk, CentreHealth& health, const Clock& clock)
      : fleet_(fleet), store_(store), desk_(desk), health_(health), clock_(clock) {}

  // Once a second: of rooms whose Config or size is another one the Config that runs there is drawn at the room's size,
  // one room after the other, and all are judged (screen_agreement.h). Never ends.
  [[nodiscard]] boost::asio::awaitable<void> watch();

 private:
  [[nodiscard]] boost::asio::awaitable<void> expect(Endpoint& endpoint);
  void judge();

  Fleet& fleet_;
  StoreThread& store_;
  RenderDesk& desk_;
  CentreHealth& health_;
  const Clock& clock_;
};

// Whether the room's report tells enough to be compared: a Config's scene that the centre can draw, with all its
// pictures.
[[nodiscard]] bool isComparable(const Endpoint& endpoint);

}  // namespace diemcau::centre
