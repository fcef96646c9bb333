// SPDX-License-Identifier: Apache-2.0
// Logging in and out (/api/v1/session of contract/http.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "centre/loop/worker.h"
#include "centre/operators/login_limit.h"
#include "centre/operators/operator_gate.h"
#include "centre/operators/sessions.h"
#include "centre/store/accounts.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// There is one account; one-time passwords are for it too.
inline constexpr const char* kOperator = "operator";

// Bound to the loop's thread. Hashing runs on `hashing`.
class SessionApi {
 public:
  SessionApi(Sessions& sessions, StoreThread& store, Worker& hashing, const OperatorGate& gate, const Clock& clock)
      : sessions_(sessions), store_(store), hashing_(hashing), gate_(gate), clock_(clock), limit_(clock) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;
  enum class Verdict { Right, Wrong, UsedBefore };

  Task logIn(const HttpRequest& request);
  Task logOut(const HttpRequest& request);
  boost::asio::awaitable<Result<Verdict>> judge(const std::string& password);
  boost::asio::awaitable<void> noteRefusal(const std::string& address, std::string detail);
  Task open(const HttpRequest& request);

  Sessions& sessions_;
  StoreThread& store_;
  Worker& hashing_;
  const OperatorGate& gate_;
  const Clock& clock_;
  LoginLimit limit_;
};

}  // namespace diemcau::centre
