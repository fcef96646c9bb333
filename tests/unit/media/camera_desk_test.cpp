// SPDX-License-Identifier: Apache-2.0
// The camera that is meant is set up as well as it can be, and what cannot be is told.
#include "daemon/media/capture/camera_desk.h"

#include <linux/videodev2.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;

constexpr PictureFormat kWish{1280, 720, 30};
const SourceSpec kAuto{SourceKind::Auto, {}};

// What the fake kernel knows of a camera; outlives those who have it open.
struct FakeCamera {
  VideoDevice device;
  InputReading input;
  std::vector<VideoControl> controls;
  int followed = 0;
  int sets = 0;
  bool plugged = true;
  bool unknown = false;  // to the machine's list
  bool deaf = false;     // settings are refused
};

class FakeOpenDevice final : public OpenVideoDevice {
 public:
  explicit FakeOpenDevice(FakeCamera& camera) : camera_(camera) {}
  std::vector<VideoMode> modes(const PictureFormat&) override { return camera_.device.modes; }
  InputReading readInput() override { return camera_.input; }
  bool followSignal() override { return ++camera_.followed > 0; }
  std::vector<VideoControl> controls() override { return camera_.controls; }
  bool setControl(std::uint32_t id, std::int32_t value) override {
    ++camera_.sets;
    for (VideoControl& control : camera_.controls) {
      if (control.id == id && !camera_.deaf) control.state.value = value;
    }
    return !camera_.deaf;
  }
  int eventDescriptor() const override { return -1; }
  void takeEvents() override {}

 private:
  FakeCamera& camera_;
};

class FakeDevices final : public VideoDevices {
 public:
  explicit FakeDevices(std::map<std::string, FakeCamera>& cameras) : cameras_(cameras) {}
  std::vector<VideoDevice> list(const PictureFormat&) override {
    std::vector<VideoDevice> found;
    for (const auto& [node, camera] : cameras_) {
      if (camera.plugged && !camera.unknown) found.push_back(camera.device);
    }
    return found;
  }
  std::optional<VideoDevice> look(const std::string& node, const PictureFormat&) override {
    const auto found = cameras_.find(node);
    if (found == cameras_.end() || !found->second.plugged) return std::nullopt;
    return found->second.device;
  }
  std::expected<std::unique_ptr<OpenVideoDevice>, SourceFault> open(const std::string& node) override {
    FakeCamera& camera = cameras_.at(node);
    if (!camera.plugged) return std::unexpected(SourceFault{SourceFaultKind::Missing, node});
    return std::make_unique<FakeOpenDevice>(camera);
  }

 private:
  std::map<std::string, FakeCamera>& cameras_;
};

InputReading hdmi(int error, std::optional<SignalTimings> timings = {}) {
  return {.digital = true, .analogue = false, .status = 0, .powered = {}, .query_error = error, .timings = timings};
}

struct Bed {
  std::map<std::string, FakeCamera> cameras;
  bool reader = false;  // of pictures in place
  CameraDesk desk{std::make_unique<FakeDevices>(cameras), [this](const PictureFormat&) { return reader; },
                  [](PixelKind kind) -> std::vector<std::string> {
                    if (kind != PixelKind::Raw) return {"hardware", "software"};
                    return {""};
                  }};

  FakeCamera& add(const std::string& node, const std::string& name, const std::string& usb) {
    FakeCamera& camera = cameras[node];
    camera.device.names = {.name = name, .usb = usb, .serial = "", .node = node, .driver = "uvcvideo"};
    camera.device.modes = {mode(V4L2_PIX_FMT_YUYV, 10), mode(V4L2_PIX_FMT_MJPEG, 30), mode(V4L2_PIX_FMT_NV12, 30)};
    for (const char* control : {"brightness", "contrast"}) {
      camera.controls.push_back({.id = static_cast<std::uint32_t>(camera.controls.size() + 1),
                                 .state = {.name = control,
                                           .value = 128,
                                           .least = 0,
                                           .most = 255,
                                           .step = 1,
                                           .usual = 128,
                                           .wished = {},
                                           .choices = {}}});
    }
    return camera;
  }
  static VideoMode mode(std::uint32_t fourcc, std::uint32_t fps) {
    return {.fourcc = fourcc, .width = 1280, .height = 720, .rates = {{fps, 1}}};
  }

