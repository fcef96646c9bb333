// SPDX-License-Identifier: Apache-2.0
// What the workers are to do, made from the Config and the command line. A pure function.
#pragma once

#include <optional>
#include <string>

#include "contract/config.h"
#include "contract/media_plan.h"
#include "contract/screen_plan.h"

namespace diemcau::agent {

// What this box was started with: holds before what the Config says.
struct LocalSources {
  std::optional<std::string> camera;      // "file:…", "pattern", …
  std::optional<std::string> microphone;  // "file:…", "tone", …
};

// Where and with what the media process records in the room, where the Config wants it to.
struct RecordingPlace {
  std::string directory;
  std::string key;  // recording_key.h
};

struct Plans {
  MediaPlan media;
  ScreenPlan screen;

  friend bool operator==(const Plans&, const Plans&) = default;
};

// Without a Config or a place nothing is recorded. Without a Config: capture for the snapshot, no uplink, scene setup,
// version 0.
[[nodiscard]] Plans plansFrom(const std::optional<Config>& config, const std::string& endpoint,
                              const LocalSources& local, const std::optional<RecordingPlace>& place);

}  // namespace diemcau::agent
