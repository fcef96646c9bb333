// SPDX-License-Identifier: Apache-2.0
// One format, one size, one rate, one input.
#include "tests/bench/src/fake_camera_answers.h"

#include <linux/videodev2.h>

#include <cerrno>
#include <cstring>

namespace diemcau::bench {
namespace {

int refuse(int error) {
  errno = error;
  return -1;
}

template <std::size_t N>
void name(unsigned char (&field)[N], const char* text) {
  std::strncpy(reinterpret_cast<char*>(field), text, N - 1);
}

int capability(v4l2_capability& answer) {
  answer = {};
  name(answer.driver, "bench");
  name(answer.card, "Bench camera");
  name(answer.bus_info, "platform:bench");
  answer.version = 0x060000;
  answer.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  answer.capabilities = answer.device_caps | V4L2_CAP_DEVICE_CAPS;
  return 0;
}

int describe(const CameraFormat& format, v4l2_fmtdesc& answer) {
  if (answer.index != 0 || answer.type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return refuse(EINVAL);
  answer = {};
  answer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  answer.pixelformat = format.fourcc;
  answer.flags = format.stride == 0 ? V4L2_FMT_FLAG_COMPRESSED : 0;
  name(answer.description, format.name);
  return 0;
}

int size(const CameraFormat& format, v4l2_frmsizeenum& answer) {
  if (answer.index != 0 || answer.pixel_format != format.fourcc) return refuse(EINVAL);
  answer.type = V4L2_FRMSIZE_TYPE_DISCRETE;
  answer.discrete = {FakeCamera::kWidth, FakeCamera::kHeight};
  return 0;
}

int interval(const CameraFormat& format, v4l2_frmivalenum& answer) {
  if (answer.index != 0 || answer.pixel_format != format.fourcc) return refuse(EINVAL);
  answer.type = V4L2_FRMIVAL_TYPE_DISCRETE;
  answer.discrete = {1, FakeCamera::kFps};
  return 0;
}

int pictureFormat(const CameraFormat& format, v4l2_format& answer) {
  if (answer.type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return refuse(EINVAL);
  v4l2_pix_format& picture = answer.fmt.pix;
  picture = {};
  picture.width = FakeCamera::kWidth;
  picture.height = FakeCamera::kHeight;
  picture.pixelformat = format.fourcc;
  picture.field = V4L2_FIELD_NONE;
  picture.bytesperline = format.stride;
  picture.sizeimage = format.bytes;
  picture.colorspace = format.stride == 0 ? V4L2_COLORSPACE_JPEG : V4L2_COLORSPACE_REC709;
  return 0;
}

int parameters(v4l2_streamparm& answer) {
  if (answer.type != V4L2_BUF_TYPE_VIDEO_CAPTURE) return refuse(EINVAL);
  v4l2_captureparm& capture = answer.parm.capture;
  capture = {};
  capture.capability = V4L2_CAP_TIMEPERFRAME;
  capture.timeperframe = {1, FakeCamera::kFps};
  capture.readbuffers = 2;
  return 0;
}

int input(v4l2_input& answer) {
  if (answer.index != 0) return refuse(EINVAL);
  answer = {};
  name(answer.name, "Camera");
  answer.type = V4L2_INPUT_TYPE_CAMERA;
  return 0;
}

}  // namespace

int answerFixed(const CameraFormat& format, unsigned long request, void* argument) {
  switch (request) {
    case VIDIOC_QUERYCAP:
      return capability(*static_cast<v4l2_capability*>(argument));
    case VIDIOC_ENUM_FMT:
      return describe(format, *static_cast<v4l2_fmtdesc*>(argument));
    case VIDIOC_ENUM_FRAMESIZES:
      return size(format, *static_cast<v4l2_frmsizeenum*>(argument));
    case VIDIOC_ENUM_FRAMEINTERVALS:
      return interval(format, *static_cast<v4l2_frmivalenum*>(argument));
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT:
    case VIDIOC_TRY_FMT:
      return pictureFormat(format, *static_cast<v4l2_format*>(argument));
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
      return parameters(*static_cast<v4l2_streamparm*>(argument));
    case VIDIOC_ENUMINPUT:
      return input(*static_cast<v4l2_input*>(argument));
    case VIDIOC_G_INPUT:
      *static_cast<int*>(argument) = 0;
      return 0;
    case VIDIOC_S_INPUT:
      return *static_cast<int*>(argument) == 0 ? 0 : refuse(EINVAL);
    default:
      return refuse(ENOTTY);
  }
}

}  // namespace diemcau::bench
