// SPDX-License-Identifier: Apache-2.0
// A camera runs in the mode that is nearest to what is asked of it, and what differs is told in figures.
#include "daemon/media/capture/format_choice.h"

#include <linux/videodev2.h>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;

constexpr PictureFormat kWish{1280, 720, 30};
constexpr std::uint32_t kYuyv = V4L2_PIX_FMT_YUYV;
constexpr std::uint32_t kNv12 = V4L2_PIX_FMT_NV12;
constexpr std::uint32_t kMjpg = V4L2_PIX_FMT_MJPEG;
constexpr std::uint32_t kH264 = V4L2_PIX_FMT_H264;

VideoMode mode(std::uint32_t fourcc, std::uint32_t width, std::uint32_t height, std::vector<std::uint32_t> rates) {
  VideoMode made{.fourcc = fourcc, .width = width, .height = height, .rates = {}};
  for (const std::uint32_t rate : rates) made.rates.push_back({rate, 1});
  return made;
}

// "MJPG 1280x720@30"
std::string best(const std::vector<VideoMode>& modes, const PictureFormat& wish = kWish) {
  const auto ranked = rankModes(modes, wish);
  if (ranked.empty()) return "none";
  const ChosenMode& first = ranked.front();
  return std::format("{} {}x{}@{:.4g}", fourccText(first.fourcc), first.width, first.height, first.rate.perSecond());
}

void theExactSizeComesFirstThenTheNextLargerThenTheNearest() {
  CHECK_EQ(std::string("YUYV 1280x720@30"),
           best({mode(kYuyv, 1920, 1080, {30}), mode(kYuyv, 1280, 720, {30}), mode(kYuyv, 640, 480, {30})}));
  CHECK_EQ(std::string("YUYV 1920x1080@30"),
           best({mode(kYuyv, 640, 480, {30}), mode(kYuyv, 3840, 2160, {30}), mode(kYuyv, 1920, 1080, {30})}));
  CHECK_EQ(std::string("YUYV 800x600@30"),
           best({mode(kYuyv, 320, 240, {30}), mode(kYuyv, 800, 600, {30}), mode(kYuyv, 640, 480, {30})}));
  // Of larger ones that which fills the picture.
  CHECK_EQ(std::string("YUYV 1920x1080@30"), best({mode(kYuyv, 1280, 960, {30}), mode(kYuyv, 1920, 1080, {30})}));
}

void theRateIsTheNextHigherElseTheNearest() {
  CHECK_EQ(std::string("YUYV 1280x720@50"), best({mode(kYuyv, 1280, 720, {25, 50, 60})}));
  CHECK_EQ(std::string("YUYV 1280x720@25"), best({mode(kYuyv, 1280, 720, {15, 25, 20})}));
  // 30000/1001 is what cameras say when they mean 30.
  VideoMode ntsc = mode(kYuyv, 1280, 720, {60});
  ntsc.rates.push_back({30000, 1001});
  CHECK_EQ(std::string("YUYV 1280x720@29.97"), best({ntsc}));
}

void whatUsbCannotCarryRawIsTakenCompressed() {
  const std::vector<VideoMode> webcam = {mode(kYuyv, 640, 480, {30}), mode(kYuyv, 1280, 720, {10}),
                                         mode(kMjpg, 640, 480, {30}), mode(kMjpg, 1280, 720, {30}),
                                         mode(kH264, 1280, 720, {30})};
  CHECK_EQ(std::string("MJPG 1280x720@30"), best(webcam));
  CHECK_EQ(std::string("YUYV 640x480@30"), best(webcam, {640, 480, 30}));
  CHECK_EQ(std::string("YUYV 1280x720@10"), best(webcam, {1280, 720, 10}));
  CHECK_EQ(std::string("H264 1280x720@30"), best({webcam[1], webcam[4]}));
}

void whatCostsLeastIsPreferred() {
  const auto all = [](std::uint32_t fourcc) { return mode(fourcc, 1280, 720, {30}); };
  std::vector<VideoMode> modes = {all(V4L2_PIX_FMT_GREY),  all(kH264), all(kMjpg),
                                  all(V4L2_PIX_FMT_RGB24), all(kYuyv), all(kNv12),
                                  all(V4L2_PIX_FMT_YUV420)};
  for (const char* next : {"YU12", "NV12", "YUYV", "RGB3", "MJPG", "H264", "GREY"}) {
    CHECK_EQ(std::string(next) + " 1280x720@30", best(modes));
    modes.pop_back();
  }
}

// The exact size in slow motion is no picture to talk to.
void aSizeThatIsMuchTooSlowComesAfterOnesThatAreNot() {
  CHECK_EQ(std::string("MJPG 1920x1080@30"), best({mode(kYuyv, 1280, 720, {5}), mode(kMjpg, 1920, 1080, {30})}));
  CHECK_EQ(std::string("YUYV 1280x720@5"), best({mode(kYuyv, 1280, 720, {5}), mode(kYuyv, 1920, 1080, {2})}));
}

