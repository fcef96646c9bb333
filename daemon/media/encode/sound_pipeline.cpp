// SPDX-License-Identifier: Apache-2.0
// The encoder's pipeline for sound.
#include "daemon/media/encode/sound_pipeline.h"

#include <format>
#include <utility>

#include "daemon/media/gst_pipeline.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {
namespace {

// Half the default: a third of the CPU time, and no difference that speech would show.
constexpr int kComplexity = 5;

using PacketMs = std::shared_ptr<std::atomic<int>>;

// Between two blocks, on the thread that encodes them: opusenc ends the process when a packet's length changes while it
// has a block of the old one in its hands.
GstPadProbeReturn beforeBlock(GstPad* pad, GstPadProbeInfo*, gpointer wanted) noexcept {
  if (const int ms = (*static_cast<PacketMs*>(wanted))->exchange(0); ms != 0) {
    const ElementPtr encoder(gst_pad_get_parent_element(pad));
    g_object_set(encoder.get(), "frame-size", ms, nullptr);
  }
  return GST_PAD_PROBE_OK;
}

void forget(gpointer wanted) noexcept { delete static_cast<PacketMs*>(wanted); }

}  // namespace

void SoundPipeline::Units::onUnit(const EncodedUnit& unit) {
  EncodedUnit told = unit;
  told.channels = channels;
  next.onUnit(told);
}

SoundPipeline::SoundPipeline(std::uint32_t channels, ElementPtr pipeline, const EncodePipeline::Handlers& handlers)
    : units_(channels, handlers.sink),
      encoder_(gst_bin_get_by_name(GST_BIN(pipeline.get()), "encoder")),
      pipeline_(UnitKind::Sound, std::move(pipeline),
                {.sink = units_, .meter = handlers.meter, .failed = handlers.failed}) {
  const PadPtr pad(gst_element_get_static_pad(encoder_.get(), "sink"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, beforeBlock, new PacketMs(packet_ms_), forget);
}

Result<std::unique_ptr<SoundPipeline>> SoundPipeline::create(std::uint32_t channels,
                                                             const EncodePipeline::Handlers& handlers) {
  auto built = parsePipeline(std::format(
      "appsrc name=in caps=audio/x-raw,format=S16LE,layout=interleaved,rate={},channels={} ! opusenc name=encoder "
      "frame-size=20 audio-type=voice bitrate-type=constrained-vbr inband-fec=true dtx=false complexity={} ! "
      "appsink name=out",
      kSoundRate, channels, kComplexity));
  if (!built) return fail("encoder", "not_made", built.error());
  std::unique_ptr<SoundPipeline> sound(new SoundPipeline(channels, std::move(*built), handlers));
  if (auto started = sound->pipeline_.start(); !started) return std::unexpected(std::move(started.error()));
  sound->pipeline_.watch();
  return sound;
}

void SoundPipeline::push(MediaTime at, std::span<const std::int16_t> samples) {
  BufferPtr block(gst_buffer_new_allocate(nullptr, samples.size_bytes(), nullptr));
  gst_buffer_fill(block.get(), 0, samples.data(), samples.size_bytes());
  GST_BUFFER_PTS(block.get()) = static_cast<GstClockTime>(at.count());
  GST_BUFFER_DURATION(block.get()) = samples.size() / channels() * GST_SECOND / kSoundRate;
  pipeline_.push(std::move(block));
}

void SoundPipeline::use(const SoundSettings& settings) {
  if (std::exchange(settings_, settings) == settings) return;
  g_object_set(encoder_.get(), "bitrate", static_cast<int>(settings.bitrate_kbps * 1000), "packet-loss-percentage",
               static_cast<int>(settings.expected_loss_percent), nullptr);
  *packet_ms_ = static_cast<int>(settings.packet.count());
}

}  // namespace diemcau::media
