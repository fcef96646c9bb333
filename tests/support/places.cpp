// SPDX-License-Identifier: Apache-2.0
// Paths come from CMake, ports from the kernel.
#include "tests/support/places.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

std::uint16_t freePort(int type) {
  const int fd = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = fd >= 0 && ::bind(fd, generic, length) == 0 && ::getsockname(fd, generic, &length) == 0;
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  if (!bound) failAt(std::string("no free port: ") + std::strerror(reason), std::source_location::current());
  return ntohs(address.sin_port);
}

}  // namespace

std::filesystem::path builtProgram(std::string_view name) { return std::filesystem::path(DIEMCAU_BIN_DIR) / name; }

std::filesystem::path sourceFile(std::string_view relative) {
  return std::filesystem::path(DIEMCAU_SOURCE_DIR) / relative;
}

std::uint16_t freeTcpPort() { return freePort(SOCK_STREAM); }
std::uint16_t freeUdpPort() { return freePort(SOCK_DGRAM); }

}  // namespace diemcau::test
