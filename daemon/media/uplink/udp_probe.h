// SPDX-License-Identifier: Apache-2.0
// Asks the network why an SRT handshake stays without answer.
#pragma once

#include <sys/socket.h>

#include <optional>

#include "contract/unique_fd.h"
#include "daemon/media/uplink/link_fault.h"

namespace diemcau::media {

// libsrt's own socket is not connected, so the kernel never tells it of ICMP errors: a closed port and a
// silent network look alike. A connected UDP socket beside it is told. It sends one byte, which every
// SRT listener ignores as no packet of its own. Thread-bound; nothing blocks.
class UdpProbe {
 public:
  // Sends the byte. What the system refuses at once is the first answer of check().
  void start(const sockaddr_storage& address, socklen_t length);
  // What came back so far, if anything did.
  [[nodiscard]] std::optional<LinkFault> check();
  [[nodiscard]] bool started() const { return started_; }

 private:
  UniqueFd socket_;
  int error_ = 0;
  bool started_ = false;
};

}  // namespace diemcau::media
