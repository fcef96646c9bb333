// SPDX-License-Identifier: Apache-2.0
// The thirty pictures, and what is made of them.
#include "daemon/media/encode/encoder_proof.h"

#include <algorithm>
#include <condition_variable>
#include <format>
#include <mutex>
#include <utility>
#include <vector>

#include "daemon/media/encode/picture_points.h"
#include "daemon/media/encode/unit_judge.h"
#include "daemon/media/encode/video_pipeline.h"
#include "daemon/media/guard/video_guard.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kPictures = 30;
constexpr std::uint32_t kOneByOne = 12;
constexpr std::uint32_t kInFlight = 2;
constexpr std::uint32_t kKeyframeAskedAt = 20;
constexpr auto kNoneDue = 1h;
// A device's first picture may have to wait for its firmware.
constexpr MediaTime kFirstWithin = 1500ms;
constexpr MediaTime kNextWithin = 500ms;
constexpr int kNextWithinSlots = 3;  // where pictures are few
constexpr MediaTime kHeldWithin = 50ms;
constexpr std::uint32_t kMostHeld = 8;
constexpr MediaTime kJudgedWithin = 5500ms;  // parsed and decoded (askJudge())
constexpr MediaTime kLatest = 33'400us;

class Bench final : public UnitSink {
 public:
  void onUnit(const EncodedUnit& unit) override {
    const std::lock_guard lock(mutex_);
    units_.push_back({unit.keyframe, unit.pts, {unit.bytes.begin(), unit.bytes.end()}});
    times_.push_back(mediaNow());
    came_.notify_one();
  }
  bool waitFor(std::size_t count, MediaTime until) {
    std::unique_lock lock(mutex_);
    return came_.wait_until(lock, std::chrono::steady_clock::time_point(until), [&] { return units_.size() >= count; });
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return units_.size();
  }
  // When nothing comes any more.
  [[nodiscard]] const std::vector<KeptUnit>& units() const { return units_; }
  [[nodiscard]] const std::vector<MediaTime>& times() const { return times_; }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<KeptUnit> units_;
  std::vector<MediaTime> times_;
};

// As long as they last, within reason.
MediaTime realTime(std::uint32_t fps) {
  return std::min<MediaTime>(std::chrono::nanoseconds(1s) * kPictures / fps, 10s);
}

MediaTime nextWithin(std::uint32_t fps) {
  return std::max<MediaTime>(kNextWithin, kNextWithinSlots * std::chrono::nanoseconds(1s) / fps);
}

// What was pushed when.
struct Run {
  Expected expected;
  std::vector<MediaTime> pushed;
};

enum class Fed { All, TooSlowly, NothingComes };

Fed feed(VideoPipeline& pipeline, Bench& bench, const VideoSettings& settings, const ProofPictures& pictures,
         Run& run) {
  const CapsPtr caps = encoderCaps(nullptr, settings.picture);
  const MediaTime until = mediaNow() + kFirstWithin + realTime(settings.picture.fps);
  const auto came = [&](std::size_t count, MediaTime within) {
    if (bench.waitFor(count, std::min(mediaNow() + within, until))) return Fed::All;
    return mediaNow() < until ? Fed::NothingComes : Fed::TooSlowly;
  };
  for (std::uint32_t i = 0; i < kPictures; ++i) {
    BufferPtr picture = pictures.make(i);
    run.expected.times.emplace_back(static_cast<std::int64_t>(GST_BUFFER_PTS(picture.get())));
    if (auto points = pointsOf(picture.get(), settings.picture)) run.expected.points.push_back(std::move(*points));
    if (i == kKeyframeAskedAt) pipeline.requestKeyframe();
    run.pushed.push_back(mediaNow());
    pipeline.push(std::move(picture), caps.get());
    const std::size_t wanted = i + 2 - (i < kOneByOne ? 1 : kInFlight);
    if (const Fed fed = came(wanted, i == 0 ? kFirstWithin : nextWithin(settings.picture.fps)); fed != Fed::All)
      return fed;
  }
  return came(kPictures, nextWithin(settings.picture.fps));
}

