// SPDX-License-Identifier: Apache-2.0
// Whether a new Config has proved itself.
#include "daemon/agent/config_trial.h"

#include <algorithm>
#include <utility>

#include "contract/condition.h"

namespace diemcau::agent {
namespace {

bool isOfUplink(const Condition& condition) { return textOf(condition.type).name.starts_with("uplink_"); }

// A stream that the link carries without pictures has no frames to count.
bool hasAdvanced(const MediaStatus& media, std::uint64_t frames, std::uint64_t packets) {
  if (media.uplink.packets_sent <= packets) return false;
  return media.uplink.frames_sent > frames || media.encode.video.step == PictureStep::SoundOnly;
}

}  // namespace

void ConfigTrial::observe(const MediaStatus* media, base::BootTime now) {
  if (media == nullptr || steady_) return;
  held_up_ = media->config_version != terms_.version;
  const auto trouble = std::ranges::find_if(media->conditions, isOfUplink);
  trouble_ = trouble == media->conditions.end() ? std::string{} : std::string{textOf(trouble->type).name};
  if (held_up_) return mark_.reset();
  const bool connected = media->uplink.state == UplinkState::Connected;
  if (terms_.stream_expected && !connected) return mark_.reset();
  if (!mark_) {
    mark_ = Mark{now, media->uplink.frames_sent, media->uplink.packets_sent};
    return;
  }
  steady_ =
      now - mark_->at >= kSteady && (!terms_.stream_expected || hasAdvanced(*media, mark_->frames, mark_->packets));
}

void ConfigTrial::observeWorker(const std::string& name, bool up) {
  const bool was_up = std::exchange(up_[name], up);
  if (was_up && !up && !failure_) failure_ = Failure{RollbackReason::WorkerEnded, name};
}

std::optional<ConfigTrial::Failure> ConfigTrial::failed(base::BootTime now) const {
  if (failure_ || now < deadline_) return failure_;
  const bool kept_from_it = held_up_ && terms_.stream_expected && !trouble_.empty();
  if (!acknowledged_ && !kept_from_it) return Failure{RollbackReason::NotAcknowledged, {}};
  return Failure{RollbackReason::StreamStopped, trouble_};
}

}  // namespace diemcau::agent
