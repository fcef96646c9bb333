// SPDX-License-Identifier: Apache-2.0
// Microphones and line inputs through ALSA.
#include <cstdio>
#include <filesystem>
#include <format>

#include "daemon/media/capture/capture_backend.h"

namespace diemcau::media {
namespace {

// ALSA says "could not open" to all; whether there is a card shows in /dev.
bool present(const std::string& device) {
  const std::filesystem::path folder = "/dev/snd";
  unsigned card = 0;
  const bool numbered =
      std::sscanf(device.c_str(), "hw:%u", &card) == 1 || std::sscanf(device.c_str(), "plughw:%u", &card) == 1;
  return std::filesystem::exists(numbered ? folder / std::format("controlC{}", card) : folder);
}

}  // namespace

// Never the pipeline's clock: samples are stamped with the system's, and the sound guard takes care of the
// drift. Buffers are small, because the default of 200 ms is heard.
BuiltSource buildAlsa(const SourceSpec& spec, const PictureFormat&) {
  if (!present(spec.argument)) return std::unexpected(SourceFault{SourceFaultKind::Missing, spec.argument});
  auto pipeline =
      parsePipeline(std::format("alsasrc name=device provide-clock=false slave-method=re-timestamp "
                                "buffer-time=60000 latency-time=10000 ! "
                                "audioconvert ! audioresample ! {} ! appsink name=out sync=false",
                                soundCaps()));
  if (pipeline) setProperty(pipeline->get(), "device", "device", spec.argument);
  return pipeline;
}

}  // namespace diemcau::media
