// SPDX-License-Identifier: Apache-2.0
// The media process's parts, and how they follow the plan.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "contract/condition_set.h"
#include "contract/media_plan.h"
#include "contract/media_status.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/capture/camera.h"
#include "daemon/media/capture/microphone.h"
#include "daemon/media/encode/sound_pipeline.h"
#include "daemon/media/encode/unit_fork.h"
#include "daemon/media/encode/video_encoding.h"
#include "daemon/media/guard/guard_thread.h"
#include "daemon/media/guard/sound_guard.h"
#include "daemon/media/guard/video_guard.h"
#include "daemon/media/record/full_picture.h"
#include "daemon/media/record/recorder.h"
#include "daemon/media/small_picture.h"
#include "daemon/media/status/clipping.h"
#include "daemon/media/status/levels.h"
#include "daemon/media/status/picture_watch.h"
#include "daemon/media/status/rate_meter.h"
#include "daemon/media/status/snapshot.h"
#include "daemon/media/uplink/expected_loss.h"
#include "daemon/media/uplink/quality_ladder.h"
#include "daemon/media/uplink/srt_sender.h"
#include "daemon/media/worker.h"

namespace diemcau::media {

// Camera and microphone → guards → encoders → sender and recorder; the small picture beside, and the recording's own
// while the stream's is reduced. Each plan is compared with the one before, and only what differs is touched: rates,
// mute and uplink while all runs, a source alone when it is another one, the picture's encoder for another size. Bound
// to the loop's thread.
class MediaService {
 public:
  struct Handlers {
    std::function<void(const MediaStatus&)> status;  // at least once a second, and at once after a change
    std::function<void()> progress;                  // pictures left the encoder since the last time
    std::function<void()> stuck;                     // a driver does not let go: the process is to be restarted
  };

  MediaService(base::EventLoop& loop, const base::Clock& clock, const std::filesystem::path& run_dir,
               Handlers handlers);
  ~MediaService();
  MediaService(const MediaService&) = delete;
  MediaService& operator=(const MediaService&) = delete;

  // A MediaPlan document. One that cannot be read is refused with a condition; the last good one goes on.
  void usePlan(const std::string& json);

  [[nodiscard]] MediaStatus status();

 private:
  void apply(const MediaPlan& plan);
  void refuse(const Error& error);
  void carries(double kbps);
  void streamChanged();
  void followSmallPicture();
  void followFullPicture();
  [[nodiscard]] std::optional<double> streamKbps() const;
  void followLoss();
  void useQuality();
  void usePicture();
  void useSound();
  [[nodiscard]] VideoSettings videoSettings() const;
  [[nodiscard]] std::uint32_t pictureKbps() const;
  [[nodiscard]] bool isFixed() const;
  [[nodiscard]] std::optional<UplinkConfig> uplink() const;
  void rebuildSound();
  void setChannels(std::uint32_t channels);
  void pictureOut(BufferPtr picture, GstCaps* caps);
  void blockOut(const SoundTimeline::Block& block);
  void drawSlateIfNeeded();
  void soundFailed(const std::string& detail);
  void tick();
  void publishSoon();
  void updateConditions(const UplinkReport& uplink);
  void updateRecording(const RecorderReport& recording);
  void tellSource(Medium medium, const std::optional<SourceFault>& fault, bool unstable);
  void updateReduced(Timestamp now);
  void updateSoundConditions(Timestamp now);
  void updatePictureConditions(Timestamp now);
  [[nodiscard]] PictureKind pictureShown() const;
  [[nodiscard]] MicrophoneStatus microphoneStatus() const;
  void measure(MediaTime now);
  template <class Work>
  void onLoop(Work work);

  base::EventLoop& loop_;
  const base::Clock& clock_;
  const Handlers handlers_;
  const MediaTime origin_;  // zero of all time stamps
  const base::WallTime started_at_;
  const std::string run_;  // of this life of the process: in the recording's files and at the centre

  std::optional<MediaPlan> plan_;
  std::uint64_t runs_version_ = 0;      // of the plan that is in place wholly
  std::optional<double> carries_kbps_;  // all together, the small picture too; nothing: as planned
  QualityLadder ladder_;
  ExpectedLoss expected_loss_;
  bool sound_twice_ = false;                     // it is sent so
  std::optional<VideoSettings> stream_picture_;  // what its encoder was told last
  ConditionSet conditions_;
  std::optional<std::string> refused_;
  std::optional<std::string> sound_fault_;
  std::string slate_of_;  // size and site of the slate that was drawn or is being drawn
  MediaTime slow_until_{};
  std::optional<MediaTime> reduced_since_;
  std::uint64_t refused_pictures_ = 0;
  std::uint64_t progress_at_ = 0;
  RateMeter camera_rate_;
  RateMeter picture_rate_;
  RateMeter picture_bytes_;
  RateMeter sound_bytes_;
  base::Timer tick_;
  base::Timer soon_;
  base::Timer rebuild_;
  base::Timer trim_;
  base::Timer slate_again_;
  base::Timer picture_again_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);

  EncodeMeter sound_meter_;
  Levels levels_;
  Clipping clipping_;
  Snapshot snapshot_;
  PictureWatch picture_watch_;
  SmallPicture small_picture_;
  SrtSender sender_;
  Recorder recorder_;
  UnitFork units_{sender_, recorder_};
  VideoEncoding encoding_;
  FullPicture full_picture_;
  std::mutex sound_mutex_;  // the guard hands over on its threads, the loop replaces
  std::unique_ptr<SoundPipeline> sound_;
  VideoGuard video_guard_;
  SoundGuard sound_guard_;
  Worker pictures_{"pictures"};  // draws for the guard: ends before it
  Camera camera_;
  Microphone microphone_;
  GuardThread guard_;
};

}  // namespace diemcau::media
