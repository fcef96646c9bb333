// SPDX-License-Identifier: Apache-2.0
// When a source is opened, given up and tried again, and what is told of it meanwhile.
#pragma once

#include <optional>
#include <utility>

#include "daemon/media/capture/source_fault.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// The decisions of SourceKeeper. Pure: no clock, no thread, no device.
//
// What fails is tried again after 1 s, then after twice as long each time, up to 30 s. A device that comes or
// goes begins that anew, and so do five seconds of good running: a room is better served by a camera that
// fails now and then than by a slate. It is called unstable all the same until it has run for a minute. What
// is merely not there (a device, a file, a signal)
// is no failure: it is looked for every second. A source that stalls is kept open, because it may come
// back by itself; it is opened anew after 3 s, and after that as seldom as others are tried.
class SourceWatch {
 public:
  // What the keeper is to do now. Open: also where one is open, which is to be closed first.
  enum class Order { Nothing, Open, Close };

  // Another source than before.
  [[nodiscard]] Order use(MediaTime now);
  // None from now on.
  void leave();
  [[nodiscard]] Order opened(MediaTime now);
  // It could not be opened, or gave an error.
  [[nodiscard]] Order failed(SourceFault fault, MediaTime now);
  // A file that is over.
  [[nodiscard]] Order ended(MediaTime now);
  // It is another picture now and has to be opened anew; no failure.
  [[nodiscard]] Order outdated(MediaTime now);
  // A device came or went: what is waited for may be there.
  [[nodiscard]] Order devicesChanged(MediaTime now);
  // Called several times a second. `last_data`: when the present attempt gave its last picture or sound.
  [[nodiscard]] Order look(MediaTime now, std::optional<MediaTime> last_data);

  [[nodiscard]] const std::optional<SourceFault>& fault() const { return fault_; }
  // It failed three times, and has not run well for a minute since.
  [[nodiscard]] bool unstable() const { return failures_ >= kUnstableAfter; }
  // How often any source has failed so far.
  [[nodiscard]] unsigned failuresEver() const { return failures_ever_; }

 private:
  enum class Phase { Idle, Opening, Running, Waiting };
  static constexpr int kUnstableAfter = 3;

  [[nodiscard]] Order open(MediaTime now);
  void countFailure();
  [[nodiscard]] MediaTime backOff() const;

  Phase phase_ = Phase::Idle;
  MediaTime since_{};     // of the phase
  MediaTime retry_at_{};  // Waiting
  MediaTime good_since_{};
  bool given_ = false;  // something, in the present attempt
  bool again_ = false;  // a device came or went while the source was being opened
  int failures_ = 0;    // for people
  int tries_ = 0;       // for the back-off
  unsigned failures_ever_ = 0;
  std::optional<SourceFault> fault_;
};

}  // namespace diemcau::media
