// SPDX-License-Identifier: Apache-2.0
// When to number, when to go over, when to let go.
#include "daemon/media/uplink/uplink_change.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kSlack = 300ms;  // on top of the receiver's delay, for what is repaired late
constexpr auto kMostStay = 5s;  // of connections that do not bring what they were given
constexpr auto kLookEvery = 50ms;

// As if there were neither names nor secrets.
UplinkConfig placesOf(UplinkConfig config) {
  const auto bare = [](UplinkTarget& target) {
    target.stream_id.clear();
    target.passphrase.clear();
  };
  bare(config);
  if (config.backup) bare(*config.backup);
  return config;
}

}  // namespace

bool UplinkChange::isPossible(const UplinkConfig& from, const UplinkConfig& to) {
  return placesOf(from) == placesOf(to);
}

void UplinkChange::begin(std::unique_ptr<PathSet> next, const PathSet& present, Time now) {
  spdlog::info("uplink: the stream is to go over to connections with another passphrase");
  next_ = std::move(next);
  next_->learnFrom(present);
  over_at_ = now;
}

void UplinkChange::forget() {
  next_.reset();
  former_.reset();
}

bool UplinkChange::step(Time now, const RateLimits& limits) {
  if (next_) (void)next_->step(now, limits, {});
  if (!former_) return false;
  const bool brings = former_->isBringing(now, limits);
  if (now < let_go_after_ || (brings && now < let_go_by_)) return false;
  former_.reset();
  return true;
}

void UplinkChange::numbered(PathSet& present, Time now) {
  present.number();
  over_at_ = now + present.receiversDelay() + kSlack;
}

bool UplinkChange::isDue(const PathSet& present, Time now) const {
  if (!next_ || !next_->carries()) return false;
  return !present.carries() || (present.numbered() && now >= over_at_ && !present.held());
}

bool UplinkChange::goOver(std::unique_ptr<PathSet>& present, Time now) {
  const bool goes_on = present->carries();
  if (goes_on) {
    next_->takeStreamFrom(*present);
    let_go_after_ = now + present->receiversDelay() + kSlack;
    let_go_by_ = let_go_after_ + kMostStay;
    former_ = std::exchange(present, std::move(next_));
  } else {
    present = std::move(next_);
  }
  spdlog::info("uplink: the stream {} with the other passphrase", goes_on ? "goes on" : "begins");
  return goes_on;
}

UplinkChange::Time UplinkChange::due(Time now) const {
  Time due = Time::max();
  if (next_) due = next_->due(now);
  if (next_ && next_->carries()) due = std::min(due, std::max(now + kLookEvery, over_at_));
  if (former_) due = std::min(due, now + kLookEvery);
  return due;
}

}  // namespace diemcau::media
