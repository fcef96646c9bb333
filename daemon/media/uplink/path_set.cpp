// SPDX-License-Identifier: Apache-2.0
// Two paths as one.
#include "daemon/media/uplink/path_set.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <format>
#include <random>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 50ms;    // at the counters of a healthy link
constexpr auto kLookClosely = 20ms;  // and of one that is held back, or that another one could replace
constexpr auto kCopyAfter = 10ms;
constexpr std::size_t kSentRoom = 512;  // messages: 0.6 s at 8 Mb/s

PathView viewOf(const UplinkPath& path) {
  return {.connected = path.connected(), .stalled = path.stalled(), .failed = path.fault().has_value()};
}

std::string textOf(const LinkFault& fault) {
  const std::string name(diemcau::textOf(fault.type).name);
  return fault.detail.empty() ? name : std::format("{}: {}", name, fault.detail);
}

}  // namespace

PathSet::PathSet(const UplinkConfig& config, const base::Clock& clock, Time now, const std::function<void()>& wake)
    : use_(config.paths),
      primary_(std::make_unique<UplinkPath>(config, clock, now, wake)),
      numbered_(config.backup.has_value()) {
  if (!config.backup) return;
  backup_ = std::make_unique<UplinkPath>(*config.backup, clock, now, wake);
  if (use_ == UplinkPaths::Failover) sent_.emplace(kSentRoom);
}

void PathSet::learnFrom(const PathSet& before) {
  primary_->learnFrom(*before.primary_);
  if (backup_ && before.backup_) backup_->learnFrom(*before.backup_);
}

void PathSet::number() {
  if (numbered_) return;
  numbered_ = true;
  number_ = {.stream = std::random_device{}(), .number = 0};
}

void PathSet::takeStreamFrom(const PathSet& before) {
  numbered_ = true;
  number_ = before.number_;
  primary_->takeRateFrom(*before.primary_);
  if (backup_ && before.backup_) backup_->takeRateFrom(*before.backup_);
}

bool PathSet::isBringing(Time now, const RateLimits& limits) {
  look(now, limits, {});
  bool lacking = false;
  eachUsed([&](const UplinkPath& path) { lacking = lacking || path.deliveredBytes() < path.givenBytes(); });
  return lacking;
}

std::chrono::milliseconds PathSet::receiversDelay() const {
  std::uint32_t ms = 0;
  eachUsed([&](const UplinkPath& path) { ms = std::max(ms, path.delayMs()); });
  return std::chrono::milliseconds(ms);
}

bool PathSet::isUsed(const UplinkPath& path) const {
  return carrier_ != nullptr && path.connected() && (use_ == UplinkPaths::Both || &path == carrier_);
}

template <class Visit>
void PathSet::eachUsed(Visit visit) const {
  for (UplinkPath* path : {primary_.get(), backup_.get()}) {
    if (path != nullptr && isUsed(*path)) visit(*path);
  }
}

PathSet::Event PathSet::step(Time now, const RateLimits& limits, const LineBytes& beside) {
  bool changed = false;
  for (UplinkPath* path : {primary_.get(), backup_.get()}) {
    if (path != nullptr) changed = path->step(now) != UplinkPath::Event::None || changed;
  }
  look(now, limits, beside);
  const Event chosen = choose(now);
  if (now >= copy_due_) sendCopy();
  return chosen == Event::None && changed ? Event::Changed : chosen;
}

void PathSet::look(Time now, const RateLimits& limits, const LineBytes& beside) {
  if (now - looked_at_ < (held() || backup_ ? kLookClosely : kLookEvery)) return;
  looked_at_ = now;
  for (UplinkPath* path : {primary_.get(), backup_.get()}) {
    if (path == nullptr || !path->connected()) continue;
    path->look(now, limits, path == primary_.get() ? beside : LineBytes{}, !isUsed(*path));
  }
}

PathSet::Event PathSet::choose(Time now) {
  const auto chosen = choice_.choose(viewOf(*primary_), backup_ ? std::optional(viewOf(*backup_)) : std::nullopt, now);
  UplinkPath* next = nullptr;
  if (chosen) next = chosen == PathChoice::Path::Primary ? primary_.get() : backup_.get();
  UplinkPath* before = std::exchange(carrier_, next);
  if (before == next) return Event::None;
  if (next == nullptr) return Event::Ended;
  if (before == nullptr) {
    numbered_ = backup_ != nullptr;
    number_ = {.stream = std::random_device{}(), .number = 0};
    if (sent_) sent_->clear();
    copy_bytes_ = 0;
    return Event::Begun;
  }
  takeOver(*before, *next);
  return Event::TakenOver;
}

