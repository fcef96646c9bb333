// SPDX-License-Identifier: Apache-2.0
// Fewer and smaller pictures than there are.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

typedef struct _GstVideoConverter GstVideoConverter;
typedef struct _GstVideoInfo GstVideoInfo;

namespace diemcau::media {

// Between the guard, whose pictures are as planned, and an encoder that is to have less. What is as it should be goes
// through untouched; the rest is scaled, in memory that is used again, or left out. Not thread-safe.
class PictureReducer {
 public:
  explicit PictureReducer(const PictureFormat& format);
  ~PictureReducer();
  PictureReducer(const PictureReducer&) = delete;
  PictureReducer& operator=(const PictureReducer&) = delete;

  // Another rate of pictures, of the same size.
  void setRate(std::uint32_t fps);
  // At least so far apart; 0: as the rate says.
  void setApart(std::chrono::milliseconds apart) { apart_ = apart; }
  // The next picture goes through, whenever it comes.
  void letNextPass() { next_passes_ = true; }

  struct Reduced {
    BufferPtr picture;
    GstCaps* caps = nullptr;  // borrowed; the same until the pictures change
  };
  // Nothing: it is left out.
  [[nodiscard]] std::optional<Reduced> reduce(BufferPtr picture, GstCaps* caps);

 private:
  struct Scaler;

  [[nodiscard]] bool isDue(std::chrono::nanoseconds pts);
  void takeCaps(GstCaps* caps);

  PictureFormat format_;
  std::chrono::milliseconds apart_{};
  bool next_passes_ = true;
  std::int64_t slot_ = 0;              // of the last picture, at the wanted rate
  std::chrono::nanoseconds passed_{};  // its time
  CapsPtr from_;
  CapsPtr to_;
  std::unique_ptr<Scaler> scaler_;  // null: they have the right size
};

}  // namespace diemcau::media
