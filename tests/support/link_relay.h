// SPDX-License-Identifier: Apache-2.0
// A link between a sender and a receiver on this host, in user space: what its packets meet, as a test wants it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/link_way.h"

namespace diemcau::test {

struct LinkCounts {
  WayCounts there;
  WayCounts back;
};

// Takes UDP at port() of 127.0.0.1 on a thread of its own; several senders share the link. As fast as it goes until it
// is given a shape.
class LinkRelay {
 public:
  // The test fails when `port` is in use; 0: one that is free.
  explicit LinkRelay(std::uint16_t receiver_port, std::uint32_t seed = 1, std::uint16_t port = 0);
  ~LinkRelay();
  LinkRelay(const LinkRelay&) = delete;
  LinkRelay& operator=(const LinkRelay&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Holds from now on, what is in the queue included; its time begins now.
  void shape(const LinkSpec& link);
  // "kbps=700 delay=20": parseLink; files in tests/support/link-traces.
  void shape(std::string_view text);
  [[nodiscard]] LinkCounts counts() const;

 private:
  // Of one sender: where the receiver's answers to it come from.
  struct Flow {
    std::uint16_t sender_port = 0;
    int far = -1;
  };

  void run(const std::stop_token& stop);
  [[nodiscard]] std::size_t flowOf(std::uint16_t sender_port);

  int near_ = -1;            // towards the senders
  std::vector<Flow> flows_;  // of the thread
  std::uint16_t receiver_port_;
  std::uint16_t port_ = 0;
  const std::uint32_t seed_;
  mutable std::mutex mutex_;
  std::optional<LinkSpec> next_;  // not yet seen by the thread
  LinkCounts counts_;
  std::jthread thread_;
};

}  // namespace diemcau::test
