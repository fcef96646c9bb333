// SPDX-License-Identifier: Apache-2.0
// What is found in a real camera's pictures, as they are and as something happened to it.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <format>

#include "daemon/media/status/picture_analysis.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/process.h"

namespace {

using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kWidth = 640;
constexpr std::uint32_t kHeight = 480;
constexpr std::size_t kPicture = std::size_t{kWidth} * kHeight;

std::filesystem::path footage() { return sourceFile("../shared/footage") / "room-webcam-480p30.mkv"; }

// Two pictures a second of the footage, after a filter of ffmpeg.
std::vector<PictureMeasure> pictures(const TempDir& dir, const std::string& filter) {
  const auto raw = dir / "luma.raw";
  Process ffmpeg("ffmpeg", dir,
                 {.args = {"-v", "error", "-nostdin", "-y", "-i", footage().string(), "-vf", "fps=2," + filter,
                           "-pix_fmt", "yuv420p", "-f", "rawvideo", raw.string()}});
  if (ffmpeg.waitExit(120s) != ExitState{}) failAt(ffmpeg.logTail(), std::source_location::current());
  const std::string bytes = readWhole(raw);
  const std::span all(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  std::vector<PictureMeasure> measures;
  for (std::size_t at = 0; at + kPicture * 3 / 2 <= all.size(); at += kPicture * 3 / 2) {
    measures.push_back(measurePicture({all.subspan(at, kPicture), kWidth, kHeight, kWidth}));
  }
  return measures;
}

// The range of each figure, for whoever chooses thresholds.
void tell(const std::string& filter, const std::vector<PictureMeasure>& measures) {
  const auto range = [&](double PictureMeasure::* figure) {
    const auto [least, most] = std::ranges::minmax_element(measures, {}, figure);
    return std::format("{:.2f}-{:.2f}", (*least).*figure, (*most).*figure);
  };
  std::puts(std::format("{:45} brightness {} highlights {} edges {} sharpness {}", filter,
                        range(&PictureMeasure::brightness), range(&PictureMeasure::highlights),
                        range(&PictureMeasure::edges), range(&PictureMeasure::sharpness))
                .c_str());
}

// All that was found at any time, over two rounds of the footage.
PictureFindings found(const std::vector<PictureMeasure>& measures) {
  PictureAnalysis analysis;
  PictureFindings all;
  MediaTime now = 10s;
  for (int round = 0; round < 2; ++round) {
    for (const PictureMeasure& measure : measures) {
      analysis.add(now += 500ms, PictureKind::Room, measure);
      const PictureFindings at = analysis.findings();
      all = {all.black || at.black, all.dark || at.dark, all.blurred || at.blurred, all.frozen || at.frozen};
    }
  }
  return all;
}

void judge(const std::string& filter, const PictureFindings& expected) {
  if (!std::filesystem::exists(footage())) skip("no footage here");
  const TempDir dir;
  const auto measures = pictures(dir, filter);
  CHECK(measures.size() > 50);
  tell(filter, measures);
  CHECK(found(measures) == expected);
}

void theRoomIsInOrder() { judge("null", {}); }
void slightlyDarkIsInOrder() { judge("lutyuv=y=16+(val-16)*0.5", {}); }
void slightlyBlurredIsInOrder() { judge("gblur=sigma=3", {}); }
void withoutLightItIsDark() { judge("lutyuv=y=16+(val-16)*0.1", {.dark = true}); }
void withACapItIsBlack() { judge("lutyuv=y=16+(val-16)*0.01,noise=alls=6:allf=t", {.black = true}); }
void outOfFocusItIsBlurred() { judge("gblur=sigma=10", {.blurred = true}); }
void outOfFocusInPoorLightItIsBlurredToo() {
  judge("gblur=sigma=10,lutyuv=y=16+(val-16)*0.4,noise=alls=10:allf=t", {.blurred = true});
}
void noiseIsNoSharpnessAndNoBlur() { judge("noise=alls=20:allf=t", {}); }

}  // namespace

int main() {
  return diemcau::test::run({TEST(theRoomIsInOrder), TEST(slightlyDarkIsInOrder), TEST(slightlyBlurredIsInOrder),
                             TEST(withoutLightItIsDark), TEST(withACapItIsBlack), TEST(outOfFocusItIsBlurred),
                             TEST(outOfFocusInPoorLightItIsBlurredToo), TEST(noiseIsNoSharpnessAndNoBlur)});
}
