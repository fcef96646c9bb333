// SPDX-License-Identifier: Apache-2.0
// Preloaded (ld.so(8), LD_PRELOAD): a camera that lies about its formats.
//
// It is the file that DIEMCAU_LYING_CAMERA names, a mebibyte at least. It says that it has 320×180 at 30 a second as
//   NV12   and is set to another size        YUYV   and gives half a picture each time
//   MJPG   and gives bytes that are no JPEG   GREY   which is true if there is a file beside it, ".honest" behind its
//                                                   name; else no picture comes
// Each time that it is set to a format, ".tried" has one more line: the format and CLOCK_MONOTONIC in milliseconds.
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

namespace {

constexpr std::array kFormats = {V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_GREY};
constexpr std::uint32_t kWidth = 320;
constexpr std::uint32_t kHeight = 180;
constexpr std::uint32_t kBuffers = 4;
constexpr std::uint32_t kRoom = 1 << 18;  // of a buffer
constexpr long kSlotNs = 33'000'000;

std::atomic<std::uint32_t> set_to;
std::atomic<std::uint32_t> next_buffer;

std::string path() {
  const char* file = std::getenv("DIEMCAU_LYING_CAMERA");
  return file != nullptr ? file : "";
}

bool isCamera(int fd) {
  std::array<char, 4096> target{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  return ::readlink(link.c_str(), target.data(), target.size() - 1) > 0 && !path().empty() && path() == target.data();
}

int refuse(int error) {
  errno = error;
  return -1;
}

void describe(v4l2_capability& capability) {
  std::strcpy(reinterpret_cast<char*>(capability.driver), "liar");
  std::strcpy(reinterpret_cast<char*>(capability.card), "A camera that lies");
  capability.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  capability.capabilities = capability.device_caps | V4L2_CAP_DEVICE_CAPS;
}

std::uint32_t bytesOf(std::uint32_t format) {
  if (format == V4L2_PIX_FMT_GREY) return kWidth * kHeight;
  return format == V4L2_PIX_FMT_NV12 ? kWidth * kHeight * 3 / 2 : kWidth * kHeight * 2;
}

void setFormat(v4l2_pix_format& pix) {
  set_to = pix.pixelformat;
  next_buffer = 0;
  if (pix.pixelformat == V4L2_PIX_FMT_NV12) pix.width = kWidth * 2;
  pix.field = V4L2_FIELD_NONE;
  pix.bytesperline = pix.pixelformat == V4L2_PIX_FMT_YUYV ? kWidth * 2 : kWidth;
  pix.sizeimage = bytesOf(pix.pixelformat);
  std::timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  std::FILE* tried = std::fopen((path() + ".tried").c_str(), "a");
  if (tried == nullptr) return;
  std::fprintf(tried, "%.4s %ld\n", reinterpret_cast<const char*>(&pix.pixelformat),
               now.tv_sec * 1000 + now.tv_nsec / 1'000'000);
  std::fclose(tried);
}

int give(v4l2_buffer& buffer) {
  const std::timespec slot{.tv_sec = 0, .tv_nsec = kSlotNs};
  ::nanosleep(&slot, nullptr);
  const bool honest = ::access((path() + ".honest").c_str(), F_OK) == 0;
  if (set_to == V4L2_PIX_FMT_GREY && !honest) return refuse(EAGAIN);
  buffer.index = next_buffer++ % kBuffers;
  buffer.bytesused = set_to == V4L2_PIX_FMT_YUYV ? bytesOf(set_to) / 2 : bytesOf(set_to);
  buffer.flags = 0;
  buffer.timestamp = {};
  return 0;
}

// Nothing that is not listed: it has neither inputs nor settings nor events.
int answer(unsigned long request, void* argument) {
  switch (request) {
    case VIDIOC_QUERYCAP:
      describe(*static_cast<v4l2_capability*>(argument));
      return 0;
    case VIDIOC_ENUM_FMT: {
      auto& entry = *static_cast<v4l2_fmtdesc*>(argument);
      if (entry.index >= kFormats.size()) return refuse(EINVAL);
      entry.pixelformat = kFormats[entry.index];
      return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES: {
      auto& entry = *static_cast<v4l2_frmsizeenum*>(argument);
      entry.type = V4L2_FRMSIZE_TYPE_DISCRETE;
      entry.discrete = {kWidth, kHeight};
      return entry.index == 0 ? 0 : refuse(EINVAL);
    }
    case VIDIOC_ENUM_FRAMEINTERVALS: {
      auto& entry = *static_cast<v4l2_frmivalenum*>(argument);
      entry.type = V4L2_FRMIVAL_TYPE_DISCRETE;
      entry.discrete = {1, 30};
      return entry.index == 0 ? 0 : refuse(EINVAL);
    }
    case VIDIOC_S_FMT:
      setFormat(static_cast<v4l2_format*>(argument)->fmt.pix);
      return 0;
    case VIDIOC_REQBUFS:
      static_cast<v4l2_requestbuffers*>(argument)->count = kBuffers;
      return 0;
    case VIDIOC_QUERYBUF: {
      auto& buffer = *static_cast<v4l2_buffer*>(argument);
      buffer.length = kRoom;
      buffer.m.offset = buffer.index * kRoom;
      return 0;
    }
    case VIDIOC_DQBUF:
      return give(*static_cast<v4l2_buffer*>(argument));
    case VIDIOC_S_PARM:
    case VIDIOC_QBUF:
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
      return 0;
    default:
      return refuse(ENOTTY);
  }
}

}  // namespace

// As <sys/ioctl.h> declares it.
extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  if (_IOC_TYPE(request) == 'V' && isCamera(fd)) return answer(request, argument);
  return static_cast<int>(::syscall(SYS_ioctl, fd, request, argument));
}
