// SPDX-License-Identifier: Apache-2.0
// How many bits a second this link can carry, from what the link does with those it gets.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

namespace diemcau::media {

// A look at the connection. The bytes only grow.
struct RateSample {
  std::chrono::milliseconds at{};
  double rtt_ms = 0;
  double backlog_ms = 0;              // age of the oldest data that is not acknowledged
  std::uint64_t handed_bytes = 0;     // to be sent
  std::uint64_t delivered_bytes = 0;  // of those, what the receiver has acknowledged
  std::uint64_t lost_packets = 0;     // that the receiver has reported
  bool held = false;                  // pictures wait for the queue to become short
};

struct RateLimits {
  double min_kbps = 0;
  double max_kbps = 0;
  double latency_ms = 0;  // the receiver's delay: what is later than that is lost
};

// Delay-based, as LEDBAT (RFC 6817) is: the queue in the network is the round trip above the shortest one seen,
// and it is kept short. But the rate is set from what was delivered rather than from a window, since pictures
// are made for a rate; and loss by itself says nothing, since SRT repairs what is lost at random.
//
// - Down at once: the queue is long, or pictures have to wait for it, and clearly less is delivered than sent; low
//   enough to empty it in a second. Or nothing is acknowledged for longer than repairs take.
// - Not at all while the link is cut: pictures are held back then, and nothing is known.
// - Down a little: the queue of half a second never was empty, or (a policer) data stays unacknowledged for
//   long and clearly less is delivered than sent.
// - Up, when there is hardly a queue: threefold in a second, to a little below the rate at which the link was
//   last full; from there on slowly, and the faster the longer no queue appears: a link that has grown is
//   found in some seconds. Who has less of what is planned gets more of it sooner: so two come to the same.
//   That is much where little of the plan is carried, so less of it where the link was full at the same rate time
//   after time: there is nobody to share with, and the target is not to swing.
// - Jitter is no queue: what a round trip usually changes by, from one look to the next, may stand besides.
// - A queue that does not shrink after the rate was lowered is not of this sender (another way, another's
//   packets): from then on it counts as the shortest round trip.
//
// The numbers, and what links they were tried on: docs/uplink.md. No clock, no socket, no memory but its own.
// Thread-bound.
class RateControl {
 public:
  RateControl(const RateLimits& limits, double first_kbps);

  // Call it every 20 to 100 ms. Returns target().
  double update(const RateSample& sample);
  // The plan has changed. A target that was all that was planned is so again, another one moves only as far as it
  // has to.
  void setLimits(const RateLimits& limits);

  [[nodiscard]] double target() const { return target_kbps_; }
  // The round trip without a queue.
  [[nodiscard]] double baseMs() const { return base_ms_; }

 private:
  using Time = std::chrono::milliseconds;
  struct Flow {
    double handed_kbps = 0;
    double delivered_kbps = 0;
  };

  [[nodiscard]] const RateSample& before() const;
  [[nodiscard]] bool nothingLost() const;
  [[nodiscard]] bool isStalled() const;
  void noteArrival(const RateSample& sample);
  [[nodiscard]] double roundTrip() const;
  void learnBase();
  void learnNoise();
  [[nodiscard]] double shortestOf(Time span, Time until = Time{}) const;
  [[nodiscard]] Flow flow(Time span) const;
  [[nodiscard]] bool isShort(const Flow& flow, double share) const;
  [[nodiscard]] bool isTooMuch(const RateSample& sample, double queue_ms, const Flow& at_once) const;
  [[nodiscard]] double backlogLimit() const;
  void lower(double delivered_kbps, double queue_ms, double keep);
  void raise(double seconds, const Flow& at_once, const Flow& average);
  void weighFull();
  [[nodiscard]] double shareAt(bool near) const;
  void setTarget(double kbps);

  RateLimits limits_;
  std::deque<RateSample> samples_;  // of the last seconds
  double target_kbps_;
  double base_ms_ = 0;
  double noise_ms_ = 0;          // of the round trip that is no queue
  std::vector<double> changes_;  // room to find it
  double full_kbps_ = 0;         // what was delivered when the link was last full; 0: it never was
  bool weighed_ = true;          // that is in the following two
  double known_kbps_ = 0;        // the same, by all the last times
  double usually_off_;           // how far it was from that, as a share of it
  double growth_;                // a second, from full_kbps_ on
  Time idle_at_{};               // when nothing waited for an acknowledgement last
  Time lowered_at_{};
  RateSample arrived_;  // when something came from the receiver last, and the target then
  double when_arrived_kbps_ = 0;
  bool cut_ = false;
  Time resume_at_{};   // after a cut, when what is seen is of the link again
  Time hold_until_{};  // what the last step does is not seen before
  double rtt_when_lowered_ms_ = 0;
  bool in_doubt_ = false;  // whether the queue is of this sender
};

}  // namespace diemcau::media
