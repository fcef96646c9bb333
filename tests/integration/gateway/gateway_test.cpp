// SPDX-License-Identifier: Apache-2.0
// The gateway with real SRT callers: what a box sends is on disk and with the operators, and nobody
// gets in or in the way who should not.
#include "centre/gateway/gateway.h"

#include <srt/access_control.h>

#include <algorithm>
#include <chrono>
#include <format>

#include "contract/stream_id.h"
#include "contract/takes_twice.h"
#include "tests/integration/gateway/running_gateway.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/srt_caller.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using centre::RecordingState;
using centre::RefusedBatch;
using centre::StreamKey;
using centre::StreamRefusal;
using centre::StreamStats;
using std::chrono::seconds;

const StreamKey kBox = keyOf(1);
const StreamKey kOther = keyOf(2);

bool isGone(const StreamStats& stats) { return !stats.connected && stats.recording == RecordingState::Idle; }

std::size_t recordingsOf(const TempDir& dir, const StreamKey& key) {
  const std::filesystem::directory_iterator files(dir / key.site_code);
  return static_cast<std::size_t>(std::ranges::distance(files));
}

// Whether all of it has come to the requester.
bool gets(SrtCaller& requester, const std::string& bytes) {
  std::string got;
  const bool enough = waitFor(seconds(20), [&] { return requester.receive(got), got.size() >= bytes.size(); });
  return enough && got == bytes;
}

void bytesSentAreBytesRecordedAndBytesWatched() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto early = running.requester(kBox.site_code);
  CHECK(early->connected());
  const auto box = running.publisher(kBox);
  CHECK(box->connected());
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.connected && stats.requesters == 1; });
  const std::string bytes = noise(500'003, 1);
  CHECK(box->send(bytes));
  CHECK(gets(*early, bytes));
  running.await(kBox.endpoint, [&](const StreamStats& stats) { return stats.recorded_bytes == bytes.size(); });
  const StreamStats stats = running.stats(kBox.endpoint);
  CHECK_EQ(bytes.size(), stats.bytes);
  CHECK_EQ(RecordingState::Writing, stats.recording);
  CHECK_EQ((dir / kBox.site_code).string(), std::filesystem::path(stats.recording_file).parent_path().string());
  CHECK_EQ(bytes, readWhole(stats.recording_file));
  running.await(kBox.endpoint, [](const StreamStats& now) { return now.packets_received >= 380 && now.rtt_ms > 0; });
}

