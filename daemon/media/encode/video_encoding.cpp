// SPDX-License-Identifier: Apache-2.0
// From the ladder's choice to the encoder at work, and back down.
#include "daemon/media/encode/video_encoding.h"

#include <gst/allocators/gstdmabuf.h>
#include <spdlog/spdlog.h>

#include <format>
#include <utility>

#include "daemon/media/encode/picture_reducer.h"
#include "daemon/media/encode/proof_at_work.h"
#include "daemon/media/encode/stall_watch.h"
#include "daemon/media/encode/unit_fork.h"
#include "daemon/media/encode/unit_gate.h"
#include "daemon/media/encode/video_pipeline.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 250ms;
constexpr int kDeviceStalls = 4;     // looks: a second
constexpr int kSoftwareStalls = 12;  // it may be starved where a device is not
constexpr auto kAgainAfter = 1000ms;
constexpr MediaTime kMadeWithin = 3s;
constexpr MediaTime kClosedWithin = 3s;
// Pictures of the source that a device proves itself on, and how long they are waited for.
constexpr std::size_t kOfSource = 4;
constexpr MediaTime kSourceWithin = 3s;

double milliseconds(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

bool isInDevice(GstBuffer* picture) {
  return gst_buffer_n_memory(picture) > 0 && gst_is_dmabuf_memory(gst_buffer_peek_memory(picture, 0)) != FALSE;
}

std::string describe(const Proof& proof, const std::optional<EncoderFault>& fault) {
  if (fault) return fault->detail;
  return std::format("{:.0f} pictures a second, {:.1f} ms late", proof.pictures_per_second,
                     milliseconds(proof.latency));
}

void tell(const VideoEncoderBackend& backend, const Proof& proof, std::uint32_t fps) {
  const auto fault = verdict(proof, fps);
  spdlog::info("encoder: {} {} in {:.0f} ms: {}", backend.name, fault ? "did not prove itself" : "proven",
               milliseconds(proof.took), describe(proof, fault));
}

bool sameSize(const PictureFormat& one, const PictureFormat& other) {
  return one.width == other.width && one.height == other.height;
}

}  // namespace

// How other threads reach the loop, as long as there is somebody to reach.
struct VideoEncoding::Door {
  std::mutex mutex;
  base::EventLoop* loop = nullptr;  // null: closed

  void post(std::function<void()> work) {
    const std::lock_guard lock(mutex);
    if (loop != nullptr) loop->post(std::move(work));
  }
  [[nodiscard]] bool open() const { return loop != nullptr; }  // loop's thread
  void close() {
    const std::lock_guard lock(mutex);
    loop = nullptr;
  }
};

// An encoder that is being made, at work, or closing: all that its threads touch.
struct VideoEncoding::Work {
  Work(const VideoEncoderBackend& of, std::uint64_t number_, const VideoSettings& settings, UnitSink& sink,
       EncodeMeter& total)
      : backend(of),
        number(number_),
        picture(settings.picture),
        in_place(settings.in_place),
        reducer(settings.picture),
        gate(sink, total),
        proof(settings.picture),
        fork(gate, proof),
        stall(of.hardware ? kDeviceStalls : kSoftwareStalls) {
    reducer.setApart(settings.apart);
  }

  const VideoEncoderBackend& backend;  // the ladder's; which one it is, not to be used by other threads
  const std::uint64_t number;
  PictureFormat picture;   // that it is at work on
  bool in_place;           // as it is made
  PictureReducer reducer;  // with the encoding's mutex
  UnitGate gate;
  ProofAtWork proof;  // of who goes to work unproven
  UnitFork fork;
  bool proves = false;
  VideoCodec codec;
  EncodeMeter meter;
  StallWatch stall;
  std::function<void(std::string detail)> failed;
  std::unique_ptr<VideoPipeline> pipeline;
};

VideoEncoding::VideoEncoding(base::EventLoop& loop, UnitSink& sink, std::vector<VideoEncoderBackend> backends,
                             std::function<void()> changed)
    : sink_(sink), changed_(std::move(changed)), door_(std::make_shared<Door>()), ladder_(std::move(backends)) {
  door_->loop = &loop;
  look_.startEvery(kLookEvery, [this] { look(); });
}

VideoEncoding::~VideoEncoding() {
  door_->close();
  retire();
}

bool VideoEncoding::takes(const VideoSettings& settings) const {
  if (!work_) return true;
  if (!sameSize(work_->picture, settings.picture)) return false;
  return work_->picture.fps == settings.picture.fps || work_->pipeline->takeRate(settings);
}

