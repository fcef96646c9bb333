// SPDX-License-Identifier: Apache-2.0
// What the encoders give is on the disk soon, and a disk that is too slow is told.
#include "daemon/media/record/recorder.h"

#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;
using diemcau::test::TempDir;
using diemcau::test::waitFor;

constexpr char kRun[] = "00000000000000aa";

RecordingPlan planAt(const std::filesystem::path& directory) {
  return {.directory = directory.string(), .key = std::string(32, 'k'), .quota_mb = 100};
}

void give(Recorder& recorder, std::chrono::nanoseconds pts, bool keyframe, std::size_t bytes = 1000) {
  const std::vector<std::uint8_t> unit(bytes, 0x55);
  recorder.onUnit({.kind = UnitKind::Video, .keyframe = keyframe, .channels = 1, .pts = pts, .bytes = unit});
}

std::vector<recording::OpenedSegment> openedAt(const TempDir& dir) {
  recording::Key key{};
  key.fill('k');
  std::vector<recording::OpenedSegment> segments;
  for (const auto& kept : NEED(recording::listSegments(dir.path()))) {
    const std::string file = test::readWhole(kept.path);
    segments.push_back(
        NEED(recording::openSegment({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, key)));
  }
  return segments;
}

bool isRecording(const Recorder& recorder) { return recorder.report().status.state == LocalRecordingState::Recording; }

void whatWasGivenIsOnTheDiskBeforeTheSegmentEnds() {
  const TempDir dir;
  const base::SystemClock clock;
  Recorder recorder(clock, kRun, [] {});
  recorder.use(planAt(dir.path()));
  CHECK(waitFor(10s, [&] { return isRecording(recorder); }));
  give(recorder, 1s, true);
  give(recorder, 2s, false);
  CHECK(waitFor(10s, [&] {
    const auto segments = openedAt(dir);
    return segments.size() == 1 && segments[0].content.size() > 2000;
  }));
  CHECK(openedAt(dir)[0].end == recording::SegmentEnd::CutOff);
  give(recorder, 11s, true);
  CHECK(waitFor(10s, [&] { return recorder.report().status.segments == 2; }));
  CHECK(openedAt(dir)[0].end == recording::SegmentEnd::Whole);
  CHECK_EQ(std::uint64_t{11'000}, openedAt(dir)[1].header.first_pts_ms);
  CHECK_EQ(10.0, recorder.report().status.seconds);

  recorder.use(std::nullopt);
  CHECK(waitFor(10s, [&] { return recorder.report().status.state == LocalRecordingState::Off; }));
  CHECK(openedAt(dir)[1].end == recording::SegmentEnd::Whole);
}

void whatTheDiskIsTooSlowForIsTold() {
  const TempDir dir;
  const base::SystemClock clock;
  Recorder recorder(clock, kRun, [] {});
  recorder.use(planAt(dir.path()));
  CHECK(waitFor(10s, [&] { return isRecording(recorder); }));
  CHECK(!recorder.report().behind);
  // More than is taken at a time.
  constexpr std::size_t kMegabyte = 1'000'000;
  for (int i = 0; i < 1000 && !recorder.report().behind; ++i) give(recorder, i * 1ms, i == 0, kMegabyte);
  CHECK(recorder.report().behind);
  CHECK(recorder.report().status.dropped > 0);
  CHECK(isRecording(recorder));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatWasGivenIsOnTheDiskBeforeTheSegmentEnds), TEST(whatTheDiskIsTooSlowForIsTold)});
}
