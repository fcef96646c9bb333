// SPDX-License-Identifier: Apache-2.0
// Pictures in memory that an encoder's device reads where they are.
#pragma once

#include <gst/video/video.h>
#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "contract/result.h"
#include "contract/unique_fd.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// For an encoder's element that imports DMABUF: it fails at a picture that is in other memory, and takes rows to
// be as far apart as it thinks they are (gst_v4l2_allocator_import_dmabuf, gst_v4l2_video_enc_handle_frame,
// GStreamer 1.26). So what it is given is looked at first, tried on the device, and copied into memory of the device's
// own where it does not fit: the slate, what was converted, a camera's memory that the device cannot reach.
// The device is opened a second time for that, and never streams there. Made and destroyed on any thread, used on one
// at a time.
class DevicePictures {
 public:
  // Of a V4L2 memory-to-memory device. Error: encoder.not_in_place: it cannot, or wants I420 in rows and planes other
  // than GStreamer's, or more of them.
  [[nodiscard]] static Result<std::unique_ptr<DevicePictures>> create(const std::string& node,
                                                                      const PictureFormat& picture);
  ~DevicePictures();
  DevicePictures(const DevicePictures&) = delete;
  DevicePictures& operator=(const DevicePictures&) = delete;

  // I420 of that size: the picture itself where the device reads its memory, else a copy. Null: all of the device's
  // memory is in use.
  [[nodiscard]] BufferPtr place(GstBuffer* picture);

 private:
  explicit DevicePictures(const PictureFormat& picture);
  [[nodiscard]] bool open(const std::string& node);
  [[nodiscard]] bool setFormat();
  [[nodiscard]] bool makeMemory();
  [[nodiscard]] std::uint32_t queued() const;
  [[nodiscard]] bool request(std::uint32_t buffers, std::uint32_t memory, std::uint32_t capabilities = 0) const;
  [[nodiscard]] bool isReadable(GstBuffer* picture);
  [[nodiscard]] bool isAsWanted(GstBuffer* picture) const;
  [[nodiscard]] bool takes(int dmabuf, std::size_t bytes) const;
  [[nodiscard]] BufferPtr copy(GstBuffer* picture) const;

  GstVideoInfo info_;
  UniqueFd fd_;
  std::uint32_t type_ = 0;  // of its buffers for pictures
  std::uint32_t bytes_ = 0;
  std::vector<MemoryPtr> memory_;    // in use where another has a share in it
  std::map<ino_t, bool> tried_out_;  // by the number of the DMABUF's file, which no other one has
};

}  // namespace diemcau::media
