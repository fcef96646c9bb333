// SPDX-License-Identifier: Apache-2.0
// The generated tone: 440 Hz at -20 dBFS.
#include <format>

#include "daemon/media/capture/capture_backend.h"

namespace diemcau::media {

BuiltSource buildTone(const SourceSpec&, const PictureFormat&) {
  return buildSource(
      std::format("audiotestsrc is-live=true freq=440 volume=0.1 samplesperbuffer={} ! {},rate={} ! "
                  "appsink name=out sync=false",
                  kSoundBlock, soundCaps(), kSoundRate));
}

}  // namespace diemcau::media
