// SPDX-License-Identifier: Apache-2.0
// Files, played in real time as if they were devices.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <format>
#include <system_error>

#include "daemon/media/capture/capture_backend.h"

namespace diemcau::media {
namespace {

// Said before GStreamer is asked, because its words for both are "could not open".
std::expected<void, SourceFault> checkFile(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    const auto kind = missing ? SourceFaultKind::Missing : SourceFaultKind::Unreadable;
    return std::unexpected(SourceFault{kind, path + ": " + std::generic_category().message(errno)});
  }
  if (!S_ISREG(info.st_mode)) return std::unexpected(SourceFault{SourceFaultKind::Unreadable, path + ": not a file"});
  if (::access(path.c_str(), R_OK) != 0) {
    return std::unexpected(
        SourceFault{SourceFaultKind::Unreadable, path + ": " + std::generic_category().message(errno)});
  }
  return {};
}

// One decoding thread: a file stands in for a camera, and its decoder must not take the encoder's cores.
void onElement(GstBin*, GstBin*, GstElement* element, gpointer) noexcept {
  GObjectClass* type = G_OBJECT_GET_CLASS(element);
  if (g_object_class_find_property(type, "max-threads") != nullptr) g_object_set(element, "max-threads", 1, nullptr);
}

BuiltSource buildFile(const SourceSpec& spec, const std::string& description) {
  if (auto checked = checkFile(spec.argument); !checked) return std::unexpected(checked.error());
  auto pipeline = buildSource(description);
  if (!pipeline) return pipeline;
  g_signal_connect(pipeline->get(), "deep-element-added", G_CALLBACK(onElement), nullptr);
  setProperty(pipeline->get(), "file", "location", spec.argument);
  return pipeline;
}

}  // namespace

// The queues are there for the seek at the file's end: decoding starts again while they are played.
BuiltSource buildFilePicture(const SourceSpec& spec, const PictureFormat& format) {
  return buildFile(spec,
                   std::format("filesrc name=file ! decodebin expose-all-streams=false caps=\"video/x-raw(ANY)\" ! "
                               "videoconvertscale name=normalise add-borders=true ! {} ! "
                               "queue max-size-buffers=3 max-size-bytes=0 max-size-time=0 ! "
                               "appsink name=out sync=true",
                               pictureCaps(format)));
}

// A microphone gives its samples when their time is over: so does this, 20 ms after their beginning.
BuiltSource buildFileSound(const SourceSpec& spec, const PictureFormat&) {
  return buildFile(spec, std::format("filesrc name=file ! decodebin expose-all-streams=false caps=audio/x-raw ! "
                                     "audioconvert ! {} ! "
                                     "audiobuffersplit output-buffer-duration=1/50 ! "
                                     "queue max-size-time=300000000 max-size-bytes=0 max-size-buffers=0 ! "
                                     "appsink name=out sync=true ts-offset=20000000",
                                     soundCaps()));
}

}  // namespace diemcau::media
