// SPDX-License-Identifier: Apache-2.0
// Accepting connections.
#include "centre/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>

#include "centre/http/connection.h"
#include "centre/log/log.h"
#include "centre/loop/signal.h"

namespace diemcau::centre {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Shared by the coroutines of one listener.
struct Listener {
  Listener(asio::io_context& its_loop, ConnectionSettings its_settings, std::size_t max)
      : loop(its_loop), settings(std::move(its_settings)), max_connections(max) {}

  asio::io_context& loop;
  std::optional<asio::ssl::context> tls;
  ConnectionSettings settings;
  std::size_t max_connections;
  std::size_t connections = 0;
};

// Keeps the count of a listener's connections.
class Place {
 public:
  explicit Place(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) { ++listener_->connections; }
  ~Place() { --listener_->connections; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::shared_ptr<Listener> listener_;
};

void logEnd(std::exception_ptr ended) noexcept {
  if (!ended) return;
  try {
    std::rethrow_exception(ended);
  } catch (const std::exception& error) {
    logError(std::string("connection ended: ") + error.what());
  } catch (...) {
    logError("connection ended by an unknown exception");
  }
}

asio::awaitable<void> serveOne(std::shared_ptr<Listener> listener, tcp::socket socket) {
  const Place place(listener);
  if (listener->tls) {
    co_await serveConnection(std::move(socket), *listener->tls, listener->settings);
  } else {
    co_await servePlainConnection(std::move(socket), listener->settings);
  }
}

asio::awaitable<void> acceptAll(std::shared_ptr<Listener> listener, tcp::acceptor acceptor) {
  for (;;) {
    auto [failed, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (failed) {
      logWarning(listener->settings.name + ": accept: " + failed.message());
      co_await sleepUntil(std::chrono::steady_clock::now() + std::chrono::milliseconds(100));
      continue;
    }
    if (listener->connections >= listener->max_connections) {
      logWarning(listener->settings.name + ": too many connections");
      continue;
    }
    asio::co_spawn(listener->loop, serveOne(listener, std::move(socket)), logEnd);
  }
}

Result<tcp::acceptor> open(asio::io_context& loop, const ListenerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  tcp::acceptor acceptor(loop);
  const tcp::endpoint endpoint(address, options.port);
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail("http", "not_listening", options.address + ":" + std::to_string(options.port) + ": " + error.message());
  }
  return acceptor;
}

}  // namespace

Result<std::uint16_t> listen(asio::io_context& loop, const ListenerOptions& options, const SslContextPtr& tls,
                             const Router& router) {
  auto acceptor = open(loop, options);
  if (!acceptor) return std::unexpected(std::move(acceptor).error());
  boost::system::error_code error;
  const std::uint16_t port = acceptor->local_endpoint(error).port();
  if (error) return fail("http", "not_listening", error.message());
  auto listener = std::make_shared<Listener>(
      loop, ConnectionSettings{options.name, &router, options.client_certificates, options.security_policy},
      options.max_connections);
  if (tls) {
    // asio's context takes a share of its own.
    SSL_CTX_up_ref(tls.get());
    listener->tls.emplace(tls.get());
  }
  asio::co_spawn(loop, acceptAll(std::move(listener), std::move(*acceptor)), logEnd);
  return port;
}

}  // namespace diemcau::centre
