// SPDX-License-Identifier: Apache-2.0
// From findings that come and go to one that people should hear of.
#pragma once

#include <optional>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// Holds once it has been found without a break for a while, and is over once it has been found not to be so
// without a break for another. Thread-bound.
class Persistence {
 public:
  constexpr Persistence(MediaTime set_after, MediaTime clear_after)
      : set_after_(set_after), clear_after_(clear_after) {}

  // Nothing: neither is certain (between two thresholds), and what holds goes on holding.
  void add(MediaTime now, std::optional<bool> found) {
    if (found != leaning_) {
      leaning_ = found;
      since_ = now;
    }
    if (found && now - since_ >= (*found ? set_after_ : clear_after_)) holds_ = *found;
  }
  [[nodiscard]] bool holds() const { return holds_; }
  void reset() {
    leaning_.reset();
    holds_ = false;
  }

 private:
  MediaTime set_after_;
  MediaTime clear_after_;
  MediaTime since_{};
  std::optional<bool> leaning_;
  bool holds_ = false;
};

}  // namespace diemcau::media
