// SPDX-License-Identifier: Apache-2.0
// The room's recording is as planned while the stream is reduced for the line.
#include <algorithm>
#include <cstdio>
#include <format>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

#include "centre/recording/run_files.h"
#include "centre/recording/whole_recording.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace diemcau::centre;
using namespace std::chrono_literals;

constexpr std::uint32_t kPlanned = 2000;
constexpr std::uint32_t kFps = 30;
constexpr double kWide = 4000;  // kb/s
constexpr double kNarrow = 235;
constexpr char kRun[] = "9f2c41d07be85a36";
constexpr char kPlannedSize[] = "640x480";
constexpr char kSmallSize[] = "480x360";
constexpr std::uint32_t kSmallWidth = 480;

struct Room {
  std::uint16_t port = freeUdpPort();
  LinkRelay relay{port};
  MediaBench bench{relay.port()};
  Receiver receiver{bench.dir(), port, bench.dir() / "received.ts"};

  Room() {
    carry(kWide);
    bench.plan.camera.source = "file:" + noisyFilm(bench.dir());
    bench.plan.video = {.width = 640,
                        .height = 480,
                        .fps = kFps,
                        .bitrate_kbps = kPlanned,
                        .keyframe_interval_s = 1,
                        .small_picture = false};
    bench.plan.uplink->latency_ms = 300;
    bench.plan.uplink->rate_control = RateControlKind::Adaptive;
    bench.plan.recording =
        RecordingPlan{.directory = (bench.dir() / "kept").string(), .key = std::string(32, 'k'), .quota_mb = 100};
    bench.start();
  }
  void carry(double kbps) { relay.shape(std::format("kbps={} queue=40000 delay=20", kbps)); }
  // So many seconds more.
  MediaStatus record(double seconds) {
    const double until = bench.status().recording.seconds + seconds;
    return bench.waitStatus(30s, "recorded", [&](const MediaStatus& s) { return s.recording.seconds >= until; });
  }
  // What a technician gets on the box.
  std::filesystem::path exported() {
    const std::filesystem::path out = bench.dir() / "room.ts";
    (void)outputOf(bench.dir(), builtProgram("diemcau").string(),
                   {"--bus", bench.busAddress(), "recording", "export", "--out", out.string()});
    return out;
  }
};

// Of a file's pictures: their time stamps in seconds, their bytes, their sizes, and how many kb/s each two seconds
// take.
struct Pictures {
  std::vector<double> times;
  std::vector<unsigned> bytes;
  std::set<std::string> sizes;
  std::vector<double> kbps;
};

Pictures picturesIn(const TempDir& dir, const std::filesystem::path& file) {
  Pictures found;
  std::istringstream lines(outputOf(dir, "ffprobe",
                                    {"-v", "error", "-select_streams", "v:0", "-show_entries",
                                     "frame=pts_time,pkt_size,width,height", "-of", "csv=p=0:nk=1", file.string()}));
  std::vector<double> bytes;
  double first = -1;
  for (std::string line; std::getline(lines, line);) {
    double at = 0;
    unsigned size = 0;
    unsigned width = 0;
    unsigned height = 0;
    if (std::sscanf(line.c_str(), "%lf,%u,%u,%u", &at, &size, &width, &height) != 4) continue;
    found.times.push_back(at);
    found.bytes.push_back(size);
    found.sizes.insert(std::format("{}x{}", width, height));
    if (first < 0) first = at;
    const auto window = static_cast<std::size_t>((at - first) / 2);
    if (window >= bytes.size()) bytes.resize(window + 1);
    bytes[window] += size;
  }
  if (!bytes.empty()) bytes.pop_back();  // not a whole one
  for (const double sum : bytes) found.kbps.push_back(sum * 8 / 2 / 1000);
  return found;
}

// The longest step from one to the next between two times.
double longestStep(const Pictures& pictures, double begin, double end) {
  double longest = 0;
  for (std::size_t i = 1; i < pictures.times.size(); ++i) {
    const bool within = pictures.times[i] >= begin && pictures.times[i - 1] <= end;
    if (within) longest = std::max(longest, pictures.times[i] - pictures.times[i - 1]);
  }
  return longest;
}

// Of the first picture from a time on, to the millisecond.
unsigned bytesAt(const Pictures& pictures, double time) {
  const auto first = std::ranges::lower_bound(pictures.times, time - 0.001);
  return first == pictures.times.end() ? 0 : pictures.bytes[static_cast<std::size_t>(first - pictures.times.begin())];
}

double secondsOf(Ticks ticks) { return static_cast<double>(ticks) / (kTicksPerMs * 1000); }

