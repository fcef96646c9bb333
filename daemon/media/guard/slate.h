// SPDX-License-Identifier: Apache-2.0
// The picture that stands in for the camera's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "contract/result.h"
#include "daemon/base/clock.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// Grey upon dark, so that it looks the same under any colour matrix.

// Nothing but the dark. Thread-safe.
[[nodiscard]] BufferPtr darkPicture(const PictureFormat& format);

// The part of the coverage that is not empty: rows of `width` bytes.
struct SlateInk {
  std::size_t left = 0;
  std::size_t top = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> coverage;
};

// The site's name, «Mất tín hiệu camera», and the time of the room (UTC+7), so that a picture that stands
// still is not taken for a link that does. Thread-bound.
class Slate {
 public:
  // `coverage` and `glyphs`: as slate_text.h draws them.
  Slate(const PictureFormat& format, std::span<const std::uint8_t> coverage, std::vector<std::uint8_t> glyphs);

  // The same buffer until the second is another one.
  [[nodiscard]] GstBuffer* at(base::WallTime now);
  // It is not needed for now: holds as little as it can.
  void rest() { picture_.reset(); }

 private:
  const PictureFormat format_;
  const std::vector<std::uint8_t> glyphs_;
  const SlateInk ink_;
  BufferPtr picture_;
  std::int64_t second_ = -1;
};

// The words are drawn by diemcau-slate, a program beside this one: fonts and all that they need take some
// 8 MB, and none of it belongs into the process that must not fail. Blocks for some tens of milliseconds:
// call it on a worker. Thread-safe. Error: slate.not_drawn.
[[nodiscard]] Result<std::unique_ptr<Slate>> drawSlate(const PictureFormat& format, const std::string& site_name);

}  // namespace diemcau::media
