// SPDX-License-Identifier: Apache-2.0
// The rules.
#include "daemon/media/uplink/rate_control.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kRemembered = 3s;
constexpr auto kStanding = 500ms;  // a queue that was never empty for so long
constexpr auto kBrief = 100ms;     // or for so long: no time to ask for more
constexpr auto kAtOnce = 300ms;    // what is delivered, when the link has become slower
constexpr auto kCutAfter = 400ms;  // without a word from the receiver
constexpr auto kOnAverage = 1s;    // otherwise
constexpr auto kAgain = 100ms;     // between two steps while it gets worse
constexpr auto kSettle = 500ms;    // and a round trip, until a step shows
constexpr auto kOneFall = 2s;      // lowered again within that: for the same reason
constexpr auto kFalling = 600ms;   // so long after it was lowered it is not known how far it has to go
constexpr auto kDoubt = 1200ms;    // and a round trip: a queue that did not shrink is not of this sender

constexpr double kQueueMs = 20;         // that may stand
constexpr double kLongMs = 100;         // more than an IDR picture's own
constexpr double kAcknowledgedMs = 50;  // from one acknowledged picture to another, at most
constexpr double kRttNoise = 5;         // ms
constexpr double kNoise = 2;            // changes of a round trip from look to look, and
constexpr double kNoiseMost = 0.1;      // of the receiver's delay: may stand besides
constexpr double kRttDrift = 0.2;       // ms a sample, towards what is now the shortest
constexpr double kShort = 0.8;          // delivered of what was sent: the link has become slower
constexpr double kShortFalling = 0.95;  // the same, while it is lowered
constexpr double kStalled = 0.4;        // or nothing is known of it
constexpr double kTries = 5;            // round trips, and
constexpr double kTriesMore = 80;       // ms, in which what is lost is there at the third try
constexpr double kPoliced = 0.75;       // or, on average, what is too much is taken off

constexpr double kKeep = 0.955;  // of what is delivered, so that the queue is emptied
constexpr double kKeepFallen = 0.85;
constexpr double kKeepLeast = 0.5;
constexpr double kKeepStalled = 0.6;
constexpr double kDrainMs = 1000;  // in which it is to be empty

constexpr double kFastest = 1.1;     // growth a second, as the logarithm: three times as much
constexpr double kNearFull = 0.95;   // up to here, of the rate at which the link was last full
constexpr double kSlowest = 0.01;    // from there on
constexpr double kBeyond = 1.1;      // and from here on faster and faster: the link has grown
constexpr double kEagerness = 3;     // growth of that growth, a second
constexpr double kShare = 0.03;      // of the most, a second besides: two senders come to the same,
constexpr double kShareLeast = 0.5;  // so many times with all that is planned, and
constexpr double kShareMore = 2.5;   // so many more with nothing of it
constexpr double kShareMost = 0.6;   // of the target
constexpr double kShareWell = 0.15;  // of that share, where it is well known what the link carries, but
constexpr double kShareFew = 0.07;   // of the target at least
constexpr double kUnknown = 0.2;     // the last time so far from those before: it is not known
constexpr double kWell = 0.06;       // usually less: it is well known
constexpr double kSame = 0.02;       // as good as not at all
constexpr double kAnother = 0.5;     // weight of the last time that the link was full
constexpr double kForgotten = 3;     // growth of what is usual, a second, when more is carried
constexpr double kShown = 1.04;      // times what was delivered when the link was full: it carries more
constexpr double kFarBeyond = 1.25;  // times that: no further before it is shown
constexpr double kMade = 0.4;        // of the target, handed over: it can be shown
constexpr double kUnused = 1.5;      // times what is made of it, and
constexpr double kUnusedMore = 100;  // so many kb/s: more would be a guess, and comes slowly
constexpr double kIdle = 0.25;       // of the target: where less is delivered nothing is tried, and
constexpr double kIdleMore = 0.05;   // a second is all that it grows

}  // namespace

RateControl::RateControl(const RateLimits& limits, double first_kbps)
    : limits_(limits), target_kbps_(first_kbps), usually_off_(kUnknown), growth_(kFastest) {
  setTarget(first_kbps);
}

