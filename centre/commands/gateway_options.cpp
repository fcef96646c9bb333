// SPDX-License-Identifier: Apache-2.0
// The second line.
#include "centre/commands/gateway_options.h"

#include <algorithm>
#include <string>
#include <utility>

namespace diemcau::centre {
namespace {

constexpr std::size_t kLongestInterface = 15;  // Linux: IFNAMSIZ with its end

bool isInterface(const std::string& name) {
  return !name.empty() && name.size() <= kLongestInterface &&
         std::ranges::all_of(name, [](unsigned char c) { return c > ' ' && c < 0x7F && c != '/'; });
}

}  // namespace

Result<GatewayAddress> gatewayAddressFrom(const CommandLine& line) {
  GatewayAddress address;
  if (!line.has("backup-host")) {
    for (const char* without : {"backup-interface", "paths"}) {
      if (line.has(without))
        return fail("usage", "value_malformed", std::string("--") + without + " wants --backup-host");
    }
    return address;
  }
  auto host = checkedHost(line.text("backup-host"));
  if (!host) return std::unexpected(std::move(host).error());
  address.backup_host = std::move(*host);
  if (line.has("backup-interface")) {
    address.backup_interface = line.text("backup-interface");
    if (!isInterface(address.backup_interface)) return fail("usage", "value_malformed", "--backup-interface");
  }
  if (!line.has("paths")) return address;
  const std::string paths = line.text("paths");
  for (const UplinkPaths one : {UplinkPaths::Failover, UplinkPaths::Both}) {
    if (paths != nameOf(one)) continue;
    address.paths = one;
    return address;
  }
  return fail("usage", "value_malformed", "--paths takes failover or both");
}

}  // namespace diemcau::centre
