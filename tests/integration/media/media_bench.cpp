// SPDX-License-Identifier: Apache-2.0
// Starting, asking and judging diemcau-media.
#include "tests/integration/media/media_bench.h"

#include <gio/gio.h>

#include <algorithm>
#include <format>
#include <map>
#include <sstream>
#include <vector>

#include "contract/message_number.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/late_failure.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

// A line of ffprobe's compact writer, "packet|pts_time=1.4|…": the value of `key`, empty where there is none.
std::string valueOf(const std::string& line, const std::string& key) {
  const std::size_t begin = line.find("|" + key + "=");
  if (begin == std::string::npos) return {};
  const std::size_t value = begin + key.size() + 2;
  return line.substr(value, line.find('|', value) - value);
}

void addStream(Judgement& found, const std::string& line) {
  if (valueOf(line, "codec_type") == "video") {
    found.video_codec = valueOf(line, "codec_name");
    found.pictures = std::stoull(valueOf(line, "nb_read_frames"));
  } else {
    found.audio_codec = valueOf(line, "codec_name");
    found.packets_of_sound = std::stoull(valueOf(line, "nb_read_frames"));
    found.channels = std::stoull(valueOf(line, "channels"));
  }
}

double longestStep(const std::vector<double>& times) {
  double longest = 0;
  for (std::size_t i = 1; i < times.size(); ++i) longest = std::max(longest, times[i] - times[i - 1]);
  return longest;
}

double shortestStep(const std::vector<double>& times) {
  double shortest = 1e9;
  for (std::size_t i = 1; i < times.size(); ++i) shortest = std::min(shortest, times[i] - times[i - 1]);
  return shortest;
}

void judgeSteps(Judgement& found, const std::vector<double>& pictures, const std::vector<double>& sound) {
  if (!pictures.empty()) {
    found.first_pts = pictures.front();
    found.longest_step = longestStep(pictures);
    found.shortest_step = shortestStep(pictures);
  }
  if (!sound.empty()) {
    found.longest_step_of_sound = longestStep(sound);
    found.shortest_step_of_sound = shortestStep(sound);
  }
}

std::uint64_t brokenCounters(const std::string& stream) {
  std::map<unsigned, unsigned> last;
  std::uint64_t broken = 0;
  for (std::size_t at = 0; at + 188 <= stream.size(); at += 188) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(stream[at + i]); };
    const unsigned pid = (byte(1) & 0x1FU) << 8 | byte(2);
    const unsigned counter = byte(3) & 0x0FU;
    if (pid == 0x1FFF || (byte(3) & 0x10U) == 0) continue;
    if (byte(0) != 0x47 || (last.contains(pid) && counter != ((last[pid] + 1) & 0x0FU))) ++broken;
    last[pid] = counter;
  }
  return broken;
}

// Without the last picture where not all of it is there: the end of a connection cuts what is on its way.
std::string withoutCutEnd(const std::string& stream) {
  constexpr unsigned kPictures = 0x100;
  constexpr std::size_t kBeforeLength = 6;  // of a PES packet
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(stream[i]); };
  const auto pidAt = [&](std::size_t at) { return (byte(at + 1) & 0x1FU) << 8 | byte(at + 2); };
  std::size_t begin = 0;
  std::size_t missing = 0;
  for (std::size_t at = 0; at + kTsPacketBytes <= stream.size(); at += kTsPacketBytes) {
    if (pidAt(at) != kPictures || (byte(at + 3) & 0x10U) == 0) continue;
    const std::size_t payload = (byte(at + 3) & 0x20U) != 0 ? std::size_t{5} + byte(at + 4) : 4;
    if ((byte(at + 1) & 0x40U) != 0 && payload + kBeforeLength <= kTsPacketBytes) {
      const unsigned length = static_cast<unsigned>(byte(at + payload + 4)) << 8 | byte(at + payload + 5);
      begin = at;
      missing = length == 0 ? 0 : length + kBeforeLength;  // 0: it is too long for its length to be known
    }
    missing -= std::min(missing, kTsPacketBytes - std::min(kTsPacketBytes, payload));
  }
  if (missing == 0) return stream;
  std::string whole = stream.substr(0, begin);
  for (std::size_t at = begin; at + kTsPacketBytes <= stream.size(); at += kTsPacketBytes) {
    if (pidAt(at) != kPictures) whole += stream.substr(at, kTsPacketBytes);
  }
  return whole;
}

}  // namespace

Receiver::Receiver(const TempDir& dir, std::uint16_t port, std::filesystem::path file)
    : file_(std::move(file)),
      process_("/bin/sh", dir,
               {.args = {"-c", std::format("exec srt-live-transmit -q 'srt://127.0.0.1:{}?mode=listener&passphrase={}' "
                                           "file://con >'{}' 2>/dev/null",
                                           port, "a%20secret%20of%20the%20room", file_.string())}}) {}

void Receiver::stop() {
  process_.kill(SIGTERM);
  (void)process_.waitExit(10s);
}

MediaBench::MediaBench(std::uint16_t port)
    : agent_(builtProgram("plan_bus"), dir_, {.args = {"--bus", bus_.address(), "--dir", dir_.path().string()}}),
      connection_(NEED(base::Bus::connect(bus_.address()))) {
  plan.config_version = 1;
  plan.site_name = "Thành phố Hồ Chí Minh";
  plan.camera.source = "pattern";
  plan.microphone.source = "tone";
  plan.video = {
      .width = 320, .height = 180, .fps = 30, .bitrate_kbps = 500, .keyframe_interval_s = 2, .small_picture = false};
  plan.uplink = UplinkConfig{"127.0.0.1", port, "#!::r=79,m=publish,u=box-1", kPassphrase, 120};
  // To a rate control a machine that is busy looks like a line that is narrow.
  plan.uplink->rate_control = RateControlKind::Fixed;
}