void RateControl::setLimits(const RateLimits& limits) {
  const bool all = target_kbps_ >= limits_.max_kbps;
  limits_ = limits;
  setTarget(all ? limits.max_kbps : target_kbps_);
}

double RateControl::update(const RateSample& sample) {
  const double seconds =
      samples_.empty() ? 0
                       : std::clamp(std::chrono::duration<double>(sample.at - samples_.back().at).count(), 0.0, 0.2);
  samples_.push_back(sample);
  if (base_ms_ == 0) base_ms_ = sample.rtt_ms;
  samples_.back().rtt_ms = roundTrip();
  while (sample.at - samples_.front().at > kRemembered) samples_.pop_front();
  learnBase();
  const double queue_ms = samples_.back().rtt_ms - base_ms_;
  const double standing_ms = shortestOf(kStanding) - base_ms_;
  if (queue_ms < (rtt_when_lowered_ms_ - base_ms_) / 2) in_doubt_ = false;
  const Flow at_once = flow(kAtOnce);
  const Flow average = flow(kOnAverage);
  noteArrival(sample);
  if (sample.held && sample.at - arrived_.at >= kCutAfter) {
    setTarget(when_arrived_kbps_);
    cut_ = true;
  }
  // Until pictures are sent again, little is delivered whatever the link carries.
  if (cut_) resume_at_ = sample.at + kAtOnce + std::chrono::milliseconds(std::lround(2 * base_ms_));
  cut_ = cut_ && sample.held;
  if (sample.at < resume_at_) return target_kbps_;
  if (sample.backlog_ms < kQueueMs) idle_at_ = sample.at;
  learnNoise();
  const bool too_much = isTooMuch(sample, queue_ms, at_once);
  if (isStalled()) {
    if (sample.at - lowered_at_ >= kAgain) lower(target_kbps_, 0, kKeepStalled);
  } else if (too_much) {
    if (sample.at - lowered_at_ >= kAgain) lower(at_once.delivered_kbps, queue_ms, kKeepFallen);
  } else if (sample.at < hold_until_) {
    return target_kbps_;
  } else if (sample.backlog_ms > backlogLimit() && isShort(average, kPoliced)) {
    lower(average.delivered_kbps, 0, kKeep);
  } else if (standing_ms > kQueueMs + noise_ms_ && (!in_doubt_ || sample.rtt_ms > rtt_when_lowered_ms_ + kQueueMs)) {
    lower(average.delivered_kbps, standing_ms, kKeep);
  } else if (shortestOf(kBrief) - base_ms_ < std::max(full_kbps_ > 0 ? kQueueMs / 2 : kQueueMs, noise_ms_)) {
    raise(seconds, at_once, average);
  }
  return target_kbps_;
}

// The first sample of the last 300 ms.
const RateSample& RateControl::before() const {
  const Time now = samples_.back().at;
  return *std::ranges::find_if(samples_, [now](const RateSample& sample) { return now - sample.at <= kAtOnce; });
}

// Lately: no acknowledgement waits for what is sent again.
bool RateControl::nothingLost() const { return before().lost_packets == samples_.back().lost_packets; }

// A receiver from which nothing comes, no acknowledgement, no loss, no round trip, is not reached: that says nothing
// of a rate.
void RateControl::noteArrival(const RateSample& sample) {
  const bool same = sample.delivered_bytes == arrived_.delivered_bytes &&
                    sample.lost_packets == arrived_.lost_packets && sample.rtt_ms == arrived_.rtt_ms;
  if (same) return;
  arrived_ = sample;
  when_arrived_kbps_ = target_kbps_;
}

// No acknowledgement for longer than what is lost needs to be sent a third time: a queue that is so long that what
// was lost at its end is not yet known, nor the round trip.
bool RateControl::isStalled() const {
  const RateSample& now = samples_.back();
  const double kbps = static_cast<double>(now.delivered_bytes - before().delivered_bytes) * 8 /
                      static_cast<double>(std::max<Time::rep>((now.at - before().at).count(), 1));
  return now.backlog_ms > kTries * base_ms_ + kTriesMore && kbps < kStalled * target_kbps_;
}

