// SPDX-License-Identifier: Apache-2.0
// What the centre looks after by itself, again and again: streams, silence, the disk, the store.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <vector>

#include "centre/device/stream_notes.h"
#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/centre_health.h"
#include "centre/fleet/fleet.h"
#include "centre/gateway/gateway.h"
#include "centre/operators/sessions.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class Rounds {
 public:
  Rounds(Fleet& fleet, WaitingBoxes& waiting, CentreHealth& health, Sessions& sessions, StoreThread& store,
         Gateway& gateway, const Clock& clock, std::vector<std::filesystem::path> disks)
      : fleet_(fleet),
        waiting_(waiting),
        health_(health),
        sessions_(sessions),
        store_(store),
        gateway_(gateway),
        clock_(clock),
        stream_notes_(fleet),
        disks_(std::move(disks)) {}

  // Once a second: the gateway's streams and who fell silent; now and then the disks. Never ends.
  [[nodiscard]] boost::asio::awaitable<void> watchFleet();
  // Once a second: whom the gateway did not let in, for the audit log. Apart from the round before, since a disk may be
  // slow. Never ends.
  [[nodiscard]] boost::asio::awaitable<void> watchCallers();
  // Once a second: whether another process (provision, set-password, approve, revoke, rotate) changed the store. Never
  // ends.
  [[nodiscard]] boost::asio::awaitable<void> watchStore();
  // Takes over what is new in the store.
  [[nodiscard]] boost::asio::awaitable<void> refresh();

 private:
  void lookAtDisks();

  Fleet& fleet_;
  WaitingBoxes& waiting_;
  CentreHealth& health_;
  Sessions& sessions_;
  StoreThread& store_;
  Gateway& gateway_;
  const Clock& clock_;
  StreamNotes stream_notes_;
  std::vector<std::filesystem::path> disks_;
};

}  // namespace diemcau::centre