void PathSet::takeOver(UplinkPath& from, UplinkPath& to) {
  spdlog::warn("uplink: the stream goes over {}:{} instead of {}:{}", to.target().host, to.target().port,
               from.target().host, from.target().port);
  if (!sent_) return;
  sent_->moveFrom(from.deliveredBytes(), [&to](std::span<const std::uint8_t> message) {
    return to.send(message) == SrtLink::Sent::Taken ? to.givenBytes() : 0;
  });
}

PathSet::Time PathSet::due(Time now) const {
  Time due = primary_->due(now);
  if (backup_) due = std::min(due, backup_->due(now));
  if (held() || (carries() && backup_)) due = std::min(due, looked_at_ + kLookClosely);
  if (copy_bytes_ > 0) due = std::min(due, copy_due_);
  return std::max(due, now);
}

double PathSet::kbps() const {
  double most = 0;
  eachUsed([&](const UplinkPath& path) { most = std::max(most, path.kbps()); });
  return most;
}

std::optional<bool> PathSet::primaryCarriesAll() const {
  return isUsed(*primary_) ? std::optional(primary_->carriesAll()) : std::nullopt;
}

bool PathSet::held() const {
  bool all = carries();
  eachUsed([&](const UplinkPath& path) { all = all && path.held(); });
  return all;
}

std::chrono::milliseconds PathSet::latency() const {
  std::uint32_t ms = 0;
  eachUsed([&](const UplinkPath& path) { ms = std::max(ms, path.latencyMs()); });
  return std::chrono::milliseconds(ms);
}

SrtLink::Sent PathSet::send(std::span<std::uint8_t> message, Lane lane, Time now) {
  using enum SrtLink::Sent;
  sendCopy();
  if (numbered()) (void)writeMessageNumber(message, number_);
  SrtLink::Sent best = Ended;
  eachUsed([&](UplinkPath& path) {
    if (use_ == UplinkPaths::Both && lane == Lane::Pictures && path.held()) return;
    const auto sent = path.send(message);
    if (best == Ended || sent == Taken) best = sent;
  });
  if (best != Taken) return best;
  if (sent_) sent_->add(message, carrier_->givenBytes());
  ++number_.number;
  if (twice_ && lane == Lane::Ahead) {
    std::ranges::copy(message, copy_.begin());
    copy_bytes_ = message.size();
    copy_due_ = now + kCopyAfter;
  }
  return best;
}

void PathSet::sendCopy() {
  const std::size_t bytes = std::exchange(copy_bytes_, 0);
  if (bytes == 0) return;
  eachUsed([&](UplinkPath& path) { (void)path.send(std::span(copy_).first(bytes)); });
}

bool PathSet::takesTwice() const {
  bool all = carries();
  eachUsed([&](const UplinkPath& path) { all = all && path.takesTwice(); });
  return all;
}

double PathSet::residualLoss() const {
  double share = carries() ? 1 : 0;
  eachUsed([&](const UplinkPath& path) { share *= path.residualLoss(); });
  return share;
}

void PathSet::describe(UplinkReport& report) const {
  const UplinkPath& shown = carrier_ != nullptr && use_ == UplinkPaths::Failover ? *carrier_ : *primary_;
  shown.describe(report.status);
  if (carries()) report.status.state = UplinkState::Connected;
  report.fault = fault();
  report.residual_loss = residualLoss();
  report.sound_twice = carries() && twice_;
  report.status.connects = primary_->connects();
  report.status.paths.clear();
  report.on_backup.reset();
  report.backup_down.reset();
  if (!backup_) return;
  report.status.connects += backup_->connects();
  for (const UplinkPath* path : {primary_.get(), backup_.get()}) {
    report.status.paths.push_back(path->status());
    report.status.paths.back().carries = isUsed(*path);
    if (path == &shown) continue;
    UplinkStatus other;
    path->describe(other);
    report.status.packets_sent += other.packets_sent;
    report.status.packets_lost += other.packets_lost;
    report.status.packets_retransmitted += other.packets_retransmitted;
  }
  if (backup_->fault()) report.backup_down = textOf(*backup_->fault());
  if (!isUsed(*backup_) || isUsed(*primary_)) return;
  report.on_backup = primary_->fault() ? textOf(*primary_->fault()) : "";
}

}  // namespace diemcau::media
