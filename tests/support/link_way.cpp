// SPDX-License-Identifier: Apache-2.0
// Bits that leave, packets that arrive.
#include "tests/support/link_way.h"

#include <algorithm>
#include <utility>

namespace diemcau::test {
namespace {

constexpr double kHeaders = 28;  // IP and UDP
constexpr double kStepMs = 5;    // for which a rate is taken to hold

}  // namespace

double LinkWay::sizeOf(const LinkPacket& packet) { return static_cast<double>(packet.bytes.size()) + kHeaders; }

void LinkWay::shape(const LinkShape& shape, double now_ms) {
  drain(now_ms);
  shape_ = shape;
  fate_ = LinkFate(++seed_);
  drained_ms_ -= now_ms;
  std::multimap<double, LinkPacket> under_way;
  for (auto& [at_ms, packet] : under_way_) under_way.emplace_hint(under_way.end(), at_ms - now_ms, std::move(packet));
  under_way_ = std::move(under_way);
}

void LinkWay::add(LinkPacket packet, double now_ms) {
  drain(now_ms);
  const double size = sizeOf(packet);
  counts_.in_bytes += static_cast<std::uint64_t>(size);
  const bool full = shape_.kbps.at(now_ms / 1000) > 0 && queued_bytes_ + size > shape_.queue_bytes;
  if (full || !fate_.isWithin(shape_, now_ms, size)) {
    ++counts_.lost_packets;
    return;
  }
  if (queue_.empty()) head_bits_ = size * 8;
  queued_bytes_ += size;
  queue_.push_back(std::move(packet));
}

std::optional<LinkPacket> LinkWay::take(double now_ms) {
  drain(now_ms);
  if (under_way_.empty() || under_way_.begin()->first > now_ms) return std::nullopt;
  auto packet = std::move(under_way_.extract(under_way_.begin()).mapped());
  counts_.out_bytes += static_cast<std::uint64_t>(sizeOf(packet));
  return packet;
}

std::optional<double> LinkWay::nextMs() const {
  std::optional<double> next;
  if (!queue_.empty()) next = std::min(headLeavesMs(), drained_ms_ + kStepMs);
  if (!under_way_.empty()) next = std::min(next.value_or(under_way_.begin()->first), under_way_.begin()->first);
  return next;
}

WayCounts LinkWay::counts() const {
  WayCounts counts = counts_;
  counts.carries_kbps = shape_.kbps.at(drained_ms_ / 1000);
  counts.queue_ms = counts.carries_kbps > 0 ? queued_bytes_ * 8 / counts.carries_kbps : 0;
  return counts;
}

double LinkWay::headLeavesMs() const {
  const double kbps = shape_.kbps.at(drained_ms_ / 1000);
  return kbps > 0 ? drained_ms_ + head_bits_ / kbps : drained_ms_;
}

void LinkWay::drain(double now_ms) {
  while (!queue_.empty() && drained_ms_ < now_ms) {
    const double step_ms = std::min(now_ms, drained_ms_ + kStepMs);
    const double leaves_ms = headLeavesMs();
    if (leaves_ms <= step_ms) {
      drained_ms_ = leaves_ms;
      leave();
    } else {
      head_bits_ -= shape_.kbps.at(drained_ms_ / 1000) * (step_ms - drained_ms_);
      drained_ms_ = step_ms;
    }
  }
  drained_ms_ = std::max(drained_ms_, now_ms);
  while (!queue_.empty() && headLeavesMs() <= now_ms) leave();
}

void LinkWay::leave() {
  LinkPacket packet = std::move(queue_.front());
  queue_.pop_front();
  queued_bytes_ -= sizeOf(packet);
  if (!queue_.empty()) head_bits_ = sizeOf(queue_.front()) * 8;
  const auto arrival = fate_.pass(shape_, drained_ms_);
  if (!arrival) {
    ++counts_.lost_packets;
    return;
  }
  if (arrival->again_at_ms) under_way_.emplace(*arrival->again_at_ms, packet);
  under_way_.emplace(arrival->at_ms, std::move(packet));
}

}  // namespace diemcau::test
