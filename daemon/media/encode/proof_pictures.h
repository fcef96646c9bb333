// SPDX-License-Identifier: Apache-2.0
// The pictures that encoders prove themselves on.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// A textured view that moves under some noise, as a camera in a room gives it: not black, not still, and as
// cheap to make as copying it. The same for the same format.
class ProofPictures {
 public:
  explicit ProofPictures(const PictureFormat& format);
  // I420, PTS of its slot.
  [[nodiscard]] BufferPtr make(std::uint32_t number) const;

 private:
  const PictureFormat format_;
  const std::size_t stride_;
  std::vector<std::uint8_t> view_;  // luma, larger than a picture
};

}  // namespace diemcau::media
