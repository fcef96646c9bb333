// SPDX-License-Identifier: Apache-2.0
// The operators' API of boxes that wait for a person: list, approve for a site, refuse.
#pragma once

#include <functional>
#include <string>

#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/centre_health.h"
#include "centre/http/router.h"
#include "centre/operators/sessions.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class EnrolmentApi {
 public:
  using Refresh = std::function<boost::asio::awaitable<void>()>;

  // `refresh` takes over into memory what is new in the store: who was approved, who was revoked by that.
  EnrolmentApi(const WaitingBoxes& waiting, StoreThread& store, CentreHealth& health, const Sessions& sessions,
               Refresh refresh, const Clock& clock)
      : waiting_(waiting),
        store_(store),
        health_(health),
        sessions_(sessions),
        refresh_(std::move(refresh)),
        clock_(clock) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task approve(const HttpRequest& request, const SessionRecord& session);
  Task refuse(const HttpRequest& request, const SessionRecord& session);
  Task answer(Result<void> done);
  [[nodiscard]] AuditRecord auditOf(const HttpRequest& request, const SessionRecord& session, const char* action) const;

  const WaitingBoxes& waiting_;
  StoreThread& store_;
  CentreHealth& health_;
  const Sessions& sessions_;
  const Refresh refresh_;
  const Clock& clock_;
};

}  // namespace diemcau::centre
