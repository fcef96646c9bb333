// SPDX-License-Identifier: Apache-2.0
// The recording's own picture, as planned, while the stream's is reduced for the line.
#pragma once

#include <cstdint>
#include <optional>

#include "contract/config.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/encode/video_encoding.h"
#include "daemon/media/record/full_picture_rule.h"
#include "daemon/media/record/recorder.h"

namespace diemcau::media {

// A second encoder, in software, for the recorder alone, as long as FullPictureRule says so and then until the
// recording goes on with the stream's pictures. Otherwise nothing is encoded here. Where no encoder can be made, or the
// machine is too slow for two, the stream's pictures are recorded; pictures that the second one could not take are lost
// to the recording. The stream never waits for any of it. Bound to the loop's thread but for push().
class FullPicture {
 public:
  // `recorder` outlives this object.
  FullPicture(base::EventLoop& loop, Recorder& recorder);

  // The plan, and whether there is a recording.
  void use(const VideoConfig& video, bool recorded, MediaTime now);
  // What becomes of the stream's picture, before it does: so nothing less is ever recorded. Once a second at least.
  void follow(const FullPictureRule::View& stream, MediaTime now);
  // Its encoder has been begun and has given nothing yet: until then the stream's pictures, which are recorded, had
  // better be no smaller and no fewer. Not for longer than half a second.
  [[nodiscard]] bool isBeginning(MediaTime now) const;
  // Pictures that the encoder could not take, since the process started.
  [[nodiscard]] std::uint64_t refused() const { return encoding_.meter().refused; }
  // A picture of any size, which stays as it is. One thread at a time.
  void push(GstBuffer* picture, GstCaps* caps);

 private:
  void converge(MediaTime now);

  Recorder& recorder_;
  bool recorded_ = false;
  VideoSettings planned_;
  std::optional<VideoSettings> at_work_;  // nothing: it is off
  MediaTime begun_at_{};
  std::uint64_t units_before_ = 0;
  FullPictureRule rule_;
  VideoEncoding encoding_;
};

}  // namespace diemcau::media
