// SPDX-License-Identifier: Apache-2.0
// What a V4L2 driver says of a node, its input and its signal.
#include "daemon/media/capture/v4l2_device.h"

#include <fcntl.h>
#include <linux/v4l2-dv-timings.h>
#include <linux/videodev2.h>

#include <cerrno>
#include <system_error>

namespace diemcau::media {
namespace {

std::string errorText(int error) { return std::generic_category().message(error); }

template <std::size_t N>
std::string textOf(const __u8 (&bytes)[N]) {
  const std::string text(reinterpret_cast<const char*>(bytes), N);
  return text.substr(0, text.find('\0'));
}

std::optional<SignalTimings> timingsOf(const v4l2_dv_timings& timings) {
  if (timings.type != V4L2_DV_BT_656_1120) return std::nullopt;
  const v4l2_bt_timings& bt = timings.bt;
  const double pixels = 1.0 * V4L2_DV_BT_FRAME_WIDTH(&bt) * V4L2_DV_BT_FRAME_HEIGHT(&bt);
  return SignalTimings{bt.width, bt.height, pixels > 0 ? static_cast<double>(bt.pixelclock) / pixels : 0,
                       bt.interlaced != V4L2_DV_PROGRESSIVE};
}

}  // namespace

std::uint32_t buffersOf(const v4l2_capability& capability) {
  const bool own = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
  const std::uint32_t can = own ? capability.device_caps : capability.capabilities;
  if ((can & V4L2_CAP_STREAMING) == 0 || (can & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_M2M_MPLANE)) != 0) return 0;
  if ((can & V4L2_CAP_VIDEO_CAPTURE) != 0) return V4L2_BUF_TYPE_VIDEO_CAPTURE;
  return (can & V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0 ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : 0;
}

std::expected<std::unique_ptr<V4l2Device>, V4l2Device::NotOpen> V4l2Device::open(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  v4l2_capability capability{};
  if (!fd.valid() || !askDriver(fd.get(), VIDIOC_QUERYCAP, &capability)) {
    const int error = errno;
    const bool gone = error == ENOENT || error == ENODEV || error == ENXIO;
    const Refusal why = error == ENOTTY ? Refusal::NoCamera : gone ? Refusal::Gone : Refusal::Unreadable;
    return std::unexpected(NotOpen{why, path + ": " + errorText(error)});
  }
  std::unique_ptr<V4l2Device> device(new V4l2Device(path, std::move(fd)));
  device->buffers_ = buffersOf(capability);
  if (device->buffers_ == 0) return std::unexpected(NotOpen{Refusal::NoCamera, path + ": no camera"});
  device->card_ = textOf(capability.card);
  device->driver_ = textOf(capability.driver);
  v4l2_event_subscription changes{};
  changes.type = V4L2_EVENT_SOURCE_CHANGE;
  int input = 0;
  if (askDriver(device->fd_.get(), VIDIOC_G_INPUT, &input)) changes.id = static_cast<std::uint32_t>(input);
  device->events_ = askDriver(device->fd_.get(), VIDIOC_SUBSCRIBE_EVENT, &changes);
  return device;
}

std::vector<VideoMode> V4l2Device::modes(const PictureFormat& wish) {
  const InputReading input = readInput();
  auto modes = readModes(node(), wish, input.timings);
  if (modes.empty() && buffers_ == V4L2_BUF_TYPE_VIDEO_CAPTURE) modes = readConvertedModes(path_, wish);
  return modes;
}

InputReading V4l2Device::readInput() {
  InputReading reading;
  v4l2_input input{};
  int index = 0;
  if (!askDriver(fd_.get(), VIDIOC_G_INPUT, &index)) return reading;
  input.index = static_cast<std::uint32_t>(index);
  if (!askDriver(fd_.get(), VIDIOC_ENUMINPUT, &input)) return reading;
  reading.status = input.status;
  reading.analogue = (input.capabilities & V4L2_IN_CAP_STD) != 0;
  reading.digital = (input.capabilities & V4L2_IN_CAP_DV_TIMINGS) != 0;
  if (!reading.digital) return reading;

  v4l2_control power{.id = V4L2_CID_DV_RX_POWER_PRESENT, .value = 0};
  if (askDriver(fd_.get(), VIDIOC_G_CTRL, &power)) reading.powered = power.value != 0;
  v4l2_dv_timings timings{};
  if (askDriver(fd_.get(), VIDIOC_QUERY_DV_TIMINGS, &timings)) {
    reading.timings = timingsOf(timings);
  } else {
    reading.query_error = errno;
  }
  return reading;
}

bool V4l2Device::followSignal() {
  v4l2_dv_timings timings{};
  return askDriver(fd_.get(), VIDIOC_QUERY_DV_TIMINGS, &timings) && askDriver(fd_.get(), VIDIOC_S_DV_TIMINGS, &timings);
}

void V4l2Device::takeEvents() {
  v4l2_event event{};
  while (events_ && askDriver(fd_.get(), VIDIOC_DQEVENT, &event)) {
  }
}

}  // namespace diemcau::media
