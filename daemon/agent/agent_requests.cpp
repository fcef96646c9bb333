// SPDX-License-Identifier: Apache-2.0
// What the agent asks of the centre, and who of its parts hears the answers.
#include "daemon/agent/agent.h"

namespace diemcau::agent {

void Agent::talkTo(HttpClient& client, const Options& options) {
  poll_.emplace(client, link_, clock_, systemRandom(), configHandlers());
  root_poll_.emplace(client, link_, clock_, systemRandom(), trustRootHandlers());
  camera_upload_.emplace(client, link_, "camera", options.run / "camera.jpg");
  screen_upload_.emplace(client, link_, "screen", options.run / "screen.jpg");
  recording_upload_.emplace(client, link_, clock_);
  pictures_.emplace(client, link_, clock_, options.state / "pictures", [this] { reporter_.changed(); });
}

ConfigPoll::Handlers Agent::configHandlers() {
  return {.version = [this] { return keeper_.floor(); },
          .offered = [this](const std::string& envelope) { return onConfigOffered(envelope); },
          .nothing_newer =
              [this] {
                keeper_.nothingNewer();
                reporter_.changed();
              },
          .too_large =
              [this] {
                keeper_.refuse({ConditionType::ConfigTooLarge, 0, {}});
                reporter_.changed();
              }};
}

TrustRootPoll::Handlers Agent::trustRootHandlers() {
  return {.version = [this] { return trust_->root().version; },
          .offered = [this](const std::string& envelope) { return onTrustRootOffered(envelope); },
          .too_large =
              [this] {
                trust_->refuse("too large");
                reporter_.changed();
              },
          .nothing_newer = [this] { onTrustRootNewest(); }};
}

}  // namespace diemcau::agent
