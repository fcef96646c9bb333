// SPDX-License-Identifier: Apache-2.0
// From the planned picture to a small one on its way.
#include "daemon/media/small_picture.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <utility>

#include "contract/stream_id.h"

namespace diemcau::media {
namespace {

constexpr double kWidth = 320;
constexpr double kHeight = 180;
constexpr std::uint32_t kFps = 10;
constexpr std::uint32_t kKbps = 150;
// Of the line: packets of the transport stream that are filled up, tables and the clock.
constexpr double kAroundKbps = 25;

std::uint32_t even(double pixels) { return std::max(2U, 2 * static_cast<std::uint32_t>(std::lround(pixels / 2))); }

// Its own name, over the first line alone.
std::optional<UplinkConfig> targetOf(const std::optional<UplinkConfig>& uplink) {
  std::optional<UplinkConfig> target = uplink;
  if (!target) return target;
  auto id = parseStreamId(target->stream_id);
  if (!id) return std::nullopt;  // not in a plan that was read
  id->picture = StreamPicture::Small;
  id->run.clear();
  target->stream_id = writeStreamId(*id);
  target->backup.reset();
  return target;
}

}  // namespace

PictureFormat smallPictureOf(const VideoConfig& video) {
  const double scale = std::min({1.0, kWidth / video.width, kHeight / video.height});
  return {even(video.width * scale), even(video.height * scale), std::min(video.fps, kFps)};
}

SmallPicture::SmallPicture(base::EventLoop& loop, const base::Clock& clock, std::function<void()> changed)
    : loop_(loop),
      changed_(std::move(changed)),
      sender_(clock, {.keyframe_wanted =
                          [this] {
                            loop_.post([this, alive = alive_] {
                              if (*alive) encoding_.requestKeyframe();
                            });
                          },
                      .changed =
                          [this] {
                            loop_.post([this, alive = alive_] {
                              if (*alive) converge();
                            });
                          },
                      .carries = [](double) {}}),
      encoding_(loop, sender_, softwareBackends(), [this] { changed_(); }) {
  sender_.expectSound(0);
  sender_.setRate({.min_kbps = kKbps + kAroundKbps, .max_kbps = kKbps + kAroundKbps});
}

SmallPicture::~SmallPicture() { *alive_ = false; }

void SmallPicture::use(const VideoConfig& video, const std::optional<UplinkConfig>& uplink) {
  target_ = video.small_picture ? targetOf(uplink) : std::nullopt;
  settings_ = {.picture = smallPictureOf(video),
               .bitrate_kbps = std::min(kKbps, video.bitrate_kbps),
               .keyframe_interval_s = video.keyframe_interval_s};
  converge();
}

void SmallPicture::follow(const SmallPictureRule::View& stream, MediaTime now) {
  const auto before = rule_.verdict();
  if (rule_.judge(stream, now) != before) converge();
}

void SmallPicture::converge() {
  const bool send = target_ && rule_.verdict() == SmallPictureRule::Verdict::Send;
  sender_.setTarget(send ? target_ : std::nullopt);
  if (send && sender_.report().status.state == UplinkState::Connected) {
    encoding_.use(settings_, EncoderWish::Auto);
  } else {
    encoding_.retire();
  }
  changed_();
}

double SmallPicture::needsKbps() const { return target_ ? kKbps + kAroundKbps : 0; }

double SmallPicture::takesKbps() const { return rule_.verdict() == SmallPictureRule::Verdict::Send ? needsKbps() : 0; }

void SmallPicture::push(GstBuffer* picture, GstCaps* caps) { encoding_.push(BufferPtr(gst_buffer_ref(picture)), caps); }

void SmallPicture::measure(MediaTime now) {
  pictures_.add(now, encoding_.meter().units);
  bytes_.add(now, encoding_.meter().bytes);
}

SmallPictureStatus SmallPicture::status() const {
  using enum SmallPictureState;
  if (!target_) return {};
  SmallPictureStatus status;
  status.state = Waiting;
  status.width = settings_.picture.width;
  status.height = settings_.picture.height;
  if (rule_.verdict() == SmallPictureRule::Verdict::TooNarrow) status.state = TooNarrow;
  if (rule_.verdict() != SmallPictureRule::Verdict::Send) return status;
  const UplinkReport report = sender_.report();
  if (report.status.state != UplinkState::Connected) {
    status.state = Connecting;
    if (report.fault) status.detail = std::format("{}: {}", textOf(report.fault->type).name, report.fault->detail);
    return status;
  }
  status.state = encoding_.fault() ? Connecting : Sent;
  status.detail = encoding_.fault().value_or("");
  status.fps = std::round(pictures_.perSecond() * 10) / 10;
  status.bitrate_kbps = static_cast<std::uint32_t>(std::lround(bytes_.perSecond() * 8 / 1000));
  return status;
}

}  // namespace diemcau::media
