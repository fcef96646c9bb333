// SPDX-License-Identifier: Apache-2.0
// The EST server (RFC 7030, /.well-known/est of contract/http.yaml): what boxes without an identity can reach.
#pragma once

#include <string>

#include "centre/enrolment/enroller.h"
#include "centre/http/router.h"
#include "centre/operators/login_limit.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class EstApi {
 public:
  EstApi(Enroller& enroller, const Certificate& authority, const Clock& clock)
      : enroller_(enroller), authority_(authority), limit_(clock) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task simpleEnrol(const HttpRequest& request);
  Task simpleReenrol(const HttpRequest& request);
  Task answer(const HttpRequest& request, std::string subject, Result<Enroller::Outcome> outcome);
  Task deny(const HttpRequest& request, std::string subject, int status, std::string_view code);

  Enroller& enroller_;
  const Certificate& authority_;
  // As of passwords: what is wrong or new takes a try, a box that only asks again does not.
  LoginLimit limit_;
};

}  // namespace diemcau::centre
