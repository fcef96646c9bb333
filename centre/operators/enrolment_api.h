// SPDX-License-Identifier: Apache-2.0
// The operators' API of identities: boxes that wait for a person, who gets a site, whose identity is taken away.
#pragma once

#include <functional>
#include <string>

#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/centre_health.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class EnrolmentApi {
 public:
  using Refresh = std::function<boost::asio::awaitable<void>()>;

  // `refresh` takes over into memory what is new in the store: who was approved, who was revoked by that.
  EnrolmentApi(const WaitingBoxes& waiting, StoreThread& store, CentreHealth& health, const OperatorGate& gate,
               Refresh refresh, const Clock& clock)
      : waiting_(waiting), store_(store), health_(health), gate_(gate), refresh_(std::move(refresh)), clock_(clock) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task approve(const HttpRequest& request, const SessionRecord& session);
  Task refuse(const HttpRequest& request, const SessionRecord& session);
  Task revoke(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task answer(Result<void> done);
  [[nodiscard]] AuditRecord auditOf(const HttpRequest& request, const SessionRecord& session, const char* action) const;

  const WaitingBoxes& waiting_;
  StoreThread& store_;
  CentreHealth& health_;
  const OperatorGate& gate_;
  const Refresh refresh_;
  const Clock& clock_;
};

}  // namespace diemcau::centre
