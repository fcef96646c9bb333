// SPDX-License-Identifier: Apache-2.0
// The second stream: a small picture for walls and lists.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "contract/config.h"
#include "contract/media_status.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/encode/video_encoding.h"
#include "daemon/media/status/rate_meter.h"
#include "daemon/media/uplink/line_use.h"
#include "daemon/media/uplink/small_picture_rule.h"
#include "daemon/media/uplink/srt_sender.h"

namespace diemcau::media {

// As it is made of a planned picture: of its shape, at most 320x180 and 10 a second, never more than the planned one.
[[nodiscard]] PictureFormat smallPictureOf(const VideoConfig& video);

// Pictures without sound, encoded in software, over a connection of its own to the stream's first line; it never waits
// for the stream, nor the stream for it. Nothing is encoded while nobody takes it. Bound to the loop's thread but for
// push() and lineBytes().
class SmallPicture {
 public:
  // `changed`: what status() says is something else.
  SmallPicture(base::EventLoop& loop, const base::Clock& clock, std::function<void()> changed);
  ~SmallPicture();
  SmallPicture(const SmallPicture&) = delete;
  SmallPicture& operator=(const SmallPicture&) = delete;

  // The plan; nothing is sent without an uplink, or where none is wished.
  void use(const VideoConfig& video, const std::optional<UplinkConfig>& uplink);
  // What became of the stream: whether this one is sent beside it.
  void follow(const SmallPictureRule::View& stream, MediaTime now);
  // Of the line, for as long as it is planned; 0: it is not.
  [[nodiscard]] double needsKbps() const;
  // The same, while it is sent.
  [[nodiscard]] double takesKbps() const;
  // A picture of any size, which stays as it is. One thread at a time.
  void push(GstBuffer* picture, GstCaps* caps);
  // What it puts on the line. Thread-safe.
  [[nodiscard]] LineBytes lineBytes() const { return sender_.lineBytes(); }

  // For the figures; once a second.
  void measure(MediaTime now);
  [[nodiscard]] SmallPictureStatus status() const;

 private:
  void converge();

  base::EventLoop& loop_;
  const std::function<void()> changed_;
  std::optional<UplinkConfig> target_;  // nothing: it is off
  VideoSettings settings_;
  SmallPictureRule rule_;
  RateMeter pictures_;
  RateMeter bytes_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  SrtSender sender_;
  VideoEncoding encoding_;
};

}  // namespace diemcau::media
