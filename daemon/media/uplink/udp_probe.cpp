// SPDX-License-Identifier: Apache-2.0
// The connected UDP socket that hears of ICMP errors.
#include "daemon/media/uplink/udp_probe.h"

#include <cerrno>

namespace diemcau::media {

void UdpProbe::start(const sockaddr_storage& address, socklen_t length) {
  started_ = true;
  error_ = 0;
  socket_.reset(::socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const char byte = 0;
  if (!socket_.valid() || ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      ::send(socket_.get(), &byte, 1, 0) < 0) {
    error_ = errno;
  }
}

std::optional<LinkFault> UdpProbe::check() {
  if (!started_) return std::nullopt;
  if (error_ == 0) {
    char answer = 0;
    if (::recv(socket_.get(), &answer, 1, 0) >= 0 || errno == EAGAIN) return std::nullopt;
    error_ = errno;
  }
  return faultOfErrno(error_);
}

}  // namespace diemcau::media
