// SPDX-License-Identifier: Apache-2.0
// The members that Config and the plans share.
#include "contract/plan_parts.h"

#include <algorithm>

#include "contract/stream_id.h"

namespace diemcau {
namespace {

constexpr std::pair<std::string_view, Scene> kScenes[] = {
    {"setup", Scene::Setup}, {"maket", Scene::Maket}, {"slate", Scene::Slate}, {"blank", Scene::Blank}};

constexpr std::pair<std::string_view, EncoderWish> kEncoders[] = {
    {"auto", EncoderWish::Auto},   {"v4l2", EncoderWish::V4l2},
    {"vaapi", EncoderWish::Vaapi}, {"vaapi-lp", EncoderWish::VaapiLowPower},
    {"x264", EncoderWish::X264},   {"openh264", EncoderWish::OpenH264}};

constexpr std::pair<std::string_view, RateControlKind> kRateControls[] = {{"adaptive", RateControlKind::Adaptive},
                                                                          {"fixed", RateControlKind::Fixed}};

constexpr std::pair<std::string_view, UplinkPaths> kUplinkPaths[] = {{"failover", UplinkPaths::Failover},
                                                                     {"both", UplinkPaths::Both}};

constexpr std::size_t kMaxControls = 32;
constexpr std::size_t kMaxControlName = 64;
constexpr double kMostGain = 100;  // decibels
constexpr std::uint32_t kLeastLatency = 20;
constexpr std::uint32_t kMostLatency = 8000;
constexpr std::size_t kMaxInterfaceName = 15;  // Linux: IFNAMSIZ less its end

bool isAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// Fills `value` where the member is there; the default stays where it is not.
void mayRead(ObjectReader& reader, std::string_view name, std::uint32_t& value, std::uint32_t min, std::uint32_t max) {
  if (reader.has(name)) value = reader.uint32(name, min, max);
}

void readEven(ObjectReader& reader, std::string_view name, std::uint32_t& value, std::uint32_t min, std::uint32_t max) {
  mayRead(reader, name, value, min, max);
  if (value % 2 != 0) reader.refuse(name, "value_out_of_range", "an even number is expected");
}

// A scheme with something behind it.
bool names(std::string_view source, std::string_view scheme) {
  return source.starts_with(scheme) && source.size() > scheme.size();
}

std::string readSource(ObjectReader& reader, std::string_view generated, std::string_view node, LocalSources local) {
  if (!reader.has("source")) return "auto";
  std::string source = reader.text("source", {1, kMaxSourceBytes});
  const bool known = source == "auto" || source == generated || names(source, "usb:") || names(source, "serial:") ||
                     names(source, "name:") ||
                     (local == LocalSources::Allowed && (names(source, node) || source.starts_with("file:/")));
  if (!known) reader.refuse("source", "value_unknown", source.substr(0, 64));
  return source;
}

std::string readPicture(ObjectReader& reader, std::string_view name) {
  if (!reader.has(name)) return {};
  std::string digest = reader.text(name, {64, 64});
  if (digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    reader.refuse(name, "value_unknown", "64 of 0-9 and a-f are expected");
  }
  return digest;
}

MaketText readMaket(ObjectReader reader) {
  MaketText maket;
  maket.template_name = reader.text("template", {1, 64});
  if (maket.template_name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
    reader.refuse("template", "value_unknown", "a-z, 0-9 and - only");
  }
  maket.organiser = reader.text("organiser", {0, kMaxLineBytes});
  maket.heading = reader.text("heading", {0, kMaxLineBytes});
  maket.title = reader.texts("title", kMaxTitleLines, {1, kMaxLineBytes});
  if (maket.title.empty()) reader.refuse("title", "value_out_of_range", "at least one line");
  maket.place_date = reader.text("place_date", {0, kMaxLineBytes});
  maket.logo = readPicture(reader, "logo");
  maket.background = readPicture(reader, "background");
  return maket;
}

void readTarget(ObjectReader& reader, UplinkTarget& target) {
  target.host = reader.text("host", {1, 253});
  target.port = static_cast<std::uint16_t>(reader.uint32("port", 1, 65535));
  target.stream_id = reader.text("stream_id", {1, 512});
  if (!target.stream_id.empty()) {
    const auto id = parseStreamId(target.stream_id);
    if (!id || id->picture == StreamPicture::Small) reader.refuse("stream_id", "value_unknown");
  }
  target.passphrase = reader.text("passphrase", {10, 79});
  // One byte a character: SRT counts bytes, people count characters.
  if (!isAscii(target.passphrase)) reader.refuse("passphrase", "text_invalid", "printable ASCII only");
  mayRead(reader, "latency_ms", target.latency_ms, kLeastLatency, kMostLatency);
  if (reader.has("latency_max_ms")) {
    target.latency_max_ms = reader.uint32("latency_max_ms", kLeastLatency, kMostLatency);
  }
  if (reader.has("interface")) target.interface = reader.text("interface", {0, kMaxInterfaceName});
}

void write(const UplinkTarget& target, OrderedJson& json) {
  json["host"] = target.host;
  json["port"] = target.port;
  json["stream_id"] = target.stream_id;
  json["passphrase"] = target.passphrase;
  json["latency_ms"] = target.latency_ms;
  if (target.latency_max_ms) json["latency_max_ms"] = *target.latency_max_ms;
  if (!target.interface.empty()) json["interface"] = target.interface;
}

}  // namespace

std::string_view nameOf(Scene scene) { return nameIn(kScenes, scene); }
std::string_view nameOf(EncoderWish wish) { return nameIn(kEncoders, wish); }
std::string_view nameOf(RateControlKind kind) { return nameIn(kRateControls, kind); }

std::string_view nameOf(UplinkPaths paths) { return nameIn(kUplinkPaths, paths); }

Scene readScene(ObjectReader& parent) { return parent.choice("scene", kScenes); }

Site readSite(ObjectReader reader) {
  Site site;
  site.code = reader.text("code", {0, 16});
  site.name = reader.text("name", {0, kMaxLineBytes});
  return site;
}

OrderedJson toJson(const Site& site) {
  OrderedJson json;
  json["code"] = site.code;
  json["name"] = site.name;
  return json;
}

ScreenConfig readScreen(ObjectReader reader) {
  ScreenConfig screen;
  screen.scene = readScene(reader);
  mayRead(reader, "width", screen.width, 320, 7680);
  mayRead(reader, "height", screen.height, 180, 4320);
  if (reader.has("connector")) screen.connector = reader.text("connector", {1, kMaxConnector});
  mayRead(reader, "fade_ms", screen.fade_ms, 0, 2000);
  if (reader.has("overlay")) screen.overlay = reader.text("overlay", {0, kMaxLineBytes});
  if (reader.has("maket") || screen.scene == Scene::Maket) screen.maket = readMaket(reader.object("maket"));
  return screen;
}

OrderedJson toJson(const ScreenConfig& screen) {
  OrderedJson json;
  json["scene"] = nameOf(screen.scene);
  json["width"] = screen.width;
  json["height"] = screen.height;
  json["connector"] = screen.connector;
  json["fade_ms"] = screen.fade_ms;
  json["overlay"] = screen.overlay;
  if (screen.maket) {
    OrderedJson maket;
    maket["template"] = screen.maket->template_name;
    maket["organiser"] = screen.maket->organiser;
    maket["heading"] = screen.maket->heading;
    maket["title"] = screen.maket->title;
    maket["place_date"] = screen.maket->place_date;
    if (!screen.maket->logo.empty()) maket["logo"] = screen.maket->logo;
    if (!screen.maket->background.empty()) maket["background"] = screen.maket->background;
    json["maket"] = std::move(maket);
  }
  return json;
}

CameraConfig readCamera(ObjectReader& parent, LocalSources local) {
  CameraConfig camera;
  if (!parent.has("camera")) return camera;
  ObjectReader reader = parent.object("camera");
  camera.source = readSource(reader, "pattern", "v4l2:", local);
  if (reader.has("controls")) {
    reader.objects("controls", kMaxControls, [&](ObjectReader entry) {
      CameraControl control;
      control.name = entry.text("name", {1, kMaxControlName});
      control.value = entry.int32("value", INT32_MIN, INT32_MAX);
      camera.controls.push_back(std::move(control));
    });
  }
  return camera;
}

OrderedJson toJson(const CameraConfig& camera) {
  OrderedJson json;
  json["source"] = camera.source;
  OrderedJson controls = OrderedJson::array();
  for (const CameraControl& control : camera.controls) {
    controls.push_back({{"name", control.name}, {"value", control.value}});
  }
  json["controls"] = std::move(controls);
  return json;
}

MicrophoneConfig readMicrophone(ObjectReader& parent, LocalSources local) {
  MicrophoneConfig microphone;
  if (!parent.has("microphone")) return microphone;
  ObjectReader reader = parent.object("microphone");
  microphone.source = readSource(reader, "tone", "alsa:", local);
  if (reader.has("muted")) microphone.muted = reader.flag("muted");
  if (reader.has("switch_on")) microphone.switch_on = reader.flag("switch_on");
  if (reader.has("volume_percent")) microphone.volume_percent = reader.uint32("volume_percent", 0, 100);
  if (reader.has("gain_db")) microphone.gain_db = reader.real("gain_db", -kMostGain, kMostGain);
  return microphone;
}

OrderedJson toJson(const MicrophoneConfig& microphone) {
  OrderedJson json;
  json["source"] = microphone.source;
  json["muted"] = microphone.muted;
  json["switch_on"] = microphone.switch_on;
  if (microphone.volume_percent) json["volume_percent"] = *microphone.volume_percent;
  if (microphone.gain_db) json["gain_db"] = *microphone.gain_db;
  return json;
}

VideoConfig readVideo(ObjectReader& parent) {
  VideoConfig video;
  if (!parent.has("video")) return video;
  ObjectReader reader = parent.object("video");
  readEven(reader, "width", video.width, 160, 3840);
  readEven(reader, "height", video.height, 90, 2160);
  mayRead(reader, "fps", video.fps, 1, 60);
  mayRead(reader, "bitrate_kbps", video.bitrate_kbps, 50, 50000);
  mayRead(reader, "keyframe_interval_s", video.keyframe_interval_s, 1, 10);
  if (reader.has("encoder")) video.encoder = reader.choice("encoder", kEncoders);
  if (reader.has("small_picture")) video.small_picture = reader.flag("small_picture");
  return video;
}

OrderedJson toJson(const VideoConfig& video) {
  OrderedJson json;
  json["width"] = video.width;
  json["height"] = video.height;
  json["fps"] = video.fps;
  json["bitrate_kbps"] = video.bitrate_kbps;
  json["keyframe_interval_s"] = video.keyframe_interval_s;
  json["encoder"] = nameOf(video.encoder);
  json["small_picture"] = video.small_picture;
  return json;
}

AudioConfig readAudio(ObjectReader& parent) {
  AudioConfig audio;
  if (!parent.has("audio")) return audio;
  ObjectReader reader = parent.object("audio");
  mayRead(reader, "channels", audio.channels, 1, 2);
  mayRead(reader, "bitrate_kbps", audio.bitrate_kbps, 8, 256);
  mayRead(reader, "expected_loss_percent", audio.expected_loss_percent, 0, 50);
  return audio;
}

OrderedJson toJson(const AudioConfig& audio) {
  return {{"channels", audio.channels},
          {"bitrate_kbps", audio.bitrate_kbps},
          {"expected_loss_percent", audio.expected_loss_percent}};
}

std::optional<UplinkConfig> readUplink(ObjectReader& parent) {
  if (!parent.has("uplink")) return std::nullopt;
  ObjectReader reader = parent.object("uplink");
  UplinkConfig uplink;
  readTarget(reader, uplink);
  if (reader.has("rate_control")) uplink.rate_control = reader.choice("rate_control", kRateControls);
  if (reader.has("paths")) uplink.paths = reader.choice("paths", kUplinkPaths);
  if (reader.has("backup")) {
    ObjectReader backup = reader.object("backup");
    readTarget(backup, uplink.backup.emplace());
  }
  return uplink;
}

OrderedJson toJson(const UplinkConfig& uplink) {
  OrderedJson json;
  write(uplink, json);
  json["rate_control"] = nameOf(uplink.rate_control);
  json["paths"] = nameOf(uplink.paths);
  if (uplink.backup) write(*uplink.backup, json["backup"]);
  return json;
}

std::uint32_t readQuota(ObjectReader recording) { return recording.uint32("quota_mb", 16, 4'000'000); }

}  // namespace diemcau
