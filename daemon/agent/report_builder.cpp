// SPDX-License-Identifier: Apache-2.0
// A Status made from what was observed, and what in it is worth telling at once.
#include "daemon/agent/report_builder.h"

#include <algorithm>
#include <format>
#include <iterator>
#include <tuple>
#include <utility>

#include "contract/condition_set.h"

namespace diemcau::agent {
namespace {

constexpr std::size_t kMaxConditions = 64;  // what a Status takes

std::vector<Condition> worstFirst(std::vector<Condition> conditions) {
  std::ranges::sort(conditions, [](const Condition& a, const Condition& b) {
    return std::tuple(b.level, a.since, a.type) < std::tuple(a.level, b.since, b.type);
  });
  std::vector<Condition> kept;
  for (Condition& condition : conditions) {
    if (kept.size() == kMaxConditions) break;
    if (!std::ranges::contains(kept, condition.type, &Condition::type)) kept.push_back(std::move(condition));
  }
  return kept;
}

void addScreen(std::string& text, const ScreenStatus& screen) {
  std::format_to(std::back_inserter(text), "screen {} {} {} {} {} {} {}\n", screen.config_version, nameOf(screen.scene),
                 screen.output, screen.rendered.pixels_sha256, nameOf(screen.scanned_out.state),
                 nameOf(screen.display_there.state), nameOf(screen.display_awake.state));
}

}  // namespace

Status buildStatus(Observations observed, std::uint64_t seq) {
  Status status;
  status.endpoint = std::move(observed.endpoint);
  status.boot_id = std::move(observed.boot_id);
  status.seq = seq;
  status.observed_at = observed.now;
  status.config = std::move(observed.config);
  std::vector<Condition> conditions = std::move(observed.conditions);
  if (observed.media) {
    status.capture = std::move(observed.media->capture);
    status.encode = std::move(observed.media->encode);
    status.uplink = std::move(observed.media->uplink);
    status.small_picture = std::move(observed.media->small_picture);
    status.recording = std::move(observed.media->recording);
    append(conditions, observed.media->conditions);
  }
  if (observed.screen) {
    append(conditions, observed.screen->conditions);
    status.screen = std::move(observed.screen);
  }
  status.processes = std::move(observed.processes);
  status.host = std::move(observed.host);
  status.network = std::move(observed.network);
  status.conditions = worstFirst(std::move(conditions));
  return status;
}

std::string salientParts(const Status& status) {
  std::string text =
      std::format("config {} {} {}\n", status.config.version, status.config.on_trial, status.config.expired);
  const auto to = std::back_inserter(text);
  if (const auto& refused = status.config.refused) {
    std::format_to(to, "refused {} {} {}\n", refused->version, refused->reason, formatTimestamp(refused->at));
  }
  if (const auto& back = status.config.rolled_back) std::format_to(to, "rolled back {}\n", back->version);
  if (status.capture) {
    const auto& [camera, microphone] = *status.capture;
    std::format_to(to, "capture {} {} {} {} {}\n", camera.source, nameOf(camera.state), microphone.source,
                   nameOf(microphone.state), microphone.muted);
  }
  if (status.encode) std::format_to(to, "encode {} {}\n", status.encode->video.encoder, status.encode->audio.encoder);
  if (status.uplink) std::format_to(to, "uplink {} {}\n", nameOf(status.uplink->state), status.uplink->connects);
  if (status.screen) addScreen(text, *status.screen);
  for (const ProcessStatus& process : status.processes) {
    std::format_to(to, "process {} {} {} {}\n", process.name, process.up, process.pid, process.restarts);
  }
  for (const InterfaceStatus& interface : status.network.interfaces) {
    std::format_to(to, "interface {} {}\n", interface.name, interface.carrier);
  }
  for (const Condition& condition : status.conditions) {
    std::format_to(to, "condition {} {}\n", textOf(condition.type).name, nameOf(condition.level));
  }
  return text;
}

}  // namespace diemcau::agent