// SRT's round trip is smoothed, the age of what is not acknowledged is not: it tells at once of a queue that grows,
// unless an acknowledgement waits for what was lost, and of one that is gone.
double RateControl::roundTrip() const {
  const RateSample& now = samples_.back();
  if (nothingLost() && now.backlog_ms > base_ms_ + kLongMs) return std::max(now.rtt_ms, now.backlog_ms);
  return std::min(now.rtt_ms, std::max(base_ms_, now.backlog_ms + kAcknowledgedMs));
}

// The shortest round trip; it grows slowly with the shortest of the last seconds, and at once when it is
// plain that the rate has nothing to do with it.
void RateControl::learnBase() {
  const RateSample& now = samples_.back();
  base_ms_ = std::min(now.rtt_ms, base_ms_ + std::clamp(shortestOf(kRemembered) - base_ms_, 0.0, kRttDrift));
  if (!in_doubt_ || now.at - lowered_at_ < kDoubt + std::chrono::milliseconds(std::lround(now.rtt_ms))) return;
  // Nothing comes out: libsrt drops what is older than some seconds, so what waits seems no older however long the
  // queue.
  if (before().delivered_bytes == now.delivered_bytes) return;
  in_doubt_ = false;
  const double shortest = shortestOf(kStanding);
  if (shortest > shortestOf(kDoubt, kDoubt - kStanding) - kRttNoise) base_ms_ = shortest;
}

// The round trip of a link with jitter, or of a busy machine, changes from one look to the next; a queue comes and goes
// slowly. The change in the middle of all: what an IDR picture does is not counted.
void RateControl::learnNoise() {
  changes_.clear();
  for (std::size_t i = 1; i < samples_.size(); ++i) {
    changes_.push_back(std::abs(samples_[i].rtt_ms - samples_[i - 1].rtt_ms));
  }
  if (changes_.empty()) return;
  const auto middle = changes_.begin() + std::ssize(changes_) / 2;
  std::ranges::nth_element(changes_, middle);
  noise_ms_ = std::min(kNoise * *middle, kNoiseMost * limits_.latency_ms);
}

double RateControl::shortestOf(Time span, Time until) const {
  const Time now = samples_.back().at;
  double shortest = std::numeric_limits<double>::max();
  for (auto sample = samples_.rbegin(); sample != samples_.rend() && now - sample->at <= span; ++sample) {
    if (now - sample->at >= until) shortest = std::min(shortest, sample->rtt_ms);
  }
  return shortest;
}

// From one growth to another: an acknowledgement that waits for a hole to be filled says nothing, and the one
// after it is of all that time.
RateControl::Flow RateControl::flow(Time span) const {
  const auto grown = [](auto sample, auto first) {
    while (sample != first && std::prev(sample)->delivered_bytes == sample->delivered_bytes) --sample;
    return sample;
  };
  const auto last = grown(std::prev(samples_.end()), samples_.begin());
  auto from = last;
  while (from != samples_.begin() && last->at - from->at < span) --from;
  from = grown(from, samples_.begin());
  if (last->at == from->at) return {target_kbps_, target_kbps_};
  const double ms = static_cast<double>((last->at - from->at).count());
  return {static_cast<double>(last->handed_bytes - from->handed_bytes) * 8 / ms,
          static_cast<double>(last->delivered_bytes - from->delivered_bytes) * 8 / ms};
}

// An IDR picture is more than the link takes in its time, and a picture at rest less than the target.
bool RateControl::isShort(const Flow& flow, double share) const {
  return flow.delivered_kbps < share * std::min(target_kbps_, flow.handed_kbps);
}

// The link has become slower, or was asked for more than it carries. When there was nothing to deliver a moment ago,
// what is delivered says nothing; what is held back was not handed over.
bool RateControl::isTooMuch(const RateSample& sample, double queue_ms, const Flow& at_once) const {
  if (sample.at - idle_at_ <= kBrief + std::chrono::milliseconds(std::lround(sample.rtt_ms))) return false;
  if (!sample.held || (!nothingLost() && queue_ms <= kLongMs)) return queue_ms > kLongMs && isShort(at_once, kShort);
  const bool falling = lowered_at_ > Time{} && sample.at - lowered_at_ < kFalling;
  return at_once.delivered_kbps < (falling ? kShortFalling : kShort) * target_kbps_;
}

