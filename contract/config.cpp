// SPDX-License-Identifier: Apache-2.0
// Config as JSON.
#include "contract/config.h"

#include "contract/json_document.h"
#include "contract/plan_parts.h"

namespace diemcau {
namespace {

ConfigBody readBody(ObjectReader reader) {
  ConfigBody body;
  body.site = readSite(reader.object("site"));
  if (body.site.code.empty() || body.site.name.empty()) {
    reader.refuse(body.site.code.empty() ? "site/code" : "site/name", "text_length", "must not be empty");
  }
  if (reader.has("conference")) {
    ObjectReader part = reader.object("conference");
    Conference conference;
    conference.id = part.text("id", {1, 128});
    conference.starts_at = part.time("starts_at");
    conference.ends_at = part.time("ends_at");
    if (conference.ends_at < conference.starts_at) part.refuse("ends_at", "value_out_of_range", "before starts_at");
    body.conference = std::move(conference);
  }
  body.screen = readScreen(reader.object("screen"));
  body.camera = readCamera(reader, LocalSources::Refused);
  body.microphone = readMicrophone(reader, LocalSources::Refused);
  body.video = readVideo(reader);
  body.audio = readAudio(reader);
  body.uplink = readUplink(reader);
  if (reader.has("recording")) body.recording = {.quota_mb = readQuota(reader.object("recording"))};
  if (reader.has("reporting")) {
    ObjectReader part = reader.object("reporting");
    if (part.has("interval_s")) body.reporting.interval_s = part.uint32("interval_s", 1, 60);
    if (part.has("snapshot_interval_s")) {
      body.reporting.snapshot_interval_s = part.uint32("snapshot_interval_s", 1, 600);
    }
  }
  return body;
}

OrderedJson toJson(const ConfigBody& body) {
  OrderedJson json;
  json["site"] = diemcau::toJson(body.site);
  if (body.conference) {
    json["conference"]["id"] = body.conference->id;
    json["conference"]["starts_at"] = formatTimestamp(body.conference->starts_at);
    json["conference"]["ends_at"] = formatTimestamp(body.conference->ends_at);
  }
  json["screen"] = diemcau::toJson(body.screen);
  json["camera"] = diemcau::toJson(body.camera);
  json["microphone"] = diemcau::toJson(body.microphone);
  json["video"] = diemcau::toJson(body.video);
  json["audio"] = diemcau::toJson(body.audio);
  if (body.uplink) json["uplink"] = diemcau::toJson(*body.uplink);
  if (body.recording) json["recording"]["quota_mb"] = body.recording->quota_mb;
  json["reporting"]["interval_s"] = body.reporting.interval_s;
  json["reporting"]["snapshot_interval_s"] = body.reporting.snapshot_interval_s;
  return json;
}

}  // namespace

Result<Config> parseConfig(std::string_view json) {
  return readDocument<Config>(json, [](ObjectReader root) {
    Config config;
    root.schema(kConfigSchema);
    config.endpoint = root.text("endpoint", {1, 64});
    config.version = root.uint64("version", 1, UINT64_MAX);
    config.issued_at = root.time("issued_at");
    config.expires_at = root.time("expires_at");
    if (root.has("confirm_within_s")) config.confirm_within_s = root.uint32("confirm_within_s", 5, 3600);
    if (root.has("override")) config.overrides_freeze = root.flag("override");
    config.body = readBody(root.object("body"));
    return config;
  });
}

std::string writeConfig(const Config& config) {
  OrderedJson json;
  json["schema"] = kConfigSchema;
  json["endpoint"] = config.endpoint;
  json["version"] = config.version;
  json["issued_at"] = formatTimestamp(config.issued_at);
  json["expires_at"] = formatTimestamp(config.expires_at);
  json["confirm_within_s"] = config.confirm_within_s;
  json["override"] = config.overrides_freeze;
  json["body"] = toJson(config.body);
  return dumpJson(json);
}

Result<ConfigBody> parseConfigBody(std::string_view json) { return readDocument<ConfigBody>(json, readBody); }

std::string writeConfigBody(const ConfigBody& body) { return dumpJson(toJson(body)); }

}  // namespace diemcau
