// SPDX-License-Identifier: Apache-2.0
// MediaStatus as JSON.
#include "contract/media_status.h"

#include "contract/json_document.h"
#include "contract/status_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

constexpr std::pair<std::string_view, SourceState> kSourceStates[] = {
    {"starting", SourceState::Starting}, {"running", SourceState::Running}, {"replaced", SourceState::Replaced}};

constexpr std::pair<std::string_view, UplinkState> kUplinkStates[] = {{"idle", UplinkState::Idle},
                                                                      {"connecting", UplinkState::Connecting},
                                                                      {"connected", UplinkState::Connected},
                                                                      {"waiting", UplinkState::Waiting}};

constexpr std::uint32_t kMaxUint32 = UINT32_MAX;
constexpr std::size_t kMaxName = 64;     // of an encoder
constexpr std::size_t kMaxTarget = 300;  // host and port

}  // namespace

std::string_view nameOf(SourceState state) { return nameIn(kSourceStates, state); }
std::string_view nameOf(UplinkState state) { return nameIn(kUplinkStates, state); }

std::optional<Timestamp> readOptionalTime(ObjectReader& parent, std::string_view name) {
  if (!parent.has(name)) return std::nullopt;
  return parent.time(name);
}

CaptureStatus readCapture(ObjectReader reader) {
  CaptureStatus capture;
  ObjectReader camera = reader.object("camera");
  capture.camera.source = camera.text("source");
  capture.camera.state = camera.choice("state", kSourceStates);
  capture.camera.width = camera.uint32("width", 0, kMaxUint32);
  capture.camera.height = camera.uint32("height", 0, kMaxUint32);
  capture.camera.fps = camera.real("fps", 0, kMaxReal);
  ObjectReader microphone = reader.object("microphone");
  capture.microphone.source = microphone.text("source");
  capture.microphone.state = microphone.choice("state", kSourceStates);
  capture.microphone.muted = microphone.flag("muted");
  capture.microphone.rms_dbfs = microphone.real("rms_dbfs", kLeastDecibels, kMostDecibels);
  capture.microphone.peak_dbfs = microphone.real("peak_dbfs", kLeastDecibels, kMostDecibels);
  return capture;
}

OrderedJson toJson(const CaptureStatus& capture) {
  OrderedJson camera;
  camera["source"] = fitText(capture.camera.source, kMaxDetail);
  camera["state"] = nameOf(capture.camera.state);
  camera["width"] = capture.camera.width;
  camera["height"] = capture.camera.height;
  camera["fps"] = fitReal(capture.camera.fps, 0, kMaxReal);
  OrderedJson microphone;
  microphone["source"] = fitText(capture.microphone.source, kMaxDetail);
  microphone["state"] = nameOf(capture.microphone.state);
  microphone["muted"] = capture.microphone.muted;
  microphone["rms_dbfs"] = fitReal(capture.microphone.rms_dbfs, kLeastDecibels, kMostDecibels);
  microphone["peak_dbfs"] = fitReal(capture.microphone.peak_dbfs, kLeastDecibels, kMostDecibels);
  return {{"camera", std::move(camera)}, {"microphone", std::move(microphone)}};
}

EncodeStatus readEncode(ObjectReader reader) {
  EncodeStatus encode;
  ObjectReader video = reader.object("video");
  encode.video.encoder = video.text("encoder", {0, kMaxName});
  encode.video.hardware = video.flag("hardware");
  encode.video.width = video.uint32("width", 0, kMaxUint32);
  encode.video.height = video.uint32("height", 0, kMaxUint32);
  encode.video.fps = video.real("fps", 0, kMaxReal);
  encode.video.bitrate_kbps = video.uint32("bitrate_kbps", 0, kMaxUint32);
  encode.video.target_kbps = video.uint32("target_kbps", 0, kMaxUint32);
  encode.video.frames = video.uint64("frames", 0, kMaxCount);
  encode.video.keyframes = video.uint64("keyframes", 0, kMaxCount);
  ObjectReader audio = reader.object("audio");
  encode.audio.encoder = audio.text("encoder", {0, kMaxName});
  encode.audio.hardware = audio.flag("hardware");
  encode.audio.bitrate_kbps = audio.uint32("bitrate_kbps", 0, kMaxUint32);
  encode.audio.target_kbps = audio.uint32("target_kbps", 0, kMaxUint32);
  return encode;
}

