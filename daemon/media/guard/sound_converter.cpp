// SPDX-License-Identifier: Apache-2.0
// Mixing and resampling.
#include "daemon/media/guard/sound_converter.h"

#include <gst/audio/audio.h>

namespace diemcau::media {
namespace {

MediaTime timeOf(std::int64_t frames, std::uint32_t rate) {
  return MediaTime(frames / rate * 1'000'000'000 + frames % rate * 1'000'000'000 / rate);
}

}  // namespace

void mixChannels(std::span<const std::int16_t> samples, std::uint32_t from, std::uint32_t to,
                 std::vector<std::int16_t>& mixed) {
  mixed.clear();
  for (std::size_t i = 0; i + from <= samples.size(); i += from) {
    int sum = 0;
    for (std::size_t k = i; k < i + from; ++k) sum += samples[k];
    mixed.insert(mixed.end(), to, static_cast<std::int16_t>(sum / static_cast<int>(from)));
  }
}

void SoundConverter::Release::operator()(GstAudioResampler* resampler) const noexcept {
  gst_audio_resampler_free(resampler);
}

SoundConverter::SoundConverter() = default;
SoundConverter::~SoundConverter() = default;

void SoundConverter::setChannels(std::uint32_t channels) {
  if (channels_ == channels) return;
  channels_ = channels;
  prepare();
}

bool SoundConverter::setSource(const GstCaps* caps) {
  GstAudioInfo info;
  source_ = {};
  if (caps == nullptr || !gst_audio_info_from_caps(&info, caps) ||
      GST_AUDIO_INFO_FORMAT(&info) != GST_AUDIO_FORMAT_S16LE ||
      GST_AUDIO_INFO_CHANNELS(&info) > static_cast<int>(kMostSoundChannels)) {
    return false;
  }
  source_ = {static_cast<std::uint32_t>(GST_AUDIO_INFO_RATE(&info)),
             static_cast<std::uint32_t>(GST_AUDIO_INFO_CHANNELS(&info))};
  prepare();
  return true;
}

void SoundConverter::prepare() {
  resampler_.reset();
  restart();
  if (source_.rate_hz == 0 || source_.rate_hz == kSoundRate) return;
  resampler_.reset(gst_audio_resampler_new(GST_AUDIO_RESAMPLER_METHOD_KAISER, GST_AUDIO_RESAMPLER_FLAG_NONE,
                                           GST_AUDIO_FORMAT_S16, static_cast<int>(channels_),
                                           static_cast<int>(source_.rate_hz), static_cast<int>(kSoundRate), nullptr));
}

void SoundConverter::restart() {
  if (resampler_) gst_audio_resampler_reset(resampler_.get());
  taken_ = 0;
  given_ = 0;
}

SoundConverter::Sound SoundConverter::convert(const Sound& sound) {
  auto samples = sound.samples;
  if (source_.channels != channels_) {
    mixChannels(samples, source_.channels, channels_, mixed_);
    samples = mixed_;
  }
  if (!resampler_) return {sound.captured, samples};
  const std::size_t frames = samples.size() / channels_;
  const std::size_t can_give = gst_audio_resampler_get_out_frames(resampler_.get(), frames);
  resampled_.resize(can_give * channels_);
  gpointer in[] = {const_cast<std::int16_t*>(samples.data())};
  gpointer out[] = {resampled_.data()};
  gst_audio_resampler_resample(resampler_.get(), in, frames, out, can_give);
  const MediaTime held = timeOf(taken_, source_.rate_hz) - timeOf(given_, kSoundRate);
  taken_ += static_cast<std::int64_t>(frames);
  given_ += static_cast<std::int64_t>(can_give);
  return {sound.captured - held, resampled_};
}

}  // namespace diemcau::media