VideoSettings VideoEncoding::settingsFor(const VideoEncoderBackend& backend) const {
  VideoSettings settings = *settings_;
  settings.in_place = backend.in_place && in_place_;
  return settings;
}

bool VideoEncoding::isOutdated() const {
  return work_ && settings_ && (!takes(*settings_) || work_->in_place != settingsFor(work_->backend).in_place);
}

void VideoEncoding::use(const VideoSettings& settings, EncoderWish wish) {
  const std::optional<VideoSettings> old = std::exchange(settings_, settings);
  wish_ = wish;
  ladder_.want(wish, settings.picture);
  if (old && !sameSize(old->picture, settings.picture)) forgetSource();
  if (work_ && takes(settings)) {
    if (!old || old->bitrate_kbps != settings.bitrate_kbps) work_->pipeline->setBitrate(settings.bitrate_kbps);
    work_->pipeline->setKeyframeInterval(std::chrono::seconds(settings.keyframe_interval_s));
    const std::lock_guard lock(mutex_);
    work_->picture.fps = settings.picture.fps;
    work_->reducer.setRate(settings.picture.fps);
    work_->reducer.setApart(settings.apart);
  } else if (work_ && work_->backend.hardware) {
    // A device may do one thing at a time.
    retire();
    settings_ = settings;
  }
  converge();
}

void VideoEncoding::forgetSource() {
  collects_since_.reset();
  const std::lock_guard lock(mutex_);
  collects_ = false;
  of_source_.clear();
}

void VideoEncoding::retire() {
  settings_.reset();
  forgetSource();
  std::shared_ptr<Work> old;
  {
    const std::lock_guard lock(mutex_);
    old = std::exchange(work_, nullptr);
  }
  close(std::move(old));
}

void VideoEncoding::converge() {
  if (!settings_) return;
  const EncoderLadder::Choice choice = ladder_.choose(mediaNow());
  if (choice.best == nullptr) {
    if (work_ || attempt_ || again_.active()) return;
    again_.startOnce(kAgainAfter, [this] {
      ladder_.forgive();
      converge();
    });
    return;
  }
  if (working() == choice.best && !isOutdated()) return;
  if (!choice.best->hardware) return begin(*choice.best);
  if ((!work_ || isOutdated()) && choice.meanwhile != nullptr) begin(*choice.meanwhile);
  if (settings_ && !attempt_ && (ladder_.proofOf(*choice.best) != nullptr || !awaitsSource())) attempt(*choice.best);
}

// A device is to prove itself on what the room shows, but not without end, and not while nothing is on air.
bool VideoEncoding::awaitsSource() {
  if (!work_) return false;
  const std::lock_guard lock(mutex_);
  if (!collects_since_) collects_since_ = mediaNow();
  collects_ = of_source_.size() < kOfSource && mediaNow() - *collects_since_ < kSourceWithin;
  return collects_;
}

const VideoEncoderBackend* VideoEncoding::working() const { return work_ ? &work_->backend : nullptr; }

std::shared_ptr<VideoEncoding::Work> VideoEncoding::newWork(const VideoEncoderBackend& backend) {
  auto work = std::make_shared<Work>(backend, ++numbers_, settingsFor(backend), sink_, meter_);
  work->proves = !backend.hardware && ladder_.proofOf(backend) == nullptr;
  // From within the pipeline that is to be closed for it: later, then.
  work->failed = [this, door = door_, number = work->number](const std::string& detail) {
    door->post([this, door, number, detail] {
      if (door->open()) fell(number, {PassedOver::Failed, detail});
    });
  };
  return work;
}

std::optional<EncoderFault> VideoEncoding::make(Work& work, const VideoEncoderBackend& backend,
                                                const VideoSettings& settings) {
  auto encoder = backend.create(settings);
  if (!encoder) return EncoderFault{PassedOver::Failed, encoder.error().describe()};
  work.codec = (*encoder)->codec();
  UnitSink& sink = work.proves ? static_cast<UnitSink&>(work.fork) : work.gate;
  auto made = VideoPipeline::create(std::move(*encoder), std::chrono::seconds(settings.keyframe_interval_s),
                                    {.sink = sink, .meter = work.meter, .failed = work.failed});
  if (!made) return EncoderFault{PassedOver::Failed, made.error().describe()};
  work.pipeline = std::move(*made);
  return std::nullopt;
}