// What the box sent last is still in libsrt's buffer when its goodbye arrives.
void theLastBytesBeforeTheEndAreRecordedToo() {
  TempDir dir;
  RunningGateway running(dir.path());
  const std::string bytes = noise(20'000, 2);
  const auto box = running.publisher(kBox);
  CHECK(box->send(bytes));
  CHECK(box->flush(seconds(10)));
  box->close();
  const auto recorded = [&](const StreamStats& stats) { return isGone(stats) && stats.recorded_bytes == bytes.size(); };
  running.await(kBox.endpoint, recorded);
  CHECK_EQ(bytes, readWhole(running.stats(kBox.endpoint).recording_file));
}

void aStrangerIsToldApartFromAWrongPassphrase() {
  TempDir dir;
  RunningGateway running(dir.path());
  struct Case {
    std::string stream_id;
    std::string passphrase;
    int reason;
    StreamRefusal why;
  };
  using enum StreamRefusal;
  const std::string id = std::format("#!::r={},m=publish,u={}", kBox.site_code, kBox.endpoint);
  const std::vector<Case> cases = {
      {id, "not-the-passphrase", SRT_REJ_BADSECRET, PassphraseWrong},
      {id, kOther.passphrase, SRT_REJ_BADSECRET, PassphraseWrong},
      {"#!::r=01,m=request", kBox.passphrase, SRT_REJ_BADSECRET, PassphraseWrong},
      {id, "", SRT_REJ_UNSECURE, PassphraseWrong},
      {"#!::r=99,m=publish,u=box-00000001", kBox.passphrase, SRT_REJX_NOTFOUND, SiteUnknown},
      {"#!::r=02,m=publish,u=box-00000001", kBox.passphrase, SRT_REJX_FORBIDDEN, EndpointWrong},
      {"#!::r=01,m=publish,u=box-ffffffff", kBox.passphrase, SRT_REJX_FORBIDDEN, EndpointWrong},
      {"#!::r=01,m=both,u=box-00000001", kBox.passphrase, SRT_REJX_BAD_MODE, ModeUnknown},
      {"", kBox.passphrase, SRT_REJX_BAD_REQUEST, StreamIdMalformed},
      {"01", kBox.passphrase, SRT_REJX_BAD_REQUEST, StreamIdMalformed},
      {"#!::", kBox.passphrase, SRT_REJX_BAD_REQUEST, StreamIdMalformed},
      {"#!::r=../../etc,m=publish,u=box-00000001", kBox.passphrase, SRT_REJX_NOTFOUND, SiteUnknown},
      {"#!::r=01\n,m=publish", kBox.passphrase, SRT_REJX_BAD_REQUEST, StreamIdMalformed},
      {"#!::" + std::string(500, ','), kBox.passphrase, SRT_REJX_BAD_REQUEST, StreamIdMalformed},
      {"#!::r=01,m=publish,u=" + std::string(480, 'x'), kBox.passphrase, SRT_REJX_FORBIDDEN, EndpointWrong},
      {std::string(512, '\xff'), kBox.passphrase, SRT_REJX_BAD_REQUEST, StreamIdMalformed},
  };
  for (const Case& one : cases) {
    const auto caller = running.caller(one.stream_id, one.passphrase);
    RefusedBatch noted;
    const bool told = waitFor(seconds(10), [&] {
      if (noted.callers.empty()) noted = running.gateway().takeRefused();
      return !noted.callers.empty();
    });
    const bool as_expected = told && noted.callers.size() == 1 && noted.callers[0].why == one.why &&
                             noted.callers[0].address == "127.0.0.1" && noted.callers[0].times == 1;
    if (!caller->connected() && caller->rejectReason() == one.reason && as_expected) continue;
    failAt(std::format("'{}' with '{}': {}, {}", one.stream_id, one.passphrase, caller->rejectReason(),
                       told ? nameOf(noted.callers[0].why) : "not noted"),
           std::source_location::current());
  }
  CHECK(running.gateway().stats().empty());
  CHECK(std::filesystem::is_empty(dir.path()));
}

void whoIsLetInIsNotAmongTheRefused() {
  TempDir dir;
  RunningGateway running(dir.path());
  for (int times = 0; times < 3; ++times) {
    const auto watcher = running.requester(kBox.site_code);
    const auto box = running.publisher(kBox);
    running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.connected && stats.requesters == 1; });
    const auto instead = running.publisher(kBox);
    CHECK(waitFor(seconds(10), [&box] { return !box->connected(); }));
  }
  running.await(kBox.endpoint, isGone);
  // A turn later.
  const auto last = running.publisher(kOther);
  running.await(kOther.endpoint, [](const StreamStats& stats) { return stats.connected; });
  CHECK(running.gateway().takeRefused().callers.empty());
}

void theNewerPublisherTakesOver() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto requester = running.requester(kBox.site_code);
  const auto first = running.publisher(kBox);
  CHECK(first->send("from the first"));
  CHECK(gets(*requester, "from the first"));
  const auto second = running.publisher(kBox);
  CHECK(second->connected());
  CHECK(waitFor(seconds(10), [&first] { return !first->connected(); }));
  CHECK(second->send("from the second"));
  CHECK(gets(*requester, "from the second"));
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.recorded_bytes == 15; });
  CHECK_EQ(std::string("from the second"), readWhole(running.stats(kBox.endpoint).recording_file));
  CHECK_EQ(2U, recordingsOf(dir, kBox));
}

