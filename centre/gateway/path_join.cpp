// SPDX-License-Identifier: Apache-2.0
// Order, duplicates, and when to stop waiting.
#include "centre/gateway/path_join.h"

#include <algorithm>
#include <span>

namespace diemcau::centre {
namespace {

using namespace std::chrono_literals;

constexpr auto kPathSilent = 500ms;  // it says nothing: it is not waited for
constexpr auto kMostWait = 1000ms;
constexpr std::size_t kMostAhead = std::size_t{4} << 20;  // bytes
constexpr std::uint32_t kHalf = std::uint32_t{1} << 31;   // serial numbers (RFC 1982): nearer than this is behind

std::span<const std::uint8_t> bytesOf(std::string_view message) {
  return {reinterpret_cast<const std::uint8_t*>(message.data()), message.size()};
}

}  // namespace

void PathJoin::add(std::uint32_t path, std::string_view message, Time now) {
  if (isPadding(bytesOf(message))) return;
  const auto number = readMessageNumber(bytesOf(message));
  if (!number) return handlers_.message(message);
  if (number->stream == before_) return;
  if (number->stream != stream_) begin(number->stream);
  paths_[path] = {number->number, now};
  if (!next_) next_ = number->number;
  const std::uint32_t further = number->number - *next_;
  if (further >= kHalf) return;  // it was there before, or comes too late
  if (further == 0) {
    handlers_.message(message);
    ++*next_;
  } else {
    if (ahead_.empty()) waiting_since_ = now;
    if (ahead_.empty()) waited_for_ = *next_;
    const auto [place, added] = ahead_.try_emplace(number->number - waited_for_, message);
    if (added) ahead_bytes_ += message.size();
  }
  deliverAhead(now);
}

void PathJoin::begin(std::uint32_t stream) {
  const bool another = stream_.has_value();
  before_ = stream_;
  stream_ = stream;
  next_.reset();
  ahead_.clear();
  ahead_bytes_ = 0;
  paths_.clear();
  if (another) handlers_.another();
}

void PathJoin::remove(std::uint32_t path, Time now) {
  paths_.erase(path);
  deliverAhead(now);
}

void PathJoin::tick(Time now) { deliverAhead(now); }

bool PathJoin::mayStillCome(Time now) const {
  if (now - waiting_since_ >= kMostWait || ahead_bytes_ > kMostAhead) return false;
  return std::ranges::any_of(paths_, [&](const auto& entry) {
    const Path& path = entry.second;
    return now - path.heard < kPathSilent && path.newest - *next_ >= kHalf;
  });
}

void PathJoin::deliverAhead(Time now) {
  while (!ahead_.empty()) {
    const auto first = ahead_.begin();
    const std::uint32_t number = waited_for_ + first->first;
    const std::uint32_t gap = number - *next_;
    if (gap != 0 && gap < kHalf) {
      if (mayStillCome(now)) return;
      missing_ += gap;
      next_ = number;
      waiting_since_ = now;
    }
    if (number == *next_) {
      handlers_.message(first->second);
      ++*next_;
    }
    ahead_bytes_ -= first->second.size();
    ahead_.erase(first);
  }
}

}  // namespace diemcau::centre
