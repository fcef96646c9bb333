// SPDX-License-Identifier: Apache-2.0
// The box loses power at any step of recording: what was flushed plays, and what there is goes to the centre when the
// box is back.
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <format>
#include <set>
#include <vector>

#include "contract/message_number.h"
#include "daemon/agent/recording_upload.h"
#include "daemon/media/record/segment_ring.h"
#include "daemon/recording/segment_reader.h"
#include "tests/integration/media/media_bench.h"
#include "tests/integration/media/stream_times.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/power_cut.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using media::SegmentRing;
using media::SegmentWriter;

constexpr char kRun[] = "00000000000000aa";
constexpr char kNextRun[] = "00000000000000bb";
constexpr std::size_t kPackets = 5;  // of 188 bytes, between two flushes
constexpr std::size_t kFlushes = 3;  // of a segment
constexpr std::size_t kSegments = 2;

const std::string kKey(32, 'k');

RecordingPlan planAt(const std::filesystem::path& directory) {
  return {.directory = directory.string(), .key = kKey, .quota_mb = 100};
}

recording::Key key() {
  recording::Key made{};
  made.fill('k');
  return made;
}

// What a child that loses power leaves behind for its parent.
struct Known {
  std::size_t confirmed[kSegments] = {};   // bytes of content that were flushed
  std::size_t file_bytes[kSegments] = {};  // of the file, that are on the disk
  bool names_lost = false;                 // content was flushed whose directory may be gone
};

