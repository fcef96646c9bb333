// SPDX-License-Identifier: Apache-2.0
// From parts to the status.
#include <unistd.h>

#include <cmath>
#include <format>

#include "daemon/media/media_service.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kSilentAfter = 10s;
constexpr MediaTime kSlowShown = 5s;
constexpr MediaTime kReducedFor = 2s;

std::uint32_t kbps(const RateMeter& bytes) {
  return static_cast<std::uint32_t>(std::lround(bytes.perSecond() * 8 / 1000));
}

// Tenths: what a person reads.
double rounded(double value) { return std::round(value * 10) / 10; }

std::string paceOf(const Quality& quality) {
  if (quality.apart == 0ms) return std::format("{} pictures a second", quality.picture.fps);
  return std::format("a picture each {} s", std::chrono::duration_cast<std::chrono::seconds>(quality.apart).count());
}

template <class T>
std::optional<std::string> detailIf(bool holds, const T& detail) {
  return holds ? std::optional<std::string>(detail) : std::nullopt;
}

}  // namespace

void MediaService::measure(MediaTime now) {
  camera_rate_.add(now, video_guard_.arrived());
  picture_rate_.add(now, encoding_.meter().units);
  picture_bytes_.add(now, encoding_.meter().bytes);
  sound_bytes_.add(now, sound_meter_.bytes);
  small_picture_.measure(now);
  const std::uint64_t refused = encoding_.meter().refused + full_picture_.refused();
  if (std::exchange(refused_pictures_, refused) != refused) slow_until_ = now + kSlowShown;
}

MediaStatus MediaService::status() {
  MediaStatus status;
  status.pid = static_cast<std::uint32_t>(::getpid());
  status.started_at = started_at_;
  const UplinkReport uplink = sender_.report();
  status.uplink = uplink.status;
  status.small_picture = small_picture_.status();
  status.snapshot = snapshot_.status();
  const RecorderReport recording = recorder_.report();
  status.recording = recording.status;
  updateConditions(uplink);
  updateRecording(recording);
  status.conditions = conditions_.all();
  if (!plan_) return status;

  // While the stream still goes over to what the plan wants, it is the plan before that runs.
  if (!uplink.changing) runs_version_ = plan_->config_version;
  status.config_version = runs_version_;
  status.capture.camera = camera_.status();
  status.capture.camera.state = video_guard_.state();
  status.capture.camera.fps = rounded(camera_rate_.perSecond());
  status.capture.microphone = microphoneStatus();
  VideoEncodeStatus& video = status.encode.video;
  const Quality& quality = ladder_.quality();
  video.width = quality.picture.width;
  video.height = quality.picture.height;
  video.step = quality.step;
  video.fps = rounded(picture_rate_.perSecond());
  video.bitrate_kbps = kbps(picture_bytes_);
  video.target_kbps = pictureKbps();
  video.frames = encoding_.meter().units;
  video.keyframes = encoding_.meter().keyframes;
  encoding_.describe(video);
  status.encode.audio = {.encoder = sound_ ? "opus" : "",
                         .hardware = false,
                         .bitrate_kbps = kbps(sound_bytes_),
                         .target_kbps = quality.sound_kbps};
  return status;
}

MicrophoneStatus MediaService::microphoneStatus() const {
  const Level level = levels_.read();
  const SoundFormat format = sound_guard_.sourceFormat();
  const MixerState& mixer = microphone_.mixer();
  return {.source = plan_->microphone.source,
          .state = sound_guard_.state(),
          .muted = plan_->microphone.muted,
          .rms_dbfs = rounded(level.rms_dbfs),
          .peak_dbfs = rounded(level.peak_dbfs),
          .channels = format.channels,
          .rate_hz = format.rate_hz,
          .drift_ppm = rounded(sound_guard_.driftPpm()),
          .switch_on = mixer.switch_on,
          .volume_percent = mixer.volume_percent,
          .gain_db = mixer.gain_db,
          .devices = microphone_.devices()};
}