void formatsThatNobodyReadsAreLeftOut() {
  CHECK_EQ(std::string("none"), best({mode(v4l2_fourcc('O', '5', '1', '1'), 1280, 720, {30})}));
  VideoMode converted = mode(V4L2_PIX_FMT_YUV420, 640, 480, {30});
  converted.converted = true;
  CHECK_EQ(std::string("YU12 640x480@30"), best({converted}));
  CHECK_EQ(std::string("MJPG 640x480@30"), best({converted, mode(kMjpg, 640, 480, {30})}));
}

void aCameraThatTellsNoRatesIsTaken() { CHECK_EQ(std::string("YUYV 1280x720@0"), best({mode(kYuyv, 1280, 720, {})})); }

void rangesGiveWhatIsNearest() {
  const SizeRange all{2, 8192, 1, 1, 8192, 1};
  CHECK_EQ(1280U, nearestSize(all, kWish).width);
  CHECK_EQ(720U, nearestSize(all, kWish).height);
  const SizeRange steps{48, 1920, 48, 32, 1080, 32};
  CHECK_EQ(1296U, nearestSize(steps, kWish).width);
  CHECK_EQ(736U, nearestSize(steps, kWish).height);
  CHECK_EQ(640U, nearestSize({160, 640, 16, 120, 480, 16}, kWish).width);
  CHECK_EQ(1920U, nearestSize({1920, 3840, 0, 1080, 2160, 0}, kWish).width);
  // The last step may not reach the end.
  CHECK_EQ(1240U, nearestSize({640, 1290, 600, 480, 1080, 1}, kWish).width);
}

void rangesOfRatesGiveWhatIsNearest() {
  const auto rate = [](const IntervalRange& range, std::uint32_t fps) { return nearestRate(range, fps).perSecond(); };
  const IntervalRange any{{1, 60}, {1, 1}, {0, 1}};
  CHECK((nearestRate(any, 30) == FrameRate{30, 1}));
  CHECK((nearestRate(any, 90) == FrameRate{60, 1}));
  CHECK((nearestRate({{1, 60}, {1, 10}, {0, 1}}, 5) == FrameRate{10, 1}));
  // Steps of 10 ms from 10 ms on: 30 ms is the longest that is not too long.
  const IntervalRange steps{{1, 100}, {1, 1}, {1, 100}};
  CHECK_EQ(25.0, rate(steps, 25));
  CHECK(rate(steps, 30) > 33.3 && rate(steps, 30) < 33.4);
  CHECK_EQ(50.0, rate(steps, 45));
}

void whatDiffersIsToldInFigures() {
  const ChosenMode exact{kYuyv, 1280, 720, {30, 1}, false};
  CHECK_EQ(std::string(), deviation(exact, kWish, SizeOf::Camera));
  CHECK_EQ(std::string(), deviation({kYuyv, 1280, 720, {30000, 1001}, false}, kWish, SizeOf::Camera));
  CHECK_EQ(std::string("1280x720@30 wished, 640x480@15 given (MJPG)"),
           deviation({kMjpg, 640, 480, {15, 1}, false}, kWish, SizeOf::Camera));
  CHECK_EQ(std::string("1280x720@30 wished, 1280x720@50 given (YUYV)"),
           deviation({kYuyv, 1280, 720, {50, 1}, false}, kWish, SizeOf::Camera));
  // A signal has the size it has; only less than what is sent is worth a word.
  const ChosenMode signal{kYuyv, 1920, 1080, {60, 1}, false};
  CHECK(!deviation(signal, kWish, SizeOf::Camera).empty());
  CHECK_EQ(std::string(), deviation(signal, kWish, SizeOf::Signal));
  CHECK_EQ(std::string("1280x720@30 wished, 720x576@25 given (UYVY)"),
           deviation({V4L2_PIX_FMT_UYVY, 720, 576, {25, 1}, false}, kWish, SizeOf::Signal));
}

void pixelFormatsAreWrittenAsV4l2WritesThem() {
  CHECK_EQ(std::string("YUYV"), fourccText(kYuyv));
  CHECK_EQ(std::string("Y16"), fourccText(V4L2_PIX_FMT_Y16));
  CHECK_EQ(std::string("Y16"), fourccText(V4L2_PIX_FMT_Y16_BE));
  CHECK_EQ(std::string("????"), fourccText(0x01010101));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theExactSizeComesFirstThenTheNextLargerThenTheNearest),
                             TEST(theRateIsTheNextHigherElseTheNearest), TEST(whatUsbCannotCarryRawIsTakenCompressed),
                             TEST(whatCostsLeastIsPreferred), TEST(aSizeThatIsMuchTooSlowComesAfterOnesThatAreNot),
                             TEST(formatsThatNobodyReadsAreLeftOut), TEST(aCameraThatTellsNoRatesIsTaken),
                             TEST(rangesGiveWhatIsNearest), TEST(rangesOfRatesGiveWhatIsNearest),
                             TEST(whatDiffersIsToldInFigures), TEST(pixelFormatsAreWrittenAsV4l2WritesThem)});
}
