// SPDX-License-Identifier: Apache-2.0
// One listener: accepts, reads requests within limits, calls the router's handlers, answers.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "centre/http/router.h"
#include "centre/http/tls.h"
#include "contract/result.h"

namespace diemcau::centre {

struct ListenerOptions {
  std::string name;     // in the log
  std::string address;  // to listen on
  std::uint16_t port = 0;
  ClientCertificates client_certificates = ClientCertificates::NotAsked;
  std::size_t max_connections = 256;  // more are closed at once
  std::string security_policy;        // Content-Security-Policy of every answer; empty: none
};

// Listens on `loop` until that is destroyed; connections are coroutines on it. `router` and `tls`
// must outlive the loop. Without `tls` it is plain HTTP, one request a connection. Returns the port.
// Error: http.not_listening with the system's reason.
[[nodiscard]] Result<std::uint16_t> listen(boost::asio::io_context& loop, const ListenerOptions& options,
                                           const SslContextPtr& tls, const Router& router);

}  // namespace diemcau::centre
