// SPDX-License-Identifier: Apache-2.0
// Whether what alsasrc reads is sound at all.
#pragma once

#include "daemon/media/media_time.h"

namespace diemcau::media {

// alsasrc (gst_alsasrc_read, GStreamer 1.26) gives a period of old memory for each read that fails. A card
// that has stopped fails each read after a wait (100 ms, sound/core/pcm_lib.c, wait_for_avail), one that is
// broken at once. Both show in the pace; that of a thread which the machine held up does not look like either,
// for what was late comes in one go. Pure, thread-bound.
class ReadPace {
 public:
  // Good: sound. Stopped: not sound, drop it. Racing: the same, and a processor is lost to it; said once a
  // second.
  enum class Verdict { Good, Stopped, Racing };

  // A period of `duration` was read.
  [[nodiscard]] Verdict judge(MediaTime now, MediaTime duration);

 private:
  MediaTime last_{};
  int slow_ = 0;  // in a row
  MediaTime second_began_{};
  MediaTime in_second_{};  // of sound
};

}  // namespace diemcau::media
