// SPDX-License-Identifier: Apache-2.0
// A link between a sender and a receiver on this host: its rate, queue and delay, as a test wants them.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <thread>

namespace diemcau::test {

// What the way from the sender to the receiver is like; the way back has the same delay, and is free otherwise.
struct LinkShape {
  double kbps = 0;                     // with 28 bytes of headers a packet; 0: as fast as it goes
  std::size_t queue_bytes = 100'000;   // what comes to a full queue is lost
  std::chrono::microseconds delay{0};  // one way
};

// Takes UDP at port() of 127.0.0.1, from one sender at a time, on a thread of its own.
class LinkRelay {
 public:
  explicit LinkRelay(std::uint16_t receiver_port);
  ~LinkRelay();
  LinkRelay(const LinkRelay&) = delete;
  LinkRelay& operator=(const LinkRelay&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Holds from now on, what is in the queue included.
  void shape(const LinkShape& shape);

 private:
  void run(const std::stop_token& stop);

  int near_ = -1;  // towards the sender
  int far_ = -1;   // towards the receiver
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  LinkShape shape_;
  std::jthread thread_;
};

}  // namespace diemcau::test
