// SPDX-License-Identifier: Apache-2.0
// Few large writes: every 200 ms, or as soon as one recording has gathered much.
#include "centre/gateway/recorder.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace diemcau::centre {
namespace {

constexpr std::chrono::milliseconds kRound{200};
constexpr std::size_t kMuch = 256 * 1024;

}  // namespace

Recorder::Recorder(std::filesystem::path directory, RecordingLimits limits)
    : directory_(std::move(directory)), limits_(limits), thread_([this] { run(); }) {}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& recording : recordings_) recording->end();
  }
  wake_.notify_one();
  thread_.join();
}

std::shared_ptr<Recording> Recorder::begin(const std::string& site_code, const std::string& run) {
  auto recording = std::make_shared<Recording>(directory_ / site_code, limits_, run);
  const std::lock_guard lock(mutex_);
  recordings_.push_back(recording);
  return recording;
}

void Recorder::append(Recording& recording, std::string_view bytes) {
  if (recording.append(bytes) < kMuch) return;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(much_waits_, true)) return;
  }
  wake_.notify_one();
}

void Recorder::run() {
  ::pthread_setname_np(::pthread_self(), "srt-recorder");
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait_for(lock, kRound, [this] { return much_waits_ || stopping_; });
    much_waits_ = false;
    const bool last = stopping_;
    const auto round = recordings_;
    lock.unlock();
    std::vector<std::shared_ptr<Recording>> done;
    for (const auto& recording : round) {
      if (!recording->write(std::chrono::steady_clock::now())) done.push_back(recording);
    }
    lock.lock();
    std::erase_if(recordings_, [&done](const auto& recording) { return std::ranges::contains(done, recording); });
    if (last) return;
  }
}

}  // namespace diemcau::centre
