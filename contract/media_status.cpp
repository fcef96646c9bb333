// SPDX-License-Identifier: Apache-2.0
// MediaStatus as JSON.
#include "contract/media_status.h"

#include <ranges>

#include "contract/json_document.h"
#include "contract/status_parts.h"
#include "contract/text.h"

namespace diemcau {
namespace {

constexpr std::pair<std::string_view, UplinkState> kUplinkStates[] = {{"idle", UplinkState::Idle},
                                                                      {"connecting", UplinkState::Connecting},
                                                                      {"connected", UplinkState::Connected},
                                                                      {"waiting", UplinkState::Waiting}};

constexpr std::pair<std::string_view, PassedOver> kPassedOver[] = {{"not_there", PassedOver::NotThere},
                                                                   {"cannot_do_it", PassedOver::CannotDoIt},
                                                                   {"output_invalid", PassedOver::OutputInvalid},
                                                                   {"too_slow", PassedOver::TooSlow},
                                                                   {"holds_frames", PassedOver::HoldsFrames},
                                                                   {"failed", PassedOver::Failed},
                                                                   {"stalled", PassedOver::Stalled}};

constexpr std::pair<std::string_view, PictureStep> kPictureSteps[] = {
    {"as_planned", PictureStep::AsPlanned},
    {"fewer_pictures", PictureStep::FewerPictures},
    {"smaller_pictures", PictureStep::SmallerPictures},
    {"still", PictureStep::Still},
    {"sound_only", PictureStep::SoundOnly}};

constexpr std::pair<std::string_view, LocalRecordingState> kRecordingStates[] = {
    {"off", LocalRecordingState::Off},
    {"recording", LocalRecordingState::Recording},
    {"failed", LocalRecordingState::Failed}};

constexpr std::pair<std::string_view, SmallPictureState> kSmallPictureStates[] = {
    {"off", SmallPictureState::Off},
    {"waiting", SmallPictureState::Waiting},
    {"too_narrow", SmallPictureState::TooNarrow},
    {"connecting", SmallPictureState::Connecting},
    {"sent", SmallPictureState::Sent}};

constexpr std::uint32_t kMaxUint32 = UINT32_MAX;
constexpr std::size_t kMaxName = 64;     // of an encoder
constexpr std::size_t kMaxTarget = 300;  // host and port
constexpr std::size_t kMaxPassedOver = 16;
constexpr std::size_t kMaxPaths = 9;
constexpr std::size_t kMaxRun = 16;

std::vector<PassedOverEncoder> readPassedOver(ObjectReader& parent) {
  std::vector<PassedOverEncoder> encoders;
  parent.objects("passed_over", kMaxPassedOver, [&](ObjectReader entry) {
    encoders.push_back({.encoder = entry.text("encoder", {0, kMaxName}),
                        .reason = entry.choice("reason", kPassedOver),
                        .detail = entry.text("detail")});
  });
  return encoders;
}

OrderedJson toJson(const std::vector<PassedOverEncoder>& encoders) {
  OrderedJson json = OrderedJson::array();
  for (const PassedOverEncoder& passed : encoders | std::views::take(kMaxPassedOver)) {
    OrderedJson entry;
    entry["encoder"] = fitText(passed.encoder, kMaxName);
    entry["reason"] = nameOf(passed.reason);
    entry["detail"] = fitText(passed.detail, kMaxDetail);
    json.push_back(std::move(entry));
  }
  return json;
}

UplinkPathStatus readPath(ObjectReader reader) {
  UplinkPathStatus path;
  path.target = reader.text("target", {0, kMaxTarget});
  path.state = reader.choice("state", kUplinkStates);
  path.carries = reader.flag("carries");
  path.connects = reader.uint32("connects", 0, kMaxUint32);
  path.latency_ms = reader.uint32("latency_ms", 0, kMaxUint32);
  path.rtt_ms = reader.real("rtt_ms", 0, kMaxReal);
  path.loss_percent = reader.real("loss_percent", 0, 100);
  path.send_kbps = reader.uint32("send_kbps", 0, kMaxUint32);
  return path;
}

OrderedJson toJson(const UplinkPathStatus& path) {
  OrderedJson json;
  json["target"] = fitText(path.target, kMaxTarget);
  json["state"] = nameOf(path.state);
  json["carries"] = path.carries;
  json["connects"] = path.connects;
  json["latency_ms"] = path.latency_ms;
  json["rtt_ms"] = fitReal(path.rtt_ms, 0, kMaxReal);
  json["loss_percent"] = fitReal(path.loss_percent, 0, 100);
  json["send_kbps"] = path.send_kbps;
  return json;
}

}  // namespace

std::string_view nameOf(PassedOver reason) { return nameIn(kPassedOver, reason); }
std::string_view nameOf(PictureStep step) { return nameIn(kPictureSteps, step); }
std::string_view nameOf(UplinkState state) { return nameIn(kUplinkStates, state); }
std::string_view nameOf(SmallPictureState state) { return nameIn(kSmallPictureStates, state); }
std::string_view nameOf(LocalRecordingState state) { return nameIn(kRecordingStates, state); }

std::optional<Timestamp> readOptionalTime(ObjectReader& parent, std::string_view name) {
  if (!parent.has(name)) return std::nullopt;
  return parent.time(name);
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
  if (video.has("step")) encode.video.step = video.choice("step", kPictureSteps);
  encode.video.wished = video.text("wished", {0, kMaxName});
  encode.video.proof_ms = video.real("proof_ms", 0, kMaxReal);
  encode.video.latency_ms = video.real("latency_ms", 0, kMaxReal);
  encode.video.passed_over = readPassedOver(video);
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
  video["step"] = nameOf(encode.video.step);
  video["wished"] = fitText(encode.video.wished, kMaxName);
  video["proof_ms"] = fitReal(encode.video.proof_ms, 0, kMaxReal);
  video["latency_ms"] = fitReal(encode.video.latency_ms, 0, kMaxReal);
  video["passed_over"] = toJson(encode.video.passed_over);
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
  if (reader.has("carries_kbps")) uplink.carries_kbps = reader.uint32("carries_kbps", 0, kMaxUint32);
  uplink.loss_percent = reader.real("loss_percent", 0, 100);
  uplink.packets_sent = reader.uint64("packets_sent", 0, kMaxCount);
  uplink.packets_lost = reader.uint64("packets_lost", 0, kMaxCount);
  uplink.packets_retransmitted = reader.uint64("packets_retransmitted", 0, kMaxCount);
  uplink.frames_sent = reader.uint64("frames_sent", 0, kMaxCount);
  uplink.frames_dropped = reader.uint64("frames_dropped", 0, kMaxCount);
  if (reader.has("paths")) {
    reader.objects("paths", kMaxPaths, [&](ObjectReader entry) { uplink.paths.push_back(readPath(entry)); });
  }
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
  if (uplink.carries_kbps) json["carries_kbps"] = *uplink.carries_kbps;
  json["loss_percent"] = fitReal(uplink.loss_percent, 0, 100);
  json["packets_sent"] = uplink.packets_sent;
  json["packets_lost"] = uplink.packets_lost;
  json["packets_retransmitted"] = uplink.packets_retransmitted;
  json["frames_sent"] = uplink.frames_sent;
  json["frames_dropped"] = uplink.frames_dropped;
  for (const UplinkPathStatus& path : uplink.paths) json["paths"].push_back(toJson(path));
  return json;
}

SmallPictureStatus readSmallPicture(ObjectReader reader) {
  SmallPictureStatus small;
  small.state = reader.choice("state", kSmallPictureStates);
  small.width = reader.uint32("width", 0, kMaxUint32);
  small.height = reader.uint32("height", 0, kMaxUint32);
  small.fps = reader.real("fps", 0, kMaxReal);
  small.bitrate_kbps = reader.uint32("bitrate_kbps", 0, kMaxUint32);
  small.detail = reader.text("detail");
  return small;
}

OrderedJson toJson(const SmallPictureStatus& small) {
  OrderedJson json;
  json["state"] = nameOf(small.state);
  json["width"] = small.width;
  json["height"] = small.height;
  json["fps"] = fitReal(small.fps, 0, kMaxReal);
  json["bitrate_kbps"] = small.bitrate_kbps;
  json["detail"] = fitText(small.detail, kMaxDetail);
  return json;
}

LocalRecordingStatus readRecordingStatus(ObjectReader reader) {
  LocalRecordingStatus recording;
  recording.state = reader.choice("state", kRecordingStates);
  recording.run = reader.text("run", {0, kMaxRun});
  recording.bytes = reader.uint64("bytes", 0, kMaxCount);
  recording.segments = reader.uint32("segments", 0, kMaxUint32);
  recording.seconds = reader.real("seconds", 0, kMaxReal);
  recording.dropped = reader.uint64("dropped", 0, kMaxCount);
  return recording;
}

OrderedJson toJson(const LocalRecordingStatus& recording) {
  OrderedJson json;
  json["state"] = nameOf(recording.state);
  json["run"] = fitText(recording.run, kMaxRun);
  json["bytes"] = recording.bytes;
  json["segments"] = recording.segments;
  json["seconds"] = fitReal(recording.seconds, 0, kMaxReal);
  json["dropped"] = recording.dropped;
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
    if (root.has("small_picture")) status.small_picture = readSmallPicture(root.object("small_picture"));
    if (root.has("recording")) status.recording = readRecordingStatus(root.object("recording"));
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
  json["small_picture"] = toJson(status.small_picture);
  json["recording"] = toJson(status.recording);
  json["snapshot"] = toJson(status.snapshot);
  json["conditions"] = toJson(status.conditions);
  return dumpJson(json);
}

}  // namespace diemcau
