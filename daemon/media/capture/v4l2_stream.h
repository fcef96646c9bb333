// SPDX-License-Identifier: Apache-2.0
// A camera's pictures, as its driver hands them out.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "contract/unique_fd.h"
#include "daemon/media/capture/format_choice.h"
#include "daemon/media/capture/source_fault.h"
#include "daemon/media/capture/v4l2_ioctl.h"
#include "daemon/media/media_time.h"

struct v4l2_captureparm;

namespace diemcau::media {

// What a device is to be set to.
struct StreamWish {
  std::string node;
  ChosenMode mode;  // converted: through libv4l2
  bool interlaced = false;
  bool exported = false;  // another device is to read the pictures where they are
};

// How it hands them out: one piece of memory a plane, or all of them in one.
struct PictureLayout {
  std::vector<std::uint32_t> strides;  // bytes from one row to the next, of each piece
  std::vector<std::uint32_t> sizes;    // bytes of each piece
  std::uint32_t colourspace = 0;       // V4L2_COLORSPACE_*
  std::uint32_t encoding = 0;          // V4L2_YCBCR_ENC_*
  std::uint32_t quantisation = 0;      // V4L2_QUANTIZATION_*
};

// Of a driver's answer to VIDIOC_S_PARM, which need not be what was wished (V4L2, "VIDIOC_G_PARM, VIDIOC_S_PARM").
// `listed`: the rate of the mode, for a driver that takes none.
[[nodiscard]] FrameRate grantedRate(const v4l2_captureparm& answer, FrameRate listed);

// Not GStreamer's v4l2src: that one tries every format in every size and colour before it begins, for seconds
// and without letting itself be stopped; takes errors apart no further than "it failed"; follows the signal
// behind our back; and uses libv4l2 for all devices or for none. Thread-bound, by turns of the worker's and
// the source's streaming thread; release() in any.
class V4l2Stream {
 public:
  // A picture in the driver's memory, until release().
  struct Picture {
    std::uint32_t index = 0;
    std::vector<std::span<const std::uint8_t>> pieces;
    bool at_start = false;  // of its buffer, the first piece
    MediaTime captured{};
  };
  enum class Outcome { Picture, Nothing };

  // Sets the device to exactly this, and starts it. A device that gives something else is Unreadable: it does
  // not keep what it promised.
  [[nodiscard]] static std::expected<std::unique_ptr<V4l2Stream>, SourceFault> start(const StreamWish& wish);
  ~V4l2Stream();
  V4l2Stream(const V4l2Stream&) = delete;
  V4l2Stream& operator=(const V4l2Stream&) = delete;

  // Waits a tenth of a second for a picture. Those that the driver marks as broken, and those that are not
  // whole, are none.
  [[nodiscard]] std::expected<Outcome, SourceFault> next(Picture& picture);
  [[nodiscard]] std::expected<void, SourceFault> release(std::uint32_t index);
  [[nodiscard]] const PictureLayout& layout() const { return layout_; }
  // What the driver says that it gives; a numerator of 0: it does not say.
  [[nodiscard]] FrameRate rate() const { return rate_; }
  [[nodiscard]] std::uint32_t buffers() const { return buffers_; }
  // A buffer of one piece as a DMABUF, which keeps the memory when the stream is gone. Invalid: the driver cannot.
  [[nodiscard]] UniqueFd exportBuffer(std::uint32_t index) const;

 private:
  static constexpr std::uint32_t kBuffers = 4;
  static constexpr std::uint32_t kExported = 8;  // an encoder keeps some of them
  static constexpr std::uint32_t kPlanes = 3;
  struct Map {
    void* start = nullptr;
    std::size_t bytes = 0;
  };

  V4l2Stream(StreamWish wish) : wish_(std::move(wish)), ask_(wish_.mode.converted ? askConverter : askDriver) {}
  [[nodiscard]] bool open();
  [[nodiscard]] bool setFormat();
  void setRate();
  [[nodiscard]] bool mapBuffers();
  [[nodiscard]] bool mapBuffer(std::uint32_t index);
  [[nodiscard]] SourceFault fault(const char* what) const;
  [[nodiscard]] bool multi() const;
  void unmap(Map& map) const;

  const StreamWish wish_;
  const AskVideo ask_;
  int fd_ = -1;
  std::uint32_t type_ = 0;  // of its buffers
  bool raw_ = true;
  std::uint32_t buffers_ = 0;
  PictureLayout layout_;
  FrameRate rate_;
  std::array<std::array<Map, kPlanes>, kExported> maps_;
};

}  // namespace diemcau::media