// Software: at once.
void VideoEncoding::begin(const VideoEncoderBackend& backend) {
  auto work = newWork(backend);
  if (auto fault = make(*work, backend, *settings_)) {
    spdlog::error("encoder: {} cannot be used: {}", backend.name, fault->detail);
    last_fault_ = fault->detail;
    ladder_.fell(backend, std::move(*fault), mediaNow());
    changed_();
    return converge();
  }
  take(std::move(work));
}

// A device: where it may hang.
void VideoEncoding::attempt(const VideoEncoderBackend& backend) {
  const bool proven = ladder_.proofOf(backend) != nullptr;
  const VideoSettings settings = settingsFor(backend);
  const std::uint32_t fps = settings.picture.fps;
  auto work = newWork(backend);
  auto of_source = std::make_shared<std::vector<BufferPtr>>();
  {
    const std::lock_guard lock(mutex_);
    collects_ = false;
    of_source->swap(of_source_);
  }
  collects_since_.reset();
  const MediaTime bound = (settings.in_place ? 2 : 1) * proofBound(fps);
  attempt_ = Attempt{work->number, &backend, settings, mediaNow() + kMadeWithin + (proven ? MediaTime{} : bound)};
  attempts_.start("encoder-proof", [this, door = door_, copy = backend, settings = settings, proven, fps,
                                    of_source = std::move(of_source), work = std::move(work)]() mutable {
    Outcome outcome;
    const ProofPictures pictures(settings.picture, std::move(*of_source));
    if (!proven) outcome.proof = prove(copy, settings, pictures);
    if (!proven && settings.in_place && verdict(*outcome.proof, fps)) {
      outcome.copies = true;
      settings.in_place = work->in_place = false;
      outcome.proof = prove(copy, settings, pictures);
    }
    if (proven || !verdict(*outcome.proof, fps)) outcome.fault = make(*work, copy, settings);
    const std::uint64_t number = work->number;
    outcome.work = std::move(work);
    door->post([this, door, number, outcome = std::move(outcome)]() mutable {
      if (door->open()) attempted(number, std::move(outcome));
    });
  });
}

void VideoEncoding::attempted(std::uint64_t number, Outcome outcome) {
  if (!attempt_ || attempt_->number != number) return close(std::move(outcome.work));  // given up by now
  const Attempt done = *std::exchange(attempt_, std::nullopt);
  if (outcome.copies) copyFromNowOn("it did not prove itself so");
  const bool in_place = outcome.work->in_place;
  const bool as_wanted = settings_ && in_place == settingsFor(*done.backend).in_place;
  if (outcome.proof && as_wanted) {
    ladder_.proven(*done.backend, done.settings.picture, *outcome.proof);
    tell(*done.backend, *outcome.proof, done.settings.picture.fps);
  }
  if (outcome.fault && in_place) copyFromNowOn(outcome.fault->detail);
  if (outcome.fault && !in_place) ladder_.fell(*done.backend, std::move(*outcome.fault), mediaNow());
  const bool wanted =
      as_wanted && settings_->picture == done.settings.picture && ladder_.choose(mediaNow()).best == done.backend;
  if (wanted && outcome.work->pipeline) {
    outcome.work->pipeline->setBitrate(settings_->bitrate_kbps);
    outcome.work->pipeline->setKeyframeInterval(std::chrono::seconds(settings_->keyframe_interval_s));
    outcome.work->reducer.setApart(settings_->apart);
    take(std::move(outcome.work));
  } else {
    close(std::move(outcome.work));
  }
  changed_();
  converge();
}

// The units are looked at on a thread of their own: they are decoded.
void VideoEncoding::judgeWork() {
  if (!work_ || !work_->proves || !settings_) return;
  auto concluded = work_->proof.conclude(settings_->picture.fps, mediaNow());
  if (!concluded) return;
  const auto judged_on = std::make_shared<ProofAtWork::Conclusion>(std::move(*concluded));
  attempts_.start("encoder-judge", [this, door = door_, number = work_->number, codec = work_->codec, judged_on] {
    Proof proof = judged_on->proof;
    if (auto fault = faultOf(judged_on->units, codec, judged_on->expected)) {
      proof.fault = {PassedOver::OutputInvalid, std::move(*fault)};
    }
    door->post([this, door, number, proof] {
      if (door->open()) judged(number, proof);
    });
  });
}

// One that did not prove itself works until the next one does.
void VideoEncoding::judged(std::uint64_t number, const Proof& proof) {
  if (!work_ || work_->number != number) return;
  ladder_.proven(work_->backend, work_->picture, proof);
  tell(work_->backend, proof, work_->picture.fps);
  changed_();
  converge();
}

