// SPDX-License-Identifier: Apache-2.0
// The sender's thread: look up, connect, feed, and begin again.
#include "daemon/media/uplink/srt_sender.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <format>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 50ms;    // at the counters of a healthy link
constexpr auto kLookHeld = 20ms;     // and of one that is held back
constexpr auto kMeterEvery = 250ms;  // for the report
constexpr double kToldFrom = 0.01;   // a change of the rate that is worth the encoder's while
constexpr auto kIdleWait = 250ms;
constexpr auto kHandshakeLook = 20ms;
constexpr auto kLaterWait = 5ms;
constexpr auto kLeastWait = 1ms;
constexpr auto kCatchUp = 5ms;  // what a thread that woke late may send at once
constexpr double kPace = 1.15;  // of what the link carries
constexpr auto kStable = 3s;    // a link that held this long is tried again at once
constexpr auto kCongestionShown = 3s;
constexpr auto kKeyframeEvery = 1s;  // because of drops
constexpr double kGoodMs = 60;       // unacknowledged: nothing is about to break
constexpr double kHoldSlackMs = 50;  // from one acknowledged picture to another
constexpr double kHoldFrom = 0.7;    // of the receiver's delay
constexpr double kHoldUntil = 0.3;

}  // namespace

SrtSender::SrtSender(const base::Clock& clock, Handlers handlers)
    : clock_(clock), handlers_(std::move(handlers)), backoff_(std::random_device{}()), thread_([this] { run(); }) {
  ::pthread_setname_np(thread_.native_handle(), "srt-sender");
}

SrtSender::~SrtSender() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    wake_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

void SrtSender::setTarget(std::optional<UplinkConfig> target) {
  {
    const std::lock_guard lock(mutex_);
    if (new_target_ == target) return;
    new_target_ = std::move(target);
    target_changed_ = true;
  }
  wake();
}

void SrtSender::setRate(const RateLimits& limits) {
  const std::lock_guard lock(mutex_);
  limits_ = limits;
}

void SrtSender::onUnit(const EncodedUnit& unit) {
  const Time now = std::chrono::steady_clock::now();
  if (unit.kind == UnitKind::Sound) sound_channels_ = unit.channels;
  const auto outcome = queue_.push(unit, now);
  note(outcome, now);
  if (outcome.queued) wake();
}

UplinkReport SrtSender::report() const {
  const std::lock_guard lock(mutex_);
  UplinkReport report = report_;
  report.congested = report.status.state == UplinkState::Connected && congested_at_ != Time{} &&
                     std::chrono::steady_clock::now() - congested_at_ < kCongestionShown;
  return report;
}

void SrtSender::wake() {
  {
    const std::lock_guard lock(mutex_);
    wake_ = true;
  }
  woken_.notify_one();
}

void SrtSender::run() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stop_) break;
    }
    const Time now = std::chrono::steady_clock::now();
    takeTarget(now);
    if (link_ != nullptr) {
      linkStep(now);
    } else if (target_) {
      connectStep(now);
    }
    wait();
  }
  link_.reset();
}

void SrtSender::takeTarget(Time now) {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(target_changed_, false)) return;
    target_ = new_target_;
    report_.status.target = target_ ? std::format("{}:{}", target_->host, target_->port) : std::string();
  }
  queue_.close();
  link_.reset();
  connected_at_ = Time{};
  lookup_.reset();
  addresses_.clear();
  backoff_.reset();
  retry_at_ = now + backoff_.next();
  setState(target_ ? UplinkState::Waiting : UplinkState::Idle, std::nullopt);
}

void SrtSender::connectStep(Time now) {
  if (lookup_) {
    auto answer = lookup_->take();
    if (!answer) return;
    lookup_.reset();
    if (!*answer) return onLost(now, {ConditionType::UplinkHostUnknown, answer->error().context});
    addresses_ = std::move(**answer);
  } else if (now < retry_at_) {
    return;
  } else {
    // Looked up again before each try: names move.
    setState(UplinkState::Connecting, report().fault);
    lookup_.emplace(target_->host, target_->port, [this] { wake(); });
    return;
  }
  auto link = SrtLink::open(addresses_[next_address_++ % addresses_.size()], *target_, now);
  if (!link) return onLost(now, {ConditionType::UplinkNoRoute, link.error().context});
  link_ = std::move(*link);
}