void MediaBench::pushText(const std::string& json) {
  writeWhole(dir_ / "media-plan.json.new", json);
  std::filesystem::rename(dir_ / "media-plan.json.new", dir_ / "media-plan.json");
}

MediaBench::~MediaBench() {
  if (media_ && media_->log().contains(kPassphrase)) failLater("the media process's log holds the passphrase");
}

void MediaBench::push() { pushText(writeMediaPlan(plan, Secrets::Keep)); }

void MediaBench::start(std::map<std::string, std::string> env) {
  push();
  media_ = std::make_unique<Process>(
      builtProgram("diemcau-media"), dir_,
      ProcessOptions{.args = {"--bus", bus_.address(), "--run", dir_.path().string()}, .env = std::move(env)});
}

void MediaBench::stop() {
  const ExitState ended = media_->terminate();
  if (ended != ExitState{}) failAt(media_->logTail(), std::source_location::current());
}

MediaStatus MediaBench::status() {
  GError* error = nullptr;
  GVariant* reply = g_dbus_connection_call_sync(
      connection_->connection(), "vn.diemcau.Media1", "/vn/diemcau/Media1", "org.freedesktop.DBus.Properties", "Get",
      g_variant_new("(ss)", "vn.diemcau.Media1", "Status"), G_VARIANT_TYPE("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
      5000, nullptr, &error);
  if (reply == nullptr) {
    g_error_free(error);
    return {};
  }
  GVariant* boxed = nullptr;
  g_variant_get(reply, "(v)", &boxed);
  const std::string json = g_variant_get_string(boxed, nullptr);
  g_variant_unref(boxed);
  g_variant_unref(reply);
  if (json.contains(kPassphrase)) failLater("the status holds the passphrase");
  return NEED(parseMediaStatus(json));
}

MediaStatus MediaBench::waitStatus(std::chrono::milliseconds bound, const std::string& what,
                                   const std::function<bool(const MediaStatus&)>& holds) {
  MediaStatus last;
  const bool came = waitFor(bound, [&] {
    last = status();
    return holds(last);
  });
  if (!came) {
    failAt(what + ": did not come; last status: " + writeMediaStatus(last) + "\n" + media_->logTail(),
           std::source_location::current());
  }
  return last;
}

bool has(const MediaStatus& status, ConditionType type) {
  return std::ranges::any_of(status.conditions, [&](const Condition& condition) { return condition.type == type; });
}

bool sends(const MediaStatus& status) {
  return status.uplink.state == UplinkState::Connected && status.uplink.frames_sent > 0;
}

std::size_t troublesOfTheLine(const MediaStatus& status) {
  return static_cast<std::size_t>(std::ranges::count_if(status.conditions, [](const Condition& condition) {
    return condition.type >= ConditionType::UplinkHostUnknown && condition.type <= ConditionType::UplinkBackupDown;
  }));
}

std::string outputOf(const TempDir& dir, const std::string& program, std::vector<std::string> args,
                     std::chrono::seconds bound) {
  Process process(program, dir, {.args = std::move(args)});
  const ExitState ended = process.waitExit(bound);
  if (ended != ExitState{}) failAt(process.logTail(), std::source_location::current());
  return process.log();
}

std::string noisyFilm(const TempDir& dir) {
  const std::string file = (dir / "film.mkv").string();
  (void)outputOf(dir, "ffmpeg",
                 {"-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30,noise=alls=24:allf=t", "-t", "6",
                  "-c:v", "mjpeg", "-q:v", "4", file});
  return file;
}

Judgement judge(const TempDir& dir, const std::filesystem::path& received, Rate rate) {
  Judgement found;
  std::filesystem::path file = received;
  const std::string stream = readWhole(received);
  if (stream.starts_with('\x47')) {
    file = dir / "judged.ts";
    writeWhole(file, withoutCutEnd(stream));
  }
  std::vector<std::string> decode = {"-v", "error", "-nostdin"};
  // Pictures that pause for ten seconds are another clock to it, if it is not told.
  decode.insert(decode.end(), {"-dts_delta_threshold", "3600", "-i", file.string()});
  if (rate == Rate::Changing) decode.insert(decode.end(), {"-fps_mode", "passthrough", "-enc_time_base", "demux"});
  decode.insert(decode.end(), {"-f", "null", "-"});
  found.errors = outputOf(dir, "ffmpeg", decode);
  found.broken_counters = brokenCounters(readWhole(file));
  // One run for everything: to start it takes longer than to decode some seconds. A program of the transport
  // stream lists its streams once more.
  std::istringstream lines(outputOf(dir, "ffprobe",
                                    {"-v", "error", "-count_frames", "-show_entries",
                                     "packet=codec_type,pts_time:stream=codec_type,codec_name,channels,nb_read_frames",
                                     "-of", "compact", file.string()}));
  std::vector<double> times;
  std::vector<double> sound_times;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("stream|")) addStream(found, line);
    if (line.starts_with("packet|codec_type=video|")) times.push_back(std::stod(valueOf(line, "pts_time")));
    if (line.starts_with("packet|codec_type=audio|")) sound_times.push_back(std::stod(valueOf(line, "pts_time")));
  }
  judgeSteps(found, times, sound_times);
  return found;
}

}  // namespace diemcau::test
