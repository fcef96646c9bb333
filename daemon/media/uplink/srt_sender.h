// SPDX-License-Identifier: Apache-2.0
// Sends the stream to the centre, and connects again for ever.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "contract/config.h"
#include "daemon/base/clock.h"
#include "daemon/media/encode/encoded_unit.h"
#include "daemon/media/uplink/line_use.h"
#include "daemon/media/uplink/path_set.h"
#include "daemon/media/uplink/srt_link.h"
#include "daemon/media/uplink/unit_feed.h"
#include "daemon/media/uplink/unit_queue.h"
#include "daemon/media/uplink/uplink_change.h"
#include "daemon/media/uplink/uplink_report.h"

namespace diemcau::media {

// Owns the thread "srt-sender", which alone touches the connections. setTarget(), setRate(), expectStills(),
// wishSoundTwice(), expectSound(), onUnit(), report() and lineBytes() are thread-safe; the handlers are called on the
// sender's thread or a streaming thread.
//
// While there is no connection everything is dropped; the stream then begins with an IDR picture that is
// asked for. The thread waits on a condition variable, not on srt_epoll: srt_epoll looks at other
// descriptors than its own every 10 ms only, and a frame must not wait that long.
class SrtSender final : public UnitSink {
 public:
  struct Handlers {
    std::function<void()> keyframe_wanted;
    std::function<void()> changed;             // state or fault; then report() tells more
    std::function<void(double kbps)> carries;  // what the link is taken to carry is something else
    // What else of ours goes over the first line; may be empty. To the rate control the two are one.
    std::function<LineBytes()> beside{};
  };

  SrtSender(const base::Clock& clock, Handlers handlers);
  ~SrtSender() override;
  SrtSender(const SrtSender&) = delete;
  SrtSender& operator=(const SrtSender&) = delete;

  // Where to send; nothing: do not. Connections are made anew only when the target differs; where that is in its
  // passphrase alone the stream goes over without a gap, and until it has, the report says `changing`.
  void setTarget(std::optional<UplinkConfig> target);
  // Between what the rate of picture and sound may be; the same twice: it is fixed.
  void setRate(const RateLimits& limits);
  // Whether the pictures are stills.
  void expectStills(bool stills) { stills_ = stills; }
  // Sound a second time, as far as the receivers take it twice.
  void wishSoundTwice(bool twice) { sound_twice_ = twice; }
  // One channel or two, before the first sound is there: a receiver keeps what the stream says first. 0: pictures
  // alone.
  void expectSound(std::uint32_t channels) { sound_channels_ = channels; }
  void onUnit(const EncodedUnit& unit) override;
  [[nodiscard]] UplinkReport report() const;
  // What went over the first line since the beginning.
  [[nodiscard]] LineBytes lineBytes() const { return line_use_.total(); }

 private:
  using Time = std::chrono::steady_clock::time_point;

  void run();
  [[nodiscard]] RateLimits limits() const;
  void takeTarget(Time now);
  void followChange(Time now, const RateLimits& limits);
  void keepCounters();
  void begin(Time now);
  void end();
  void feed(Time now);
  void followRate(const RateLimits& limits);
  void followWish();
  [[nodiscard]] bool send(std::span<std::uint8_t> message, Lane lane, Time now);
  void askForKeyframe(Time now);
  void note(const UnitQueue::Outcome& outcome, Time now);
  void tell(Time now, bool changed);
  void wait();
  void wake();

  const base::Clock& clock_;
  const Handlers handlers_;
  SrtLibrary library_;
  UnitQueue queue_;
  LineUse line_use_;
  std::atomic<bool> stills_ = false;
  std::atomic<bool> sound_twice_ = false;
  std::atomic<std::uint32_t> sound_channels_ = 1;  // of the last unit, sent or not; expected before the first

  // Of the sender's thread.
  std::optional<UplinkConfig> target_;   // that is taken
  std::optional<UplinkConfig> present_;  // that of paths_
  std::unique_ptr<PathSet> paths_;
  UplinkChange change_;  // from present_ to target_
  UnitFeed feed_;
  double carries_kbps_ = 0;  // as it was told last; 0: never
  bool held_ = false;        // sound alone is given
  Time told_at_{};
  UplinkStatus before_;  // counters of earlier paths

  mutable std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_ = false;
  bool stop_ = false;
  bool target_changed_ = false;
  std::optional<UplinkConfig> new_target_;
  RateLimits limits_;
  UplinkReport report_;
  Time congested_at_{};
  Time keyframe_asked_{};

  std::thread thread_;
};

}  // namespace diemcau::media
