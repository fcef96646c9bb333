// SPDX-License-Identifier: Apache-2.0
// One way of capturing a file each: builds the pipeline for a kind of source.
#pragma once

#include <expected>
#include <string>

#include "daemon/media/capture/source_fault.h"
#include "daemon/media/capture/source_spec.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// A pipeline that ends in an appsink "out": I420 pictures of the wanted size at any rate, or S16 sound of
// any rate in one channel or two. Pictures as the source has them pass an element "normalise".
using BuiltSource = std::expected<ElementPtr, SourceFault>;

struct CaptureBackend {
  Medium medium;
  SourceKind kind;
  bool looped;  // played again from its beginning when it ends
  BuiltSource (*build)(const SourceSpec& spec, const PictureFormat& format);
};

// Nothing for a kind that no backend takes: a microphone is chosen first (microphone.h), a camera is built by
// buildCamera() (camera_source.h).
[[nodiscard]] const CaptureBackend* backendFor(Medium medium, SourceKind kind);

// For the backends: a pipeline of these words (parsePipeline()), and its caps.
[[nodiscard]] BuiltSource buildSource(const std::string& description);
[[nodiscard]] std::string pictureCaps(const PictureFormat& format);
[[nodiscard]] std::string soundCaps();
void setProperty(GstElement* pipeline, const char* element, const char* property, const std::string& value);

BuiltSource buildPattern(const SourceSpec& spec, const PictureFormat& format);
BuiltSource buildTone(const SourceSpec& spec, const PictureFormat& format);
BuiltSource buildFilePicture(const SourceSpec& spec, const PictureFormat& format);
BuiltSource buildFileSound(const SourceSpec& spec, const PictureFormat& format);
BuiltSource buildAlsa(const SourceSpec& spec, const PictureFormat& format);

}  // namespace diemcau::media
