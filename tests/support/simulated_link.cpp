// SPDX-License-Identifier: Apache-2.0
// Queue, losses, acknowledgements.
#include "tests/support/simulated_link.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace diemcau::test {
namespace {

constexpr double kPacketBytes = 1316;
constexpr double kControlBytes = 44;
constexpr double kHeaderBytes = 44;  // IP, UDP and SRT
constexpr double kFps = 30;
constexpr int kKeyframeEvery = 60;  // pictures
constexpr double kKeyframeSize = 4;
constexpr double kLeanKbps = 140;  // below that a packet of sound each 60 ms, and a still each two seconds
constexpr double kLeanMs = 60;
constexpr double kLeanBytes = 188;
constexpr int kStillEvery = 33;          // packets of sound
constexpr double kEncoderPictures = 10;  // time constant of the encoder's rate
constexpr double kLongest = 20'000;      // ms in the queue
constexpr double kStep = 5;              // ms
constexpr int kAcknowledgeEvery = 10;    // ms, as libsrt
constexpr int kLookEvery = 50;           // ms
constexpr double kAgainMs = 20;          // libsrt's shortest time between two reports of the same loss

}  // namespace

SimulatedLink::SimulatedLink(LinkSpec spec, std::uint32_t seed)
    : spec_(std::move(spec)), there_(seed), back_(seed + 1000) {}

void SimulatedLink::tick() {
  now_ms_ += 1;
  queued_bytes_ = capacity() > 0 ? std::max(0.0, queued_bytes_ - capacity() / 8) : 0;
  if (now_ms_ >= spec_.download_from_s * 1000 && now_ms_ < spec_.download_to_s * 1000) download();
}

// By what the link will carry, which the simulation knows.
double SimulatedLink::queueMs() const {
  double bytes = queued_bytes_;
  for (double ms = 0; ms < kLongest; ms += kStep) {
    const double leaves = spec_.there.kbps.at((now_ms_ + ms) / 1000) / 8 * kStep;
    if (leaves == 0) return ms;
    if (leaves >= bytes) return ms + kStep * bytes / leaves;
    bytes -= leaves;
  }
  return kLongest;
}

bool SimulatedLink::enqueue(double bytes) {
  if (!there_.isWithin(spec_.there, now_ms_, bytes)) return false;
  if (queued_bytes_ + bytes > spec_.there.queue_bytes) return false;
  queued_bytes_ += bytes;
  return true;
}

SimulatedLink::Way SimulatedLink::send(double bytes) {
  if (!enqueue(bytes)) return {};
  const auto arrival = there_.pass(spec_.there, now_ms_ + queueMs());
  return arrival ? Way{true, arrival->at_ms} : Way{};
}

// Additive increase of a packet a round trip, halved at a loss, once a round trip.
void SimulatedLink::download() {
  const double rtt_ms = roundTripMs() + queueMs();
  if (tcp_kbps_ == 0) tcp_kbps_ = 100;
  tcp_kbps_ += kPacketBytes * 8 / rtt_ms / rtt_ms;
  for (tcp_owed_ += tcp_kbps_ / 8; tcp_owed_ >= kPacketBytes; tcp_owed_ -= kPacketBytes) {
    if (enqueue(kPacketBytes) || now_ms_ - tcp_cut_ms_ < rtt_ms) continue;
    tcp_kbps_ /= 2;
    tcp_cut_ms_ = now_ms_;
  }
}

SimulatedSender::SimulatedSender(SimulatedLink& link, RateRule rule, const SenderSpec& spec, std::uint32_t seed,
                                 double from_s)
    : link_(link),
      rule_(std::move(rule)),
      target_kbps_(spec.first_kbps),
      latency_ms_(spec.latency_ms),
      noise_ms_(spec.noise_ms),
      from_ms_(from_s * 1000),
      random_(seed),
      noise_(seed),
      next_picture_ms_(from_ms_),
      encoder_kbps_(spec.first_kbps) {
  if (spec.ladder_kbps > 0) room_.emplace(spec.ladder_kbps, seed);
}

double SimulatedSender::backlogMs() const {
  return unacknowledged_.empty() ? 0 : link_.nowMs() - unacknowledged_.front().handed_ms;
}

// UplinkPath: pictures wait.
bool SimulatedSender::isTooOld() const {
  return backlogMs() > link_.roundTripMs() + 50 + (held_ ? 0.3 : 0.7) * latency_ms_;
}

