// SPDX-License-Identifier: Apache-2.0
// Server-sent events of one page: first the state of everything, then what changes.
#pragma once

#include <optional>
#include <string>

#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/centre_health.h"
#include "centre/fleet/fleet.h"
#include "centre/fleet/rollouts.h"
#include "centre/http/message.h"
#include "centre/operators/sessions.h"

namespace diemcau::centre {

// What waits for a slow page is what changed, not every change; a page that takes nothing for some
// seconds is dropped by the server. Bound to the loop's thread.
class EventStream final : public BodyStream {
 public:
  EventStream(Fleet& fleet, const Rollouts& rollouts, const WaitingBoxes& waiting, const CentreHealth& health,
              const Sessions& sessions, const Clock& clock, std::string session)
      : fleet_(fleet),
        rollouts_(rollouts),
        boxes_(waiting),
        health_(health),
        sessions_(sessions),
        clock_(clock),
        session_(std::move(session)),
        watcher_(fleet.changes()) {}

  // Ends with the session. Events are gathered for a moment, so that a burst is one piece.
  [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> next() override;

 private:
  [[nodiscard]] std::string everything() const;
  [[nodiscard]] std::string rollout() const;
  [[nodiscard]] std::string render(const ChangeSet& changes) const;

  Fleet& fleet_;
  const Rollouts& rollouts_;
  const WaitingBoxes& boxes_;
  const CentreHealth& health_;
  const Sessions& sessions_;
  const Clock& clock_;
  std::string session_;
  Watcher watcher_;
  bool begun_ = false;
};

}  // namespace diemcau::centre
