// SPDX-License-Identifier: Apache-2.0
// Cameras whose formats only libv4lconvert reads (webcams of before UVC): I420 through libv4l2.
#include <fcntl.h>
#include <gst/app/gstappsrc.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <format>
#include <memory>
#include <system_error>

#include "daemon/media/capture/camera_source.h"
#include "daemon/media/capture/v4l2_ioctl.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kBuffers = 4;
constexpr int kPollMs = 100;  // how soon a pipeline that ends is noticed

SourceFault faultOf(const std::string& what) {
  const bool gone = errno == ENOENT || errno == ENODEV || errno == ENXIO;
  return {gone ? SourceFaultKind::Missing : SourceFaultKind::Unreadable,
          std::format("{}: {}", what, std::generic_category().message(errno))};
}

// Of the worker's thread until the pipeline runs, then of the source's streaming thread.
class ConvertedStream {
 public:
  static std::expected<std::unique_ptr<ConvertedStream>, SourceFault> open(const CameraPlan& plan) {
    std::unique_ptr<ConvertedStream> stream(new ConvertedStream);
    if (!stream->start(plan)) return std::unexpected(faultOf(plan.node));
    return stream;
  }
  ~ConvertedStream() {
    for (const auto& [start, bytes] : maps_) {
      if (start != nullptr) ::v4l2_munmap(start, bytes);
    }
    if (fd_ >= 0) ::v4l2_close(fd_);
  }
  ConvertedStream(const ConvertedStream&) = delete;
  ConvertedStream& operator=(const ConvertedStream&) = delete;

  // Waits for the next good picture and hands it on; returns early when the pipeline ends.
  void give(GstAppSrc* source) {
    const PadPtr pad(gst_element_get_static_pad(GST_ELEMENT(source), "src"));
    while (!GST_PAD_IS_FLUSHING(pad.get())) {
      pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
      const int ready = ::poll(&waiting, 1, kPollMs);
      if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
      v4l2_buffer buffer{};
      buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
      buffer.memory = V4L2_MEMORY_MMAP;
      if (!askConverter(fd_, VIDIOC_DQBUF, &buffer)) {
        if (errno == EAGAIN) continue;
        return fail(source);
      }
      const bool good = (buffer.flags & V4L2_BUF_FLAG_ERROR) == 0 && buffer.bytesused >= bytes_;
      if (good) push(source, buffer);
      if (!askConverter(fd_, VIDIOC_QBUF, &buffer)) return fail(source);
      if (good) return;
    }
  }

 private:
  struct Map {
    void* start = nullptr;
    std::size_t bytes = 0;
  };

  ConvertedStream() = default;

  bool start(const CameraPlan& plan) {
    fd_ = ::open(plan.node.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd_ < 0 || ::v4l2_fd_open(fd_, 0) < 0) return false;
    v4l2_format format{};
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format.fmt.pix.width = plan.mode.width;
    format.fmt.pix.height = plan.mode.height;
    format.fmt.pix.pixelformat = plan.mode.fourcc;
    format.fmt.pix.field = V4L2_FIELD_ANY;
    if (!askConverter(fd_, VIDIOC_S_FMT, &format)) return false;
    if (format.fmt.pix.width != plan.mode.width || format.fmt.pix.height != plan.mode.height ||
        format.fmt.pix.pixelformat != plan.mode.fourcc) {
      errno = EINVAL;
      return false;
    }
    bytes_ = std::size_t{plan.mode.width} * plan.mode.height * 3 / 2;
    if (plan.mode.rate.numerator > 0) {
      v4l2_streamparm rate{};
      rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
      rate.parm.capture.timeperframe = {plan.mode.rate.denominator, plan.mode.rate.numerator};
      (void)askConverter(fd_, VIDIOC_S_PARM, &rate);  // what it gives is seen
    }
    return mapBuffers() && stream();
  }

  bool mapBuffers() {
    v4l2_requestbuffers request{};
    request.count = kBuffers;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    if (!askConverter(fd_, VIDIOC_REQBUFS, &request)) return false;
    for (std::uint32_t index = 0; index < std::min(request.count, kBuffers); ++index) {
      v4l2_buffer buffer{};
      buffer.index = index;
      buffer.type = request.type;
      buffer.memory = request.memory;
      if (!askConverter(fd_, VIDIOC_QUERYBUF, &buffer)) return false;
      void* start = ::v4l2_mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, buffer.m.offset);
      if (start == MAP_FAILED) return false;
      maps_[index] = {start, buffer.length};
      if (!askConverter(fd_, VIDIOC_QBUF, &buffer)) return false;
    }
    return true;
  }

  bool stream() {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    return askConverter(fd_, VIDIOC_STREAMON, &type);
  }

  void push(GstAppSrc* source, const v4l2_buffer& buffer) {
    GstBuffer* picture = gst_buffer_new_allocate(nullptr, bytes_, nullptr);
    gst_buffer_fill(picture, 0, maps_[buffer.index].start, bytes_);
    const MediaTime captured =
        std::chrono::seconds(buffer.timestamp.tv_sec) + std::chrono::microseconds(buffer.timestamp.tv_usec);
    const MediaTime now = mediaNow();
    // Some drivers stamp with the time of day.
    const bool ours = captured <= now && now - captured < 1s;
    const auto base = static_cast<std::int64_t>(gst_element_get_base_time(GST_ELEMENT(source)));
    GST_BUFFER_PTS(picture) =
        static_cast<GstClockTime>(std::max<std::int64_t>((ours ? captured : now).count() - base, 0));
    gst_app_src_push_buffer(source, picture);
  }

  void fail(GstAppSrc* source) {
    const bool gone = errno == ENODEV;
    gst_element_message_full(GST_ELEMENT(source), GST_MESSAGE_ERROR, GST_RESOURCE_ERROR,
                             gone ? GST_RESOURCE_ERROR_NOT_FOUND : GST_RESOURCE_ERROR_READ,
                             g_strdup(std::generic_category().message(errno).c_str()), nullptr, __FILE__, __func__,
                             __LINE__);
    gst_app_src_end_of_stream(source);
  }

  int fd_ = -1;
  std::size_t bytes_ = 0;  // of a picture
  std::array<Map, kBuffers> maps_;
};

void onNeedData(GstAppSrc* source, guint, gpointer stream) noexcept {
  static_cast<ConvertedStream*>(stream)->give(source);
}

void freeStream(gpointer stream) noexcept { delete static_cast<ConvertedStream*>(stream); }

}  // namespace

BuiltSource buildConverted(const CameraPlan& plan, const PictureFormat& format) {
  auto stream = ConvertedStream::open(plan);
  if (!stream) return std::unexpected(std::move(stream.error()));
  auto pipeline =
      parsePipeline(std::format("appsrc name=device is-live=true format=time max-buffers=1 caps=\"{}\" ! {}",
                                capsText(plan.mode), pictureTail(format, false)));
  if (!pipeline) return pipeline;
  const ElementPtr device(gst_bin_get_by_name(GST_BIN(pipeline->get()), "device"));
  GstAppSrcCallbacks callbacks{};
  callbacks.need_data = onNeedData;
  gst_app_src_set_callbacks(GST_APP_SRC(device.get()), &callbacks, stream->release(), freeStream);
  return pipeline;
}

}  // namespace diemcau::media