void SrtSender::linkStep(Time now) {
  const bool was_connected = connected_at_ != Time{};
  switch (link_->poll(now)) {
    case SrtLink::Phase::Connecting:
      return;
    case SrtLink::Phase::Connected:
      if (!was_connected) onConnected(now);
      return feed(now);
    case SrtLink::Phase::Ended:
      return onLost(now, LinkFault(link_->fault()));
  }
}

void SrtSender::onConnected(Time now) {
  connected_at_ = now;
  looked_at_ = now;
  metered_at_ = now;
  rate_.reset();
  held_ = false;
  muxer_ = TsMuxer(sound_channels_);
  ahead_.clear();
  ahead_sent_ = 0;
  picture_.clear();
  picture_sent_ = 0;
  pace_kbps_ = 0;
  meter_.begin(now);
  queue_.open();
  {
    const std::lock_guard lock(mutex_);
    congested_at_ = Time{};
    ++report_.status.connects;
    report_.status.connected_since = clock_.wall();
    report_.status.latency_ms = link_->latencyMs();
  }
  spdlog::info("uplink: connected to {}:{}", target_->host, target_->port);
  setState(UplinkState::Connected, std::nullopt);
  handlers_.keyframe_wanted();
}

void SrtSender::onLost(Time now, const LinkFault& fault) {
  queue_.close();
  link_.reset();
  if (connected_at_ != Time{} && now - connected_at_ >= kStable) backoff_.reset();
  connected_at_ = Time{};
  retry_at_ = now + backoff_.next();
  if (report().fault != fault) spdlog::warn("uplink: {} {}", textOf(fault.type).name, fault.detail);
  setState(UplinkState::Waiting, fault);
}

void SrtSender::feed(Time now) {
  if (now - looked_at_ >= (held_ ? kLookHeld : kLookEvery)) look(now);
  const auto stale = std::max<std::chrono::milliseconds>(200ms, std::chrono::milliseconds(target_->latency_ms));
  note(queue_.dropStale(now, stale), now);
  for (;;) {
    if (!sendAhead(now)) return;
    if (!picture_.empty()) {
      // Sound does not wait for the rest of a picture.
      if (queue_.popSound(unit_)) {
        mux();
      } else if (held_ || !sendPicture(now)) {
        return;
      }
    } else if (held_ ? queue_.popSound(unit_) : queue_.pop(unit_)) {
      mux();
    } else {
      return;
    }
  }
}

void SrtSender::mux() { muxer_.mux(unit_.view(), ahead_, picture_); }

void SrtSender::look(Time now) {
  looked_at_ = now;
  const LinkStats& stats = link_->sample(now);
  controlRate(now, stats);
  // libsrt keeps late packets for a second and more, and what has waited in the network for longer than the receiver's
  // delay is of no use to it: before that, pictures wait here, where they can be dropped, until the queue is short.
  const bool was_held = held_;
  held_ =
      stats.send_buffer_ms > rate_->baseMs() + kHoldSlackMs + (held_ ? kHoldUntil : kHoldFrom) * target_->latency_ms;
  // The link is there again: nothing is waited for.
  if (was_held && !held_ && queue_.awaitsKeyframe()) askForKeyframe(now);
  if (now - metered_at_ < kMeterEvery) return;
  metered_at_ = now;
  meter_.add(now, stats);
  const std::lock_guard lock(mutex_);
  meter_.write(report_.status);
}

// A new connection begins with what the one before carried before it was about to break.
void SrtSender::controlRate(Time now, const LinkStats& stats) {
  RateLimits limits;
  {
    const std::lock_guard lock(mutex_);
    limits = limits_;
  }
  if (!rate_) rate_.emplace(limits, carried_kbps_.value_or(limits.max_kbps));
  rate_->setLimits(limits);
  const double kbps =
      rate_->update({.at = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()),
                     .rtt_ms = stats.rtt_ms,
                     .backlog_ms = stats.send_buffer_ms,
                     .handed_bytes = stats.bytes_given,
                     .delivered_bytes = stats.bytes_delivered,
                     .lost_packets = stats.packets_lost,
                     .held = held_});
  const bool all = kbps >= limits.max_kbps;
  pace_kbps_ = all ? 0 : kPace * kbps;
  if (all) {
    carried_kbps_.reset();
  } else if (stats.send_buffer_ms < rate_->baseMs() + kGoodMs) {
    carried_kbps_ = kbps;
  }
  {
    const std::lock_guard lock(mutex_);
    report_.status.carries_kbps.reset();
    if (limits.min_kbps < limits.max_kbps) report_.status.carries_kbps = static_cast<std::uint32_t>(std::lround(kbps));
  }
  if (kbps == carries_kbps_ || (!all && std::abs(kbps - carries_kbps_) < kToldFrom * carries_kbps_)) return;
  carries_kbps_ = kbps;
  handlers_.carries(kbps);
}

