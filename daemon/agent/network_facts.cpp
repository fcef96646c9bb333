// SPDX-License-Identifier: Apache-2.0
// The machine's network interfaces, loopback left out.
#include "daemon/agent/network_facts.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace diemcau::agent {
namespace {

constexpr std::size_t kMaxInterfaces = 32;
constexpr std::size_t kMaxAddresses = 32;

std::string textOfAddress(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  if (address.sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  if (bytes == nullptr || ::inet_ntop(address.sa_family, bytes, text.data(), text.size()) == nullptr) return {};
  return text.data();
}

}  // namespace

std::vector<InterfaceStatus> readInterfaces() {
  ifaddrs* raw = nullptr;
  if (::getifaddrs(&raw) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> list{raw, &::freeifaddrs};

  std::map<std::string, InterfaceStatus> by_name;
  for (const ifaddrs* entry = list.get(); entry != nullptr; entry = entry->ifa_next) {
    if ((entry->ifa_flags & IFF_LOOPBACK) != 0) continue;
    InterfaceStatus& interface = by_name[entry->ifa_name];
    interface.name = entry->ifa_name;
    interface.carrier = (entry->ifa_flags & IFF_RUNNING) != 0;  // operational: up and with a carrier
    const std::string address = entry->ifa_addr != nullptr ? textOfAddress(*entry->ifa_addr) : std::string{};
    if (!address.empty() && interface.addresses.size() < kMaxAddresses) interface.addresses.push_back(address);
  }
  std::vector<InterfaceStatus> interfaces;
  for (auto& [name, interface] : by_name) {
    if (interfaces.size() < kMaxInterfaces) interfaces.push_back(std::move(interface));
  }
  return interfaces;
}

}  // namespace diemcau::agent
