// SPDX-License-Identifier: Apache-2.0
// Dumb buffers: made, written, read back.
#include "daemon/screen/kms/frame_buffer.h"

#include <drm_fourcc.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <format>
#include <set>
#include <span>

#include "daemon/screen/kms/drm_owned.h"

namespace diemcau::screen {
namespace {

constexpr std::uint32_t kBitsAPixel = 32;
constexpr std::size_t kBytesAPixel = 4;

// Mapped only while it is used: what is mapped counts as the process's memory.
class Mapping {
 public:
  Mapping(int card, std::uint32_t handle, std::size_t bytes, int protection) : bytes_(bytes) {
    std::uint64_t offset = 0;
    if (drmModeMapDumbBuffer(card, handle, &offset) != 0) return;
    void* at = ::mmap(nullptr, bytes, protection, MAP_SHARED, card, static_cast<off_t>(offset));
    if (at != MAP_FAILED) at_ = static_cast<std::uint8_t*>(at);
  }
  ~Mapping() {
    if (at_ != nullptr) ::munmap(at_, bytes_);
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  [[nodiscard]] std::uint8_t* at() const { return at_; }

 private:
  std::size_t bytes_;
  std::uint8_t* at_ = nullptr;
};

// The handles that a framebuffer is looked at by are ours to close.
class Handles {
 public:
  Handles(int card, const drmModeFB2& buffer)
      : card_(card), handles_(std::begin(buffer.handles), std::end(buffer.handles)) {
    handles_.erase(0);
  }
  ~Handles() {
    for (const std::uint32_t handle : handles_) drmCloseBufferHandle(card_, handle);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  [[nodiscard]] bool none() const { return handles_.empty(); }

 private:
  int card_;
  std::set<std::uint32_t> handles_;
};

std::unexpected<Error> notReadable(std::uint32_t id, std::string_view why) {
  return fail("kms", "not_readable", std::format("framebuffer {}: {}", id, why));
}

std::string fourcc(std::uint32_t format) {
  std::string text(4, ' ');
  for (unsigned at = 0; at < text.size(); ++at) text[at] = static_cast<char>(format >> (8 * at) & 0x7F);
  return text;
}

}  // namespace

Result<std::unique_ptr<FrameBuffer>> FrameBuffer::create(int card, maket::Size size) {
  std::unique_ptr<FrameBuffer> buffer(new FrameBuffer(card, size));
  const auto failed = [&](const char* what) {
    return fail("kms", "no_memory",
                std::format("{} of {}x{}: {}", what, size.width, size.height, std::strerror(errno)));
  };
  if (drmModeCreateDumbBuffer(card, size.width, size.height, kBitsAPixel, 0, &buffer->handle_, &buffer->stride_,
                              &buffer->bytes_) != 0) {
    return failed("a buffer");
  }
  const std::uint32_t handles[4] = {buffer->handle_};
  const std::uint32_t strides[4] = {buffer->stride_};
  const std::uint32_t offsets[4] = {};
  if (drmModeAddFB2(card, size.width, size.height, DRM_FORMAT_XRGB8888, handles, strides, offsets, &buffer->id_, 0) !=
      0) {
    return failed("a framebuffer");
  }
  return buffer;
}

FrameBuffer::~FrameBuffer() {
  if (id_ != 0) drmModeRmFB(card_, id_);
  if (handle_ != 0) drmModeDestroyDumbBuffer(card_, handle_);
}

Result<void> FrameBuffer::write(const maket::Picture& picture) {
  const Mapping mapping(card_, handle_, bytes_, PROT_READ | PROT_WRITE);
  if (mapping.at() == nullptr) return fail("kms", "no_memory", std::format("a mapping: {}", std::strerror(errno)));
  for (std::size_t row = 0; row < size_.height; ++row) {
    std::memcpy(mapping.at() + row * stride_, picture.pixels.data() + row * picture.stride(), picture.stride());
  }
  return {};
}

Result<maket::Picture> readFrameBuffer(int card, std::uint32_t id) {
  const DrmOwned<drmModeFB2> found(drmModeGetFB2(card, id));
  if (!found) return notReadable(id, std::strerror(errno));
  const Handles handles(card, *found);
  if (handles.none()) return notReadable(id, "no permission");
  const bool linear = (found->flags & DRM_MODE_FB_MODIFIERS) == 0 || found->modifier == DRM_FORMAT_MOD_LINEAR;
  const bool plain = found->pixel_format == DRM_FORMAT_XRGB8888 || found->pixel_format == DRM_FORMAT_ARGB8888;
  if (!plain || !linear) return notReadable(id, "format " + fourcc(found->pixel_format) + (linear ? "" : ", tiled"));
  maket::Picture picture{.size = {found->width, found->height}, .pixels = {}};
  if (!maket::isDrawable(picture.size)) return notReadable(id, std::format("{}x{}", found->width, found->height));
  const std::size_t stride = found->pitches[0];
  const std::size_t first = found->offsets[0];
  if (stride < picture.stride()) return notReadable(id, "rows that overlap");
  const Mapping mapping(card, found->handles[0], first + stride * picture.size.height, PROT_READ);
  if (mapping.at() == nullptr) return notReadable(id, std::strerror(errno));
  picture.pixels.resize(picture.stride() * picture.size.height);
  for (std::size_t row = 0; row < picture.size.height; ++row) {
    std::memcpy(picture.pixels.data() + row * picture.stride(), mapping.at() + first + row * stride, picture.stride());
  }
  // What stands in the unused byte is nobody's business.
  for (std::size_t at = kBytesAPixel - 1; at < picture.pixels.size(); at += kBytesAPixel) picture.pixels[at] = 255;
  return picture;
}

}  // namespace diemcau::screen
