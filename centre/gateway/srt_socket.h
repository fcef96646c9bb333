// SPDX-License-Identifier: Apache-2.0
// libsrt's handles with an owner, and its errors as values.
#pragma once

#include <srt/srt.h>

#include <string>
#include <string_view>
#include <utility>

#include "contract/result.h"

namespace diemcau::centre {

// Starts libsrt, if it is not running yet, and silences its log. It ends with the process and not before:
// libsrt 1.5.4 counts no second start, so that any srt_cleanup() would end it for all its users. At the exit its
// threads end before OpenSSL does, which keeps something for each of them.
void startSrt();

class SrtSocket {
 public:
  SrtSocket() = default;
  explicit SrtSocket(SRTSOCKET socket) : socket_(socket) {}
  SrtSocket(SrtSocket&& other) noexcept : socket_(std::exchange(other.socket_, SRT_INVALID_SOCK)) {}
  SrtSocket& operator=(SrtSocket&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
  }
  ~SrtSocket() {
    if (valid()) srt_close(socket_);
  }

  [[nodiscard]] SRTSOCKET get() const { return socket_; }
  [[nodiscard]] bool valid() const { return socket_ != SRT_INVALID_SOCK; }

 private:
  SRTSOCKET socket_ = SRT_INVALID_SOCK;
};

// gateway.<code> with libsrt's reason for this thread's last failure.
[[nodiscard]] Error srtError(std::string_view code, std::string_view what);

[[nodiscard]] Result<void> setOption(SRTSOCKET socket, SRT_SOCKOPT option, const void* value, int size,
                                     std::string_view name);
[[nodiscard]] inline Result<void> setOption(SRTSOCKET socket, SRT_SOCKOPT option, int value, std::string_view name) {
  return setOption(socket, option, &value, sizeof value, name);
}
[[nodiscard]] inline Result<void> setOption(SRTSOCKET socket, SRT_SOCKOPT option, bool value, std::string_view name) {
  return setOption(socket, option, &value, sizeof value, name);
}

// A socket that listens and never blocks, with encryption enforced and `hook` asked about every caller.
// `address` is numeric, IPv4 or IPv6; port 0 takes a free one. Errors: gateway.address_malformed,
// gateway.not_listening.
struct ListenerOptions {
  std::string address;
  std::uint16_t port = 0;
  int latency_ms = 0;  // the least that is used; a caller may ask for more
  srt_listen_callback_fn* hook = nullptr;
  void* hook_data = nullptr;
};
[[nodiscard]] Result<SrtSocket> listenOn(const ListenerOptions& options);

// The port that a bound socket has; 0 when there is none.
[[nodiscard]] std::uint16_t portOf(SRTSOCKET socket);

}  // namespace diemcau::centre
