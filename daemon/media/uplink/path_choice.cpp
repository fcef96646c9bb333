// SPDX-License-Identifier: Apache-2.0
// There at once, back with patience.
#include "daemon/media/uplink/path_choice.h"

#include <algorithm>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kPrimaryFirst = 1s;    // at the beginning, until the backup is used
constexpr auto kPatience = 10s;       // of a primary that is good again
constexpr auto kMostPatience = 300s;  // of one that fails again and again
constexpr auto kSoon = 60s;           // after the return

}  // namespace

std::optional<PathChoice::Path> PathChoice::choose(const PathView& primary, const std::optional<PathView>& backup,
                                                   Time now) {
  const auto usable = [](const PathView& view) { return view.connected && !view.stalled; };
  if (!first_asked_) first_asked_ = now;
  if (!usable(primary)) {
    good_since_.reset();
  } else if (!good_since_) {
    good_since_ = now;
  }
  if (!backup) return path_ = primary.connected ? std::optional(Path::Primary) : std::nullopt;

  if (!path_) {
    const bool waited = primary.failed || now - *first_asked_ >= kPrimaryFirst;
    if (primary.connected) path_ = Path::Primary;
    if (!primary.connected && backup->connected && waited) {
      path_ = Path::Backup;
      leavePrimary(primary, now);
    }
  } else if (path_ == Path::Primary) {
    if (!usable(primary) && usable(*backup)) {
      path_ = Path::Backup;
      leavePrimary(primary, now);
    } else if (!primary.connected) {
      path_.reset();
    }
  } else if (usable(primary) && (!usable(*backup) || now - *good_since_ >= patience_)) {
    path_ = Path::Primary;
    returned_at_ = now;
  } else if (!backup->connected) {
    path_ = primary.connected ? std::optional(Path::Primary) : std::nullopt;
  }
  return path_;
}

void PathChoice::leavePrimary(const PathView& primary, Time now) {
  // It is connected anew on purpose.
  if (!primary.stalled && !primary.failed) {
    patience_ = 0s;
    return;
  }
  const bool soon = returned_at_ && now - *returned_at_ < kSoon;
  patience_ = soon ? std::clamp<std::chrono::seconds>(2 * patience_, kPatience, kMostPatience) : kPatience;
}

}  // namespace diemcau::media
