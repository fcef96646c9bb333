// SPDX-License-Identifier: Apache-2.0
// The recorder's thread: take what the encoders gave, write it, and begin again where that failed.
#include "daemon/media/record/recorder.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <format>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kTakeEvery = 250ms;
constexpr auto kSettleEvery = 1s;
constexpr auto kRetryAfter = 5s;
constexpr auto kBehindShown = 30s;
// Some ten seconds of picture and sound: as long as a disk may do something else.
constexpr UnitQueue::Limits kQueue{.units = 1024, .bytes = std::size_t{8} << 20};

}  // namespace

Recorder::Recorder(const base::Clock& clock, std::string run, std::function<void()> changed)
    : clock_(clock), run_(std::move(run)), changed_(std::move(changed)), queue_(kQueue), thread_([this] {
        this->run();
      }) {
  ::pthread_setname_np(thread_.native_handle(), "recorder");
}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

void Recorder::use(std::optional<RecordingPlan> plan) {
  {
    const std::lock_guard lock(mutex_);
    if (new_plan_ == plan) return;
    new_plan_ = std::move(plan);
    plan_changed_ = true;
  }
  woken_.notify_one();
}

// The thread looks by itself: to be woken for each unit would cost more than the units do.
void Recorder::take(PicturesOf of, const EncodedUnit& unit) {
  const Time now = std::chrono::steady_clock::now();
  const auto outcome = queue_.push(of, unit, now);
  if (outcome.dropped == 0) return;
  dropped_ += outcome.dropped;
  dropped_at_ = now.time_since_epoch().count();
}

RecorderReport Recorder::report() const {
  const std::lock_guard lock(mutex_);
  RecorderReport report{.status = status_, .fault = fault_, .behind = false};
  report.status.run = run_;
  report.status.dropped = dropped_;
  const Time dropped_at{Time::duration(dropped_at_)};
  report.behind = dropped_ > 0 && std::chrono::steady_clock::now() - dropped_at < kBehindShown;
  return report;
}

void Recorder::run() {
  for (;;) {
    takePlan();
    const Time now = std::chrono::steady_clock::now();
    if (plan_ && ring_ == nullptr && now >= retry_at_) open();
    if (ring_ != nullptr) {
      auto done = drain(now);
      if (done) done = settle(now);
      if (!done) fell(done.error(), now);
    }
    std::unique_lock lock(mutex_);
    if (stop_) break;
    woken_.wait_for(lock, kTakeEvery, [this] { return stop_ || plan_changed_; });
  }
  if (ring_ == nullptr) return;
  auto done = drain(Time::max());
  if (done) done = ring_->end();
  if (!done) spdlog::error("recording: {}", done.error().describe());
}

void Recorder::takePlan() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(plan_changed_, false)) return;
    plan_ = new_plan_;
  }
  if (ring_ != nullptr) {
    queue_.close();
    if (const auto ended = ring_->end(); !ended) spdlog::error("recording: {}", ended.error().describe());
    segment_ = nullptr;
    ring_.reset();
  }
  retry_at_ = Time{};
  if (!plan_) tell(LocalRecordingState::Off, std::nullopt);
}

void Recorder::open() {
  auto ring = SegmentRing::open(*plan_, run_);
  if (!ring) return fell(ring.error(), std::chrono::steady_clock::now());
  ring_ = *std::move(ring);
  if (auto room = ring_->makeRoom(); !room) return fell(room.error(), std::chrono::steady_clock::now());
  segment_ = nullptr;
  segmenter_.reset();
  queue_.open();
  tell(LocalRecordingState::Recording, std::nullopt);
}

Result<void> Recorder::drain(Time now) {
  while (queue_.pop(unit_, now)) {
    if (auto recorded = record(unit_.view()); !recorded) return recorded;
  }
  return {};
}

Result<void> Recorder::record(const EncodedUnit& unit) {
  if (segmenter_.begins(unit)) {
    const auto first = std::chrono::duration_cast<std::chrono::milliseconds>(unit.pts);
    auto segment = ring_->begin({.run = run_,
                                 .seq = next_seq_,
                                 .first_pts_ms = static_cast<std::uint64_t>(first.count()),
                                 .started_at = clock_.wall()});
    if (!segment) return std::unexpected(std::move(segment.error()));
    if (segment_ != nullptr) recorded_ += unit.pts - last_pts_;
    segment_ = *segment;
    ++next_seq_;
  } else {
    recorded_ += unit.pts - last_pts_;
  }
  last_pts_ = unit.pts;
  sound_.clear();
  picture_.clear();
  muxer_.mux(unit, sound_, picture_);
  if (auto written = segment_->write(sound_); !written) return written;
  return segment_->write(picture_);
}

// What was taken is on the disk, and the quota kept.
Result<void> Recorder::settle(Time now) {
  if (now - settled_at_ < kSettleEvery) return {};
  settled_at_ = now;
  if (segment_ != nullptr) {
    if (auto synced = segment_->sync(); !synced) return synced;
    if (auto room = ring_->makeRoom(); !room) return room;
  }
  tell(LocalRecordingState::Recording, std::nullopt);
  return {};
}

void Recorder::fell(const Error& error, Time now) {
  queue_.close();
  segment_ = nullptr;
  ring_.reset();
  retry_at_ = now + kRetryAfter;
  tell(LocalRecordingState::Failed, error.context);
}

void Recorder::tell(LocalRecordingState state, std::optional<std::string> fault) {
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    changed = status_.state != state || fault_ != fault;
    status_.state = state;
    status_.bytes = ring_ ? ring_->bytes() : 0;
    status_.segments = ring_ ? ring_->segments() : 0;
    status_.seconds = std::chrono::duration<double>(recorded_).count();
    fault_ = std::move(fault);
  }
  if (!changed) return;
  if (state == LocalRecordingState::Failed) spdlog::warn("recording: {}", *report().fault);
  changed_();
}

}  // namespace diemcau::media
