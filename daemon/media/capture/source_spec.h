// SPDX-License-Identifier: Apache-2.0
// Where picture or sound comes from, as plans write it: "pattern", "file:/path", "usb:1-1.2", …
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::media {

enum class Medium { Camera, Microphone };

enum class SourceKind { Auto, Generated, File, Device, Usb, Serial, Name };

// Generated: "pattern" or "tone". Device: the node of V4L2 or ALSA, by medium. Usb, Serial, Name: the
// device that is this one, wherever its node is. `argument`: what stands behind the colon.
struct SourceSpec {
  SourceKind kind = SourceKind::Auto;
  std::string argument;

  friend bool operator==(const SourceSpec&, const SourceSpec&) = default;
};

// Error: capture.source_unknown.
[[nodiscard]] Result<SourceSpec> parseSource(Medium medium, std::string_view text);
// For people: "usb:1-1.2", "auto"; of a node or file, what it is.
[[nodiscard]] std::string wordsOf(const SourceSpec& source);

}  // namespace diemcau::media
