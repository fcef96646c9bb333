// SPDX-License-Identifier: Apache-2.0
// One HTTP connection, over TLS or plain, from the handshake to its end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <string>

#include "centre/http/router.h"
#include "centre/http/tls.h"

namespace diemcau::centre {

// What a listener's connections share; outlives them all.
struct ConnectionSettings {
  std::string name;  // of the listener, in the log
  const Router* router = nullptr;
  ClientCertificates client_certificates = ClientCertificates::NotAsked;
  std::string security_policy;  // Content-Security-Policy; empty: none
};

// Serves requests one after the other until the caller goes away, is too slow or breaks the protocol.
[[nodiscard]] boost::asio::awaitable<void> serveConnection(boost::asio::ip::tcp::socket socket,
                                                           boost::asio::ssl::context& tls,
                                                           const ConnectionSettings& settings);

// The same without TLS, for one request.
[[nodiscard]] boost::asio::awaitable<void> servePlainConnection(boost::asio::ip::tcp::socket socket,
                                                                const ConnectionSettings& settings);

}  // namespace diemcau::centre