// An IDR picture of the recording's own encoder, at a time at which all pictures were received.
TsUnit crossing(const std::string& bytes, const Pictures& recorded, const Pictures& received) {
  std::optional<TsUnit> found;
  TsUnitReader(0).add({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, [&](const TsUnit& unit) {
    const double at = secondsOf(unit.pts);
    const bool both =
        unit.keyframe && at + 1 < received.times.back() && longestStep(received, at - 0.1, at + 1) < 1.1 / kFps;
    if (both && bytesAt(recorded, at) != bytesAt(received, at)) found = unit;
  });
  CHECK(found.has_value());
  return *found;
}

// What the centre makes of all that was received, when the room's own recording is brought to it up to there.
void checkWhole(Room& room, const std::filesystem::path& file, const Pictures& recorded, const Pictures& received) {
  const std::string bytes = readWhole(file);
  const TsUnit there = crossing(bytes, recorded, received);
  const auto first = static_cast<Ticks>(recorded.times.front() * 1000) * kTicksPerMs;
  const OfferedSegment segment{.seq = 0, .begin = first, .end = there.pts, .started_at = Timestamp(1'657'846'923s)};
  const std::filesystem::path site = room.bench.dir() / "79";
  std::filesystem::create_directories(site / kRun);
  writeWhole(broughtPath(site, kRun, segment), bytes.substr(0, there.first));
  std::filesystem::copy_file(room.receiver.file(), site / std::format("20220715T010203.000Z-{}.ts", kRun));
  const WholeRecording whole = NEED(writeWholeRecording(site, kRun));

  const Judgement found = judge(room.bench.dir(), whole.file);
  std::printf("figure: brought up to %.2f s: %llu pictures, %.4f to %.4f s apart\n", secondsOf(there.pts),
              static_cast<unsigned long long>(found.pictures), found.shortest_step, found.longest_step);
  CHECK_EQ("", found.errors);
  CHECK(found.shortest_step > 0.9 / kFps);
  CHECK(found.longest_step < 1.1 / kFps);
}

void theRecordingIsAsPlannedWhateverTheLineCarries() {
  Room room;
  (void)room.bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > kFps; });
  room.carry(kNarrow);
  // Moving ones or, where the fall was hard, stills: the recording is to know nothing of it.
  const MediaStatus small = room.bench.waitStatus(
      30s, "smaller pictures", [](const MediaStatus& s) { return s.encode.video.width == kSmallWidth; });
  (void)room.bench.waitStatus(30s, "smaller pictures sent", [&](const MediaStatus& s) {
    return s.encode.video.width == kSmallWidth && s.uplink.frames_sent > small.uplink.frames_sent + 1;
  });
  const MediaStatus narrow = room.record(1);
  CHECK(narrow.encode.video.target_kbps < kPlanned / 2);
  room.carry(kWide);
  (void)room.bench.waitStatus(30s, "all is back", [](const MediaStatus& s) {
    return s.encode.video.target_kbps >= 95 * kPlanned / 100 && s.encode.video.step == PictureStep::AsPlanned;
  });
  const MediaStatus back = room.record(4);
  room.bench.stop();
  room.receiver.stop();
  CHECK_EQ(std::uint64_t{0}, back.recording.dropped);
  CHECK(!has(back, ConditionType::LocalRecordingBehind));
  CHECK(!has(back, ConditionType::EncoderSlow));

  const std::filesystem::path file = room.exported();
  const Judgement found = judge(room.bench.dir(), file);
  const Pictures recorded = picturesIn(room.bench.dir(), file);
  const Pictures received = picturesIn(room.bench.dir(), room.receiver.file());
  CHECK(!recorded.kbps.empty());
  CHECK(!received.kbps.empty());
  std::printf("figure: %llu pictures recorded, %.4f to %.4f s apart, %.0f to %.0f kb/s; received at least %.0f kb/s\n",
              static_cast<unsigned long long>(found.pictures), found.shortest_step, found.longest_step,
              std::ranges::min(recorded.kbps), std::ranges::max(recorded.kbps), std::ranges::min(received.kbps));
  CHECK(received.sizes.contains(kSmallSize));
  CHECK(std::ranges::min(received.kbps) < kPlanned / 4);
  CHECK((recorded.sizes == std::set<std::string>{kPlannedSize}));
  CHECK(std::ranges::min(recorded.kbps) > 0.75 * kPlanned);
  CHECK_EQ("", found.errors);
  CHECK(found.shortest_step > 0.9 / kFps);
  CHECK(found.longest_step < 1.1 / kFps);
  CHECK(found.longest_step_of_sound < 0.07);
  // At last they are the stream's again.
  const double late = recorded.times.back() - 1;
  CHECK_EQ(bytesAt(recorded, late), bytesAt(received, late));
  checkWhole(room, file, recorded, received);
}

}  // namespace

int main() { return diemcau::test::run({TEST_IN_REAL_TIME(theRecordingIsAsPlannedWhateverTheLineCarries)}); }