OrderedJson toJson(const EncodeStatus& encode) {
  OrderedJson video;
  video["encoder"] = fitText(encode.video.encoder, kMaxName);
  video["hardware"] = encode.video.hardware;
  video["width"] = encode.video.width;
  video["height"] = encode.video.height;
  video["fps"] = fitReal(encode.video.fps, 0, kMaxReal);
  video["bitrate_kbps"] = encode.video.bitrate_kbps;
  video["target_kbps"] = encode.video.target_kbps;
  video["frames"] = encode.video.frames;
  video["keyframes"] = encode.video.keyframes;
  OrderedJson audio;
  audio["encoder"] = fitText(encode.audio.encoder, kMaxName);
  audio["hardware"] = encode.audio.hardware;
  audio["bitrate_kbps"] = encode.audio.bitrate_kbps;
  audio["target_kbps"] = encode.audio.target_kbps;
  return {{"video", std::move(video)}, {"audio", std::move(audio)}};
}

UplinkStatus readUplinkStatus(ObjectReader reader) {
  UplinkStatus uplink;
  uplink.state = reader.choice("state", kUplinkStates);
  uplink.target = reader.text("target", {0, kMaxTarget});
  uplink.connected_since = readOptionalTime(reader, "connected_since");
  uplink.connects = reader.uint32("connects", 0, kMaxUint32);
  uplink.latency_ms = reader.uint32("latency_ms", 0, kMaxUint32);
  uplink.rtt_ms = reader.real("rtt_ms", 0, kMaxReal);
  uplink.send_kbps = reader.uint32("send_kbps", 0, kMaxUint32);
  uplink.send_buffer_ms = reader.real("send_buffer_ms", 0, kMaxReal);
  uplink.loss_percent = reader.real("loss_percent", 0, 100);
  uplink.packets_sent = reader.uint64("packets_sent", 0, kMaxCount);
  uplink.packets_lost = reader.uint64("packets_lost", 0, kMaxCount);
  uplink.packets_retransmitted = reader.uint64("packets_retransmitted", 0, kMaxCount);
  uplink.frames_sent = reader.uint64("frames_sent", 0, kMaxCount);
  uplink.frames_dropped = reader.uint64("frames_dropped", 0, kMaxCount);
  return uplink;
}

OrderedJson toJson(const UplinkStatus& uplink) {
  OrderedJson json;
  json["state"] = nameOf(uplink.state);
  json["target"] = fitText(uplink.target, kMaxTarget);
  if (uplink.connected_since) json["connected_since"] = formatTimestamp(*uplink.connected_since);
  json["connects"] = uplink.connects;
  json["latency_ms"] = uplink.latency_ms;
  json["rtt_ms"] = fitReal(uplink.rtt_ms, 0, kMaxReal);
  json["send_kbps"] = uplink.send_kbps;
  json["send_buffer_ms"] = fitReal(uplink.send_buffer_ms, 0, kMaxReal);
  json["loss_percent"] = fitReal(uplink.loss_percent, 0, 100);
  json["packets_sent"] = uplink.packets_sent;
  json["packets_lost"] = uplink.packets_lost;
  json["packets_retransmitted"] = uplink.packets_retransmitted;
  json["frames_sent"] = uplink.frames_sent;
  json["frames_dropped"] = uplink.frames_dropped;
  return json;
}

SnapshotStatus readSnapshot(ObjectReader reader) {
  SnapshotStatus snapshot;
  snapshot.seq = reader.uint64("seq", 0, kMaxCount);
  snapshot.taken_at = reader.time("taken_at");
  return snapshot;
}

OrderedJson toJson(const SnapshotStatus& snapshot) {
  return {{"seq", snapshot.seq}, {"taken_at", formatTimestamp(snapshot.taken_at)}};
}

Result<MediaStatus> parseMediaStatus(std::string_view json) {
  return readDocument<MediaStatus>(json, [](ObjectReader root) {
    MediaStatus status;
    root.schema(kMediaStatusSchema);
    status.pid = root.uint32("pid", 0, kMaxUint32);
    status.started_at = root.time("started_at");
    status.config_version = root.uint64("config_version", 0, kMaxCount);
    status.capture = readCapture(root.object("capture"));
    status.encode = readEncode(root.object("encode"));
    status.uplink = readUplinkStatus(root.object("uplink"));
    status.snapshot = readSnapshot(root.object("snapshot"));
    status.conditions = readConditions(root);
    return status;
  });
}

std::string writeMediaStatus(const MediaStatus& status) {
  OrderedJson json;
  json["schema"] = kMediaStatusSchema;
  json["pid"] = status.pid;
  json["started_at"] = formatTimestamp(status.started_at);
  json["config_version"] = status.config_version;
  json["capture"] = toJson(status.capture);
  json["encode"] = toJson(status.encode);
  json["uplink"] = toJson(status.uplink);
  json["snapshot"] = toJson(status.snapshot);
  json["conditions"] = toJson(status.conditions);
  return dumpJson(json);
}

}  // namespace diemcau