  // "/dev/video0 NV12 1280x720@30" and the decoder, or the fault's detail.
  std::string open(const SourceSpec& spec = kAuto) {
    const auto setup = desk.setUp(spec, kWish);
    if (!setup) return setup.error().detail;
    const CameraPlan& plan = setup->plan;
    return std::format("{} {}@{:.4g} {}", plan.stream.node, fourccText(plan.stream.mode.fourcc),
                       plan.stream.mode.rate.perSecond(), plan.decoder);
  }
  std::string chosen() {
    const CameraFacts facts = desk.facts();
    const auto found = std::ranges::find_if(facts.devices, &DeviceStatus::chosen);
    return found == facts.devices.end() ? "" : found->name;
  }
};

void theBestModeIsTakenAndTold() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
  CHECK_EQ(std::string("NV12"), bed.desk.facts().format);
  CHECK_EQ(30.0, bed.desk.facts().negotiated_fps);
  CHECK_EQ(std::string(), bed.desk.facts().adjusted);
  CHECK_EQ(std::string("Cam"), bed.chosen());
}

// Its own encoder is none of ours: what it gives is decoded.
void aCameraThatHasNothingButH264IsDecoded() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1").device.modes = {Bed::mode(V4L2_PIX_FMT_H264, 30)};
  CHECK_EQ(std::string("/dev/video0 H264@30 hardware"), bed.open());
  CHECK_EQ(std::string("H264"), bed.desk.facts().format);
  CHECK_EQ(std::string(), bed.desk.facts().adjusted);
  bed.desk.failed(false);
  CHECK_EQ(std::string("/dev/video0 H264@30 software"), bed.open());
  // With another format beside it, it is the last that is taken.
  bed.desk.devicesChanged();
  bed.cameras["/dev/video0"].device.modes.push_back(Bed::mode(V4L2_PIX_FMT_MJPEG, 30));
  CHECK_EQ(std::string("/dev/video0 MJPG@30 hardware"), bed.open());
}

void picturesStayWhereTheyAreOnlyIfTheyAreAsWishedAndSomebodyReadsThemThere() {
  Bed bed;
  FakeCamera& camera = bed.add("/dev/video0", "Cam", "1-1");
  const auto exported = [&] { return bed.desk.setUp(kAuto, kWish)->plan.stream.exported; };
  bed.reader = true;
  CHECK(!exported());  // NV12
  camera.device.modes = {Bed::mode(V4L2_PIX_FMT_YUV420, 30)};
  CHECK(exported());
  camera.device.modes.front().width = 1920;
  camera.device.modes.front().height = 1080;
  CHECK(!exported());
  camera.device.modes = {Bed::mode(V4L2_PIX_FMT_YUV420, 30)};
  bed.reader = false;
  CHECK(!exported());
}

void aNodeThatTheMachineDoesNotKnowIsLookedAtAndListed() {
  Bed bed;
  bed.add("/srv/camera", "Bench", "").unknown = true;
  CHECK_EQ(std::string("no camera"), bed.open());
  CHECK_EQ(std::string("/srv/camera NV12@30 "), bed.open({SourceKind::Device, "/srv/camera"}));
  CHECK_EQ(std::string("Bench"), bed.chosen());
  auto setup = bed.desk.setUp({SourceKind::Device, "/srv/camera"}, kWish);
  CHECK(setup.has_value());
  bed.desk.devicesChanged();
  CHECK(!bed.desk.lookAfter(*setup, 2).fault);
  CHECK_EQ(std::string("Bench"), bed.chosen());
  bed.cameras.at("/srv/camera").plugged = false;
  CHECK_EQ(std::string("/srv/camera: no camera is there"), bed.open({SourceKind::Device, "/srv/camera"}));
}

void whatIsNotAsWishedIsTold() {
  Bed bed;
  FakeCamera& camera = bed.add("/dev/video0", "Cam", "1-1");
  camera.device.modes = {{.fourcc = V4L2_PIX_FMT_YUYV, .width = 640, .height = 480, .rates = {{15, 1}}}};
  bed.desk.wish({{"brightness", 300}, {"iris", 1}});
  (void)bed.open();
  CHECK_EQ(std::string("1280x720@30 wished, 640x480@15 given (YUYV); brightness 300 → 255; no iris"),
           bed.desk.facts().adjusted);
}

