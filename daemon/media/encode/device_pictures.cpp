// SPDX-License-Identifier: Apache-2.0
// Memory that is exported, tried out and copied into.
#include "daemon/media/encode/device_pictures.h"

#include <fcntl.h>
#include <gst/allocators/gstdmabuf.h>
#include <gst/video/video.h>
#include <linux/videodev2.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "daemon/media/capture/v4l2_ioctl.h"

namespace diemcau::media {
namespace {

constexpr std::uint32_t kLeastQueued = 2;  // GST_V4L2_MIN_BUFFERS
constexpr std::uint32_t kBesides = 4;      // on the way to the queue, and whose unit is still on its way out
constexpr std::size_t kMostTriedOut = 64;

bool isPlain(const GstVideoInfo& info, const GstVideoMeta* meta) {
  if (meta == nullptr) return true;
  for (guint plane = 0; plane < GST_VIDEO_INFO_N_PLANES(&info); ++plane) {
    if (meta->offset[plane] != GST_VIDEO_INFO_PLANE_OFFSET(&info, plane) ||
        meta->stride[plane] != GST_VIDEO_INFO_PLANE_STRIDE(&info, plane)) {
      return false;
    }
  }
  return true;
}

}  // namespace

DevicePictures::DevicePictures(const PictureFormat& picture) {
  gst_video_info_set_format(&info_, GST_VIDEO_FORMAT_I420, picture.width, picture.height);
}
DevicePictures::~DevicePictures() = default;

Result<std::unique_ptr<DevicePictures>> DevicePictures::create(const std::string& node, const PictureFormat& picture) {
  std::unique_ptr<DevicePictures> pictures(new DevicePictures(picture));
  if (pictures->open(node) && pictures->setFormat() && pictures->makeMemory()) return pictures;
  return fail("encoder", "not_in_place", node + ": " + std::generic_category().message(errno));
}

bool DevicePictures::open(const std::string& node) {
  fd_.reset(::open(node.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  v4l2_capability capability{};
  if (!fd_.valid() || !askDriver(fd_.get(), VIDIOC_QUERYCAP, &capability)) return false;
  if ((capability.device_caps & V4L2_CAP_VIDEO_M2M) != 0) type_ = V4L2_BUF_TYPE_VIDEO_OUTPUT;
  if ((capability.device_caps & V4L2_CAP_VIDEO_M2M_MPLANE) != 0) type_ = V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
  errno = ENOTSUP;
  return type_ != 0;
}

bool DevicePictures::setFormat() {
  const bool multi = type_ == V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
  const auto width = static_cast<std::uint32_t>(GST_VIDEO_INFO_WIDTH(&info_));
  const auto height = static_cast<std::uint32_t>(GST_VIDEO_INFO_HEIGHT(&info_));
  v4l2_format format{};
  format.type = type_;
  // The first members of pix and pix_mp are the same but for the field's place.
  format.fmt.pix.width = width;
  format.fmt.pix.height = height;
  format.fmt.pix.pixelformat = V4L2_PIX_FMT_YUV420;
  (multi ? format.fmt.pix_mp.field : format.fmt.pix.field) = V4L2_FIELD_NONE;
  if (multi) format.fmt.pix_mp.num_planes = 1;
  if (!askDriver(fd_.get(), VIDIOC_S_FMT, &format)) return false;
  bytes_ = multi ? format.fmt.pix_mp.plane_fmt[0].sizeimage : format.fmt.pix.sizeimage;
  const std::uint32_t stride = multi ? format.fmt.pix_mp.plane_fmt[0].bytesperline : format.fmt.pix.bytesperline;
  errno = ENOTSUP;
  return format.fmt.pix.width == width && format.fmt.pix.height == height &&
         format.fmt.pix.pixelformat == V4L2_PIX_FMT_YUV420 && (!multi || format.fmt.pix_mp.num_planes == 1) &&
         std::cmp_equal(stride, GST_VIDEO_INFO_PLANE_STRIDE(&info_, 0)) && bytes_ >= GST_VIDEO_INFO_SIZE(&info_);
}

// How many the element keeps with the driver.
std::uint32_t DevicePictures::queued() const {
  v4l2_control least{.id = V4L2_CID_MIN_BUFFERS_FOR_OUTPUT, .value = 0};
  if (!askDriver(fd_.get(), VIDIOC_G_CTRL, &least)) return kLeastQueued;
  return std::clamp<std::uint32_t>(static_cast<std::uint32_t>(least.value), kLeastQueued, VIDEO_MAX_FRAME - kBesides);
}

bool DevicePictures::request(std::uint32_t buffers, std::uint32_t memory, std::uint32_t capabilities) const {
  v4l2_requestbuffers request{};
  request.count = buffers;
  request.type = type_;
  request.memory = memory;
  if (!askDriver(fd_.get(), VIDIOC_REQBUFS, &request)) return false;
  errno = ENOTSUP;
  return request.count >= buffers && (request.capabilities & capabilities) == capabilities;
}

// What was exported stays when the driver has given its own share up; the queue is free for what is tried out.
bool DevicePictures::makeMemory() {
  const std::uint32_t count = queued() + kBesides;
  if (!request(count, V4L2_MEMORY_MMAP, V4L2_BUF_CAP_SUPPORTS_DMABUF | V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS)) {
    return false;
  }
  GstAllocator* allocator = gst_dmabuf_allocator_new();
  for (std::uint32_t index = 0; index < count; ++index) {
    v4l2_exportbuffer exported{};
    exported.type = type_;
    exported.index = index;
    exported.flags = O_RDWR | O_CLOEXEC;
    if (!askDriver(fd_.get(), VIDIOC_EXPBUF, &exported)) break;
    memory_.emplace_back(
        gst_dmabuf_allocator_alloc_with_flags(allocator, exported.fd, bytes_, GST_FD_MEMORY_FLAG_KEEP_MAPPED));
  }
  gst_object_unref(allocator);
  return memory_.size() == count && request(0, V4L2_MEMORY_MMAP);
}

BufferPtr DevicePictures::place(GstBuffer* picture) {
  return isReadable(picture) ? BufferPtr(gst_buffer_ref(picture)) : copy(picture);
}

bool DevicePictures::isReadable(GstBuffer* picture) {
  if (!isAsWanted(picture)) return false;
  GstMemory* memory = gst_buffer_peek_memory(picture, 0);
  const int fd = gst_dmabuf_memory_get_fd(memory);
  struct stat file{};
  if (::fstat(fd, &file) != 0) return false;
  if (tried_out_.size() >= kMostTriedOut) tried_out_.clear();
  const auto [entry, is_new] = tried_out_.try_emplace(file.st_ino, false);
  if (is_new) entry->second = takes(fd, memory->maxsize);
  return entry->second;
}

bool DevicePictures::isAsWanted(GstBuffer* picture) const {
  if (gst_buffer_n_memory(picture) != 1) return false;
  GstMemory* memory = gst_buffer_peek_memory(picture, 0);
  return gst_is_dmabuf_memory(memory) != FALSE && memory->offset == 0 && memory->size >= bytes_ &&
         isPlain(info_, gst_buffer_get_video_meta(picture));
}

// The driver attaches and maps what is queued at once (vb2_core_qbuf, __prepare_dmabuf).
bool DevicePictures::takes(int dmabuf, std::size_t bytes) const {
  if (!request(1, V4L2_MEMORY_DMABUF)) return false;
  const bool multi = type_ == V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
  v4l2_plane plane{};
  plane.m.fd = dmabuf;
  plane.length = static_cast<std::uint32_t>(bytes);
  plane.bytesused = bytes_;
  v4l2_buffer buffer{};
  buffer.type = type_;
  buffer.memory = V4L2_MEMORY_DMABUF;
  buffer.field = V4L2_FIELD_NONE;
  buffer.bytesused = plane.bytesused;
  buffer.length = multi ? 1 : plane.length;
  if (multi) {
    buffer.m.planes = &plane;
  } else {
    buffer.m.fd = dmabuf;
  }
  const bool taken = askDriver(fd_.get(), VIDIOC_QBUF, &buffer);
  return request(0, V4L2_MEMORY_DMABUF) && taken;
}

BufferPtr DevicePictures::copy(GstBuffer* picture) const {
  const auto isFree = [](const MemoryPtr& memory) { return GST_MINI_OBJECT_REFCOUNT_VALUE(memory.get()) == 1; };
  const auto memory = std::ranges::find_if(memory_, isFree);
  if (memory == memory_.end()) return nullptr;
  BufferPtr made(gst_buffer_new());
  gst_buffer_append_memory(made.get(), gst_memory_ref(memory->get()));
  gst_buffer_copy_into(made.get(), picture,
                       static_cast<GstBufferCopyFlags>(GST_BUFFER_COPY_FLAGS | GST_BUFFER_COPY_TIMESTAMPS), 0,
                       static_cast<gsize>(-1));
  GstVideoFrame from;
  if (gst_video_frame_map(&from, &info_, picture, GST_MAP_READ) == FALSE) return nullptr;
  GstVideoFrame to;
  const bool mapped = gst_video_frame_map(&to, &info_, made.get(), GST_MAP_WRITE) != FALSE;
  if (mapped) {
    gst_video_frame_copy(&to, &from);
    gst_video_frame_unmap(&to);
  }
  gst_video_frame_unmap(&from);
  return mapped ? std::move(made) : nullptr;
}

}  // namespace diemcau::media
