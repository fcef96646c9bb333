// SPDX-License-Identifier: Apache-2.0
// Which of the cameras that are there is meant.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "daemon/media/capture/source_fault.h"
#include "daemon/media/capture/source_spec.h"
#include "daemon/media/capture/video_devices.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// Those with this node, or with the one it is a link to.
[[nodiscard]] std::vector<const VideoDevice*> camerasAt(std::span<const VideoDevice> devices, const std::string& node);

// All that the source may mean, the best first.
//
// Auto: all with a format that can be read. Real ones come before test drivers (vivid, v4l2loopback), those
// whose input has a signal before those that say it has none, then those whose best mode is nearer to the
// wish, then USB before others, then by port and node.
// Another source: only those it names, whatever else is there. "name:" takes a name as it is; where no
// camera has it, one in other capitals; else the one whose name begins so, if there is just one such name.
// "v4l2:" takes a node or a link to one.
//
// Faults: Missing, with what is there instead; Unreadable.
[[nodiscard]] std::expected<std::vector<const VideoDevice*>, SourceFault> chooseCameras(
    std::span<const VideoDevice> devices, const SourceSpec& source, const PictureFormat& wish);

}  // namespace diemcau::media