// Is it that the next picture is needed for it?
EncoderFault whyNothingComes(VideoPipeline& pipeline, Bench& bench, const VideoSettings& settings,
                             const ProofPictures& pictures, const Run& run) {
  const std::size_t before = bench.count();
  const CapsPtr caps = encoderCaps(nullptr, settings.picture);
  for (std::uint32_t more = 1; more <= kMostHeld; ++more) {
    pipeline.push(pictures.make(static_cast<std::uint32_t>(run.pushed.size()) + more - 1), caps.get());
    if (bench.waitFor(before + 1, mediaNow() + kHeldWithin)) {
      return {PassedOver::HoldsFrames, std::format("a picture came out after {} more", more)};
    }
  }
  return {PassedOver::Stalled, std::format("{} pictures came out of {}", before, run.pushed.size() + kMostHeld)};
}

double perSecond(std::size_t pictures, MediaTime took) {
  return static_cast<double>(pictures) / std::chrono::duration<double>(took).count();
}

void measure(const Bench& bench, const Run& run, Proof& proof) {
  std::vector<MediaTime> late;
  for (std::size_t i = 1; i < kOneByOne; ++i) late.push_back(bench.times()[i] - run.pushed[i]);
  const auto median = late.begin() + static_cast<std::ptrdiff_t>(late.size() / 2);
  std::ranges::nth_element(late, median);
  proof.latency = *median;
  proof.pictures_per_second = perSecond(kPictures - kOneByOne, bench.times().back() - bench.times()[kOneByOne - 1]);
}

Proof proveIt(const VideoEncoderBackend& backend, const VideoSettings& settings, const ProofPictures& pictures) {
  Proof proof;
  auto encoder = backend.create(settings);
  if (!encoder) {
    proof.fault = {PassedOver::Failed, encoder.error().describe()};
    return proof;
  }
  const VideoCodec codec = (*encoder)->codec();
  Bench bench;
  EncodeMeter meter;
  auto pipeline = VideoPipeline::create(std::move(*encoder), kNoneDue, {.sink = bench, .meter = meter, .failed = {}});
  if (!pipeline) {
    proof.fault = {PassedOver::Failed, pipeline.error().describe()};
    return proof;
  }
  Run run{{{}, kKeyframeAskedAt, settings.picture, {}}, {}};
  const MediaTime began = mediaNow();
  const Fed fed = feed(**pipeline, bench, settings, pictures, run);
  if (fed != Fed::All) {
    if (auto error = (*pipeline)->takeError()) {
      proof.fault = {PassedOver::Failed, *error};
    } else if (fed == Fed::NothingComes) {
      proof.fault = whyNothingComes(**pipeline, bench, settings, pictures, run);
    } else {
      proof.pictures_per_second = perSecond(bench.count(), mediaNow() - began);
    }
    return proof;
  }
  pipeline->reset();
  if (auto fault = faultOf(bench.units(), codec, run.expected)) {
    proof.fault = {PassedOver::OutputInvalid, *fault};
  } else {
    measure(bench, run, proof);
  }
  return proof;
}

}  // namespace

std::chrono::nanoseconds proofBound(std::uint32_t fps) { return kFirstWithin + realTime(fps) + kJudgedWithin; }

Proof prove(const VideoEncoderBackend& backend, const VideoSettings& settings, const ProofPictures& pictures) {
  const MediaTime began = mediaNow();
  Proof proof = proveIt(backend, settings, pictures);
  proof.took = mediaNow() - began;
  return proof;
}

std::optional<EncoderFault> verdict(const Proof& proof, std::uint32_t fps) {
  if (proof.fault) return proof.fault;
  if (proof.pictures_per_second < fps) {
    return EncoderFault{PassedOver::TooSlow,
                        std::format("{:.1f} of {} pictures a second", proof.pictures_per_second, fps)};
  }
  const MediaTime slot = std::chrono::nanoseconds(1s) / fps;
  if (proof.latency > std::max(slot, kLatest)) {
    const std::chrono::duration<double, std::milli> late = proof.latency;
    return EncoderFault{PassedOver::HoldsFrames, std::format("a picture takes {:.0f} ms", late.count())};
  }
  return std::nullopt;
}

}  // namespace diemcau::media