// What it lists is what it promises; what it says when it is set is what it gives.
void aRateThatIsNotGrantedIsTold() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  bed.desk.wish({{"iris", 1}});
  auto setup = bed.desk.setUp(kAuto, kWish);
  CHECK_EQ(30.0, bed.desk.facts().negotiated_fps);
  bed.desk.granted(*setup, {15, 1});
  CHECK_EQ(15.0, bed.desk.facts().negotiated_fps);
  const std::string told = "1280x720@30 wished, 1280x720@15 given (NV12); no iris";
  CHECK_EQ(told, bed.desk.facts().adjusted);
  bed.desk.devicesChanged();
  (void)bed.desk.lookAfter(*setup, 1);
  CHECK_EQ(15.0, bed.desk.facts().negotiated_fps);
  CHECK_EQ(told, bed.desk.facts().adjusted);
  // As it was wished after all; one that does not say is not called slow.
  for (const FrameRate rate : {FrameRate{30, 1}, FrameRate{}}) {
    bed.desk.granted(*setup, rate);
    CHECK_EQ(rate.perSecond(), bed.desk.facts().negotiated_fps);
    CHECK_EQ(std::string("no iris"), bed.desk.facts().adjusted);
  }
}

void aDriversAnswerIsReadAsItIsMeant() {
  constexpr FrameRate kListed{30, 1};
  v4l2_captureparm answer{};
  CHECK(grantedRate(answer, kListed) == kListed);  // it takes no rate
  answer.capability = V4L2_CAP_TIMEPERFRAME;
  CHECK(grantedRate(answer, kListed) == FrameRate{});
  answer.timeperframe = {1001, 15'000};
  CHECK((grantedRate(answer, kListed) == FrameRate{15'000, 1001}));
  answer.timeperframe = {1, 0};
  CHECK(grantedRate(answer, kListed) == FrameRate{});
}

// A camera that lies about its formats ends on one that works.
void aFormatThatGivesNothingIsFollowedByTheNextBest() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
  bed.desk.failed(false);
  CHECK_EQ(std::string("/dev/video0 MJPG@30 hardware"), bed.open());
  bed.desk.failed(false);
  CHECK_EQ(std::string("/dev/video0 MJPG@30 software"), bed.open());
  bed.desk.failed(false);
  CHECK_EQ(std::string("/dev/video0 YUYV@10 "), bed.open());
  bed.desk.failed(false);
  // None worked: from the beginning, at the keeper's pace.
  CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
}

void aFormatThatRanIsGivenThreeChances() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  for (int i = 0; i < 3; ++i) {
    CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
    bed.desk.failed(true);
  }
  CHECK_EQ(std::string("/dev/video0 MJPG@30 hardware"), bed.open());
  // What comes after a device was plugged is another story.
  bed.desk.devicesChanged();
  CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
}

void aPlanThatChangesCountsAgainstNoFormat() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  (void)bed.open();
  CHECK(bed.desk.open({SourceKind::Generated, {}}, kWish, [](GstSample*, MediaTime) {}).has_value());
  CHECK_EQ(std::string(), bed.desk.facts().format);
  CHECK_EQ(std::size_t{1}, bed.desk.facts().devices.size());
  bed.desk.failed(false);
  CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
}

void autoTakesTheNextCameraAndAWishNever() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  bed.add("/dev/video2", "Other", "1-2");
  CHECK_EQ(std::string("/dev/video0 NV12@30 "), bed.open());
  bed.cameras["/dev/video0"].plugged = false;
  CHECK_EQ(std::string("/dev/video2 NV12@30 "), bed.open());
  CHECK_EQ(std::string("Other"), bed.chosen());
  CHECK_EQ(std::string("usb:1-1: not there, but «Other, usb:1-2»"), bed.open({SourceKind::Usb, "1-1"}));
  CHECK_EQ(std::string(), bed.chosen());
  CHECK_EQ(std::size_t{1}, bed.desk.facts().devices.size());
  CHECK_EQ(std::string(), bed.desk.facts().format);
}

void autoLeavesACameraOfWhichNothingWorks() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  bed.add("/dev/video2", "Other", "1-2");
  for (int i = 0; i < 4; ++i) {
    CHECK(bed.open().starts_with("/dev/video0"));
    bed.desk.failed(false);
  }
  CHECK_EQ(std::string("/dev/video2 NV12@30 "), bed.open());
}

void aSignalThatIsMissingIsToldAndItsTimingsAreFollowed() {
  Bed bed;
  FakeCamera& grabber = bed.add("/dev/video0", "Grabber", "");
  grabber.input = hdmi(ENOLINK);
  auto setup = bed.desk.setUp(kAuto, kWish);
  CHECK(setup.error().kind == SourceFaultKind::NoSignal);
  CHECK(bed.desk.facts().signal == SignalState::NoSignal);
  grabber.input = hdmi(0, SignalTimings{1280, 720, 60, false});
  setup = bed.desk.setUp(kAuto, kWish);
  CHECK(setup.has_value());
  CHECK_EQ(1, grabber.followed);
  CHECK(bed.desk.facts().signal == SignalState::Good);
  CHECK(!bed.desk.lookAfter(*setup, 1).outdated);
  grabber.input.timings = SignalTimings{1920, 1080, 60, false};
  CHECK(bed.desk.lookAfter(*setup, 2).outdated);
  grabber.input = hdmi(ENOLCK);
  CHECK(bed.desk.lookAfter(*setup, 3).fault->kind == SourceFaultKind::NoSync);
  // Busy with the stream: nothing is known, nothing is given up.
  grabber.input.query_error = EBUSY;
  const auto finding = bed.desk.lookAfter(*setup, 4);
  CHECK(!finding.fault && !finding.outdated);
}

