// SPDX-License-Identifier: Apache-2.0
// Which of two ways to the centre carries the stream.
#pragma once

#include <chrono>
#include <optional>

namespace diemcau::media {

// What is seen of one of them.
struct PathView {
  bool connected = false;
  bool stalled = false;  // data is on its way and nothing comes back
  bool failed = false;   // it was tried, and is not connected
};

// The primary one, as soon as it is there. The backup when the primary is gone or stalled; the primary again when it
// has been good for ten seconds, and for longer and longer where it fails soon after. Pure: no clock of its own.
// Thread-bound.
class PathChoice {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Path { Primary, Backup };

  // Nothing: neither can carry it.
  [[nodiscard]] std::optional<Path> choose(const PathView& primary, const std::optional<PathView>& backup, Time now);

 private:
  void leavePrimary(const PathView& primary, Time now);

  std::optional<Path> path_;
  std::optional<Time> first_asked_;
  std::optional<Time> good_since_;  // the primary
  std::optional<Time> returned_at_;
  std::chrono::seconds patience_{0};
};

}  // namespace diemcau::media
