// SPDX-License-Identifier: Apache-2.0
// Token buckets for logins.
#include "centre/operators/login_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace diemcau::centre {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr int kAddressBurst = 5;
constexpr seconds kAddressRefill{10};
constexpr int kAllBurst = 30;
constexpr seconds kAllRefill{1};
// With all their tries left, addresses need not be remembered; beyond that many they are swept out.
constexpr std::size_t kSweepAt = 256;

}  // namespace

nanoseconds TryBudget::waitTime(SteadyTime now) const {
  const nanoseconds debt = std::max(nanoseconds(full_at_ - now), nanoseconds(0));
  return std::max(debt - (burst_ - 1) * refill_, nanoseconds(0));
}

void TryBudget::take(SteadyTime now) { full_at_ = std::max(full_at_, now) + refill_; }

LoginLimit::LoginLimit(const Clock& clock) : clock_(clock), all_(kAllBurst, kAllRefill, clock.now().steady) {}

std::optional<seconds> LoginLimit::take(const std::string& address) {
  const SteadyTime now = clock_.now().steady;
  forgetIdle(now);
  TryBudget& own = by_address_.try_emplace(limitedAs(address), kAddressBurst, kAddressRefill, now).first->second;
  const nanoseconds wait = std::max(own.waitTime(now), all_.waitTime(now));
  if (wait > nanoseconds(0)) return std::chrono::ceil<seconds>(wait);
  own.take(now);
  all_.take(now);
  return std::nullopt;
}

void LoginLimit::succeeded(const std::string& address) {
  all_.giveBack();
  const auto own = by_address_.find(limitedAs(address));
  if (own != by_address_.end()) own->second.giveBack();
}

void LoginLimit::forgetIdle(SteadyTime now) {
  if (by_address_.size() < kSweepAt) return;
  std::erase_if(by_address_, [now](const auto& entry) { return entry.second.full(now); });
}

std::string limitedAs(const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
  return {reinterpret_cast<const char*>(bytes.data()), 8};
}

}  // namespace diemcau::centre
