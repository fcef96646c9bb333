// SPDX-License-Identifier: Apache-2.0
// libsrt in live mode, blocking with a bound.
#include "tests/bench/src/srt_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <srt/srt.h>

#include <array>

namespace diemcau::bench {
namespace {

constexpr int kReceivePatience = 100;  // ms

std::unexpected<Error> refused(const char* code) { return fail("srt", code, srt_getlasterror_str()); }

template <class T>
bool set(int socket, SRT_SOCKOPT option, const T& value) {
  return srt_setsockflag(socket, option, &value, sizeof value) != SRT_ERROR;
}

bool setUp(int socket, const ListenerOptions& options) {
  return set(socket, SRTO_RCVLATENCY, options.latency_ms) && set(socket, SRTO_PEERLATENCY, options.latency_ms) &&
         set(socket, SRTO_TSBPDMODE, options.timed_delivery) && set(socket, SRTO_RCVTIMEO, kReceivePatience) &&
         srt_setsockflag(socket, SRTO_PASSPHRASE, options.passphrase.data(),
                         static_cast<int>(options.passphrase.size())) != SRT_ERROR;
}

}  // namespace

Result<std::unique_ptr<SrtListener>> SrtListener::open(const ListenerOptions& options) {
  srt_startup();
  std::unique_ptr<SrtListener> listener(new SrtListener(srt_create_socket()));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!setUp(listener->listener_, options)) return refused("option");
  if (srt_bind(listener->listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == SRT_ERROR ||
      srt_listen(listener->listener_, 1) == SRT_ERROR) {
    return refused("listen");
  }
  return listener;
}

SrtListener::~SrtListener() {
  if (stream_ >= 0) srt_close(stream_);
  srt_close(listener_);
  srt_cleanup();
}

std::uint16_t SrtListener::port() const {
  sockaddr_in address{};
  int length = sizeof address;
  srt_getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

Result<void> SrtListener::accept(int timeout_ms) {
  const std::array<SRTSOCKET, 1> listeners{listener_};
  stream_ = srt_accept_bond(listeners.data(), 1, timeout_ms);
  if (stream_ == SRT_INVALID_SOCK) return refused("nobody");
  return {};
}

Result<std::span<const std::uint8_t>> SrtListener::receive() {
  const int bytes = srt_recvmsg(stream_, reinterpret_cast<char*>(buffer_.data()), static_cast<int>(buffer_.size()));
  if (bytes > 0) return std::span<const std::uint8_t>(buffer_).first(static_cast<std::size_t>(bytes));
  const int reason = srt_getlasterror(nullptr);
  if (bytes < 0 && (reason == SRT_ETIMEOUT || reason == SRT_EASYNCRCV)) return std::span<const std::uint8_t>{};
  return refused("ended");
}

}  // namespace diemcau::bench
