// SPDX-License-Identifier: Apache-2.0
// What time it is, signed, for boxes that cannot judge a certificate yet (/time of contract/http.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>

#include "centre/crypto/signer.h"
#include "centre/http/router.h"
#include "centre/loop/moment.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class TimeApi {
 public:
  TimeApi(const Signer& signer, const Clock& clock) : signer_(signer), clock_(clock) {}

  void addRoutes(Router& router);

 private:
  boost::asio::awaitable<HttpResponse> get(const HttpRequest& request);

  const Signer& signer_;
  const Clock& clock_;
};

}  // namespace diemcau::centre