// With figures and watchers of its own, and never on disk.
void theSmallPictureIsAStreamOfItsOwn() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto idOf = [](StreamMode mode, const std::string& user) {
    return writeStreamId({kBox.site_code, user, mode, {}, 1, StreamPicture::Small});
  };
  const auto watcher = running.requester(kBox.site_code);
  const auto wall = running.caller(idOf(StreamMode::Request, "operator"), kWatchingPassphrase);
  const auto small = running.caller(idOf(StreamMode::Publish, kBox.endpoint), kBox.passphrase);
  const auto box = running.publisher(kBox);
  const auto again = running.caller(idOf(StreamMode::Publish, kBox.endpoint), kBox.passphrase);
  CHECK(waitFor(seconds(10), [&small] { return !small->connected(); }));
  CHECK(box->connected());
  CHECK(again->send("small"));
  CHECK(box->send("a whole picture"));
  CHECK(gets(*wall, "small"));
  CHECK(gets(*watcher, "a whole picture"));
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.recorded_bytes == 15; });
  const StreamStats whole = running.stats(kBox.endpoint);
  const StreamStats beside = running.stats(kBox.endpoint, StreamPicture::Small);
  CHECK_EQ(15U, whole.bytes);
  CHECK_EQ(5U, beside.bytes);
  CHECK_EQ(1U, whole.requesters);
  CHECK_EQ(1U, beside.requesters);
  CHECK_EQ(1U, whole.paths);
  CHECK_EQ(RecordingState::Idle, beside.recording);
  CHECK_EQ(1U, recordingsOf(dir, kBox));

  box->close();
  running.await(kBox.endpoint, isGone);
  CHECK(running.stats(kBox.endpoint, StreamPicture::Small).connected);
  CHECK(again->send("more"));
  CHECK(gets(*wall, "more"));
  again->close();
  CHECK(waitFor(seconds(10), [&] { return !running.stats(kBox.endpoint, StreamPicture::Small).connected; }));
  CHECK_EQ(1U, recordingsOf(dir, kBox));
}

void aWrongPassphraseDoesNotTakeOver() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto box = running.publisher(kBox);
  const auto impostor = running.publisher({kBox.site_code, kBox.endpoint, "guessed-passphrase"});
  CHECK_EQ(SRT_REJ_BADSECRET, impostor->rejectReason());
  CHECK(box->send("still here"));
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.connected && stats.bytes == 10; });
}

void aBoxThatComesBackIsSeenComingAndGoing() {
  TempDir dir;
  RunningGateway running(dir.path());
  for (std::size_t round = 1; round <= 2; ++round) {
    const auto box = running.publisher(kBox);
    CHECK(box->send("hello"));
    running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.connected && stats.recorded_bytes == 5; });
    box->close();
    running.await(kBox.endpoint, isGone);
    CHECK_EQ(5U, running.stats(kBox.endpoint).recorded_bytes);
    CHECK_EQ(round, recordingsOf(dir, kBox));
  }
  CHECK_EQ(1U, running.gateway().stats().size());
}

void aKeyThatIsGoneCutsItsPublisher() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto box = running.publisher(kBox);
  const auto other = running.publisher(kOther);
  const auto requester = running.requester(kBox.site_code);
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.requesters == 1; });
  running.gateway().setKeys({kOther});
  running.await(kBox.endpoint, isGone);
  CHECK(waitFor(seconds(10), [&] { return !box->connected() && !requester->connected(); }));
  CHECK(other->connected());
  CHECK_EQ(SRT_REJX_NOTFOUND, running.publisher(kBox)->rejectReason());
  running.gateway().setKeys({{kOther.site_code, kOther.endpoint, "a-new-passphrase"}});
  CHECK(waitFor(seconds(10), [&other] { return !other->connected(); }));
  CHECK_EQ(SRT_REJ_BADSECRET, running.publisher(kOther)->rejectReason());
}

