// SPDX-License-Identifier: Apache-2.0
// The screen as a file: whole, read back exactly, and watched.
#include "daemon/screen/display_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "maket/png.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

using diemcau::maket::filledPicture;
using diemcau::maket::Picture;
using diemcau::screen::FileDisplay;
using diemcau::test::TempDir;

namespace {

constexpr diemcau::maket::Size kSize{160, 90};
const Picture kRed = filledPicture(kSize, 200, 16, 46);

// A display that shows red and has been read back.
class Shown {
 public:
  Shown() {
    NEED(display.show(kRed, {}));
    (void)NEED(display.readBack());
  }
  TempDir dir;
  FileDisplay display{dir / "screen.png"};
};

void whatIsShownIsReadBack() {
  Shown shown;
  CHECK(NEED(shown.display.readBack()) == kRed);
  CHECK(shown.display.sameAsReadBack());
  const std::string bytes = diemcau::test::readWhole(shown.dir / "screen.png");
  CHECK(NEED(diemcau::maket::decodePng(bytes, kSize)) == kRed);
}

void nothingIsLeftBesideTheFile() {
  const Shown shown;
  const std::filesystem::directory_iterator files(shown.dir.path());
  CHECK_EQ(1, std::distance(begin(files), end(files)));
}

void anotherPictureIsNoticedAndRead() {
  Shown shown;
  const Picture blue = filledPicture(kSize, 0, 0, 255);
  diemcau::test::writeWhole(shown.dir / "other.png", NEED(diemcau::maket::encodePng(blue)));
  std::filesystem::rename(shown.dir / "other.png", shown.dir / "screen.png");
  CHECK(!shown.display.sameAsReadBack());
  CHECK(NEED(shown.display.readBack()) == blue);
}

void aWriteInPlaceIsNoticed() {
  Shown shown;
  const int fd = ::open((shown.dir / "screen.png").c_str(), O_WRONLY | O_CLOEXEC);
  const bool written = ::pwrite(fd, "x", 1, 60) == 1;
  // On a clock with coarse ticks this write may have had the time of the last one.
  const timespec times[2] = {{0, UTIME_OMIT}, {12345, 0}};
  const bool timed = ::futimens(fd, times) == 0;
  ::close(fd);
  CHECK(written && timed);
  CHECK(!shown.display.sameAsReadBack());
}

void aRemovedFileIsNoticed() {
  Shown shown;
  std::filesystem::remove(shown.dir / "screen.png");
  CHECK(!shown.display.sameAsReadBack());
  CHECK_EQ("not_found", shown.display.readBack().error().code);
}

void aFileThatIsNoPictureIsAnError() {
  Shown shown;
  diemcau::test::writeWhole(shown.dir / "screen.png", "not a picture");
  CHECK_EQ("invalid", shown.display.readBack().error().code);
  diemcau::test::writeWhole(shown.dir / "screen.png", std::string(1000000, 'x'));
  CHECK_EQ("too_large", shown.display.readBack().error().code);
  const Picture small = filledPicture({80, 64}, 200, 16, 46);
  diemcau::test::writeWhole(shown.dir / "screen.png", NEED(diemcau::maket::encodePng(small)));
  CHECK_EQ("size_differs", shown.display.readBack().error().code);
}

void aPlaceThatIsNotThereIsAnError() {
  const TempDir dir;
  FileDisplay display(dir / "absent/screen.png");
  CHECK_EQ("not_written", display.show(kRed, {}).error().code);
}

void noDisplayIsClaimed() {
  FileDisplay display("/nonexistent/screen.png");
  CHECK(display.facts().there == diemcau::ProofState::Unknown);
  CHECK(display.facts().awake == diemcau::ProofState::Unknown);
  CHECK_EQ("output.file", display.facts().there_detail);
  CHECK_EQ("output.file", display.facts().awake_detail);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatIsShownIsReadBack), TEST(nothingIsLeftBesideTheFile),
                             TEST(anotherPictureIsNoticedAndRead), TEST(aWriteInPlaceIsNoticed),
                             TEST(aRemovedFileIsNoticed), TEST(aFileThatIsNoPictureIsAnError),
                             TEST(aPlaceThatIsNotThereIsAnError), TEST(noDisplayIsClaimed)});
}