void settingsFollowTheWishesWhileItRuns() {
  Bed bed;
  FakeCamera& camera = bed.add("/dev/video0", "Cam", "1-1");
  bed.desk.wish({{"brightness", 10}});
  auto setup = bed.desk.setUp(kAuto, kWish);
  CHECK_EQ(10, camera.controls[0].state.value);
  (void)bed.desk.lookAfter(*setup, 1);
  CHECK_EQ(1, camera.sets);
  bed.desk.wish({{"contrast", 20}});
  (void)bed.desk.lookAfter(*setup, 2);
  CHECK_EQ(128, camera.controls[0].state.value);
  CHECK_EQ(20, camera.controls[1].state.value);
  const auto controls = bed.desk.facts().controls;
  CHECK_EQ(std::size_t{2}, controls.size());
  CHECK(!controls[0].wished.has_value());
  CHECK_EQ(20, *controls[1].wished);
  (void)bed.desk.lookAfter(*setup, 3);
  CHECK_EQ(3, camera.sets);
}

void settingsAreReadNowAndThen() {
  Bed bed;
  FakeCamera& camera = bed.add("/dev/video0", "Cam", "1-1");
  auto setup = bed.desk.setUp(kAuto, kWish);
  (void)bed.desk.lookAfter(*setup, 1);
  camera.controls[0].state.value = 77;
  for (unsigned look = 2; look <= 5; ++look) (void)bed.desk.lookAfter(*setup, look);
  CHECK_EQ(77, bed.desk.facts().controls[0].value);
  CHECK_EQ(0, camera.sets);
}

void settingsAreGivenAgainToACameraThatReturns() {
  Bed bed;
  FakeCamera& camera = bed.add("/dev/video0", "Cam", "1-1");
  bed.desk.wish({{"brightness", 10}});
  (void)bed.open();
  camera.controls[0].state.value = 128;  // it was without power
  (void)bed.open();
  CHECK_EQ(10, camera.controls[0].state.value);
}

void aSettingThatIsRefusedIsTold() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1").deaf = true;
  bed.desk.wish({{"brightness", 10}});
  (void)bed.open();
  CHECK_EQ(std::string("brightness 10 → 128"), bed.desk.facts().adjusted);
}

void aCameraThatIsPluggedBesideIsListedWhileAnotherRuns() {
  Bed bed;
  bed.add("/dev/video0", "Cam", "1-1");
  auto setup = bed.desk.setUp(kAuto, kWish);
  bed.add("/dev/video2", "Other", "1-2");
  bed.desk.devicesChanged();
  (void)bed.desk.lookAfter(*setup, 2);
  CHECK_EQ(std::size_t{2}, bed.desk.facts().devices.size());
  CHECK_EQ(std::string("Cam"), bed.chosen());
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(theBestModeIsTakenAndTold), TEST(aCameraThatHasNothingButH264IsDecoded),
                             TEST(picturesStayWhereTheyAreOnlyIfTheyAreAsWishedAndSomebodyReadsThemThere),
                             TEST(aNodeThatTheMachineDoesNotKnowIsLookedAtAndListed), TEST(whatIsNotAsWishedIsTold),
                             TEST(aRateThatIsNotGrantedIsTold), TEST(aDriversAnswerIsReadAsItIsMeant),
                             TEST(aFormatThatGivesNothingIsFollowedByTheNextBest),
                             TEST(aFormatThatRanIsGivenThreeChances), TEST(aPlanThatChangesCountsAgainstNoFormat),
                             TEST(autoTakesTheNextCameraAndAWishNever), TEST(autoLeavesACameraOfWhichNothingWorks),
                             TEST(aSignalThatIsMissingIsToldAndItsTimingsAreFollowed),
                             TEST(settingsFollowTheWishesWhileItRuns), TEST(settingsAreReadNowAndThen),
                             TEST(settingsAreGivenAgainToACameraThatReturns), TEST(aSettingThatIsRefusedIsTold),
                             TEST(aCameraThatIsPluggedBesideIsListedWhileAnotherRuns)});
}
