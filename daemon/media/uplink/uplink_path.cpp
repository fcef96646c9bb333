// SPDX-License-Identifier: Apache-2.0
// From a name to a connection, and from its counters to what it carries.
#include "daemon/media/uplink/uplink_path.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <format>
#include <random>
#include <utility>

#include "contract/message_number.h"
#include "daemon/media/uplink/latency_rule.h"
#include "daemon/media/uplink/residual_loss.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kMeterEvery = 250ms;  // for the report
constexpr auto kProbeEvery = 500ms;  // while idle
constexpr auto kHandshakeLook = 10ms;
constexpr auto kConnectedLook = 250ms;
constexpr auto kKnownAfter = 300ms;  // the address of before, when there is no other
constexpr auto kStable = 3s;         // a link that held this long is tried again at once
constexpr auto kRttKnownAfter = 1s;
constexpr auto kSettleAfter = 3s;    // loss is known, too
constexpr double kWorthIt = 1.25;    // times the latency: connected anew for it
constexpr double kGoodMs = 60;       // unacknowledged: nothing is about to break
constexpr double kHoldSlackMs = 50;  // from one acknowledged picture to another
constexpr double kHoldFrom = 0.7;    // of the receiver's delay
constexpr double kHoldUntil = 0.3;
constexpr double kStallLeastMs = 60;
constexpr double kStallRoundTrips = 3;

constexpr std::array<std::uint8_t, kTsPacketBytes> nullPacket() {
  std::array<std::uint8_t, kTsPacketBytes> packet{};
  packet.fill(0xFF);
  packet[0] = 0x47;
  packet[1] = 0x1F;
  packet[3] = 0x10;
  return packet;
}

}  // namespace

UplinkPath::UplinkPath(const UplinkTarget& target, const base::Clock& clock, Time now, std::function<void()> wake)
    : target_(target),
      clock_(clock),
      wake_(std::move(wake)),
      backoff_(std::random_device{}()),
      retry_at_(now + backoff_.next()),
      latency_ms_(target.latency_ms) {}

void UplinkPath::learnFrom(const UplinkPath& before) {
  addresses_ = before.addresses_;
  latency_ms_ = before.latency_ms_;
  settled_ = before.settled_;
}

void UplinkPath::takeRateFrom(const UplinkPath& before) {
  rate_.reset();
  carries_all_ = before.carries_all_;
  carried_kbps_ = before.carries_all_ ? std::nullopt : before.carried_kbps_;
}

UplinkPath::Event UplinkPath::step(Time now) {
  if (link_ == nullptr) return connectStep(now);
  switch (link_->poll(now)) {
    case SrtLink::Phase::Connecting:
      return Event::None;
    case SrtLink::Phase::Connected:
      if (std::exchange(to_settle_, false)) {
        leave(now);
        return Event::Lost;
      }
      if (connected()) return Event::None;
      begin(now);
      return Event::Connected;
    case SrtLink::Phase::Ended:
      break;
  }
  return lose(now, LinkFault(link_->fault()));
}

UplinkPath::Event UplinkPath::connectStep(Time now) {
  if (now < retry_at_) return Event::None;
  const bool begins = std::exchange(state_, UplinkState::Connecting) != UplinkState::Connecting;
  if (!asked_at_) {
    asked_at_ = now;
    // Looked up again before each try: names move.
    if (!lookup_) lookup_.emplace(target_.host, target_.port, wake_);
  }
  if (!lookUp(now)) return begins ? Event::Changed : Event::None;
  asked_at_.reset();
  if (addresses_.empty()) return lose(now, *unknown_);
  auto link = SrtLink::open(addresses_[next_address_++ % addresses_.size()], target_, latency_ms_, now);
  if (!link) return lose(now, {ConditionType::UplinkNoRoute, link.error().context});
  link_ = std::move(*link);
  return begins ? Event::Changed : Event::None;
}

// Whether to go on: with what was found, or, when the name cannot be resolved or that takes long, with what was
// found before. A lookup that takes long goes on beside.
bool UplinkPath::lookUp(Time now) {
  auto answer = lookup_->take();
  if (!answer) return !addresses_.empty() && now >= *asked_at_ + kKnownAfter;
  lookup_.reset();
  unknown_.reset();
  if (*answer) {
    addresses_ = std::move(**answer);
  } else {
    unknown_ = {ConditionType::UplinkHostUnknown, answer->error().context};
  }
  return true;
}

UplinkPath::Event UplinkPath::lose(Time now, const LinkFault& found) {
  // Nobody is where the name was before, and where it is now cannot be known.
  const bool refused =
      found.type == ConditionType::UplinkWrongPassphrase || found.type == ConditionType::UplinkRejected;
  const LinkFault fault = unknown_ && !connected() && !refused ? *unknown_ : found;
  if (connected_at_ && now - *connected_at_ >= kStable) backoff_.reset();
  leave(now + backoff_.next());
  if (fault_ != fault) {
    spdlog::warn("uplink: {}:{} {} {}", target_.host, target_.port, textOf(fault.type).name, fault.detail);
  }
  fault_ = fault;
  return Event::Lost;
}

void UplinkPath::leave(Time retry_at) {
  link_.reset();
  connected_at_.reset();
  connected_since_.reset();
  retry_at_ = retry_at;
  state_ = UplinkState::Waiting;
}

