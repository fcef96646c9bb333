// SPDX-License-Identifier: Apache-2.0
// What the workers are to do, made from the Config and the command line.
#include "daemon/agent/plans.h"

namespace diemcau::agent {

Plans plansFrom(const std::optional<Config>& config, const std::string& endpoint, const LocalSources& local,
                const std::optional<RecordingPlace>& place) {
  Plans plans;
  plans.screen.endpoint = endpoint;
  plans.screen.screen.scene = Scene::Setup;
  if (config) {
    const ConfigBody& body = config->body;
    plans.media.config_version = config->version;
    plans.media.site_name = body.site.name;
    plans.media.camera = body.camera;
    plans.media.microphone = body.microphone;
    plans.media.video = body.video;
    plans.media.audio = body.audio;
    plans.media.uplink = body.uplink;
    if (body.recording && place) {
      plans.media.recording = RecordingPlan{place->directory, place->key, body.recording->quota_mb};
    }
    plans.media.snapshot_interval_s = body.reporting.snapshot_interval_s;
    plans.screen.config_version = config->version;
    plans.screen.site = body.site;
    plans.screen.screen = body.screen;
    plans.screen.snapshot_interval_s = body.reporting.snapshot_interval_s;
  }
  if (local.camera) plans.media.camera.source = *local.camera;
  if (local.microphone) plans.media.microphone.source = *local.microphone;
  return plans;
}

}  // namespace diemcau::agent
