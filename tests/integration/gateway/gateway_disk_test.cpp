// SPDX-License-Identifier: Apache-2.0
// The gateway on a disk that is really full: the stream goes on, the state tells, and when there is room
// again it is written again.
#include <string>

#include "tests/integration/gateway/running_gateway.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/own_mounts.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using centre::RecordingState;
using centre::StreamKey;
using centre::StreamStats;
using std::chrono::seconds;

const StreamKey kBox = keyOf(1);

void aFullDiskIsToldAndGotOver() {
  const TempDir dir;
  const SmallDisk disk(dir.path(), 1 << 20);
  RunningGateway running(disk.path());
  const auto requester = running.requester(kBox.site_code);
  const auto box = running.publisher(kBox);
  const std::string much = noise(1'200'000, 1);
  std::string watched;
  CHECK(box->send(much));
  running.await(kBox.endpoint, [](const StreamStats& stats) { return stats.recording == RecordingState::Failed; });
  StreamStats stats = running.stats(kBox.endpoint);
  CHECK(stats.connected);
  CHECK(stats.recording_detail.contains("No space left on device"));
  const std::string first = stats.recording_file;
  const std::string kept = readWhole(first);
  CHECK(much.starts_with(kept));
  CHECK_EQ(stats.recorded_bytes, kept.size());

  // The stream goes on for those that watch.
  CHECK(waitFor(seconds(20), [&] { return requester->receive(watched), watched.size() >= much.size(); }));
  CHECK(watched == much);

  std::filesystem::remove(first);
  const auto writing = [&running] { return running.stats(kBox.endpoint).recording == RecordingState::Writing; };
  CHECK(waitFor(seconds(20), [&] { return box->send("x") && writing(); }));
  stats = running.stats(kBox.endpoint);
  CHECK(stats.recording_file != first);
  CHECK_EQ(std::string(), stats.recording_detail);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  takeOwnMounts();
  return run({TEST(aFullDiskIsToldAndGotOver)});
}
