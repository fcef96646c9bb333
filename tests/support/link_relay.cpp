// SPDX-License-Identifier: Apache-2.0
// Two sockets and the time.
#include "tests/support/link_relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"

namespace diemcau::test {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr double kLookEveryMs = 20;      // at the shape and at the end
constexpr int kSocketBytes = 4'000'000;  // as far as the kernel allows
constexpr std::size_t kLargest = 2048;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int openSocket() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kSocketBytes, sizeof(kSocketBytes));
  ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kSocketBytes, sizeof(kSocketBytes));
  return socket;
}

}  // namespace

LinkRelay::LinkRelay(std::uint16_t receiver_port, std::uint32_t seed, std::uint16_t port)
    : near_(openSocket()), receiver_port_(receiver_port), seed_(seed) {
  sockaddr_in here = loopback(port);
  socklen_t size = sizeof(here);
  CHECK(::bind(near_, reinterpret_cast<const sockaddr*>(&here), size) == 0);
  CHECK(::getsockname(near_, reinterpret_cast<sockaddr*>(&here), &size) == 0);
  port_ = ntohs(here.sin_port);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

LinkRelay::~LinkRelay() {
  thread_.request_stop();
  thread_.join();
  ::close(near_);
  for (const Flow& flow : flows_) ::close(flow.far);
}

void LinkRelay::shape(const LinkSpec& link) {
  const std::lock_guard lock(mutex_);
  next_ = link;
}

void LinkRelay::shape(std::string_view text) { shape(NEED(parseLink(text, sourceFile("tests/support/link-traces")))); }

LinkCounts LinkRelay::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

std::size_t LinkRelay::flowOf(std::uint16_t sender_port) {
  const auto found = std::ranges::find(flows_, sender_port, &Flow::sender_port);
  if (found != flows_.end()) return static_cast<std::size_t>(found - flows_.begin());
  const Flow flow{.sender_port = sender_port, .far = openSocket()};
  const sockaddr_in there = loopback(receiver_port_);
  (void)::connect(flow.far, reinterpret_cast<const sockaddr*>(&there), sizeof(there));
  flows_.push_back(flow);
  return flows_.size() - 1;
}

void LinkRelay::run(const std::stop_token& stop) {
  std::array<char, kLargest> buffer{};
  LinkWay there(seed_);
  LinkWay back(seed_ + 1000);
  sockaddr_in sender{};
  auto begin = Clock::now();
  const auto nowMs = [&begin] { return Milliseconds(Clock::now() - begin).count(); };
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      if (next_) {
        const auto now = Clock::now();
        there.shape(next_->there, Milliseconds(now - begin).count());
        back.shape(next_->back, Milliseconds(now - begin).count());
        begin = now;
        next_.reset();
      }
      counts_ = {there.counts(), back.counts()};
    }
    double until_ms = nowMs() + kLookEveryMs;
    for (const LinkWay* way : {&there, &back}) until_ms = std::min(until_ms, way->nextMs().value_or(until_ms));
    const auto wait = std::chrono::duration_cast<std::chrono::nanoseconds>(Milliseconds(until_ms - nowMs()));
    const timespec bound{.tv_sec = 0, .tv_nsec = std::max(wait, std::chrono::nanoseconds::zero()).count()};
    std::vector<pollfd> ready{{.fd = near_, .events = POLLIN, .revents = 0}};
    for (const Flow& flow : flows_) ready.push_back({.fd = flow.far, .events = POLLIN, .revents = 0});
    ::ppoll(ready.data(), ready.size(), &bound, nullptr);

    const double now_ms = nowMs();
    socklen_t size = sizeof(sender);
    for (ssize_t got = 0; (got = ::recvfrom(near_, buffer.data(), buffer.size(), 0,
                                            reinterpret_cast<sockaddr*>(&sender), &size)) >= 0;) {
      there.add({{buffer.begin(), buffer.begin() + got}, flowOf(ntohs(sender.sin_port))}, now_ms);
    }
    for (std::size_t flow = 0; flow < flows_.size(); ++flow) {
      for (ssize_t got = 0; (got = ::recv(flows_[flow].far, buffer.data(), buffer.size(), 0)) >= 0;) {
        back.add({{buffer.begin(), buffer.begin() + got}, flow}, now_ms);
      }
    }
    // What the receiver does not take is lost.
    while (const auto packet = there.take(now_ms)) {
      (void)::send(flows_[packet->flow].far, packet->bytes.data(), packet->bytes.size(), 0);
    }
    while (const auto packet = back.take(now_ms)) {
      const sockaddr_in to = loopback(flows_[packet->flow].sender_port);
      ::sendto(near_, packet->bytes.data(), packet->bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to),
               sizeof(to));
    }
  }
}

}  // namespace diemcau::test
