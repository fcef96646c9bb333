// SPDX-License-Identifier: Apache-2.0
// From plan to parts.
#include "daemon/media/media_service.h"

#include <malloc.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <format>
#include <random>
#include <utility>

#include "contract/stream_id.h"
#include "daemon/media/guard/slate.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kTickEvery = 1000ms;
constexpr auto kSoon = 20ms;
constexpr auto kRebuildAfter = 1000ms;
constexpr auto kTrimEvery = 10s;
constexpr auto kSlateAgainAfter = 10s;
constexpr auto kPictureAgainAfter = 20ms;
// Of a packet of sound that is sent a second time: one TS packet or two.
constexpr double kCopyBits = 2000;
// Time stamps begin here, so that what is older than the first picture still has one above zero.
constexpr MediaTime kHeadStart = 1s;

std::string newRun() {
  std::random_device random;
  return std::format("{:08x}{:08x}", random(), random());
}

PictureFormat pictureOf(const VideoConfig& video) { return {video.width, video.height, video.fps}; }

}  // namespace

MediaService::MediaService(base::EventLoop& loop, const base::Clock& clock, const std::filesystem::path& run_dir,
                           Handlers handlers)
    : loop_(loop),
      clock_(clock),
      handlers_(std::move(handlers)),
      origin_(mediaNow() - kHeadStart),
      started_at_(clock.wall()),
      run_(newRun()),
      snapshot_(loop, clock, pictures_, run_dir),
      picture_watch_(loop, pictures_, [this] { publishSoon(); }),
      small_picture_(loop, clock, [this] { publishSoon(); }),
      sender_(clock, {.keyframe_wanted = [this] { onLoop([this] { encoding_.requestKeyframe(); }); },
                      .changed = [this] { onLoop([this] { streamChanged(); }); },
                      .carries = [this](double kbps) { onLoop([this, kbps] { carries(kbps); }); },
                      .beside = [this] { return small_picture_.lineBytes(); }}),
      recorder_(clock, run_, [this] { onLoop([this] { publishSoon(); }); }),
      encoding_(loop, units_, videoEncoderBackends(), [this] { publishSoon(); }),
      full_picture_(loop, recorder_),
      video_guard_(origin_, clock,
                   {.picture = [this](BufferPtr picture, GstCaps* caps) { pictureOut(std::move(picture), caps); },
                    .changed = [this](SourceState) { onLoop([this] { publishSoon(); }); }}),
      sound_guard_(origin_, mediaNow(),
                   {.block = [this](const SoundTimeline::Block& block) { blockOut(block); },
                    .captured = [this](MediaTime captured, std::span<const std::int16_t> samples,
                                       std::uint32_t channels) { clipping_.add(captured, samples, channels); },
                    .changed = [this](SourceState) { onLoop([this] { publishSoon(); }); }}),
      camera_(
          loop, systemVideoDevices(),
          {.sample = [this](GstSample* sample, MediaTime captured) { video_guard_.add(sample, captured, mediaNow()); },
           .another =
               [this] {
                 video_guard_.expectSource();
                 picture_watch_.newSource();
               },
           .changed = [this] { publishSoon(); },
           .readers = encodesInPlace}),
      microphone_(
          loop, std::make_unique<AlsaCards>(),
          {.sample = [this](GstSample* sample, MediaTime captured) { sound_guard_.add(sample, captured, mediaNow()); },
           .another =
               [this] {
                 sound_guard_.expectSource();
                 clipping_.reset();
               },
           .changed = [this] { publishSoon(); }}),
      guard_([this](MediaTime now) { return std::min(video_guard_.tick(now), sound_guard_.tick(now)); }) {
  tick_.startEvery(kTickEvery, [this] { tick(); });
  // Sources, encoders and connections that come and go leave free memory behind, between what others still use.
  trim_.startEvery(kTrimEvery, [] { ::malloc_trim(0); });
}

MediaService::~MediaService() { *alive_ = false; }

template <class Work>
void MediaService::onLoop(Work work) {
  loop_.post([alive = alive_, work] {
    if (*alive) work();
  });
}

void MediaService::usePlan(const std::string& json) {
  if (json.empty()) return;  // the agent has none yet
  const auto plan = parseMediaPlan(json);
  if (!plan) return refuse(plan.error());
  for (const auto& source :
       {parseSource(Medium::Camera, plan->camera.source), parseSource(Medium::Microphone, plan->microphone.source)}) {
    if (!source) return refuse(source.error());
  }
  refused_.reset();
  if (plan_ != *plan) apply(*plan);
  publishSoon();
}

void MediaService::refuse(const Error& error) {
  spdlog::error("plan refused: {}", error.describe());
  refused_ = error.describe();
  publishSoon();
}

