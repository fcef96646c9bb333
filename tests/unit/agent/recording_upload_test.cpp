// SPDX-License-Identifier: Apache-2.0
// What the centre lacks of the room's recording goes up, slowly, and goes on where it broke off.
#include "daemon/agent/recording_upload.h"

#include <format>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using diemcau::test::TempDir;

namespace {

constexpr char kRun[] = "9f2c41d07be85a36";
constexpr std::size_t kBytes = 188 * 200;  // of a segment: two pieces and a part of one

struct Box {
  TempDir dir;
  FakeClock clock;
  FakeHttpClient client;
  CentreLink link{clock, {}};
  RecordingUpload upload{client, link, clock};

  // Two segments that have ended, and one that is being written.
  Box() {
    for (std::uint32_t seq = 0; seq < 3; ++seq) keep(1, kRun, seq);
    link.observe(answer(200));
    upload.setRoom(true);
    upload.use(RecordingUploadPlan{dir.path(), std::string(32, 'k'), 128});
  }

  void keep(std::uint32_t number, const std::string& run, std::uint32_t seq) const {
    recording::Key key{};
    key.fill('k');
    recording::SegmentSealer sealer(key, {.run = run, .seq = seq, .first_pts_ms = seq * 10'000U, .started_at = {}});
    std::vector<std::uint8_t> file(sealer.header().begin(), sealer.header().end());
    sealer.seal(std::vector<std::uint8_t>(kBytes, static_cast<std::uint8_t>(seq)), true, file);
    const auto directory = dir / recording::textOf(recording::RunName{number, run});
    std::filesystem::create_directories(directory);
    const auto path = directory / recording::textOf(recording::SegmentName{seq, seq * 10'000U});
    diemcau::test::writeWhole(path, {reinterpret_cast<const char*>(file.data()), file.size()});
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - 1min);
  }
  // The next thing that is due.
  const HttpRequest& next() {
    clock.advance(10s);
    upload.step();
    return client.sent.back()->request;
  }
  void wish(bool wanted, std::size_t offset, int status = 200) const {
    client.reply(answer(status, std::format(R"({{"wanted":{},"offset":{}}})", wanted, offset)));
  }
};

std::string pathOf(std::uint32_t seq) {
  return std::format("/device/v1/recordings/{}/segments/{}-{}-{}-0", kRun, seq, seq * 10'000, (seq + 1) * 10'000);
}

void eachSegmentThatHasEndedIsAskedForOnce() {
  Box box;
  CHECK_EQ(pathOf(0), box.next().path);
  box.wish(false, 0);
  CHECK_EQ(pathOf(1), box.next().path);
  box.wish(false, 0);
  (void)box.next();
  (void)box.next();
  CHECK_EQ(2U, box.client.sent.size());
  // A new run ends the one before.
  box.keep(2, "00000000000000bb", 0);
  CHECK_EQ(pathOf(2), box.next().path);
}

void aSegmentThatIsWantedGoesUpInPieces() {
  Box box;
  (void)box.next();
  box.wish(true, 0);
  std::string sent;
  for (const char* range : {"0-16383", "16384-32767", "32768-37599"}) {
    const HttpRequest& piece = box.next();
    CHECK(piece.method == HttpMethod::Put);
    CHECK_EQ(pathOf(0), piece.path);
    CHECK_EQ(std::format("Content-Range: bytes {}/37600", range), piece.headers.at(1));
    sent += piece.body;
    box.wish(sent.size() < kBytes, sent.size() < kBytes ? sent.size() : 0);
  }
  CHECK(sent == std::string(kBytes, '\0'));
  CHECK_EQ(pathOf(1), box.next().path);
}

void itGoesOnWhereTheCentreSays() {
  Box box;
  (void)box.next();
  box.wish(true, 20'000);
  CHECK_EQ(std::string("Content-Range: bytes 20000-36383/37600"), box.next().headers.at(1));
  // The line breaks in the middle of it, and the centre has other bytes than was thought.
  box.client.reply(noAnswer("broken"));
  CHECK_EQ(std::string("Content-Range: bytes 20000-36383/37600"), box.next().headers.at(1));
  box.wish(true, 24'000, 409);
  CHECK_EQ(std::string("Content-Range: bytes 24000-37599/37600"), box.next().headers.at(1));
}

void itIsNoFasterThanIsPlanned() {
  Box box;
  (void)box.next();
  box.wish(true, 0);
  (void)box.next();  // 16 KiB at 128 kb/s: a second and 24 ms
  box.wish(true, RecordingUpload::kPieceBytes);
  const std::size_t sent = box.client.sent.size();
  box.clock.advance(1s);
  box.upload.step();
  CHECK_EQ(sent, box.client.sent.size());
  box.clock.advance(50ms);
  box.upload.step();
  CHECK_EQ(sent + 1, box.client.sent.size());
}

void theStreamGoesFirst() {
  Box box;
  (void)box.next();
  box.wish(true, 0);
  box.upload.setRoom(false);
  const std::size_t sent = box.client.sent.size();
  (void)box.next();
  CHECK_EQ(sent, box.client.sent.size());
  box.upload.setRoom(true);
  (void)box.next();
  CHECK_EQ(sent + 1, box.client.sent.size());

  MediaStatus media;
  CHECK(hasRoomForRecording(std::nullopt));
  CHECK(hasRoomForRecording(media));
  media.conditions.push_back(makeCondition(ConditionType::UplinkReduced, {}));
  CHECK(!hasRoomForRecording(media));
}

void itTakesAFifthOfThePicturesRate() {
  VideoConfig video;
  video.bitrate_kbps = 2500;
  CHECK_EQ(500U, uploadRateFor(video));
  video.bitrate_kbps = 50;
  CHECK_EQ(100U, uploadRateFor(video));
}

void aCentreThatIsInTroubleIsLeftInPeace() {
  Box box;
  (void)box.next();
  box.client.reply(answer(503));
  box.clock.advance(4s);
  box.upload.step();
  CHECK_EQ(1U, box.client.sent.size());
  CHECK_EQ(pathOf(0), box.next().path);
  // And what it will never take is not brought again.
  box.client.reply(answer(404));
  CHECK_EQ(pathOf(1), box.next().path);
}

void whatIsNotSettledIsNotAskedFor() {
  Box box;
  std::filesystem::last_write_time(
      box.dir / recording::textOf(recording::RunName{1, kRun}) / recording::textOf(recording::SegmentName{0, 0}),
      std::filesystem::file_time_type::clock::now());
  CHECK_EQ(pathOf(1), box.next().path);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(eachSegmentThatHasEndedIsAskedForOnce), TEST(aSegmentThatIsWantedGoesUpInPieces),
                             TEST(itGoesOnWhereTheCentreSays), TEST(itIsNoFasterThanIsPlanned),
                             TEST(theStreamGoesFirst), TEST(itTakesAFifthOfThePicturesRate),
                             TEST(aCentreThatIsInTroubleIsLeftInPeace), TEST(whatIsNotSettledIsNotAskedFor)});
}