void SimulatedSender::tick() {
  const double now = link_.nowMs();
  if (now < from_ms_) return;
  if (rtt_ms_ == 0) rtt_ms_ = link_.roundTripMs() + link_.queueMs();
  if (room_) {
    held_ = isTooOld();
    room_->tick(now, target_kbps_, held_, latency_ms_);
    while (const double bytes = room_->next()) hand(bytes);
  } else if (now >= next_picture_ms_) {
    encode();
  }
  for (Packet& packet : unacknowledged_) {
    if (packet.again_ms == 0 || now < packet.again_ms) continue;
    if (!link_.answers()) {
      packet.again_ms = now + kAgainMs;
      continue;
    }
    ++reported_;
    transmit(packet);
  }
  if (static_cast<int>(now) % kAcknowledgeEvery == 0) acknowledge();
  if (static_cast<int>(now) % kLookEvery != 0) return;
  target_kbps_ = rule_({.at = std::chrono::milliseconds(std::llround(now)),
                        .rtt_ms = rtt_ms_ + noise_ms_ * std::uniform_real_distribution(0.0, 1.0)(noise_),
                        .backlog_ms = backlogMs(),
                        .handed_bytes = static_cast<std::uint64_t>(handed_),
                        .delivered_bytes = static_cast<std::uint64_t>(delivered_),
                        .lost_packets = reported_,
                        .held = held_});
}

// Sizes vary by a sixth; an IDR picture is four times as large, and those after it are smaller until the
// rate is kept. While too much is unacknowledged, pictures are dropped (SrtSender).
void SimulatedSender::encode() {
  const bool lean = target_kbps_ < kLeanKbps;
  next_picture_ms_ += lean ? kLeanMs : 1000 / kFps;
  if (lean) {
    hand(kLeanBytes);
    if (++sounds_ % kStillEvery != 0) return;
  }
  encoder_kbps_ += (target_kbps_ - encoder_kbps_) / kEncoderPictures;
  const double usual = encoder_kbps_ / 8 * 1000 / kFps;
  double bytes = usual * std::clamp(std::normal_distribution(1.0, 0.15)(random_), 0.5, 1.5);
  if (picture_++ % kKeyframeEvery == 0) {
    bytes = usual * kKeyframeSize;
    debt_bytes_ += bytes - usual;
  } else {
    const double paid = std::min(debt_bytes_, bytes * 0.4);
    bytes -= paid;
    debt_bytes_ -= paid;
  }
  held_ = isTooOld();
  if (held_) return;
  hand(bytes);
}

void SimulatedSender::hand(double bytes) {
  for (; bytes > 0; bytes -= kPacketBytes) {
    unacknowledged_.push_back({.bytes = std::min(bytes, kPacketBytes), .handed_ms = link_.nowMs()});
    handed_ += unacknowledged_.back().bytes;
    transmit(unacknowledged_.back());
  }
}

void SimulatedSender::transmit(Packet& packet) {
  const auto way = link_.send(packet.bytes + (room_ ? kHeaderBytes : 0));
  packet.arrives_ms = way.arrives ? way.at_ms : 0;
  packet.again_ms = way.arrives ? 0 : link_.nowMs() + std::max(kAgainMs, rtt_ms_ * 1.1);
}

void SimulatedSender::acknowledge() {
  const double now = link_.nowMs();
  // An acknowledgement is of something new: where little is sent, the round trip is seldom measured.
  const bool asks = !room_ || delivered_ != acknowledged_;
  acknowledged_ = delivered_;
  const auto way = asks ? link_.send(kControlBytes) : SimulatedLink::Way{};
  if (!link_.answers()) return;
  if (way.arrives) round_trips_.push_back({way.at_ms + link_.backMs(), way.at_ms + link_.backMs() - now});
  for (; !round_trips_.empty() && round_trips_.front().ends_ms <= now; round_trips_.pop_front()) {
    rtt_ms_ += (round_trips_.front().ms - rtt_ms_) / 8;
  }
  while (!unacknowledged_.empty()) {
    const Packet& first = unacknowledged_.front();
    const bool here = first.arrives_ms > 0 && first.arrives_ms + link_.backMs() <= now;
    // The receiver goes on without it when its delay is over and later data is there.
    const bool late = now > first.handed_ms + latency_ms_ + link_.roundTripMs();
    const bool given_up = late && std::ranges::any_of(unacknowledged_, [&](const Packet& packet) {
                            return packet.arrives_ms > 0 && packet.arrives_ms + link_.backMs() <= now;
                          });
    if (!here && !given_up) return;
    delivered_ += first.bytes;
    lost_ += here ? 0 : 1;
    unacknowledged_.pop_front();
  }
}

}  // namespace diemcau::test
