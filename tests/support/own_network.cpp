// SPDX-License-Identifier: Apache-2.0
// A network namespace, and its loopback.
#include "tests/support/own_network.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>
#include <source_location>

#include "contract/unique_fd.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/late_failure.h"

namespace diemcau::test {
namespace {

bool have_own_network = false;

bool switchLoopback(bool up) {
  const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
  if (!socket.valid() || ::ioctl(socket.get(), SIOCGIFFLAGS, &request) != 0) return false;
  const auto flag = static_cast<short>(IFF_UP);
  request.ifr_flags = static_cast<short>(up ? request.ifr_flags | flag : request.ifr_flags & ~flag);
  return ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

bool takeOwnNetwork() { return have_own_network = ::unshare(CLONE_NEWNET) == 0 && switchLoopback(true); }

bool hasOwnNetwork() { return have_own_network; }

NetworkCut::NetworkCut() {
  if (!switchLoopback(false)) failAt("loopback cannot be switched", std::source_location::current());
}
NetworkCut::~NetworkCut() {
  if (!switchLoopback(true)) failLater("loopback cannot be switched on again");
}

}  // namespace diemcau::test
