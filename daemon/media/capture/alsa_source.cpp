// SPDX-License-Identifier: Apache-2.0
// Microphones and line inputs through ALSA.
#include <format>

#include "daemon/media/capture/capture_backend.h"

namespace diemcau::media {

// Never the pipeline's clock: samples are stamped with the system's, and the sound guard takes care of the
// drift. Buffers are small, because the default of 200 ms is heard.
BuiltSource buildAlsa(const SourceSpec& spec, const PictureFormat&) {
  auto pipeline =
      parsePipeline(std::format("alsasrc name=device provide-clock=false slave-method=re-timestamp "
                                "buffer-time=60000 latency-time=10000 ! "
                                "audioconvert ! audioresample ! {} ! appsink name=out sync=false",
                                soundCaps()));
  if (pipeline) setProperty(pipeline->get(), "device", "device", spec.argument);
  return pipeline;
}

}  // namespace diemcau::media