// It reads nothing at all; its messages are dropped, the others' are not.
void aStuckRequesterHoldsNobodyUp() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto stuck = running.requester(kBox.site_code);
  const auto lively = running.requester(kBox.site_code);
  const auto box = running.publisher(kBox);
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.requesters == 2; });
  const std::string bytes = noise(3'000'000, 3);
  std::string got;
  for (std::size_t at = 0; at < bytes.size(); at += 100'000) {
    CHECK(box->send(std::string_view(bytes).substr(at, 100'000)));
    lively->receive(got);
  }
  CHECK(waitFor(seconds(20), [&] { return lively->receive(got), got.size() >= bytes.size(); }));
  CHECK(got == bytes);
  running.await(kBox.endpoint, [&](const StreamStats& stats) { return stats.recorded_bytes == bytes.size(); });
}

void aRequesterThatSendsIsCut() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto requester = running.requester(kBox.site_code);
  CHECK(requester->send("I have something to say"));
  CHECK(waitFor(seconds(10), [&requester] { return !requester->connected(); }));
}

// Boxes name their run; whoever else publishes may not expect to be told anything.
void aBoxIsToldThatMessagesMayComeTwice() {
  TempDir dir;
  RunningGateway running(dir.path());
  StreamId id{
      .resource = kBox.site_code, .user = kBox.endpoint, .mode = StreamMode::Publish, .run = "0123456789abcdef"};
  const auto box = running.caller(writeStreamId(id), kBox.passphrase);
  const auto other = running.publisher(kOther);
  std::string told;
  CHECK(waitFor(seconds(10), [&] { return box->receive(told), !told.empty(); }));
  for (const auto* caller : {&box, &other}) CHECK((*caller)->send(noise(100'000, 1)));
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.recorded_bytes == 100'000; });
  running.await(kOther.endpoint, [](const StreamStats& stats) { return stats.recorded_bytes == 100'000; });
  CHECK(told.starts_with(kTakesTwice));
  std::string told_other;
  other->receive(told_other);
  CHECK_EQ(std::string(), told_other);
}

void sixteenAtOnce() {
  constexpr int kBoxes = 16;
  TempDir dir;
  RunningGateway running(dir.path());
  std::vector<StreamKey> keys;
  for (int i = 0; i < kBoxes; ++i) keys.push_back(keyOf(i));
  running.gateway().setKeys(keys);
  std::vector<std::unique_ptr<SrtCaller>> boxes;
  std::vector<std::string> bytes;
  for (const StreamKey& key : keys) {
    boxes.push_back(running.publisher(key));
    CHECK(boxes.back()->connected());
    bytes.push_back(noise(150'000, static_cast<std::uint32_t>(boxes.size())));
  }
  for (std::size_t at = 0; at < bytes[0].size(); at += 10'000) {
    for (std::size_t i = 0; i < boxes.size(); ++i) CHECK(boxes[i]->send(std::string_view(bytes[i]).substr(at, 10'000)));
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    running.await(keys[i].endpoint, [&](const StreamStats& stats) { return stats.recorded_bytes == bytes[i].size(); });
    CHECK(readWhole(running.stats(keys[i].endpoint).recording_file) == bytes[i]);
  }
}

void theEndOfTheGatewayEndsItsStreamsAndRecordings() {
  TempDir dir;
  RunningGateway running(dir.path());
  const auto box = running.publisher(kBox);
  CHECK(box->send("the last words"));
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.bytes == 14; });
  running.stop();
  CHECK(waitFor(seconds(10), [&box] { return !box->connected(); }));
  const auto file = *std::filesystem::directory_iterator(dir / kBox.site_code);
  CHECK_EQ(std::string("the last words"), readWhole(file.path()));
}

void aGatewayThatCannotStartSaysWhy() {
  TempDir dir;
  RunningGateway running(dir.path());
  centre::GatewayOptions options;
  options.port = running.gateway().port();
  CHECK_EQ(std::string_view("not_listening"), centre::Gateway::start(options).error().code);
  options.listen_address = "nowhere";
  CHECK_EQ(std::string_view("address_malformed"), centre::Gateway::start(options).error().code);
  options.request_passphrase = "short";
  CHECK_EQ(std::string_view("passphrase_unusable"), centre::Gateway::start(options).error().code);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(bytesSentAreBytesRecordedAndBytesWatched), TEST(theLastBytesBeforeTheEndAreRecordedToo),
              TEST(aStrangerIsToldApartFromAWrongPassphrase), TEST(whoIsLetInIsNotAmongTheRefused),
              TEST(theNewerPublisherTakesOver), TEST(theSmallPictureIsAStreamOfItsOwn),
              TEST(aWrongPassphraseDoesNotTakeOver), TEST(aBoxThatComesBackIsSeenComingAndGoing),
              TEST(aKeyThatIsGoneCutsItsPublisher), TEST(aStuckRequesterHoldsNobodyUp), TEST(aRequesterThatSendsIsCut),
              TEST(aBoxIsToldThatMessagesMayComeTwice), TEST(sixteenAtOnce),
              TEST(theEndOfTheGatewayEndsItsStreamsAndRecordings), TEST(aGatewayThatCannotStartSaysWhy)});
}
