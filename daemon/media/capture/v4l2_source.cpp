// SPDX-License-Identifier: Apache-2.0
// Cameras and capture devices through V4L2.
#include <sys/stat.h>

#include <format>

#include "daemon/media/capture/capture_backend.h"

namespace diemcau::media {

BuiltSource buildV4l2(const SourceSpec& spec, const PictureFormat& format) {
  struct stat info{};
  if (::stat(spec.argument.c_str(), &info) != 0) {
    return std::unexpected(SourceFault{SourceFaultKind::Missing, spec.argument});
  }
  if (!S_ISCHR(info.st_mode)) {
    return std::unexpected(SourceFault{SourceFaultKind::Unreadable, spec.argument + ": not a device"});
  }
  // Raw pictures of the wanted size first, then compressed ones, then whatever the device has.
  const std::string size = std::format("width={},height={}", format.width, format.height);
  auto pipeline =
      parsePipeline(std::format("v4l2src name=device ! capsfilter caps=\"video/x-raw,{0};image/jpeg,{0};"
                                "video/x-raw;image/jpeg\" ! "
                                "decodebin ! videoconvertscale name=normalise add-borders=true ! {1} ! "
                                "appsink name=out sync=false",
                                size, pictureCaps(format)));
  if (pipeline) setProperty(pipeline->get(), "device", "device", spec.argument);
  return pipeline;
}

}  // namespace diemcau::media
