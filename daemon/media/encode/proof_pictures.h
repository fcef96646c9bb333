// SPDX-License-Identifier: Apache-2.0
// The pictures that encoders prove themselves on.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// Some that the source gave, to and fro, where there are any. Else a textured view that moves under some noise, as a
// camera in a room gives it: not black, not still, and as cheap to make as copying it; the same for the same format.
class ProofPictures {
 public:
  // `of_source`: I420 of that size, in memory that nobody waits for.
  explicit ProofPictures(const PictureFormat& format, std::vector<BufferPtr> of_source = {});
  // I420, PTS of its slot.
  [[nodiscard]] BufferPtr make(std::uint32_t number) const;

 private:
  [[nodiscard]] BufferPtr ofSource(std::uint32_t number) const;
  [[nodiscard]] BufferPtr ofView(std::uint32_t number) const;
  void drawView();

  const PictureFormat format_;
  const std::vector<BufferPtr> of_source_;
  const std::size_t stride_;
  std::vector<std::uint8_t> view_;  // luma, larger than a picture; empty: there are the source's
};

}  // namespace diemcau::media