void MediaService::apply(const MediaPlan& plan) {
  const std::optional<MediaPlan> old = std::exchange(plan_, plan);
  spdlog::info("plan of configuration {}", plan.config_version);
  const PictureFormat picture = pictureOf(plan.video);
  const PictureFormat before = old ? pictureOf(old->video) : PictureFormat{};
  const bool resized = before.width != picture.width || before.height != picture.height;

  if (isFixed()) carries_kbps_.reset();
  const bool same = old && old->video == plan.video && old->audio == plan.audio;
  if (!same || isFixed()) ladder_.plan(plan.video, plan.audio);
  small_picture_.use(plan.video, plan.uplink);
  full_picture_.use(plan.video, plan.recording.has_value(), mediaNow());
  stream_picture_.reset();
  if (plan.uplink) {
    const double most = ladder_.mostKbps() + small_picture_.needsKbps();
    sender_.setRate({.min_kbps = isFixed() ? most : ladder_.leastKbps(), .max_kbps = most});
  }
  setChannels(plan.audio.channels);
  useQuality();
  if (resized) {
    video_guard_.setFormat(picture, mediaNow());
  } else {
    video_guard_.setRate(picture.fps);
  }
  drawSlateIfNeeded();
  camera_.use(plan.camera, picture);

  sound_guard_.setMuted(plan.microphone.muted);
  microphone_.use(plan.microphone);

  sender_.setTarget(uplink());
  recorder_.use(plan.recording);
  snapshot_.setInterval(std::chrono::seconds(plan.snapshot_interval_s));
  guard_.wake();
}

VideoSettings MediaService::videoSettings() const {
  const Quality& quality = ladder_.quality();
  VideoSettings settings{.picture = quality.picture,
                         .bitrate_kbps = pictureKbps(),
                         .keyframe_interval_s = plan_->video.keyframe_interval_s,
                         .apart = quality.apart};
  if (quality.apart == 0ms) return settings;
  // At one a second, as far as an encoder knows, and each one whole.
  constexpr auto kSeconds = static_cast<std::uint32_t>(kStillEvery.count());
  settings.bitrate_kbps *= kSeconds;
  settings.keyframe_interval_s = std::min(settings.keyframe_interval_s, kSeconds);
  return settings;
}

std::uint32_t MediaService::pictureKbps() const {
  return static_cast<std::uint32_t>(std::lround(ladder_.pictureKbps(streamKbps())));
}

// Of what is carried, what is left for the stream.
std::optional<double> MediaService::streamKbps() const {
  if (!carries_kbps_) return carries_kbps_;
  const double copies = sound_twice_ ? kCopyBits / static_cast<double>(ladder_.quality().sound_packet.count()) : 0;
  return *carries_kbps_ - small_picture_.takesKbps() - copies;
}

// The centre is told which run the stream is of.
std::optional<UplinkConfig> MediaService::uplink() const {
  std::optional<UplinkConfig> uplink = plan_->uplink;
  if (!uplink) return uplink;
  const auto name = [this](UplinkTarget& target) {
    auto id = parseStreamId(target.stream_id);
    if (!id) return;  // not in a plan that was read
    id->run = run_;
    target.stream_id = writeStreamId(*id);
  };
  name(*uplink);
  if (uplink->backup) name(*uplink->backup);
  return uplink;
}

bool MediaService::isFixed() const { return !plan_->uplink || plan_->uplink->rate_control == RateControlKind::Fixed; }

void MediaService::carries(double kbps) {
  if (!plan_ || isFixed()) return;
  carries_kbps_ = kbps;
  followSmallPicture();
  useQuality();
}

void MediaService::streamChanged() {
  followSmallPicture();
  publishSoon();
}

// Before the stream: what it gives up is the stream's.
void MediaService::followSmallPicture() {
  const UplinkReport uplink = sender_.report();
  small_picture_.follow({.carries_all = uplink.first_carries_all, .congested = uplink.congested}, mediaNow());
}

// Before the stream's encoder makes less of the picture.
void MediaService::followFullPicture() {
  full_picture_.follow({.whole = ladder_.quality().step == PictureStep::AsPlanned,
                        .share = static_cast<double>(pictureKbps()) / plan_->video.bitrate_kbps,
                        .refused = encoding_.meter().refused},
                       mediaNow());
}

void MediaService::useQuality() {
  const PictureStep before = ladder_.quality().step;
  if (carries_kbps_) (void)ladder_.follow(*streamKbps(), mediaNow());
  followFullPicture();
  usePicture();
  useSound();
  if (ladder_.quality().step != before) publishSoon();
}

void MediaService::followLoss() {
  const std::uint32_t before = expected_loss_.percent();
  const UplinkReport uplink = sender_.report();
  const std::uint32_t percent = expected_loss_.follow(uplink.residual_loss, mediaNow());
  sound_twice_ = uplink.sound_twice;
  sender_.wishSoundTwice(percent > 0 && ladder_.quality().apart == 0ms);
  if (percent != before) spdlog::info("sound: {} % are taken to be missing in spite of repeats", percent);
}

