// SPDX-License-Identifier: Apache-2.0
// A picture in memory that a display controller reads.
#pragma once

#include <cstdint>
#include <memory>

#include "contract/result.h"
#include "maket/picture.h"

namespace diemcau::screen {

// A dumb buffer: every driver has them, and nothing but the processor draws into it. Thread-bound. The card, borrowed,
// outlives it.
class FrameBuffer {
 public:
  // Error: kms.no_memory.
  [[nodiscard]] static Result<std::unique_ptr<FrameBuffer>> create(int card, maket::Size size);
  ~FrameBuffer();
  FrameBuffer(const FrameBuffer&) = delete;
  FrameBuffer& operator=(const FrameBuffer&) = delete;

  // The picture is of the buffer's size. Error: kms.no_memory (it cannot be mapped).
  [[nodiscard]] Result<void> write(const maket::Picture& picture);

  // It stays on the card when this object goes.
  void leave() { id_ = handle_ = 0; }

  [[nodiscard]] std::uint32_t id() const { return id_; }
  [[nodiscard]] maket::Size size() const { return size_; }

 private:
  FrameBuffer(int card, maket::Size size) : card_(card), size_(size) {}

  const int card_;
  const maket::Size size_;
  std::uint32_t handle_ = 0;
  std::uint32_t stride_ = 0;  // bytes
  std::uint64_t bytes_ = 0;
  std::uint32_t id_ = 0;
};

// What is in any framebuffer of the card, one of another program too (drmModeGetFB2). Needs DRM master or
// CAP_SYS_ADMIN. Errors: kms.not_readable (no permission, another format, tiled, memory that cannot be mapped).
[[nodiscard]] Result<maket::Picture> readFrameBuffer(int card, std::uint32_t id);

}  // namespace diemcau::screen