void MediaService::updateConditions(const UplinkReport& uplink) {
  using enum ConditionType;
  const Timestamp now = clock_.wall();
  conditions_.update(PlanRefused, now, refused_);
  const auto picture_fault = encoding_.fault();
  conditions_.update(EncoderFailed, now, picture_fault ? picture_fault : sound_fault_);
  conditions_.update(EncoderFallback, now, encoding_.fallback());
  conditions_.update(EncoderSoftware, now, detailIf(encoding_.softwareInstead(), ""));
  conditions_.update(EncoderSlow, now, detailIf(mediaNow() < slow_until_, ""));

  tellSource(Medium::Camera, camera_.fault(), camera_.unstable());
  tellSource(Medium::Microphone, microphone_.fault(), microphone_.unstable());
  conditions_.update(CameraAdjusted, now, camera_.adjusted());
  updateSoundConditions(now);
  updatePictureConditions(now);

  for (const auto type : {UplinkHostUnknown, UplinkNoRoute, UplinkPortClosed, UplinkTimeout, UplinkWrongPassphrase,
                          UplinkRejected, UplinkBroken}) {
    conditions_.update(type, now,
                       uplink.fault && uplink.fault->type == type ? std::optional(uplink.fault->detail) : std::nullopt);
  }
  conditions_.update(UplinkOnBackup, now, uplink.on_backup);
  conditions_.update(UplinkBackupDown, now, uplink.backup_down);
  const auto dropped = std::format("{} pictures dropped so far", uplink.status.frames_dropped);
  conditions_.update(UplinkCongested, now, detailIf(uplink.congested, dropped));
  updateReduced(now);
}

void MediaService::updateRecording(const RecorderReport& recording) {
  const Timestamp now = clock_.wall();
  conditions_.update(ConditionType::LocalRecordingFailed, now, recording.fault);
  const auto dropped = std::format("{} pictures dropped so far", recording.status.dropped);
  conditions_.update(ConditionType::LocalRecordingBehind, now, detailIf(recording.behind, dropped));
}

// A dip is none yet, and what was reduced is told until all is back.
void MediaService::updateReduced(Timestamp now) {
  using enum ConditionType;
  const Quality& quality = ladder_.quality();
  const bool sound_only = quality.step == PictureStep::SoundOnly;
  const std::uint32_t planned = plan_ ? plan_->video.bitrate_kbps : 0;
  const std::uint32_t target = plan_ ? pictureKbps() : 0;
  const bool reduced =
      quality.step != PictureStep::AsPlanned || target < (reduced_since_ ? kAllBack : kReduced) * planned;
  if (!reduced) {
    reduced_since_.reset();
  } else if (!reduced_since_) {
    reduced_since_ = mediaNow();
  }
  const bool told = reduced_since_ && mediaNow() - *reduced_since_ >= kReducedFor;
  const auto carried = std::format("the line carries {:.0f} kb/s", carries_kbps_.value_or(0));
  conditions_.update(UplinkSoundOnly, now, detailIf(sound_only, carried));
  conditions_.update(
      UplinkReduced, now,
      detailIf(told && !sound_only, std::format("{}×{}, {}, {} of {} kb/s: {}", quality.picture.width,
                                                quality.picture.height, paceOf(quality), target, planned, carried)));
}

void MediaService::tellSource(Medium medium, const std::optional<SourceFault>& fault, bool unstable) {
  const Timestamp now = clock_.wall();
  for (const SourceFaultKind kind : kSourceFaultKinds) {
    // Two kinds of fault may be one condition: none is cleared for the sake of the other.
    if (!fault || conditionOf(medium, fault->kind) != conditionOf(medium, kind)) {
      conditions_.update(conditionOf(medium, kind), now, std::nullopt);
    }
  }
  if (fault) conditions_.update(conditionOf(medium, fault->kind), now, fault->detail);
  const bool camera = medium == Medium::Camera;
  conditions_.update(camera ? ConditionType::CameraUnstable : ConditionType::MicrophoneUnstable, now,
                     detailIf(unstable, ""));
}

void MediaService::updateSoundConditions(Timestamp now) {
  using enum ConditionType;
  const bool listening = plan_ && !plan_->microphone.muted && sound_guard_.state() == SourceState::Running;
  conditions_.update(MicrophoneSilent, now, detailIf(listening && levels_.read().zero_for >= kSilentAfter, ""));
  conditions_.update(MicrophoneClipping, now, detailIf(listening && clipping_.holds(), ""));
  conditions_.update(MicrophoneAdjusted, now, microphone_.adjusted());
}

void MediaService::updatePictureConditions(Timestamp now) {
  using enum ConditionType;
  const PictureFindings& found = picture_watch_.findings();
  conditions_.update(CameraBlack, now, detailIf(found.black, ""));
  conditions_.update(CameraDark, now, detailIf(found.dark, ""));
  conditions_.update(CameraBlurred, now, detailIf(found.blurred, ""));
  conditions_.update(CameraFrozen, now, detailIf(found.frozen, ""));
}

}  // namespace diemcau::media