void UplinkPath::begin(Time now) {
  state_ = UplinkState::Connected;
  fault_.reset();
  connected_at_ = now;
  connected_since_ = clock_.wall();
  ++connects_;
  negotiated_ms_ = link_->latencyMs();
  metered_at_ = now;
  probed_at_ = now;
  stats_ = {};
  shortest_rtt_ms_.reset();
  meter_.begin(now);
  rate_.reset();
  carries_all_ = false;
  held_ = false;
  spdlog::info("uplink: connected to {}:{}, latency {} ms", target_.host, target_.port, negotiated_ms_);
}

UplinkPath::Time UplinkPath::due(Time now) const {
  if (connected()) return now + kConnectedLook;
  if (link_ != nullptr) return now + kHandshakeLook;
  if (asked_at_) return now + kConnectedLook;
  return std::max(now, retry_at_);
}

void UplinkPath::look(Time now, RateLimits limits, const LineBytes& beside, bool idle) {
  limits.latency_ms = latency_ms_;
  stats_ = link_->sample(now);
  settleLatency(now);
  if (now - metered_at_ >= kMeterEvery) {
    metered_at_ = now;
    meter_.add(now, stats_);
  }
  if (idle) {
    rate_.reset();
    held_ = false;
    if (now - probed_at_ < kProbeEvery) return;
    probed_at_ = now;
    static constexpr auto kNullPacket = nullPacket();
    (void)send(kNullPacket);
    return;
  }
  if (!rate_) rate_.emplace(limits, carried_kbps_.value_or(limits.max_kbps));
  rate_->setLimits(limits);
  const double kbps =
      rate_->update({.at = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()),
                     .rtt_ms = stats_.rtt_ms,
                     .backlog_ms = stats_.send_buffer_ms,
                     .handed_bytes = stats_.bytes_given + beside.handed,
                     .delivered_bytes = stats_.bytes_delivered + beside.delivered,
                     .lost_packets = stats_.packets_lost,
                     .held = held_});
  carries_all_ = kbps >= limits.max_kbps;
  if (carries_all_) {
    carried_kbps_.reset();
  } else if (stats_.send_buffer_ms < rate_->baseMs() + kGoodMs) {
    carried_kbps_ = kbps;
  }
  // libsrt keeps late packets for a second and more, and what has waited in the network for longer than the receiver's
  // delay is of no use to it: before that, pictures wait with the sender, where they can be dropped, until the queue
  // is short.
  held_ = stats_.send_buffer_ms > rate_->baseMs() + kHoldSlackMs + (held_ ? kHoldUntil : kHoldFrom) * latency_ms_;
}

// The delay is agreed upon at the beginning of a connection. A line that needs a longer one is connected anew, once,
// as soon as that is known; later ones begin with what is known then.
void UplinkPath::settleLatency(Time now) {
  // Until then libsrt's estimate is a guess.
  if (now - *connected_at_ < kRttKnownAfter) return;
  shortest_rtt_ms_ = std::min(stats_.rtt_ms, shortest_rtt_ms_.value_or(stats_.rtt_ms));
  if (!target_.latency_max_ms || now - *connected_at_ < kSettleAfter || stats_.packets_sent == 0) return;
  const double loss = 100 * repeatedShare({}, stats_);
  const std::uint32_t wanted = latencyFor(*shortest_rtt_ms_, loss, target_);
  const bool worth_it = wanted > kWorthIt * latency_ms_;
  latency_ms_ = std::max(latency_ms_, wanted);
  if (std::exchange(settled_, true) || !worth_it) return;
  spdlog::info("uplink: {}:{} needs {} ms of latency: {:.0f} ms there and back, {:.1f} % lost", target_.host,
               target_.port, wanted, *shortest_rtt_ms_, loss);
  to_settle_ = true;
}

SrtLink::Sent UplinkPath::send(std::span<const std::uint8_t> message) {
  const auto sent = link_->send(message);
  if (sent == SrtLink::Sent::Taken) stats_.bytes_given += message.size();
  return sent;
}

bool UplinkPath::stalled() const {
  return connected() && stats_.silent_ms > std::max(kStallLeastMs, kStallRoundTrips * stats_.rtt_ms);
}

double UplinkPath::residualLoss() const {
  if (!connected() || !rate_ || stats_.rtt_ms > rate_->baseMs() + kGoodMs) return 0;
  return media::residualLoss(meter_.repeated(), stats_.rtt_ms, negotiated_ms_);
}

void UplinkPath::describe(UplinkStatus& status) const {
  status.state = state_;
  status.target = std::format("{}:{}", target_.host, target_.port);
  status.connected_since = connected_since_;
  status.latency_ms = negotiated_ms_;
  meter_.write(status);
  if (connected()) return;
  status.send_kbps = 0;
  status.send_buffer_ms = 0;
  status.loss_percent = 0;
}

UplinkPathStatus UplinkPath::status() const {
  UplinkStatus all;
  describe(all);
  UplinkPathStatus status{.target = all.target, .state = state_, .connects = connects_};
  if (!connected()) return status;
  status.latency_ms = negotiated_ms_;
  status.rtt_ms = all.rtt_ms;
  status.loss_percent = all.loss_percent;
  status.send_kbps = all.send_kbps;
  return status;
}

}  // namespace diemcau::media
