// SPDX-License-Identifier: Apache-2.0
// Which encoder is to do the work, and why not another.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "contract/media_status.h"
#include "daemon/media/encode/encoder_proof.h"
#include "daemon/media/encode/video_encoder.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// The rungs are the backends, the wished one first, then the rest in the order of preference. Software goes to
// work unproven: it has no driver that hangs, and the first picture is not to wait; what it does is its proof, and
// the next one takes its place when that is not good enough.
// Hardware is taken once it has proven itself, software does the work meanwhile. What was proven is remembered
// for a size as long as this object lives, what happened at work until the wish or the size is another one, or
// for a while that grows. Pure: no clock, no thread, nothing opened.
class EncoderLadder {
 public:
  explicit EncoderLadder(std::vector<VideoEncoderBackend> backends);
  EncoderLadder(const EncoderLadder&) = delete;
  EncoderLadder& operator=(const EncoderLadder&) = delete;

  // A new wish or size forgives what happened at work.
  void want(EncoderWish wish, const PictureFormat& picture);

  struct Choice {
    const VideoEncoderBackend* best = nullptr;       // proven, software, or still to be proven
    const VideoEncoderBackend* meanwhile = nullptr;  // software, while the best is not at work
  };
  // Without a good rung the best is one that is only too slow or too late. Nothing: none is left.
  [[nodiscard]] Choice choose(MediaTime now) const;

  // Of the last proof at the wished size; nothing: none yet.
  [[nodiscard]] const Proof* proofOf(const VideoEncoderBackend& backend) const;
  void proven(const VideoEncoderBackend& backend, const PictureFormat& picture, const Proof& proof);
  // Who can read pictures in place is to do so from now on, or no more.
  void forgetInPlace();
  // At work: stalled, failed. It stays out for five minutes, then ever longer.
  void fell(const VideoEncoderBackend& backend, EncoderFault fault, MediaTime now);
  // Its driver did not answer and keeps a thread: out for good.
  void hung(const VideoEncoderBackend& backend, std::string detail);
  // None is left: those that fell may be tried again.
  void forgive();

  // What stands above `working` (nothing: all), in order, with why it does not do the work.
  [[nodiscard]] std::vector<PassedOverEncoder> passedOver(const VideoEncoderBackend* working, MediaTime now) const;
  // The encoder of choice is not the one at work: the wished one cannot be used, or one fell.
  [[nodiscard]] std::optional<std::string> fallback(const VideoEncoderBackend* working, MediaTime now) const;
  // Software works where a device was wished, or is there and does not do.
  [[nodiscard]] bool softwareInstead(const VideoEncoderBackend* working, MediaTime now) const;

 private:
  struct Rung {
    explicit Rung(const VideoEncoderBackend* of) : backend(of) {}

    const VideoEncoderBackend* backend;
    std::optional<EncoderFault> unfit;  // by match()
    std::optional<EncoderFault> fallen;
    MediaTime out_until{};
    int falls = 0;
  };
  [[nodiscard]] std::optional<EncoderFault> faultOf(const Rung& rung, MediaTime now) const;
  [[nodiscard]] bool hasFallen(const Rung& rung, MediaTime now) const;
  [[nodiscard]] Rung& rungOf(const VideoEncoderBackend& backend);
  // Those above `working`.
  [[nodiscard]] std::vector<const Rung*> above(const VideoEncoderBackend* working) const;

  const std::vector<VideoEncoderBackend> backends_;
  EncoderWish wish_ = EncoderWish::Auto;
  PictureFormat picture_;
  std::vector<Rung> rungs_;                                                  // in the order of preference
  using Tried = std::tuple<std::string_view, std::uint32_t, std::uint32_t>;  // name and size
  std::map<Tried, Proof> proofs_;
  std::map<std::string_view, EncoderFault> hung_;
};

}  // namespace diemcau::media
