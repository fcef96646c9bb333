// SPDX-License-Identifier: Apache-2.0
// A link and what SRT makes of it, in simulated time: what the rate control is judged on.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "daemon/media/uplink/rate_control.h"
#include "tests/support/link_case.h"
#include "tests/support/link_fate.h"
#include "tests/support/simulated_room.h"

namespace diemcau::test {

// One bottleneck for all who send over it, one millisecond at a time. Of the way back its delay and losses count:
// what the receiver says is short.
class SimulatedLink {
 public:
  SimulatedLink(LinkSpec spec, std::uint32_t seed);

  // The next millisecond: packets leave the queue. Then send() for that millisecond.
  void tick();
  // Whether it was put into the queue; when it will have arrived, in ms.
  struct Way {
    bool arrives = false;
    double at_ms = 0;
  };
  [[nodiscard]] Way send(double bytes);
  [[nodiscard]] double nowMs() const { return now_ms_; }
  // What a packet sent now would wait.
  [[nodiscard]] double queueMs() const;
  // Of the way back.
  [[nodiscard]] double backMs() const { return spec_.back.delay_ms.at(now_ms_ / 1000); }
  [[nodiscard]] double roundTripMs() const { return spec_.there.delay_ms.at(now_ms_ / 1000) + backMs(); }
  // Whether what the receiver says now will be heard.
  [[nodiscard]] bool answers() { return back_.pass(spec_.back, now_ms_).has_value(); }
  [[nodiscard]] double capacity() const { return spec_.there.kbps.at(now_ms_ / 1000); }

 private:
  bool enqueue(double bytes);
  void download();

  const LinkSpec spec_;
  LinkFate there_;
  LinkFate back_;
  double now_ms_ = 0;
  double queued_bytes_ = 0;
  double tcp_kbps_ = 0;
  double tcp_owed_ = 0;
  double tcp_cut_ms_ = 0;
};

// Looks at the connection in, a target in kb/s out.
using RateRule = std::function<double(const media::RateSample&)>;

// An encoder that follows the target as x264 does, some tenths of a second later, or a room with all its rungs, and an
// SRT sender.
class SimulatedSender {
 public:
  SimulatedSender(SimulatedLink& link, RateRule rule, const SenderSpec& spec, std::uint32_t seed, double from_s);
  void tick();

  [[nodiscard]] double target() const { return target_kbps_; }
  [[nodiscard]] double backlogMs() const;
  // Packets that came too late or never.
  [[nodiscard]] int lost() const { return lost_; }
  // Whether stills are sent, or no pictures at all.
  [[nodiscard]] bool isStill() const { return room_ && room_->isStill(); }

 private:
  struct Packet {
    double bytes = 0;
    double handed_ms = 0;
    double arrives_ms = 0;  // at the receiver
    double again_ms = 0;    // when it is sent again, if it was lost; 0: on its way
  };
  [[nodiscard]] bool isTooOld() const;
  void encode();
  void hand(double bytes);
  void transmit(Packet& packet);
  void acknowledge();

  SimulatedLink& link_;
  const RateRule rule_;
  double target_kbps_;
  const double latency_ms_;
  const double noise_ms_;
  const double from_ms_;
  std::optional<SimulatedRoom> room_;  // where there are rungs; otherwise the encoder is of this class
  std::mt19937 random_;
  std::mt19937 noise_;
  std::deque<Packet> unacknowledged_;
  // A round trip is known when it is over, and not at all when one of its packets was lost.
  struct RoundTrip {
    double ends_ms = 0;
    double ms = 0;
  };
  std::deque<RoundTrip> round_trips_;
  double rtt_ms_ = 0;
  double handed_ = 0;
  double delivered_ = 0;
  int sounds_ = 0;
  int lost_ = 0;
  double acknowledged_ = 0;  // of what is delivered
  std::uint64_t reported_ = 0;
  double next_picture_ms_;
  double debt_bytes_ = 0;  // of an IDR picture, paid by the pictures after it
  int picture_ = 0;
  double encoder_kbps_ = 0;
  bool held_ = false;
};

}  // namespace diemcau::test