void VideoEncoding::take(std::shared_ptr<Work> work) {
  spdlog::info("encoder: {} at work", work->backend.name);
  work->pipeline->watch();
  std::shared_ptr<Work> old;
  {
    const std::lock_guard lock(mutex_);
    if (work_) work_->gate.close();
    old = std::exchange(work_, std::move(work));
  }
  close(std::move(old));
  last_fault_.clear();
  changed_();
}

// The thread becomes the last owner: closing may hang.
void VideoEncoding::close(std::shared_ptr<Work> work) {
  if (!work) return;
  work->gate.close();
  if (!work->pipeline) return;
  work->pipeline->unwatch();
  closing_.start("encoder-close", [work = std::move(work)]() mutable { work.reset(); });
}

void VideoEncoding::fell(std::uint64_t number, EncoderFault fault) {
  if (!work_ || work_->number != number) return;
  const VideoEncoderBackend& backend = work_->backend;
  spdlog::error("encoder: {} {}: {}", backend.name, nameOf(fault.reason), fault.detail);
  last_fault_ = std::format("{}: {}", backend.name, fault.detail);
  const bool in_place = work_->in_place;
  const VideoSettings settings = *settings_;
  retire();
  settings_ = settings;
  if (in_place) {
    copyFromNowOn(fault.detail);
  } else {
    ladder_.fell(backend, std::move(fault), mediaNow());
  }
  converge();
  changed_();
}

// Pictures in place are one more way in which an encoder is proven and may fall.
void VideoEncoding::setInPlace() {
  const bool in_place = seen_in_device_ && !only_copies_;
  if (std::exchange(in_place_, in_place) != in_place) ladder_.forgetInPlace();
}

void VideoEncoding::copyFromNowOn(std::string_view why) {
  spdlog::warn("encoder: pictures are not read in place: {}", why);
  only_copies_ = true;
  setInPlace();
}

void VideoEncoding::look() {
  setInPlace();
  if (work_ && work_->stall.look(work_->meter.pushed, work_->meter.units)) {
    fell(work_->number, {PassedOver::Stalled, "it takes pictures and gives none"});
  }
  if (attempt_ && mediaNow() > attempt_->until) {
    spdlog::error("encoder: {} does not answer, it is left alone from now on", attempt_->backend->name);
    ladder_.hung(*std::exchange(attempt_, std::nullopt)->backend, "it did not answer when it was to prove itself");
    changed_();
  }
  judgeWork();
  converge();
}

void VideoEncoding::requestKeyframe() {
  if (!work_) return;
  work_->pipeline->requestKeyframe();
  const std::lock_guard lock(mutex_);
  work_->reducer.letNextPass();
}

void VideoEncoding::push(BufferPtr picture, GstCaps* caps) {
  const std::lock_guard lock(mutex_);
  if (!work_) return;
  if (isInDevice(picture.get())) seen_in_device_ = true;
  const bool of_source = GST_BUFFER_FLAG_IS_SET(picture.get(), GST_BUFFER_FLAG_LIVE);
  auto reduced = work_->reducer.reduce(std::move(picture), caps);
  if (!reduced) return;
  if (collects_ && of_source && of_source_.size() < kOfSource) {
    of_source_.emplace_back(gst_buffer_copy_deep(reduced->picture.get()));
  }
  if (work_->proves) work_->proof.pushing(reduced->picture.get(), mediaNow());
  if (work_->pipeline->push(std::move(reduced->picture), reduced->caps)) return;
  ++meter_.refused;
  if (work_->proves) work_->proof.refused();
}

void VideoEncoding::describe(VideoEncodeStatus& status) const {
  status.wished = nameOf(wish_);
  status.passed_over = ladder_.passedOver(working(), mediaNow());
  if (!work_) return;
  status.encoder = work_->backend.name;
  status.hardware = work_->backend.hardware;
  if (const Proof* proof = ladder_.proofOf(work_->backend)) {
    status.proof_ms = milliseconds(proof->took);
    status.latency_ms = milliseconds(proof->latency);
  }
}

std::optional<std::string> VideoEncoding::fault() const {
  if (!settings_ || work_ || attempt_) return std::nullopt;
  return last_fault_.empty() ? "no encoder can be used" : last_fault_;
}

std::optional<std::string> VideoEncoding::fallback() const { return ladder_.fallback(working(), mediaNow()); }

bool VideoEncoding::softwareInstead() const { return ladder_.softwareInstead(working(), mediaNow()); }

bool VideoEncoding::stuck() const { return settings_ && !work_ && closing_.oldest() > kClosedWithin; }

}  // namespace diemcau::media
