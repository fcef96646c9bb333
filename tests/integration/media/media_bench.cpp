// SPDX-License-Identifier: Apache-2.0
// Starting, asking and judging diemcau-media.
#include "tests/integration/media/media_bench.h"

#include <gio/gio.h>

#include <algorithm>
#include <format>
#include <sstream>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

std::string lastLine(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return {};
  const std::size_t begin = text.find_last_of('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin == std::string::npos ? 0 : begin));
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
  plan.video = {.width = 320, .height = 180, .fps = 30, .bitrate_kbps = 500, .keyframe_interval_s = 2};
  plan.uplink = UplinkConfig{"127.0.0.1", port, "#!::r=79,m=publish,u=box-1", kPassphrase, 120};
}

void MediaBench::pushText(const std::string& json) {
  writeWhole(dir_ / "media-plan.json.new", json);
  std::filesystem::rename(dir_ / "media-plan.json.new", dir_ / "media-plan.json");
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

std::string outputOf(const TempDir& dir, const std::string& program, std::vector<std::string> args) {
  Process process(program, dir, {.args = std::move(args)});
  const ExitState ended = process.waitExit(60s);
  if (ended != ExitState{}) failAt(process.logTail(), std::source_location::current());
  return process.log();
}

Judgement judge(const TempDir& dir, const std::filesystem::path& file, Rate rate) {
  Judgement found;
  std::vector<std::string> decode = {"-v", "error", "-nostdin", "-i", file.string()};
  if (rate == Rate::Changing) decode.insert(decode.end(), {"-fps_mode", "passthrough", "-enc_time_base", "demux"});
  decode.insert(decode.end(), {"-f", "null", "-"});
  found.errors = outputOf(dir, "ffmpeg", decode);
  const auto stream = [&](const char* which, const char* entry) {
    return lastLine(outputOf(dir, "ffprobe",
                             {"-v", "error", "-count_frames", "-select_streams", which, "-show_entries",
                              std::string("stream=") + entry, "-of", "csv=p=0", file.string()}));
  };
  found.video_codec = stream("v:0", "codec_name");
  found.audio_codec = stream("a:0", "codec_name");
  found.pictures = std::stoull(stream("v:0", "nb_read_frames"));
  found.packets_of_sound = std::stoull(stream("a:0", "nb_read_frames"));
  found.channels = std::stoull(stream("a:0", "channels"));
  std::istringstream times(outputOf(dir, "ffprobe",
                                    {"-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of",
                                     "default=nk=1:nw=1", file.string()}));
  double before = 0;
  double time = 0;
  bool first = true;
  while (times >> time) {
    if (first) {
      found.first_pts = time;
      found.shortest_step = 1e9;
    } else {
      found.longest_step = std::max(found.longest_step, time - before);
      found.shortest_step = std::min(found.shortest_step, time - before);
    }
    first = false;
    before = time;
  }
  return found;
}

}  // namespace diemcau::test
