// SPDX-License-Identifier: Apache-2.0
// What was received is on disk, byte for byte, and a disk that fails is told and got over.
#include "centre/gateway/recording.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <vector>

#include "centre/gateway/recorder.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace diemcau::centre {
namespace {

using std::chrono::seconds;
using test::operator/;
using test::readWhole;
using test::TempDir;
using test::writeWhole;

const std::chrono::steady_clock::time_point kStart{seconds(1000)};
const std::string kMuch(100'000, 'a');  // more than what is removed when it fails

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

// A disk on which no file can grow, as the kernel sees it (EFBIG), as long as it lives.
class NoRoom {
 public:
  NoRoom() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~NoRoom() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  NoRoom(const NoRoom&) = delete;
  NoRoom& operator=(const NoRoom&) = delete;

 private:
  rlimit before_{};
};

void theFileIsWhatWasAppended() {
  TempDir dir;
  Recording recording(dir / "79", {});
  CHECK(recording.write(kStart));
  CHECK(!std::filesystem::exists(dir / "79"));  // nothing came: no file
  recording.append("first ");
  CHECK(recording.write(kStart));
  CHECK_EQ(RecordingState::Writing, recording.view().state);
  recording.append("second");
  recording.end();
  CHECK(!recording.write(kStart));
  const RecordingView view = recording.view();
  CHECK_EQ(std::string("first second"), readWhole(view.file));
  CHECK_EQ(12U, view.bytes);
  CHECK_EQ(RecordingState::Idle, view.state);
}

void filesAreNamedByTheirTimeAndNeverReplaced() {
  TempDir dir;
  const Timestamp start = *parseTimestamp("2022-07-15T08:00:00.250+07:00");
  auto first = NEED(RecordingFile::create(dir / "79", start));
  auto second = NEED(RecordingFile::create(dir / "79", start));
  CHECK_EQ((dir / "79/20220715T010000.250Z.ts").string(), first->path().string());
  CHECK_EQ((dir / "79/20220715T010000.250Z-2.ts").string(), second->path().string());
}

void aFileInPlaceOfTheDirectoryIsToldAndGotOver() {
  TempDir dir;
  writeWhole(dir / "79", "in the way");
  Recording recording(dir / "79", {});
  recording.append(kMuch);
  CHECK(recording.write(kStart));
  CHECK_EQ(RecordingState::Failed, recording.view().state);
  CHECK(recording.view().detail.contains("Not a directory") || recording.view().detail.contains("File exists"));
  CHECK_EQ(std::string("in the way"), readWhole(dir / "79"));

  std::filesystem::remove(dir / "79");
  recording.append("lost while it waits");
  CHECK(recording.write(kStart + seconds(4)));
  CHECK_EQ(RecordingState::Failed, recording.view().state);
  recording.append("kept");
  CHECK(recording.write(kStart + seconds(5)));
  CHECK_EQ(RecordingState::Writing, recording.view().state);
  CHECK_EQ(std::string(), recording.view().detail);
  CHECK_EQ(std::string("kept"), readWhole(recording.view().file));
}

void aDiskWithoutRoomEndsTheFileAndANewOneBegins() {
  TempDir dir;
  Recording recording(dir / "79", {});
  recording.append(kMuch);
  CHECK(recording.write(kStart));
  const std::string first = recording.view().file;
  {
    const NoRoom no_room;
    recording.append("does not fit");
    CHECK(recording.write(kStart + seconds(1)));
    recording.append("neither does this");
    CHECK(recording.write(kStart + seconds(6)));
  }
  CHECK_EQ(RecordingState::Failed, recording.view().state);
  CHECK(recording.view().detail.contains("File too large"));
  CHECK_EQ(1U, filesIn(dir / "79").size());  // the attempts left nothing behind
  recording.append("fits again");
  CHECK(recording.write(kStart + seconds(11)));
  CHECK_EQ(RecordingState::Writing, recording.view().state);
  CHECK(recording.view().file != first);
  CHECK_EQ(kMuch, readWhole(first));
  CHECK_EQ(std::string("fits again"), readWhole(recording.view().file));
  CHECK_EQ(kMuch.size() + 10, recording.view().bytes);
}

void aSlowDiskLosesBytesAndNoMemory() {
  TempDir dir;
  Recording recording(dir / "79", {.queue_bytes = 150'000});
  CHECK_EQ(100'000U, recording.append(kMuch));
  CHECK_EQ(100'000U, recording.append(kMuch));  // over the limit: dropped
  CHECK_EQ(100'000U, recording.append("x"));    // and no gap is papered over
  CHECK(recording.write(kStart));
  CHECK_EQ(RecordingState::Failed, recording.view().state);
  CHECK(recording.view().detail.contains("slower"));
  CHECK_EQ(kMuch, readWhole(recording.view().file));
  recording.append("later");
  CHECK(recording.write(kStart + seconds(5)));
  CHECK_EQ(std::string("later"), readWhole(recording.view().file));
}

void theRecorderWritesAllOfThemAndFinishesOnItsEnd() {
  TempDir dir;
  std::vector<std::shared_ptr<Recording>> recordings;
  {
    Recorder recorder(dir.path());
    for (const char* site : {"01", "79", "79"}) recordings.push_back(recorder.begin(site));
    for (int round = 0; round < 10; ++round) {
      for (const auto& recording : recordings) recorder.append(*recording, kMuch);
    }
    CHECK(test::waitFor(seconds(10), [&recordings] { return recordings[0]->view().bytes > 0; }));
    recordings[0]->end();
    CHECK(test::waitFor(seconds(10), [&recordings] { return recordings[0]->view().state == RecordingState::Idle; }));
    recorder.append(*recordings[1], "the last");
  }
  CHECK_EQ(10 * kMuch.size(), recordings[0]->view().bytes);
  CHECK_EQ(10 * kMuch.size() + 8, std::filesystem::file_size(recordings[1]->view().file));
  CHECK_EQ(10 * kMuch.size(), std::filesystem::file_size(recordings[2]->view().file));
  CHECK(recordings[1]->view().file != recordings[2]->view().file);
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(theFileIsWhatWasAppended), TEST(filesAreNamedByTheirTimeAndNeverReplaced),
                             TEST(aFileInPlaceOfTheDirectoryIsToldAndGotOver),
                             TEST(aDiskWithoutRoomEndsTheFileAndANewOneBegins), TEST(aSlowDiskLosesBytesAndNoMemory),
                             TEST(theRecorderWritesAllOfThemAndFinishesOnItsEnd)});
}
