// SPDX-License-Identifier: Apache-2.0
// The sender's thread: take units, multiplex, and give them to whichever path carries the stream.
#include "daemon/media/uplink/srt_sender.h"

#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kTellEvery = 250ms;  // figures
constexpr double kToldFrom = 0.01;  // a change of the rate that is worth the encoder's while
constexpr auto kIdleWait = 250ms;
constexpr auto kLeastWait = 1ms;
constexpr auto kLeastStale = 200ms;
constexpr auto kCongestionShown = 3s;
constexpr auto kKeyframeEvery = 1s;  // because of drops

}  // namespace

SrtSender::SrtSender(const base::Clock& clock, Handlers handlers)
    : clock_(clock),
      handlers_(std::move(handlers)),
      feed_(queue_, [this](std::span<std::uint8_t> message, Lane lane, Time now) { return send(message, lane, now); }),
      thread_([this] { run(); }) {
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
  report.changing = report.changing || target_changed_;
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
    if (paths_) {
      const RateLimits limits = this->limits();
      followChange(now, limits);
      const auto event = paths_->step(now, limits, handlers_.beside ? handlers_.beside() : LineBytes{});
      line_use_.follow(paths_->primaryBytes());
      if (event == PathSet::Event::Begun) begin(now);
      if (event == PathSet::Event::TakenOver) askForKeyframe(now);
      if (event == PathSet::Event::Ended) end();
      if (paths_->carries()) {
        followRate(limits);
        followWish();
        feed(now);
      }
      tell(now, event != PathSet::Event::None);
    }
    wait();
  }
  paths_.reset();
}

RateLimits SrtSender::limits() const {
  const std::lock_guard lock(mutex_);
  return limits_;
}

void SrtSender::takeTarget(Time now) {
  {
    const std::lock_guard lock(mutex_);
    if (!target_changed_) return;
    target_ = new_target_;
  }
  const auto make = [&] { return std::make_unique<PathSet>(*target_, clock_, now, [this] { wake(); }); };
  if (target_ == present_) {
    change_.cancel();
  } else if (target_ && paths_ && paths_->carries() && UplinkChange::isPossible(*present_, *target_)) {
    change_.begin(make(), *paths_, now);
  } else {
    end();
    keepCounters();
    change_.forget();
    paths_ = target_ ? make() : nullptr;
    present_ = target_;
    const std::lock_guard lock(mutex_);
    report_ = {};
    report_.status.frames_sent = before_.frames_sent;
    report_.status.frames_dropped = before_.frames_dropped;
  }
  {
    // What is asked for meanwhile is taken the next time.
    const std::lock_guard lock(mutex_);
    target_changed_ = new_target_ != target_;
    report_.changing = change_.underway();
  }
  tell(now, true);
}

void SrtSender::keepCounters() {
  const std::lock_guard lock(mutex_);
  before_ = report_.status;
}

void SrtSender::followChange(Time now, const RateLimits& limits) {
  if (!change_.underway()) return;
  bool over = change_.step(now, limits);
  if (paths_->carries() && feed_.isBetweenUnits() && change_.wantsNumbers(*paths_)) {
    change_.numbered(*paths_, now);
    feed_.number();
  }
  if (change_.isDue(*paths_, now)) {
    tell(now, true);
    keepCounters();
    present_ = target_;
    if (!change_.goOver(paths_, now)) begin(now);
    over = true;
  }
  {
    const std::lock_guard lock(mutex_);
    report_.changing = change_.underway();
  }
  if (over) tell(now, true);
}

void SrtSender::begin(Time now) {
  feed_.begin(TsMuxer(sound_channels_, paths_->numbered() ? TsMuxer::Messages::Numbered : TsMuxer::Messages::Plain));
  held_ = false;
  queue_.open();
  {
    const std::lock_guard lock(mutex_);
    congested_at_ = Time{};
  }
  askForKeyframe(now);
}

void SrtSender::end() {
  queue_.close();
  feed_.end();
}

void SrtSender::feed(Time now) {
  // The link is there again: nothing is waited for.
  if (std::exchange(held_, paths_->held()) && !held_ && queue_.awaitsKeyframe()) askForKeyframe(now);
  note(queue_.dropStale(now, std::max<std::chrono::milliseconds>(kLeastStale, paths_->latency())), now);
  const std::uint32_t whole = feed_.give(now, held_, paths_->sendsSoundTwice());
  if (whole == 0) return;
  const std::lock_guard lock(mutex_);
  report_.status.frames_sent += whole;
}

void SrtSender::followRate(const RateLimits& limits) {
  const double kbps = paths_->kbps();
  if (kbps == 0) return;  // not looked at yet
  {
    const std::lock_guard lock(mutex_);
    report_.first_carries_all = paths_->primaryCarriesAll();
  }
  const bool all = kbps >= limits.max_kbps;
  if (all) {
    feed_.followAll();
  } else {
    feed_.followFull(kbps, stills_);
  }
  if (kbps == carries_kbps_ || (!all && std::abs(kbps - carries_kbps_) < kToldFrom * carries_kbps_)) return;
  carries_kbps_ = kbps;
  handlers_.carries(kbps);
}

// Messages get numbers when they are to come twice.
void SrtSender::followWish() {
  const bool twice = sound_twice_ && paths_->takesTwice();
  if (twice && !paths_->numbered() && feed_.isBetweenUnits()) {
    paths_->number();
    feed_.number();
  }
  paths_->sendSoundTwice(twice && paths_->numbered());
}

bool SrtSender::send(std::span<std::uint8_t> message, Lane lane, Time now) {
  const auto outcome = paths_->send(message, lane, now);
  if (outcome == SrtLink::Sent::Later) {
    const std::lock_guard lock(mutex_);
    congested_at_ = now;
  }
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

void SrtSender::tell(Time now, bool changed) {
  if (!changed && now - told_at_ < kTellEvery) return;
  told_at_ = now;
  {
    const std::lock_guard lock(mutex_);
    UplinkStatus& status = report_.status;
    if (paths_) paths_->describe(report_);
    if (const auto fault = change_.fault()) report_.fault = fault;
    if (!paths_ || !paths_->carries()) report_.first_carries_all.reset();
    status.connects += before_.connects;
    status.packets_sent += before_.packets_sent;
    status.packets_lost += before_.packets_lost;
    status.packets_retransmitted += before_.packets_retransmitted;
    status.carries_kbps.reset();
    const bool adapts = paths_ && paths_->carries() && limits_.min_kbps < limits_.max_kbps;
    if (adapts && paths_->kbps() > 0) {
      status.carries_kbps = static_cast<std::uint32_t>(std::lround(paths_->kbps()));
    }
  }
  if (changed) handlers_.changed();
}

void SrtSender::wait() {
  const Time now = std::chrono::steady_clock::now();
  Time until = now + kIdleWait;
  if (paths_) until = std::min({until, paths_->due(now), change_.due(now)});
  if (const auto due = feed_.due(now)) until = std::max(now + kLeastWait, std::min(until, *due));
  std::unique_lock lock(mutex_);
  woken_.wait_until(lock, until, [&] { return wake_; });
  wake_ = false;
}

}  // namespace diemcau::media
