// SPDX-License-Identifier: Apache-2.0
// Many endpoints at a centre's device API at once, each with its own identity and its own connection (mutual TLS 1.3).
//
// They are coroutines on a thread of their own: one process with a thousand of libcurl's easy handles would itself be
// what is slow, and its handshakes would time out at this end.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "centre/trust/authority.h"

namespace diemcau::test {

// How many of them came how far since they last arrived.
struct CrowdTally {
  std::atomic<std::size_t> acknowledged = 0;  // the centre answered the report
  std::atomic<std::size_t> holding = 0;       // asked for a newer Config after that
  std::atomic<std::size_t> cut = 0;           // the connection ended while it held
  std::atomic<std::size_t> newer = 0;         // have a newer Config
  std::atomic<std::size_t> failed = 0;        // anything else; see fault()
};

// Thread-safe. Ends its connections when it goes.
class Crowd {
 public:
  Crowd(std::vector<centre::ClientIdentity> members, const std::filesystem::path& ca);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  [[nodiscard]] std::size_t size() const;
  // All connect now, none waits for another: each reports `seq`, and then holds a request for a Config above version 1.
  // The tally begins anew; nobody may be under way.
  void arrive(std::uint16_t port, std::uint64_t seq);
  [[nodiscard]] const CrowdTally& tally() const;
  // The first thing that went wrong; empty: nothing.
  [[nodiscard]] std::string fault() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace diemcau::test
