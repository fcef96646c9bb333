// SPDX-License-Identifier: Apache-2.0
// Queue and delay.
#include "tests/support/link_relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

constexpr std::size_t kHeaders = 28;  // IP and UDP
constexpr auto kLookEvery = 20ms;     // at the shape and at the end

struct Packet {
  std::vector<char> bytes;
  Time at{};  // when it came; on the way: when it arrives
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int openSocket() { return ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

// Packets that leave one after the other, each after the time that the rate gives it.
class Queue {
 public:
  void add(Packet packet, const LinkShape& shape) {
    const std::size_t size = packet.bytes.size() + kHeaders;
    if (shape.kbps > 0 && bytes_ + size > shape.queue_bytes) return;
    if (waiting_.empty()) busy_until_ = std::max(busy_until_, packet.at);
    bytes_ += size;
    waiting_.push_back(std::move(packet));
  }
  // The first, when its last bit has left; it has arrived after the delay.
  std::optional<Packet> take(Time now, const LinkShape& shape) {
    const auto leaves = next(shape);
    if (!leaves || *leaves > now) return std::nullopt;
    Packet packet = std::move(waiting_.front());
    waiting_.pop_front();
    bytes_ -= packet.bytes.size() + kHeaders;
    busy_until_ = *leaves;
    packet.at = *leaves + shape.delay;
    return packet;
  }
  [[nodiscard]] std::optional<Time> next(const LinkShape& shape) const {
    if (waiting_.empty()) return std::nullopt;
    if (shape.kbps <= 0) return waiting_.front().at;
    const auto bits = static_cast<double>(waiting_.front().bytes.size() + kHeaders) * 8;
    return busy_until_ +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double, std::milli>(bits / shape.kbps));
  }

 private:
  std::deque<Packet> waiting_;
  std::size_t bytes_ = 0;
  Time busy_until_{};
};

// Packets in flight, in the order in which they left.
class Way {
 public:
  void add(Packet packet) { packets_.push_back(std::move(packet)); }
  std::optional<Packet> take(Time now) {
    if (packets_.empty() || packets_.front().at > now) return std::nullopt;
    Packet packet = std::move(packets_.front());
    packets_.pop_front();
    return packet;
  }
  [[nodiscard]] std::optional<Time> next() const {
    return packets_.empty() ? std::nullopt : std::optional(packets_.front().at);
  }

 private:
  std::deque<Packet> packets_;
};

}  // namespace

LinkRelay::LinkRelay(std::uint16_t receiver_port) : near_(openSocket()), far_(openSocket()) {
  sockaddr_in here = loopback(0);
  socklen_t size = sizeof(here);
  CHECK(::bind(near_, reinterpret_cast<const sockaddr*>(&here), size) == 0);
  CHECK(::getsockname(near_, reinterpret_cast<sockaddr*>(&here), &size) == 0);
  port_ = ntohs(here.sin_port);
  const sockaddr_in there = loopback(receiver_port);
  CHECK(::connect(far_, reinterpret_cast<const sockaddr*>(&there), sizeof(there)) == 0);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

LinkRelay::~LinkRelay() {
  thread_.request_stop();
  thread_.join();
  ::close(near_);
  ::close(far_);
}

void LinkRelay::shape(const LinkShape& shape) {
  const std::lock_guard lock(mutex_);
  shape_ = shape;
}

void LinkRelay::run(const std::stop_token& stop) {
  std::array<char, 2048> buffer{};
  Queue queue;
  Way there;
  Way back;
  sockaddr_in sender{};
  while (!stop.stop_requested()) {
    LinkShape shape;
    {
      const std::lock_guard lock(mutex_);
      shape = shape_;
    }
    Time until = Clock::now() + kLookEvery;
    for (const auto& next : {queue.next(shape), there.next(), back.next()})
      until = std::min(until, next.value_or(until));
    const auto wait = std::max(Clock::duration::zero(), until - Clock::now());
    const timespec bound{.tv_sec = 0, .tv_nsec = std::chrono::nanoseconds(wait).count()};
    std::array<pollfd, 2> ready{
        {{.fd = near_, .events = POLLIN, .revents = 0}, {.fd = far_, .events = POLLIN, .revents = 0}}};
    ::ppoll(ready.data(), ready.size(), &bound, nullptr);

    const Time now = Clock::now();
    socklen_t size = sizeof(sender);
    for (ssize_t got = 0; (got = ::recvfrom(near_, buffer.data(), buffer.size(), 0,
                                            reinterpret_cast<sockaddr*>(&sender), &size)) >= 0;) {
      queue.add({{buffer.begin(), buffer.begin() + got}, now}, shape);
    }
    for (ssize_t got = 0; (got = ::recv(far_, buffer.data(), buffer.size(), 0)) >= 0;) {
      back.add({{buffer.begin(), buffer.begin() + got}, now + shape.delay});
    }
    while (auto packet = queue.take(now, shape)) there.add(std::move(*packet));
    // What the receiver does not take is lost.
    while (const auto packet = there.take(now)) (void)::send(far_, packet->bytes.data(), packet->bytes.size(), 0);
    while (const auto packet = back.take(now)) {
      ::sendto(near_, packet->bytes.data(), packet->bytes.size(), 0, reinterpret_cast<const sockaddr*>(&sender),
               sizeof(sender));
    }
  }
}

}  // namespace diemcau::test
