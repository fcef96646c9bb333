// SPDX-License-Identifier: Apache-2.0
// Whether the recording needs an encoder of its own.
#pragma once

#include <cstdint>
#include <optional>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// From the moment at which the stream's picture is clearly less than planned, until it has been as planned for three
// seconds. The stream goes first: where its encoder refuses a second's worth of pictures within ten seconds the machine
// cannot do both, and the recording is as the stream for five minutes. Pure: no clock of its own. Thread-bound.
class FullPictureRule {
 public:
  // What is seen of the stream's encoder.
  struct View {
    bool whole = true;          // size and rate of pictures as planned
    double share = 1;           // of the planned bit rate
    std::uint64_t refused = 0;  // pictures that it could not take, since the process started
  };

  // Each second at least.
  bool judge(const View& view, MediaTime now);
  [[nodiscard]] bool own() const { return own_; }

 private:
  [[nodiscard]] bool isTooMuch(const View& view, MediaTime now);

  bool own_ = false;
  std::optional<MediaTime> back_since_;
  MediaTime not_before_{};
  MediaTime counted_since_{};
  std::uint64_t refused_before_ = 0;
};

}  // namespace diemcau::media
