// SPDX-License-Identifier: Apache-2.0
// What one stream of ours puts on a line that another one shares.
#pragma once

#include <atomic>
#include <cstdint>

namespace diemcau::media {

struct LineBytes {
  std::uint64_t handed = 0;     // to be sent
  std::uint64_t delivered = 0;  // of those, what the receiver has acknowledged
};

// Counts on from one connection to the next. follow() is one thread's, total() anybody's.
class LineUse {
 public:
  // The counters of the present connection; smaller ones are those of a new one.
  void follow(const LineBytes& now) {
    const bool anew = now.handed < last_.handed || now.delivered < last_.delivered;
    const LineBytes from = anew ? LineBytes{} : last_;
    handed_ += now.handed - from.handed;
    delivered_ += now.delivered - from.delivered;
    last_ = now;
  }
  [[nodiscard]] LineBytes total() const { return {handed_, delivered_}; }

 private:
  LineBytes last_;  // of the one thread
  std::atomic<std::uint64_t> handed_ = 0;
  std::atomic<std::uint64_t> delivered_ = 0;
};

}  // namespace diemcau::media
