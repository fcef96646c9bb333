// SPDX-License-Identifier: Apache-2.0
// MediaPlan as JSON.
#include "contract/media_plan.h"

#include "contract/envelope.h"
#include "contract/json_document.h"
#include "contract/plan_parts.h"

namespace diemcau {
namespace {

constexpr std::size_t kRecordingKeyBytes = 32;

RecordingPlan readRecording(ObjectReader reader) {
  RecordingPlan recording;
  recording.directory = reader.text("directory", {1, kMaxSourceBytes});
  if (!recording.directory.starts_with('/'))
    reader.refuse("directory", "value_unknown", "an absolute path is expected");
  recording.key = reader.base64("key", kRecordingKeyBytes);
  if (recording.key.size() != kRecordingKeyBytes) reader.refuse("key", "text_length", "32 bytes are expected");
  recording.quota_mb = readQuota(reader);
  return recording;
}

OrderedJson toJson(const RecordingPlan& recording, Secrets secrets) {
  OrderedJson json;
  json["directory"] = recording.directory;
  json["key"] = secrets == Secrets::Redact ? "…" : encodeBase64(recording.key);
  json["quota_mb"] = recording.quota_mb;
  return json;
}

}  // namespace

Result<MediaPlan> parseMediaPlan(std::string_view json) {
  return readDocument<MediaPlan>(json, [](ObjectReader root) {
    MediaPlan plan;
    root.schema(kMediaPlanSchema);
    plan.config_version = root.uint64("config_version", 0, UINT64_MAX);
    plan.site_name = root.text("site_name", {0, kMaxLineBytes});
    plan.camera = readCamera(root, LocalSources::Allowed);
    plan.microphone = readMicrophone(root, LocalSources::Allowed);
    plan.video = readVideo(root);
    plan.audio = readAudio(root);
    plan.uplink = readUplink(root);
    if (root.has("recording")) plan.recording = readRecording(root.object("recording"));
    if (root.has("snapshot_interval_s")) plan.snapshot_interval_s = root.uint32("snapshot_interval_s", 1, 600);
    return plan;
  });
}

std::string writeMediaPlan(const MediaPlan& plan, Secrets secrets) {
  OrderedJson json;
  json["schema"] = kMediaPlanSchema;
  json["config_version"] = plan.config_version;
  json["site_name"] = plan.site_name;
  json["camera"] = toJson(plan.camera);
  json["microphone"] = toJson(plan.microphone);
  json["video"] = toJson(plan.video);
  json["audio"] = toJson(plan.audio);
  if (plan.uplink) {
    json["uplink"] = toJson(*plan.uplink);
    if (secrets == Secrets::Redact) {
      json["uplink"]["passphrase"] = "…";
      if (plan.uplink->backup) json["uplink"]["backup"]["passphrase"] = "…";
    }
  }
  if (plan.recording) json["recording"] = toJson(*plan.recording, secrets);
  json["snapshot_interval_s"] = plan.snapshot_interval_s;
  return dumpJson(json);
}

}  // namespace diemcau
