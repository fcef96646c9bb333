// SPDX-License-Identifier: Apache-2.0
// Whether the small picture is sent beside the stream.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// The first to go when the line carries less than all that is planned, the small picture among it, and the last to come
// back: when all was carried for ten seconds, and for longer and longer where it was given up soon after. Once for
// three seconds at the beginning. Pure: no clock of its own. Thread-bound.
class SmallPictureRule {
 public:
  // What is seen of the stream on the first line.
  struct View {
    std::optional<bool> carries_all;  // nothing: it does not go over that line
    bool congested = false;           // pictures were dropped lately
  };
  enum class Verdict { Waiting, TooNarrow, Send };

  Verdict judge(const View& view, MediaTime now);
  [[nodiscard]] Verdict verdict() const { return verdict_; }

 private:
  void giveUp(MediaTime now);

  Verdict verdict_ = Verdict::Waiting;
  std::optional<MediaTime> good_since_;
  MediaTime sent_since_{};
  MediaTime patience_ = std::chrono::seconds(3);
};

}  // namespace diemcau::media
