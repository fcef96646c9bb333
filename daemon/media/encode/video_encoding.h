// SPDX-License-Identifier: Apache-2.0
// Keeps an encoder at work, whatever the encoders do.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/media_status.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/encode/encode_meter.h"
#include "daemon/media/encode/encoder_ladder.h"
#include "daemon/media/loose_work.h"

namespace diemcau::media {

// One encoder works at a time. Another takes its place between two pictures: the sender sees an IDR picture,
// perhaps a picture or two less, and time stamps that go on. Software is made and started here, and proves itself by
// its work; a device's encoder is made on a thread of its own, after it has proven itself there on some of the source's
// pictures, while software does the work. One that fails or stalls is closed on a thread of its own too, and the next
// rung of the ladder does the work at once. Once a picture came in a device's memory, an encoder that can read it there
// does so, proven anew for it; when it cannot after all, it gets copies like all others. Bound to the loop's thread but
// for push().
class VideoEncoding {
 public:
  // `sink` outlives this object. `changed`: what status() says is something else.
  VideoEncoding(base::EventLoop& loop, UnitSink& sink, std::vector<VideoEncoderBackend> backends,
                std::function<void()> changed);
  ~VideoEncoding();
  VideoEncoding(const VideoEncoding&) = delete;
  VideoEncoding& operator=(const VideoEncoding&) = delete;

  // Bits, keyframes and, where the encoder takes it, the rate of pictures change while it works. For another size
  // another encoder takes its place.
  void use(const VideoSettings& settings, EncoderWish wish);
  // No encoder works until use(). When it returns, the last unit has left.
  void retire();
  // Also where pictures are far apart: the next one is it.
  void requestKeyframe();
  // Pictures of any size and rate; what the encoder gets is as the settings say. Those that the source has just given
  // have GST_BUFFER_FLAG_LIVE. One thread at a time.
  void push(BufferPtr picture, GstCaps* caps);

  // encoder, hardware, wished, proof_ms, latency_ms, passed_over.
  void describe(VideoEncodeStatus& status) const;
  // No encoder is left: why.
  [[nodiscard]] std::optional<std::string> fault() const;
  [[nodiscard]] std::optional<std::string> fallback() const;
  [[nodiscard]] bool softwareInstead() const;
  // No encoder works and one that was given up does not let itself be closed: only a new process helps.
  [[nodiscard]] bool stuck() const;
  // Of all encoders since the process started.
  [[nodiscard]] const EncodeMeter& meter() const { return meter_; }

 private:
  struct Work;
  struct Door;
  // A device's encoder that is being proven and made.
  struct Attempt {
    std::uint64_t number = 0;
    const VideoEncoderBackend* backend = nullptr;
    VideoSettings settings;
    MediaTime until{};
  };
  // What came of it.
  struct Outcome {
    std::optional<Proof> proof;
    bool copies = false;                // it did not prove itself in place, but so
    std::optional<EncoderFault> fault;  // good, but it could not be made
    std::shared_ptr<Work> work;         // made and started
  };

  void converge();
  void begin(const VideoEncoderBackend& backend);
  void attempt(const VideoEncoderBackend& backend);
  void attempted(std::uint64_t number, Outcome outcome);
  void judgeWork();
  void judged(std::uint64_t number, const Proof& proof);
  [[nodiscard]] bool awaitsSource();
  void forgetSource();
  void take(std::shared_ptr<Work> work);
  void close(std::shared_ptr<Work> work);
  void setInPlace();
  void copyFromNowOn(std::string_view why);
  void fell(std::uint64_t number, EncoderFault fault);
  void look();
  [[nodiscard]] std::shared_ptr<Work> newWork(const VideoEncoderBackend& backend);
  [[nodiscard]] static std::optional<EncoderFault> make(Work& work, const VideoEncoderBackend& backend,
                                                        const VideoSettings& settings);
  [[nodiscard]] const VideoEncoderBackend* working() const;
  [[nodiscard]] bool takes(const VideoSettings& settings) const;
  [[nodiscard]] bool isOutdated() const;
  // The settings as such an encoder is made for.
  [[nodiscard]] VideoSettings settingsFor(const VideoEncoderBackend& backend) const;

  UnitSink& sink_;
  const std::function<void()> changed_;
  const std::shared_ptr<Door> door_;
  EncoderLadder ladder_;
  std::optional<VideoSettings> settings_;
  EncoderWish wish_ = EncoderWish::Auto;
  EncodeMeter meter_;
  std::uint64_t numbers_ = 0;  // of what was at work, and of attempts
  std::optional<Attempt> attempt_;
  std::string last_fault_;
  bool in_place_ = false;
  bool only_copies_ = false;  // it went wrong
  base::Timer look_;
  base::Timer again_;
  LooseWork attempts_;
  LooseWork closing_;
  std::atomic<bool> seen_in_device_ = false;  // a picture in a device's memory
  std::optional<MediaTime> collects_since_;   // pictures for a device's proof
  std::mutex mutex_;                          // pictures come on the guard's threads, the loop replaces
  std::shared_ptr<Work> work_;
  bool collects_ = false;
  std::vector<BufferPtr> of_source_;
};

}  // namespace diemcau::media
