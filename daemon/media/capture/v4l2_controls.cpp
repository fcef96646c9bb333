// SPDX-License-Identifier: Apache-2.0
// The settings of a V4L2 device.
#include <linux/videodev2.h>

#include <cerrno>
#include <utility>

#include "daemon/media/capture/v4l2_device.h"

namespace diemcau::media {
namespace {

// A camera has some twenty.
constexpr std::size_t kMostControls = 64;
constexpr std::size_t kMostChoices = 32;

bool listed(const v4l2_queryctrl& control) {
  constexpr std::uint32_t kHidden = V4L2_CTRL_FLAG_DISABLED | V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_WRITE_ONLY;
  if ((control.flags & kHidden) != 0) return false;
  return control.type == V4L2_CTRL_TYPE_INTEGER || control.type == V4L2_CTRL_TYPE_BOOLEAN ||
         control.type == V4L2_CTRL_TYPE_MENU || control.type == V4L2_CTRL_TYPE_INTEGER_MENU;
}

std::vector<std::string> choicesOf(int fd, const v4l2_queryctrl& control) {
  std::vector<std::string> choices;
  for (std::int32_t index = control.minimum; index <= control.maximum && choices.size() < kMostChoices; ++index) {
    v4l2_querymenu entry{};
    entry.id = control.id;
    entry.index = static_cast<std::uint32_t>(index);
    if (!askDriver(fd, VIDIOC_QUERYMENU, &entry)) {
      choices.emplace_back();
    } else if (control.type == V4L2_CTRL_TYPE_INTEGER_MENU) {
      choices.push_back(std::to_string(entry.value));
    } else {
      choices.emplace_back(reinterpret_cast<const char*>(entry.name));
    }
  }
  return choices;
}

}  // namespace

std::vector<VideoControl> V4l2Device::controls() {
  std::vector<VideoControl> controls;
  v4l2_queryctrl query{};
  for (query.id = V4L2_CTRL_FLAG_NEXT_CTRL;
       controls.size() < kMostControls && askDriver(fd_.get(), VIDIOC_QUERYCTRL, &query);
       query.id |= V4L2_CTRL_FLAG_NEXT_CTRL) {
    if (!listed(query) || silent_.contains(query.id)) continue;
    v4l2_control now{.id = query.id, .value = 0};
    if (!askDriver(fd_.get(), VIDIOC_G_CTRL, &now)) {
      silent_.insert(query.id);
      continue;
    }
    VideoControl& control = controls.emplace_back();
    control.id = query.id;
    control.state.name = controlName(reinterpret_cast<const char*>(query.name));
    control.state.value = now.value;
    control.state.least = query.minimum;
    control.state.most = query.maximum;
    control.state.step = query.step;
    control.state.usual = query.default_value;
    const bool menu = query.type == V4L2_CTRL_TYPE_MENU || query.type == V4L2_CTRL_TYPE_INTEGER_MENU;
    if (menu) control.state.choices = choicesOf(fd_.get(), query);
  }
  return controls;
}

bool V4l2Device::setControl(std::uint32_t id, std::int32_t value) {
  v4l2_control control{.id = id, .value = value};
  return askDriver(fd_.get(), VIDIOC_S_CTRL, &control);
}

}  // namespace diemcau::media