// Fewer bits at once; smaller or fewer only when the recording has pictures of its own.
void MediaService::usePicture() {
  VideoSettings picture = videoSettings();
  if (stream_picture_ && full_picture_.isBeginning(mediaNow())) {
    const std::uint32_t kbps = std::min(stream_picture_->bitrate_kbps, picture.bitrate_kbps);
    picture = *stream_picture_;
    picture.bitrate_kbps = kbps;
    picture_again_.startOnce(kPictureAgainAfter, [this] { usePicture(); });
  }
  sender_.expectStills(picture.apart > 0ms);
  encoding_.use(picture, plan_->video.encoder);
  stream_picture_ = picture;
}

void MediaService::useSound() {
  if (!sound_) return;
  const Quality& quality = ladder_.quality();
  sound_->use({.bitrate_kbps = quality.sound_kbps,
               .packet = quality.sound_packet,
               .expected_loss_percent = std::max(plan_->audio.expected_loss_percent, expected_loss_.percent())});
}

// The encoder is another one; the source and the timeline go on.
void MediaService::setChannels(std::uint32_t channels) {
  if (sound_ && sound_->channels() == channels) return;
  sender_.expectSound(channels);
  rebuildSound();
}

void MediaService::rebuildSound() {
  const std::uint32_t channels = plan_->audio.channels;
  const auto failed = [this](const std::string& detail) { onLoop([this, detail] { soundFailed(detail); }); };
  auto made = SoundPipeline::create(channels, {.sink = units_, .meter = sound_meter_, .failed = failed});
  if (!made) return soundFailed(made.error().describe());
  // When the old one is gone its last unit has left: time stamps of two encoders never mix.
  sound_guard_.setChannels(channels, [&] {
    const std::lock_guard lock(sound_mutex_);
    sound_.reset();
    sound_ = std::move(*made);
  });
  useSound();
}

void MediaService::soundFailed(const std::string& detail) {
  spdlog::error("sound encoder: {}", detail);
  sound_fault_ = detail;
  publishSoon();
  rebuild_.startOnce(kRebuildAfter, [this] {
    sound_fault_.reset();
    rebuildSound();
  });
}

void MediaService::pictureOut(BufferPtr picture, GstCaps* caps) {
  snapshot_.offer(picture.get(), caps, mediaNow());
  picture_watch_.offer(picture.get(), caps, mediaNow());
  const BufferPtr shared(gst_buffer_ref(picture.get()));
  encoding_.push(std::move(picture), caps);
  full_picture_.push(shared.get(), caps);
  small_picture_.push(shared.get(), caps);
}

void MediaService::blockOut(const SoundTimeline::Block& block) {
  levels_.add(block.samples);
  const std::lock_guard lock(sound_mutex_);
  if (sound_) sound_->push(block.at, block.samples);
}

// Only when the guard has the plan's format: it takes no slate of another size, and forgets what it had.
void MediaService::drawSlateIfNeeded() {
  const PictureFormat picture = pictureOf(plan_->video);
  std::string wanted = std::format("{}x{} {}", picture.width, picture.height, plan_->site_name);
  if (slate_of_ == wanted) return;
  slate_of_ = std::move(wanted);
  pictures_.post([this, picture, site = plan_->site_name] {
    auto slate = drawSlate(picture, site);
    if (slate) return video_guard_.setSlate(std::move(*slate), picture);
    spdlog::error("slate: {}", slate.error().describe());
    onLoop([this] {
      slate_of_.clear();
      slate_again_.startOnce(kSlateAgainAfter, [this] { drawSlateIfNeeded(); });
    });
  });
}

PictureKind MediaService::pictureShown() const {
  if (!plan_) return PictureKind::None;
  const auto source = parseSource(Medium::Camera, plan_->camera.source);
  return source ? pictureKind(video_guard_.state(), source->kind, camera_.signal()) : PictureKind::None;
}

void MediaService::publishSoon() {
  picture_watch_.expect(pictureShown());
  if (!soon_.active()) soon_.startOnce(kSoon, [this] { handlers_.status(status()); });
}

void MediaService::tick() {
  measure(mediaNow());
  picture_watch_.expect(pictureShown());
  followSmallPicture();
  followLoss();
  if (plan_) useQuality();
  // Where pictures are far apart the sound tells of progress.
  const std::uint64_t units = encoding_.meter().units + (ladder_.quality().apart > 0ms ? sound_meter_.units.load() : 0);
  if (std::exchange(progress_at_, units) != units) handlers_.progress();
  constexpr MediaTime kLetGoWithin = 3s;
  if (encoding_.stuck() || std::max(camera_.closingFor(), microphone_.closingFor()) > kLetGoWithin) handlers_.stuck();
  handlers_.status(status());
}

}  // namespace diemcau::media
