// SPDX-License-Identifier: Apache-2.0
// Services by name in DNS (SRV records, RFC 2782).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"

namespace diemcau::agent {

struct ServicePlace {
  std::string host;  // letters, digits, "-" and "."
  std::uint16_t port = 0;

  friend bool operator==(const ServicePlace&, const ServicePlace&) = default;
};

// Thread-bound to the loop.
class ServiceResolver {
 public:
  using Answer = std::function<void(const Result<ServicePlace>&)>;

  virtual ~ServiceResolver() = default;
  // `_service._tcp.domain`: of several the one that goes first. Answers once, later, from the loop, and not after the
  // object's end. One question at a time. Errors: dns.not_found, dns.failed (no answer in time, or a wrong one).
  virtual void lookUp(const std::string& service, const std::string& domain, Answer answer) = 0;
};

// GLib's, which asks the system's name servers; five seconds at most.
[[nodiscard]] std::unique_ptr<ServiceResolver> systemResolver();

// In which domains a short name is looked for, as resolv.conf(5) has it: those of the last `search` or `domain`, the
// first six.
[[nodiscard]] std::vector<std::string> searchDomains(std::string_view resolv_conf);
// Of a host as a record may name it, with or without the dot at its end. False: "." (RFC 2782: there is no such
// service), or anything that has no place in a URL.
[[nodiscard]] bool isHostName(std::string_view name);

}  // namespace diemcau::agent
