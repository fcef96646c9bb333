// SPDX-License-Identifier: Apache-2.0
// Microphones and line inputs through ALSA.
#include <alsa/asoundlib.h>

#include <cerrno>
#include <format>
#include <memory>

#include "daemon/media/capture/capture_backend.h"
#include "daemon/media/capture/read_pace.h"

namespace diemcau::media {
namespace {

struct ClosePcm {
  void operator()(snd_pcm_t* pcm) const noexcept { snd_pcm_close(pcm); }
};
struct FreeParameters {
  void operator()(snd_pcm_hw_params_t* parameters) const noexcept { snd_pcm_hw_params_free(parameters); }
};

SourceFault faultOf(const std::string& node, int error) {
  const bool missing = error == -ENOENT || error == -ENODEV || error == -ENXIO;
  return {missing ? SourceFaultKind::Missing : SourceFaultKind::Unreadable, node + ": " + snd_strerror(error)};
}

std::uint32_t bestRate(snd_pcm_t* pcm, snd_pcm_hw_params_t* parameters) {
  // As wanted; else what loses nothing; else the best there is.
  for (const unsigned rate : {kSoundRate, 96'000U, 44'100U, 88'200U, 192'000U, 32'000U, 24'000U, 22'050U, 16'000U}) {
    if (snd_pcm_hw_params_test_rate(pcm, parameters, rate, 0) == 0) return rate;
  }
  unsigned rate = kSoundRate;
  snd_pcm_hw_params_set_rate_near(pcm, parameters, &rate, nullptr);
  return rate;
}

// What the device itself does, so that nothing but the sound guard resamples, and it is told as it is.
std::expected<SoundFormat, SourceFault> askDevice(const std::string& node) {
  snd_pcm_t* opened = nullptr;
  int error = snd_pcm_open(&opened, node.c_str(), SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
  if (error < 0) return std::unexpected(faultOf(node, error));
  const std::unique_ptr<snd_pcm_t, ClosePcm> pcm(opened);
  snd_pcm_hw_params_t* allocated = nullptr;
  snd_pcm_hw_params_malloc(&allocated);
  const std::unique_ptr<snd_pcm_hw_params_t, FreeParameters> parameters(allocated);
  error = snd_pcm_hw_params_any(opened, allocated);
  if (error < 0) return std::unexpected(faultOf(node, error));
  // Of more than two channels ALSA makes two.
  const bool mono = snd_pcm_hw_params_test_channels(opened, allocated, kMostSoundChannels) != 0 &&
                    snd_pcm_hw_params_test_channels(opened, allocated, 1) == 0;
  return SoundFormat{bestRate(opened, allocated), mono ? 1 : kMostSoundChannels};
}

GstPadProbeReturn onPeriod(GstPad* pad, GstPadProbeInfo* info, gpointer pace) noexcept {
  const GstClockTime duration = GST_BUFFER_DURATION(GST_PAD_PROBE_INFO_BUFFER(info));
  switch (static_cast<ReadPace*>(pace)->judge(mediaNow(), MediaTime(static_cast<std::int64_t>(duration)))) {
    case ReadPace::Verdict::Good:
      return GST_PAD_PROBE_OK;
    case ReadPace::Verdict::Stopped:
      return GST_PAD_PROBE_DROP;
    case ReadPace::Verdict::Racing:
      break;
  }
  const ElementPtr element(gst_pad_get_parent_element(pad));
  gst_element_message_full(element.get(), GST_MESSAGE_ERROR, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ,
                           g_strdup("every read fails"), nullptr, __FILE__, __func__, __LINE__);
  return GST_PAD_PROBE_DROP;
}

void freePace(gpointer pace) noexcept { delete static_cast<ReadPace*>(pace); }

}  // namespace

// Never the pipeline's clock: samples are stamped by the driver with the system's (re-timestamp where it
// cannot), and the sound guard takes care of the drift. Buffers are small, because the default of 200 ms is
// heard. The plug in front of a card converts sample formats only.
BuiltSource buildAlsa(const SourceSpec& spec, const PictureFormat&) {
  const auto native = askDevice(spec.argument);
  if (!native) return std::unexpected(native.error());
  auto pipeline =
      buildSource(std::format("alsasrc name=device provide-clock=false slave-method=re-timestamp "
                              "buffer-time=60000 latency-time=10000 ! "
                              "audio/x-raw,format=S16LE,layout=interleaved,rate={},channels={} ! "
                              "appsink name=out sync=false",
                              native->rate_hz, native->channels));
  if (!pipeline) return pipeline;
  setProperty(pipeline->get(), "device", "device",
              spec.argument.starts_with("hw:") ? "plug" + spec.argument : spec.argument);
  const ElementPtr device(gst_bin_get_by_name(GST_BIN(pipeline->get()), "device"));
  const PadPtr pad(gst_element_get_static_pad(device.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, onPeriod, new ReadPace, freePace);
  return pipeline;
}

}  // namespace diemcau::media
