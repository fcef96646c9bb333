// SPDX-License-Identifier: Apache-2.0
// The list of backends, and what they have in common.
#include "daemon/media/capture/capture_backend.h"

#include <algorithm>
#include <format>
#include <utility>

#include "daemon/media/gst_pipeline.h"

namespace diemcau::media {
namespace {

constexpr CaptureBackend kBackends[] = {
    {Medium::Camera, SourceKind::Generated, false, buildPattern},
    {Medium::Camera, SourceKind::File, true, buildFilePicture},
    {Medium::Microphone, SourceKind::Generated, false, buildTone},
    {Medium::Microphone, SourceKind::File, true, buildFileSound},
    {Medium::Microphone, SourceKind::Device, false, buildAlsa},
};

}  // namespace

const CaptureBackend* backendFor(Medium medium, SourceKind kind) {
  const auto* found =
      std::ranges::find_if(kBackends, [&](const auto& entry) { return entry.medium == medium && entry.kind == kind; });
  return found == std::end(kBackends) ? nullptr : found;
}

BuiltSource buildSource(const std::string& description) {
  return parsePipeline(description).transform_error([](std::string&& text) {
    return SourceFault{SourceFaultKind::Failed, std::move(text)};
  });
}

std::string pictureCaps(const PictureFormat& format) {
  return std::format("video/x-raw,format=I420,width={},height={},pixel-aspect-ratio=1/1", format.width, format.height);
}

std::string soundCaps() {
  return std::format("audio/x-raw,format=S16LE,layout=interleaved,channels=[1,{}]", kMostSoundChannels);
}

void setProperty(GstElement* pipeline, const char* element, const char* property, const std::string& value) {
  const ElementPtr found(gst_bin_get_by_name(GST_BIN(pipeline), element));
  g_object_set(found.get(), property, value.c_str(), nullptr);
}

}  // namespace diemcau::media
