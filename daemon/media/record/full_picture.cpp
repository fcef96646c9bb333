// SPDX-License-Identifier: Apache-2.0
// From the rule's verdict to an encoder at work.
#include "daemon/media/record/full_picture.h"

#include <spdlog/spdlog.h>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

// Of a software encoder, on a busy machine.
constexpr MediaTime kBeginsWithin = 500ms;

}  // namespace

FullPicture::FullPicture(base::EventLoop& loop, Recorder& recorder)
    : recorder_(recorder), encoding_(loop, recorder.ownPictures(), softwareBackends(), [] {}) {}

void FullPicture::use(const VideoConfig& video, bool recorded, MediaTime now) {
  recorded_ = recorded;
  planned_ = {.picture = {video.width, video.height, video.fps},
              .bitrate_kbps = video.bitrate_kbps,
              .keyframe_interval_s = video.keyframe_interval_s};
  converge(now);
}

void FullPicture::follow(const FullPictureRule::View& stream, MediaTime now) {
  const bool before = rule_.own();
  if (rule_.judge(stream, now) != before && recorded_) {
    spdlog::info("recording: {}", rule_.own() ? "the stream's picture is reduced, another encoder goes on as planned"
                                              : "goes on with the stream's pictures");
  }
  converge(now);
}

void FullPicture::converge(MediaTime now) {
  const bool wanted = recorded_ && rule_.own();
  recorder_.want(wanted ? PicturesOf::Recording : PicturesOf::Stream);
  if (wanted && at_work_ != planned_) {
    if (!at_work_) {
      begun_at_ = now;
      units_before_ = encoding_.meter().units;
    }
    encoding_.use(planned_, EncoderWish::Auto);
    at_work_ = planned_;
  } else if (at_work_ && (!recorded_ || !recorder_.needsOwn())) {
    encoding_.retire();
    at_work_.reset();
  }
}

bool FullPicture::isBeginning(MediaTime now) const {
  return at_work_ && encoding_.meter().units == units_before_ && now - begun_at_ < kBeginsWithin;
}

void FullPicture::push(GstBuffer* picture, GstCaps* caps) { encoding_.push(BufferPtr(gst_buffer_ref(picture)), caps); }

}  // namespace diemcau::media