// Acknowledgements stop at a hole until it is filled, and at ten percent of loss some are filled at the third
// try only.
double RateControl::backlogLimit() const {
  return std::max(base_ms_ + 50, std::min(4 * base_ms_ + 80, 0.7 * limits_.latency_ms));
}

void RateControl::lower(double delivered_kbps, double queue_ms, double keep) {
  const double kbps = delivered_kbps * std::clamp(1 - queue_ms / kDrainMs, kKeepLeast, keep);
  const RateSample& now = samples_.back();
  // What is delivered of a queue that is nearly empty is what was sent, and not what the link carries.
  const bool again = full_kbps_ > 0 && now.at - lowered_at_ < kOneFall;
  full_kbps_ = again ? std::max(full_kbps_, delivered_kbps) : delivered_kbps;
  if (kbps >= target_kbps_) return;
  setTarget(kbps);
  rtt_when_lowered_ms_ = now.rtt_ms;
  lowered_at_ = now.at;
  hold_until_ = now.at + kSettle + std::chrono::milliseconds(std::lround(now.rtt_ms));
  growth_ = kSlowest;
  weighed_ = false;
  in_doubt_ = true;
}

// Between two stills, and where there is sound alone, an empty queue says nothing of what the link carries.
void RateControl::raise(double seconds, const Flow& at_once, const Flow& average) {
  if (!weighed_) weighFull();
  const bool near = target_kbps_ >= kNearFull * full_kbps_;
  const double growth = near ? growth_ : kFastest;
  const bool shown = average.delivered_kbps > kShown * full_kbps_;
  if (near && target_kbps_ > kBeyond * full_kbps_) {
    growth_ = std::min(kFastest, growth_ * std::exp(kEagerness * seconds));
    if (shown) usually_off_ = std::clamp(usually_off_ * std::exp(kForgotten * seconds), kSame, kUnknown);
  }
  // An encoder follows, and a queue is seen, half a second later.
  const bool made = average.handed_kbps > kMade * target_kbps_;
  const bool waits = full_kbps_ > 0 && target_kbps_ > kFarBeyond * full_kbps_ && made && !shown;
  const double share = waits ? 0 : shareAt(near) * seconds;
  const double next = target_kbps_ * std::exp(growth * seconds) + share;
  const double used = kUnused * average.delivered_kbps + kUnusedMore;
  const double grown = std::max(target_kbps_ + share, std::min(next, used));
  const bool idle = at_once.handed_kbps < kIdle * target_kbps_;
  setTarget(idle ? std::min(grown, target_kbps_ * (1 + kIdleMore * seconds)) : grown);
}

// What the link carries is the better known the less the last times that it was full differ, as in Google's congestion
// control (draft-ietf-rmcat-gcc-02, 5.5). While two senders come to the same their parts change.
void RateControl::weighFull() {
  weighed_ = true;
  const double off = known_kbps_ > 0 ? std::min(kUnknown, std::abs(full_kbps_ / known_kbps_ - 1)) : kUnknown;
  usually_off_ += kAnother * (off - usually_off_);
  known_kbps_ += (off < kUnknown ? kAnother : 1) * (full_kbps_ - known_kbps_);
}

// Of the most that is planned, kb/s a second.
double RateControl::shareAt(bool near) const {
  const double left = 1 - target_kbps_ / limits_.max_kbps;
  const double often = kShareLeast + kShareMore * left * left;
  const double share = std::min(kShare * limits_.max_kbps * often, kShareMost * target_kbps_);
  if (!near || full_kbps_ == 0) return share;
  const double doubt = usually_off_ / kWell;
  return std::max(share * std::clamp(doubt * doubt, kShareWell, 1.0), std::min(share, kShareFew * target_kbps_));
}

void RateControl::setTarget(double kbps) { target_kbps_ = std::clamp(kbps, limits_.min_kbps, limits_.max_kbps); }

}  // namespace diemcau::media