// Whether all of it is sent.
bool SrtSender::sendAhead(Time now) {
  while (ahead_sent_ < ahead_.size()) {
    if (!send(ahead_, ahead_sent_, now)) return false;
  }
  ahead_.clear();
  ahead_sent_ = 0;
  return true;
}

// One message of it; whether another one may follow.
bool SrtSender::sendPicture(Time now) {
  if (pace_kbps_ > 0 && now < picture_due_) return false;
  const std::size_t before = picture_sent_;
  if (!send(picture_, picture_sent_, now)) {
    picture_due_ = now + kLaterWait;
    return false;
  }
  if (pace_kbps_ > 0) {
    const auto bits = static_cast<double>((picture_sent_ - before) * 8);
    picture_due_ =
        std::max(picture_due_, now - kCatchUp) +
        std::chrono::duration_cast<Time::duration>(std::chrono::duration<double, std::milli>(bits / pace_kbps_));
  }
  if (picture_sent_ < picture_.size()) return true;
  picture_.clear();
  picture_sent_ = 0;
  const std::lock_guard lock(mutex_);
  ++report_.status.frames_sent;
  return true;
}

bool SrtSender::send(std::span<const std::uint8_t> packets, std::size_t& sent, Time now) {
  const auto message = packets.subspan(sent, std::min(kMessageBytes, packets.size() - sent));
  const auto outcome = link_->send(message);
  if (outcome == SrtLink::Sent::Later) {
    const std::lock_guard lock(mutex_);
    congested_at_ = now;
  }
  if (outcome == SrtLink::Sent::Taken) sent += message.size();
  return outcome == SrtLink::Sent::Taken;
}

void SrtSender::note(const UnitQueue::Outcome& outcome, Time now) {
  if (outcome.dropped == 0 && !outcome.keyframe_wanted) return;
  {
    const std::lock_guard lock(mutex_);
    report_.status.frames_dropped += outcome.dropped;
    if (outcome.dropped > 0) congested_at_ = now;
    if (!outcome.keyframe_wanted || now - keyframe_asked_ < kKeyframeEvery) return;
  }
  askForKeyframe(now);
}

void SrtSender::askForKeyframe(Time now) {
  {
    const std::lock_guard lock(mutex_);
    keyframe_asked_ = now;
  }
  handlers_.keyframe_wanted();
}

void SrtSender::setState(UplinkState state, std::optional<LinkFault> fault) {
  {
    const std::lock_guard lock(mutex_);
    report_.status.state = state;
    report_.fault = std::move(fault);
    if (state != UplinkState::Connected) {
      report_.status.connected_since.reset();
      report_.status.send_kbps = 0;
      report_.status.send_buffer_ms = 0;
      report_.status.loss_percent = 0;
      report_.status.carries_kbps.reset();
    }
  }
  handlers_.changed();
}

void SrtSender::wait() {
  const bool connected = connected_at_ != Time{};
  if (link_ != nullptr && !connected) {
    link_->waitHandshake(kHandshakeLook);
    return;
  }
  const Time now = std::chrono::steady_clock::now();
  Time until = now + kIdleWait;
  if (connected && !picture_.empty()) until = std::max(now + kLeastWait, std::min(picture_due_, now + kLookEvery));
  if (connected && !ahead_.empty()) until = now + kLaterWait;
  if (connected && held_) until = now + kLookHeld;
  if (!connected && target_ && !lookup_) until = std::max(now, std::min(until, retry_at_));
  std::unique_lock lock(mutex_);
  woken_.wait_until(lock, until, [&] { return wake_; });
  wake_ = false;
}

}  // namespace diemcau::media
