// SPDX-License-Identifier: Apache-2.0
// The queue between receiving and writing, and what happens when the disk does not keep up.
#include "centre/gateway/recording.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace diemcau::centre {
namespace {

constexpr std::uint64_t kLeastKept = 64 * 1024;

Timestamp wallClock() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

std::size_t Recording::append(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() + bytes.size() > limits_.queue_bytes) overrun_ = true;
  if (!overrun_) waiting_.append(bytes);
  return waiting_.size();
}

void Recording::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
}

RecordingView Recording::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

bool Recording::write(std::chrono::steady_clock::time_point now) {
  taken_.clear();
  bool overrun = false;
  bool ended = false;
  {
    const std::lock_guard lock(mutex_);
    std::swap(taken_, waiting_);
    overrun = std::exchange(overrun_, false);
    ended = ended_;
  }
  if (!taken_.empty() && now >= retry_at_) {
    if (auto written = writeNow(taken_); !written) {
      failWith(written.error().context, now);
    } else if (overrun) {
      failWith("the disk is slower than the stream", now);
    }
  }
  if (!ended) return true;
  file_.reset();
  const std::lock_guard lock(mutex_);
  view_.state = RecordingState::Idle;
  return false;
}

Result<void> Recording::writeNow(std::string_view bytes) {
  if (!file_) {
    auto created = RecordingFile::create(directory_, wallClock(), run_);
    if (!created) return std::unexpected(std::move(created.error()));
    file_ = std::move(*created);
  }
  const std::uint64_t before = file_->size();
  auto written = file_->write(bytes);
  const std::lock_guard lock(mutex_);
  view_.bytes += file_->size() - before;
  if (written) {
    view_.file = file_->path().string();
    if (view_.state == RecordingState::Failed) spdlog::info("recording: goes on in {}", view_.file);
    view_.state = RecordingState::Writing;
    view_.detail.clear();
  }
  return written;
}

void Recording::failWith(std::string detail, std::chrono::steady_clock::time_point now) {
  retry_at_ = now + limits_.retry;
  const std::lock_guard lock(mutex_);
  if (file_ && file_->size() >= kLeastKept) view_.file = file_->path().string();
  if (file_ && file_->size() < kLeastKept) {
    view_.bytes -= file_->size();
    if (view_.file == file_->path()) view_.file.clear();
    file_->remove();
  }
  file_.reset();
  if (view_.state != RecordingState::Failed) spdlog::error("recording: {}", detail);
  view_.state = RecordingState::Failed;
  view_.detail = std::move(detail);
}

}  // namespace diemcau::centre
