// SPDX-License-Identifier: Apache-2.0
// The camera's pictures, repetitions and the slate on one timeline.
#include "daemon/media/guard/video_guard.h"

#include <gst/video/video.h>

#include <algorithm>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kSlateAfter = 500ms;
constexpr MediaTime kForLong = 1h;
constexpr MediaTime kForget = 1s;  // from one picture that leaves its pool to the next

// A pool grows to what was ever held at once, as while an encoder is opened or stalls, and never gives any of it
// back by itself. Of a picture whose memory is tagged it keeps none, and takes new memory where that was needed: one
// a second, and it comes down to what is held now.
// (Pools of a device have a fixed number, and lose none.)
void leavePool(GstBuffer* picture) {
  if (picture->pool == nullptr) return;
  const GType kind = G_OBJECT_TYPE(picture->pool);
  if (kind == GST_TYPE_BUFFER_POOL || kind == GST_TYPE_VIDEO_BUFFER_POOL)
    GST_BUFFER_FLAG_SET(picture, GST_BUFFER_FLAG_TAG_MEMORY);
}

}  // namespace

CapsPtr encoderCaps(const GstCaps* source, const PictureFormat& format) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format.width, format.height);
  GstVideoInfo from;
  if (source != nullptr && gst_video_info_from_caps(&from, source)) {
    info.colorimetry = from.colorimetry;
    info.chroma_site = from.chroma_site;
  }
  info.fps_n = static_cast<gint>(format.fps);
  info.fps_d = 1;
  return CapsPtr(gst_video_info_to_caps(&info));
}

VideoGuard::VideoGuard(MediaTime origin, const base::Clock& clock, Handlers handlers)
    : origin_(origin), clock_(clock), handlers_(std::move(handlers)) {}

void VideoGuard::setFormat(const PictureFormat& format, MediaTime now) {
  const std::lock_guard lock(mutex_);
  format_ = format;
  const MediaTime given = timeline_ ? timeline_->at(timeline_->next() - 1) : origin_;
  timeline_.emplace(format.fps, origin_, origin_);
  timeline_->skipPast(given);
  source_caps_.reset();
  caps_ = encoderCaps(nullptr, format);
  last_.reset();
  dark_.reset();
  slate_.reset();
  last_arrival_ = now;
  setState(SourceState::Starting);
}

void VideoGuard::setRate(std::uint32_t fps) {
  const std::lock_guard lock(mutex_);
  if (!timeline_ || format_.fps == fps) return;
  const MediaTime given = timeline_->at(timeline_->next() - 1);
  format_.fps = fps;
  timeline_.emplace(fps, origin_, origin_);
  timeline_->skipPast(given);
  caps_ = encoderCaps(source_caps_.get(), format_);
}

void VideoGuard::expectSource() {
  const std::lock_guard lock(mutex_);
  if (timeline_) timeline_->newSource();
}

void VideoGuard::setSlate(std::unique_ptr<Slate> slate, const PictureFormat& format) {
  const std::lock_guard lock(mutex_);
  if (format.width != format_.width || format.height != format_.height) return;
  slate_ = std::move(slate);
  dark_.reset();
}

void VideoGuard::add(GstSample* sample, MediaTime captured, MediaTime now) {
  const std::lock_guard lock(mutex_);
  if (!timeline_ || !takeCaps(gst_sample_get_caps(sample))) return;
  ++arrived_;
  last_arrival_ = now;
  if (state_ == SourceState::Starting) timeline_->skipTo(captured);
  if (state_ == SourceState::Replaced && slate_) slate_->rest();
  setState(SourceState::Running);
  const auto place = timeline_->place(captured);
  if (!place) return;
  repeat(place->slot - place->repeats, place->repeats);
  last_.reset(gst_buffer_ref(gst_sample_get_buffer(sample)));
  if (now - forgotten_ >= kForget) {
    forgotten_ = now;
    leavePool(last_.get());
  }
  give(last_.get(), place->slot, true);
}

MediaTime VideoGuard::tick(MediaTime now) {
  const std::lock_guard lock(mutex_);
  if (!timeline_) return now + kForLong;
  if (now - last_arrival_ >= kSlateAfter) {
    if (state_ == SourceState::Starting) timeline_->skipTo(now);
    last_.reset();
    setState(SourceState::Replaced);
  }
  // A camera that is just starting has half a second before anything stands in for it.
  if (state_ == SourceState::Starting) return last_arrival_ + kSlateAfter;
  const MediaTime grace = state_ == SourceState::Replaced ? MediaTime{} : timeline_->usualGrace();
  const std::int64_t first = timeline_->next();
  repeat(first, timeline_->takeOverdue(now, grace));
  return timeline_->overdueAt(grace);
}

SourceState VideoGuard::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

std::uint64_t VideoGuard::arrived() const {
  const std::lock_guard lock(mutex_);
  return arrived_;
}

// Whether the picture is of the present format: one of the old size may still be on its way.
bool VideoGuard::takeCaps(GstCaps* caps) {
  if (caps == source_caps_.get()) return true;
  GstVideoInfo info;
  if (caps == nullptr || !gst_video_info_from_caps(&info, caps)) return false;
  if (static_cast<std::uint32_t>(info.width) != format_.width ||
      static_cast<std::uint32_t>(info.height) != format_.height) {
    return false;
  }
  source_caps_.reset(gst_caps_ref(caps));
  caps_ = encoderCaps(caps, format_);
  return true;
}

GstBuffer* VideoGuard::standIn() {
  if (last_) return last_.get();
  if (slate_) return slate_->at(clock_.wall());
  if (!dark_) dark_ = darkPicture(format_);
  return dark_.get();
}

void VideoGuard::repeat(std::int64_t first, std::int64_t count) {
  for (std::int64_t slot = first; slot < first + count; ++slot) give(standIn(), slot, false);
}

// The pixels are shared, the time stamps are not. The parent keeps them from its pool meanwhile.
void VideoGuard::give(GstBuffer* picture, std::int64_t slot, bool of_source) {
  GstBuffer* stamped = gst_buffer_new();
  gst_buffer_copy_into(stamped, picture, static_cast<GstBufferCopyFlags>(GST_BUFFER_COPY_MEMORY | GST_BUFFER_COPY_META),
                       0, static_cast<gsize>(-1));
  gst_buffer_add_parent_buffer_meta(stamped, picture);
  const MediaTime at = timeline_->at(slot);
  GST_BUFFER_PTS(stamped) = static_cast<GstClockTime>((at - origin_).count());
  GST_BUFFER_DTS(stamped) = GST_BUFFER_PTS(stamped);
  GST_BUFFER_DURATION(stamped) = static_cast<GstClockTime>((timeline_->at(slot + 1) - at).count());
  if (of_source) GST_BUFFER_FLAG_SET(stamped, GST_BUFFER_FLAG_LIVE);
  handlers_.picture(BufferPtr(stamped), caps_.get());
}

void VideoGuard::setState(SourceState state) {
  if (std::exchange(state_, state) != state) handlers_.changed(state);
}

}  // namespace diemcau::media
