// SPDX-License-Identifier: Apache-2.0
// The network's name server, and who asks it: this process and those that it starts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

// SRV (RFC 2782).
struct ServiceRecord {
  std::string name;  // "_diemcau._tcp.example"
  int priority = 0;
  std::uint16_t port = 0;
  std::string host;
};

// Answers on 127.0.0.1:53, for names that end with "silent" not at all; resolv.conf names it and the domain "example",
// until the end of the object. Skips the test where there are neither a network nor mounts of its own
// (own_network.h, own_mounts.h).
class NameServer {
 public:
  NameServer(const TempDir& dir, const std::vector<ServiceRecord>& records);
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

 private:
  std::optional<Process> server_;
};

}  // namespace diemcau::test
