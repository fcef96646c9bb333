// SPDX-License-Identifier: Apache-2.0
// Deciding over a source.
#include "daemon/media/capture/source_watch.h"

#include <algorithm>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kStalledAfter = 500ms;
constexpr MediaTime kReopenAfter = 3s;
constexpr MediaTime kOpenWithin = 10s;
constexpr MediaTime kFirstDataWithin = 5s;
constexpr MediaTime kShortest = 1s;  // of a file
constexpr MediaTime kFirstWait = 1s;
constexpr MediaTime kLongestWait = 30s;
constexpr MediaTime kGoodAfter = 5s;
constexpr MediaTime kStableAfter = 60s;
constexpr MediaTime kLookForDevice = 1s;
constexpr MediaTime kLookForSignal = 1s;
// A device that leaves the bus whenever it is opened comes back each time: not at once for ever.
constexpr MediaTime kUnstableWait = 1s;

}  // namespace

SourceWatch::Order SourceWatch::use(MediaTime now) {
  fault_.reset();
  failures_ = 0;
  tries_ = 0;
  return open(now);
}

void SourceWatch::leave() {
  phase_ = Phase::Idle;
  fault_.reset();
  failures_ = 0;
}

SourceWatch::Order SourceWatch::open(MediaTime now) {
  phase_ = Phase::Opening;
  since_ = now;
  given_ = false;
  again_ = false;
  return Order::Open;
}

SourceWatch::Order SourceWatch::opened(MediaTime now) {
  phase_ = Phase::Running;
  since_ = now;
  return Order::Nothing;
}

void SourceWatch::countFailure() {
  ++failures_ever_;
  ++failures_;
  ++tries_;
}

MediaTime SourceWatch::backOff() const {
  constexpr int kMostDoublings = 5;
  return std::min(kFirstWait * (1 << std::clamp(tries_ - 1, 0, kMostDoublings)), kLongestWait);
}

SourceWatch::Order SourceWatch::failed(SourceFault fault, MediaTime now) {
  MediaTime wait{};
  switch (fault.kind) {
    case SourceFaultKind::Missing:
      wait = kLookForDevice;
      break;
    case SourceFaultKind::NoCable:
    case SourceFaultKind::NoSignal:
    case SourceFaultKind::NoSync:
    case SourceFaultKind::UnsupportedTiming:
      wait = kLookForSignal;
      break;
    case SourceFaultKind::Unreadable:
    case SourceFaultKind::Failed:
    case SourceFaultKind::Stalled:
      countFailure();
      wait = backOff();
      break;
  }
  if (again_) wait = MediaTime{};
  again_ = false;
  phase_ = Phase::Waiting;
  since_ = now;
  retry_at_ = now + wait;
  fault_ = std::move(fault);
  return Order::Close;
}

SourceWatch::Order SourceWatch::ended(MediaTime now) {
  if (now - since_ < kShortest) return failed({SourceFaultKind::Unreadable, "it ends at once"}, now);
  return open(now);
}

SourceWatch::Order SourceWatch::outdated(MediaTime now) { return open(now); }

SourceWatch::Order SourceWatch::devicesChanged(MediaTime now) {
  tries_ = 0;
  if (phase_ == Phase::Opening) again_ = !unstable();
  if (phase_ != Phase::Waiting) return Order::Nothing;
  if (!unstable()) return open(now);
  retry_at_ = std::min(retry_at_, now + kUnstableWait);
  return Order::Nothing;
}

SourceWatch::Order SourceWatch::look(MediaTime now, std::optional<MediaTime> last_data) {
  switch (phase_) {
    case Phase::Idle:
      return Order::Nothing;
    case Phase::Waiting:
      return now >= retry_at_ ? open(now) : Order::Nothing;
    case Phase::Opening:
      if (now - since_ >= kOpenWithin) fault_ = {SourceFaultKind::Stalled, "it does not open"};
      return Order::Nothing;
    case Phase::Running:
      break;
  }
  if (!last_data) {
    if (now - since_ < std::max(kFirstDataWithin, tries_ > 0 ? backOff() : MediaTime{})) return Order::Nothing;
    countFailure();
    fault_ = {SourceFaultKind::Stalled, "no data since it was opened"};
    return open(now);
  }
  if (!std::exchange(given_, true)) good_since_ = now;
  const MediaTime quiet = now - *last_data;
  if (quiet >= kStalledAfter) {
    fault_ = {SourceFaultKind::Stalled, "no data"};
    good_since_ = now;
    if (quiet < kReopenAfter) return Order::Nothing;
    countFailure();
    return open(now);
  }
  fault_.reset();
  if (now - good_since_ >= kGoodAfter) tries_ = 0;
  if (now - good_since_ >= kStableAfter) failures_ = 0;
  return Order::Nothing;
}

}  // namespace diemcau::media
