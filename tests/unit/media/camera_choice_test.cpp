// SPDX-License-Identifier: Apache-2.0
// Which camera a wish means, and what is said when it is not there.
#include "daemon/media/capture/camera_choice.h"

#include <linux/videodev2.h>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;

constexpr PictureFormat kWish{1280, 720, 30};

VideoDevice device(DeviceStatus names, std::uint32_t width = 1280, std::uint32_t height = 720) {
  VideoDevice made{.names = std::move(names), .trouble = {}, .modes = {}, .signal = SignalState::NotTold};
  made.modes.push_back({.fourcc = V4L2_PIX_FMT_YUYV, .width = width, .height = height, .rates = {{30, 1}}});
  return made;
}

VideoDevice vivid() { return device({"vivid", "", "", "/dev/video0", "vivid"}); }
VideoDevice grabber() { return device({"Grabber", "", "", "/dev/video1", "grab"}); }
VideoDevice small() { return device({"Small Cam", "1-1.2", "S1", "/dev/video2", "uvcvideo"}, 640, 480); }
VideoDevice big() { return device({"Big Cam", "1-1.4", "B7", "/dev/video10", "uvcvideo"}); }

// The nodes in their order, or the fault's detail.
std::string choice(const std::vector<VideoDevice>& devices, const SourceSpec& source) {
  const auto chosen = chooseCameras(devices, source, kWish);
  if (!chosen) return chosen.error().detail;
  std::string nodes;
  for (const VideoDevice* camera : *chosen) nodes += camera->names.node.substr(10) + " ";
  return nodes;
}

void autoTakesTheBestAndTestDriversLast() {
  const SourceSpec any{SourceKind::Auto, ""};
  CHECK_EQ(std::string("10 1 2 0 "), choice({vivid(), grabber(), small(), big()}, any));
  CHECK_EQ(std::string("0 "), choice({vivid()}, any));
  // Among equals the one with the lower port, then the lower node.
  VideoDevice other = big();
  other.names.usb = "1-1.3";
  other.names.node = "/dev/video11";
  CHECK_EQ(std::string("11 10 "), choice({big(), other}, any));
  other = big();
  other.names.node = "/dev/video9";
  CHECK_EQ(std::string("9 10 "), choice({big(), other}, any));
}

void autoPrefersAnInputThatHasASignal() {
  VideoDevice dark = big();
  dark.signal = SignalState::NoSignal;
  CHECK_EQ(std::string("2 10 "), choice({dark, small()}, {SourceKind::Auto, ""}));
  CHECK_EQ(std::string("10 "), choice({dark}, {SourceKind::Auto, ""}));
  // Without a signal it may not know what it can do.
  dark.modes.clear();
  CHECK_EQ(std::string("10 "), choice({dark}, {SourceKind::Auto, ""}));
}

void aCameraWithoutAUsableFormatIsNone() {
  VideoDevice odd = big();
  odd.modes = {{.fourcc = v4l2_fourcc('O', 'D', 'D', '!'), .width = 640, .height = 480, .rates = {}}};
  CHECK_EQ(std::string("2 "), choice({odd, small()}, {SourceKind::Auto, ""}));
  const auto fault = chooseCameras(std::vector{odd}, {SourceKind::Usb, "1-1.4"}, kWish).error();
  CHECK(fault.kind == SourceFaultKind::Unreadable);
}

void aCameraIsFoundByWhatItIs() {
  const std::vector<VideoDevice> all = {vivid(), small(), big()};
  CHECK_EQ(std::string("10 "), choice(all, {SourceKind::Usb, "1-1.4"}));
  CHECK_EQ(std::string("2 "), choice(all, {SourceKind::Serial, "S1"}));
  CHECK_EQ(std::string("10 "), choice(all, {SourceKind::Name, "Big Cam"}));
  CHECK_EQ(std::string("10 "), choice(all, {SourceKind::Name, "big cam"}));
  CHECK_EQ(std::string("10 "), choice(all, {SourceKind::Name, "big"}));
  CHECK_EQ(std::string("2 "), choice(all, {SourceKind::Device, "/dev/video2"}));
}

void aBeginningThatTwoNamesHaveMeansNeither() {
  VideoDevice other = big();
  other.names.name = "Big Room";
  CHECK(choice({big(), other}, {SourceKind::Name, "big"}).find("not there") != std::string::npos);
  // Two of the same name: either is meant.
  other.names.name = "Big Cam";
  other.names.usb = "1-1.1";
  other.names.node = "/dev/video12";
  CHECK_EQ(std::string("12 10 "), choice({big(), other}, {SourceKind::Name, "big"}));
}

// Never another camera than the one that was asked for.
void theOneThatIsMissingIsNamedWithThoseThatAreThere() {
  const std::vector<VideoDevice> others = {vivid(), small()};
  const auto chosen = chooseCameras(others, {SourceKind::Usb, "1-1.4"}, kWish);
  CHECK(!chosen.has_value());
  CHECK(chosen.error().kind == SourceFaultKind::Missing);
  CHECK_EQ(std::string("usb:1-1.4: not there, but «vivid»; «Small Cam, usb:1-1.2, serial:S1»"), chosen.error().detail);
  CHECK_EQ(std::string("serial:X: no camera is there"), choice({}, {SourceKind::Serial, "X"}));
  CHECK_EQ(std::string("no camera"), choice({}, {SourceKind::Auto, ""}));
}

void oneThatMayNotBeOpenedIsUnreadable() {
  VideoDevice locked = big();
  locked.trouble = "/dev/video10: Permission denied";
  locked.modes.clear();
  const auto fault = chooseCameras(std::vector{locked}, {SourceKind::Name, "Big Cam"}, kWish).error();
  CHECK(fault.kind == SourceFaultKind::Unreadable);
  CHECK(fault.detail.find("Permission denied") != std::string::npos);
  CHECK_EQ(std::string("2 "), choice({locked, small()}, {SourceKind::Auto, ""}));
}

void aNodeMayBeALinkAndAFileIsNoCamera() {
  const TempDir dir;
  std::filesystem::create_symlink("/dev/null", dir / "link");
  VideoDevice linked = big();
  linked.names.node = "/dev/null";
  CHECK(chooseCameras(std::vector{linked}, {SourceKind::Device, (dir / "link").string()}, kWish).has_value());
  writeWhole(dir / "file", "x");
  CHECK(chooseCameras(std::vector{linked}, {SourceKind::Device, (dir / "file").string()}, kWish).error().kind ==
        SourceFaultKind::Unreadable);
  CHECK(chooseCameras(std::vector{linked}, {SourceKind::Device, (dir / "none").string()}, kWish).error().kind ==
        SourceFaultKind::Missing);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(autoTakesTheBestAndTestDriversLast), TEST(autoPrefersAnInputThatHasASignal),
                             TEST(aCameraWithoutAUsableFormatIsNone), TEST(aCameraIsFoundByWhatItIs),
                             TEST(aBeginningThatTwoNamesHaveMeansNeither),
                             TEST(theOneThatIsMissingIsNamedWithThoseThatAreThere),
                             TEST(oneThatMayNotBeOpenedIsUnreadable), TEST(aNodeMayBeALinkAndAFileIsNoCamera)});
}