std::vector<std::uint8_t> contentOf(std::size_t segment) {
  std::vector<std::uint8_t> bytes(kPackets * kFlushes * kTsPacketBytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(segment * 100 + i * 7);
  return bytes;
}

// As the recorder does it, without its thread.
void recordAll(const std::filesystem::path& directory, Known& known) {
  const auto ring = SegmentRing::open(planAt(directory), kRun);
  if (!ring) ::_exit(1);
  const auto run_directory = directory / recording::textOf(recording::RunName{1, kRun});
  for (std::size_t n = 0; n < kSegments; ++n) {
    const recording::SegmentName name{static_cast<std::uint32_t>(n), n * 10'000};
    const auto segment =
        (*ring)->begin({.run = kRun, .seq = name.seq, .first_pts_ms = name.first_pts_ms, .started_at = {}});
    if (!segment) ::_exit(1);
    const auto content = contentOf(n);
    constexpr std::size_t kPart = kPackets * kTsPacketBytes;
    for (std::size_t at = 0; at < content.size(); at += kPart) {
      if (!(*segment)->write(std::span(content).subspan(at, kPart)) || !(*segment)->sync()) ::_exit(1);
      known.confirmed[n] = at + kPart;
      known.file_bytes[n] = flushedBytes(run_directory / recording::textOf(name)).value_or(0);
      known.names_lost =
          !flushedBytes(directory.parent_path()) || !flushedBytes(directory) || !flushedBytes(run_directory);
    }
  }
  if (!(*ring)->end()) ::_exit(1);
}

// How the process ended in which a box records and loses power after that many steps; 0: it came to its end.
int cutPower(const std::filesystem::path& directory, int steps, Known& known) {
  const pid_t child = ::fork();
  if (child == 0) {
    cutPowerAfter(steps);
    recordAll(directory, known);
    ::_exit(0);
  }
  int state = 0;
  CHECK_EQ(child, ::waitpid(child, &state, 0));
  CHECK(WIFEXITED(state));
  return WEXITSTATUS(state);
}

std::vector<std::uint8_t> readBack(const std::filesystem::path& file) {
  const auto reader = recording::SegmentReader::open(file, key());
  if (!reader) return {};  // not even its header
  std::vector<std::uint8_t> content((*reader)->size());
  CHECK((*reader)->read(0, content));
  return content;
}

// What the centre is sent of each segment when it wants all of them, the box's next run having begun.
std::vector<std::string> broughtToTheCentre(const std::filesystem::path& directory) {
  agent::test::FakeClock clock;
  agent::test::FakeHttpClient client;
  agent::CentreLink link{clock, {}};
  agent::RecordingUpload upload{client, link, clock};
  for (const auto& kept : NEED(recording::listSegments(directory)))
    std::filesystem::last_write_time(kept.path, std::filesystem::file_time_type::clock::now() - 1min);
  link.observe(agent::test::answer(200));
  upload.setRoom(true);
  upload.use(agent::RecordingUploadPlan{directory, kKey, 100'000});
  std::vector<std::string> brought;
  for (std::size_t answered = 0;; ++answered) {
    clock.advance(20s);
    upload.step();
    if (client.sent.size() == answered) return brought;
    const agent::HttpRequest& request = client.sent.back()->request;
    const bool piece = request.method == agent::HttpMethod::Put;
    if (piece) brought.push_back(request.body);  // all of it in one piece
    client.reply(agent::test::answer(200, piece ? R"({"wanted":false,"offset":0})" : R"({"wanted":true,"offset":0})"));
  }
}

// What is on the disk of that file when the power is back, of `bytes` written: of what was not flushed any part, and
// where the file has grown but its content is not there, zeros.
void tear(const std::filesystem::path& file, std::size_t keep, std::size_t bytes, bool zeros) {
  std::filesystem::resize_file(file, keep);
  if (zeros) std::filesystem::resize_file(file, bytes);
}

// The next life of the box: the ring takes up what there is, records on, and the centre gets it.
void expectNextLife(const std::filesystem::path& directory, const Known& known) {
  {
    const auto ring = NEED(SegmentRing::open(planAt(directory), kNextRun));
    SegmentWriter* const segment = NEED(ring->begin({.run = kNextRun, .seq = 0, .first_pts_ms = 0, .started_at = {}}));
    NEED(segment->write(contentOf(9)));
    NEED(ring->end());
  }
  const auto kept = NEED(recording::listSegments(directory));
  CHECK(!kept.empty() && kept.back().run.run == kNextRun);
  CHECK(readBack(kept.back().path) == contentOf(9));
  std::vector<std::string> wanted;
  std::set<std::size_t> found;
  for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
    const std::size_t seq = kept[i].name.seq;
    found.insert(seq);
    const auto content = readBack(kept[i].path);
    const auto given = contentOf(seq);
    CHECK(content.size() >= known.confirmed[seq]);
    CHECK(content.size() <= given.size());
    CHECK(std::ranges::equal(content, std::span(given).first(content.size())));
    const std::size_t whole = content.size() - content.size() % kTsPacketBytes;
    if (whole > 0) wanted.emplace_back(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(whole));
  }
  for (std::size_t n = 0; n < kSegments; ++n) CHECK(known.confirmed[n] == 0 || found.contains(n));
  CHECK(broughtToTheCentre(directory) == wanted);
}

// Of the file that was being written: as much as was flushed, all, and what is between, so that the cut is in each part
// of a chunk.
void whatWasFlushedIsThereAfterAPowerCutAtAnyStep() {
  auto* const known =
      static_cast<Known*>(::mmap(nullptr, sizeof(Known), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  CHECK(known != MAP_FAILED);
  int steps = 0;
  for (int ended = kPowerCut; ended != 0; ++steps) {
    const TempDir dir;
    const auto directory = dir / "state" / "recording";
    std::filesystem::create_directory(dir / "state");
    *known = {};
    ended = cutPower(directory, steps, *known);
    CHECK(ended == 0 || ended == kPowerCut);
    CHECK(!known->names_lost);
    const auto kept = NEED(recording::listSegments(directory));
    if (kept.empty()) {
      CHECK_EQ(std::size_t{0}, known->confirmed[0]);
      continue;
    }
    const auto& last = kept.back();
    const std::string all = readWhole(last.path);
    const std::size_t flushed = known->file_bytes[last.name.seq];
    const std::size_t open = all.size() - flushed;
    for (const std::size_t more : {std::size_t{0}, std::size_t{2}, recording::kLengthBytes, open / 2, open}) {
      for (const bool zeros : {false, true}) {
        writeWhole(last.path, all);
        tear(last.path, flushed + std::min(more, open), all.size(), zeros);
        expectNextLife(directory, *known);
        std::filesystem::remove_all(directory / recording::textOf(recording::RunName{2, kNextRun}));
      }
    }
  }
  std::printf("figure: %d steps\n", steps);
  CHECK(steps > 100);
  ::munmap(known, sizeof(Known));
}

// A film of some seconds, flushed each second, torn in each part of the chunk that was being written.
void whatIsLeftOfATornSegmentPlays() {
  const TempDir dir;
  (void)outputOf(dir, "ffmpeg",
                 {"-v",
                  "error",
                  "-f",
                  "lavfi",
                  "-i",
                  "testsrc2=size=320x180:rate=30",
                  "-f",
                  "lavfi",
                  "-i",
                  "sine=frequency=440:sample_rate=48000",
                  "-t",
                  "5",
                  "-c:v",
                  "libx264",
                  "-g",
                  "30",
                  "-bf",
                  "0",
                  "-c:a",
                  "libopus",
                  "-f",
                  "mpegts",
                  (dir / "film.ts").string()});
  const std::string film = readWhole(dir / "film.ts");
  const auto bytes = std::span(reinterpret_cast<const std::uint8_t*>(film.data()), film.size());
  const auto directory = dir / "kept";
  std::vector<std::size_t> ends;  // of the file, after each flush
  {
    const auto ring = NEED(SegmentRing::open(planAt(directory), kRun));
    SegmentWriter* const segment = NEED(ring->begin({.run = kRun, .seq = 0, .first_pts_ms = 0, .started_at = {}}));
    const std::size_t part = film.size() / kTsPacketBytes / 5 * kTsPacketBytes;
    for (std::size_t n = 0; n < 5; ++n) {
      NEED(segment->write(bytes.subspan(n * part, n < 4 ? part : film.size() - 4 * part)));
      NEED(segment->sync());
      ends.push_back(segment->bytes());
    }
    NEED(ring->end());
  }
  const auto file = NEED(recording::listSegments(directory)).front().path;
  const std::string all = readWhole(file);
  const double whole_s = timesOf(dir, dir / "film.ts", "v:0").back();
  const auto out = dir / "left.ts";
  using recording::kLengthBytes;
  using recording::kTagBytes;
  for (const std::size_t cut : {ends[2], ends[2] + 1, ends[2] + kLengthBytes, (ends[2] + ends[3]) / 2,
                                ends[3] - kTagBytes, ends[3] - 1, ends[3], all.size() - 1}) {
    for (const bool zeros : {false, true}) {
      writeWhole(file, all);
      tear(file, cut, all.size(), zeros);
      const auto content = readBack(file);
      writeWhole(out, {reinterpret_cast<const char*>(content.data()), content.size()});
      const std::size_t seconds = cut < ends[3] ? 3 : (cut < all.size() - kLengthBytes ? 4 : 5);
      const double first = timesOf(dir, dir / "film.ts", "v:0").front();
      const auto times = timesOf(dir, out, "v:0");
      CHECK(!times.empty() && std::ranges::is_sorted(times));
      // The muxer writes sound ahead of the picture, and the last picture of a part may stand in the next one.
      const double least = (whole_s - first) * static_cast<double>(seconds) / 5 - 0.7;
      if (times.back() - first < least) {
        failAt(std::format("cut at {} of {}{}: {:.2f} of {:.2f} s", cut, all.size(), zeros ? ", zeros" : "",
                           times.back() - first, least),
               std::source_location::current());
      }
      (void)outputOf(dir, "ffmpeg", {"-v", "fatal", "-nostdin", "-i", out.string(), "-f", "null", "-"});
    }
  }
}

}  // namespace

int main() {
  spdlog::set_level(spdlog::level::off);  // each segment that is brought, some thousand times
  return diemcau::test::run({TEST(whatWasFlushedIsThereAfterAPowerCutAtAnyStep), TEST(whatIsLeftOfATornSegmentPlays)});
}
