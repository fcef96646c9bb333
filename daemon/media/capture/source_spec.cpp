// SPDX-License-Identifier: Apache-2.0
// Parsing of source names.
#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

Result<SourceSpec> parseSource(Medium medium, std::string_view text) {
  const bool camera = medium == Medium::Camera;
  if (text == "auto") return SourceSpec{SourceKind::Auto, {}};
  if (text == (camera ? "pattern" : "tone")) return SourceSpec{SourceKind::Generated, {}};
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon + 1 < text.size()) {
    const std::string_view scheme = text.substr(0, colon);
    const std::string argument(text.substr(colon + 1));
    if (scheme == "file") return SourceSpec{SourceKind::File, argument};
    if (scheme == (camera ? "v4l2" : "alsa")) return SourceSpec{SourceKind::Device, argument};
    if (scheme == "usb") return SourceSpec{SourceKind::Usb, argument};
    if (scheme == "serial") return SourceSpec{SourceKind::Serial, argument};
    if (scheme == "name") return SourceSpec{SourceKind::Name, argument};
  }
  return fail("capture", "source_unknown", std::string(text.substr(0, 64)));
}

std::string wordsOf(const SourceSpec& source) {
  switch (source.kind) {
    case SourceKind::Auto:
      return "auto";
    case SourceKind::Usb:
      return "usb:" + source.argument;
    case SourceKind::Serial:
      return "serial:" + source.argument;
    case SourceKind::Name:
      return "name:" + source.argument;
    default:
      return source.argument;
  }
}

}  // namespace diemcau::media
