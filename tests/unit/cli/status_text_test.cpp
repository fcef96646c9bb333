// SPDX-License-Identifier: Apache-2.0
// What a technician reads at the box.
#include "daemon/cli/status_text.h"

#include <string>
#include <vector>

#include "daemon/cli/options.h"
#include "daemon/cli/words.h"
#include "tests/support/cmocka_cpp.h"

using namespace diemcau;
using namespace diemcau::cli;

namespace {

constexpr Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 7 / 15}};

Status roomThatWorks() {
  Status status;
  status.endpoint = "box-1a2b3c4d";
  status.seq = 12;
  status.observed_at = kNow - std::chrono::seconds{2};
  status.config.version = 4;
  status.config.applied_at = kNow;
  status.capture = CaptureStatus{};
  CameraStatus& camera = status.capture->camera;
  camera.source = "pattern";
  camera.state = SourceState::Running;
  camera.width = 640;
  camera.height = 360;
  camera.fps = 29.97;
  status.uplink = UplinkStatus{};
  status.uplink->state = UplinkState::Connected;
  status.uplink->loss_percent = 0.25;
  status.processes = {{"media", true, 99, kNow - std::chrono::minutes{5}, 2, 50'000'000}};
  return status;
}

void aGoodRoomReadsAsGood() {
  const std::string text = textOfStatus(roomThatWorks(), kNow);
  CHECK(text.contains("box-1a2b3c4d"));
  CHECK(text.contains("số 12, 2 giây trước"));
  CHECK(text.contains("Tình trạng    : tốt"));
  CHECK(text.contains("bản 4"));
  CHECK(text.contains("pattern, đang chạy (640×360, 30,0 hình/giây)"));
  CHECK(text.contains("đã kết nối"));
  CHECK(text.contains("đã tự khởi động lại 2 lần"));
}

void theSmallPictureSaysWhereItIs() {
  Status status = roomThatWorks();
  CHECK(!textOfStatus(status, kNow).contains("Hình nhỏ"));
  SmallPictureStatus& small = status.small_picture.emplace();
  small.state = SmallPictureState::Sent;
  small.width = 320;
  small.height = 180;
  small.fps = 10;
  small.bitrate_kbps = 148;
  CHECK(textOfStatus(status, kNow).contains("Hình nhỏ      : đang gửi, 320×180, 10,0 hình/giây, 148 kbit/s\n"));
  small.state = SmallPictureState::TooNarrow;
  CHECK(textOfStatus(status, kNow).contains("Hình nhỏ      : nhường đường cho luồng chính\n"));
  small.state = SmallPictureState::Connecting;
  small.detail = "uplink_rejected";
  CHECK(textOfStatus(status, kNow).contains("Hình nhỏ      : đang kết nối (uplink_rejected)\n"));
}

void eachProofOfTheScreenSaysWhyInVietnamese() {
  Status status = roomThatWorks();
  ScreenStatus& screen = status.screen.emplace();
  screen.scanned_out = {ProofState::No, "kms.other_mode: HDMI-A-1 640x480", kNow};
  screen.display_there = {ProofState::Yes, "HDMI-A-1 Samsung LS27A600", kNow};
  screen.display_awake = {ProofState::Unknown, "cec.no_answer", kNow};
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains("ngõ ra đang ở chế độ hình khác (HDMI-A-1 640x480)\n"));
  CHECK(text.contains(": HDMI-A-1 Samsung LS27A600\n"));
  CHECK(text.contains(": màn hình không trả lời HDMI-CEC\n"));
}

void whatIsWrongComesWithWhatToDo() {
  Status status = roomThatWorks();
  status.conditions = {makeCondition(ConditionType::CameraMissing, kNow, "/dev/video0")};
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains(textOf(ConditionType::CameraMissing).vi));
  CHECK(text.contains(textOf(ConditionType::CameraMissing).action_vi));
  CHECK(text.contains("/dev/video0"));
  CHECK(!text.contains("Tình trạng    : tốt"));
}

void aRefusedBoxReadsWhyAndWhatToDo() {
  Status status = roomThatWorks();
  status.conditions = {makeCondition(ConditionType::EnrolmentRefused, kNow, "HTTP 403 id_taken")};
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains("HTTP 403 id_taken"));
  CHECK(text.contains("đã thuộc về một thiết bị khác"));
  CHECK(text.contains("factory-reset"));
}

void aRefusedConfigSaysWhy() {
  Status status = roomThatWorks();
  status.config.refused = RefusedConfig{9, "config_expired", "2026-01-01", kNow};
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains("bản 9"));
  CHECK(text.contains(textOf(ConditionType::ConfigExpired).vi));
}

void aConfigThatDidNotWorkSaysWhy() {
  Status status = roomThatWorks();
  status.config.on_trial = true;
  CHECK(textOfStatus(status, kNow).contains("đang thử"));
  status.config.on_trial = false;
  status.config.rolled_back = RefusedConfig{9, "stream_stopped", "uplink_timeout", kNow};
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains("bỏ bản 9"));
  CHECK(text.contains("luồng hình tiếng bị ngừng"));
  CHECK(!text.contains("đang thử"));
}

DeviceStatus webcam(bool chosen) { return {"HD Pro Webcam C920", "1-1.2", "", "/dev/video0", "uvcvideo", chosen}; }

void theCameraIsNamedWithWhatItGives() {
  Status status = roomThatWorks();
  CameraStatus& camera = status.capture->camera;
  camera.devices = {webcam(true)};
  camera.format = "MJPG";
  camera.wished_width = 640;
  camera.wished_height = 360;
  const std::string as_wished = textOfStatus(status, kNow);
  CHECK(as_wished.contains("thiết bị    : HD Pro Webcam C920, cổng USB 1-1.2, MJPG\n"));
  CHECK(!as_wished.contains("mong muốn"));
  CHECK(!as_wished.contains("tín hiệu"));

  camera.wished_width = 1280;
  camera.wished_height = 720;
  camera.wished_fps = 30;
  camera.signal = SignalState::NoCable;
  const std::string less = textOfStatus(status, kNow);
  CHECK(less.contains("mong muốn   : 1280×720, 30 hình/giây"));
  CHECK(less.contains("tín hiệu    : chưa cắm cáp"));
}

void aCameraThatIsThereButNotInUseIsOffered() {
  Status status = roomThatWorks();
  status.capture->camera.source = "name:Khác";
  status.capture->camera.devices = {webcam(false)};
  CHECK(textOfStatus(status, kNow).contains("có sẵn      : HD Pro Webcam C920, cổng USB 1-1.2\n"));
}

void theMicrophonesMixerIsTold() {
  Status status = roomThatWorks();
  MicrophoneStatus& microphone = status.capture->microphone;
  microphone.devices = {{"USB Audio", "1-1.3", "", "hw:CARD=Device,DEV=0", "USB-Audio", true}};
  microphone.rate_hz = 48'000;
  microphone.channels = 1;
  microphone.volume_percent = 80;
  microphone.switch_on = false;
  CHECK(textOfStatus(status, kNow)
            .contains("USB Audio, cổng USB 1-1.3, 48000 Hz, 1 kênh, âm lượng 80 %, công tắc thu đang tắt"));
}

void whyAnEncoderWasPassedOver() {
  Status status = roomThatWorks();
  status.encode = EncodeStatus{};
  status.encode->video.encoder = "x264";
  status.encode->video.passed_over = {{"v4l2", PassedOver::NotThere, "no encoder in /dev"},
                                      {"vaapi", PassedOver::TooSlow, ""}};
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains("x264 (phần mềm)"));
  CHECK(text.contains("bỏ qua      : v4l2: máy không có (no encoder in /dev)\n"));
  CHECK(text.contains("bỏ qua      : vaapi: quá chậm khi thử\n"));
}

void aDeadProcessIsSaidToBeOne() {
  Status status = roomThatWorks();
  status.capture.reset();
  status.uplink.reset();
  status.processes[0].up = false;
  const std::string text = textOfStatus(status, kNow);
  CHECK(text.contains("không chạy"));
  CHECK(!text.contains("Camera"));
}

void thePlanShowsNoSecret() {
  MediaPlan media;
  media.config_version = 4;
  media.camera.controls = {{"power_line_frequency", 1}};
  media.uplink = UplinkConfig{"centre.example", 9000, "#!::r=79,m=publish", "very-secret-words", 120};
  const std::string text = textOfPlans(media, ScreenPlan{});
  CHECK(text.contains("centre.example:9000"));
  CHECK(text.contains("power_line_frequency = 1"));
  CHECK(text.contains("bộ nén auto"));
  CHECK(!text.contains("very-secret-words"));
}

void numbersAreWrittenAsHere() {
  CHECK_EQ(std::string{"12,5"}, number(12.5, 1));
  CHECK_EQ(std::string{"1,5 GiB"}, bytesOf(1536ULL * 1024 * 1024));
  CHECK_EQ(std::string{"59 giây"}, spanOf(std::chrono::seconds{59}));
  CHECK_EQ(std::string{"2 giờ 5 phút"}, spanOf(std::chrono::seconds{7'500}));
}

Result<Options> parsed(std::vector<std::string> words) {
  words.insert(words.begin(), "diemcau");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return parseOptions(static_cast<int>(words.size()), argv.data());
}

void commandsAreUnderstood() {
  const Options status = NEED(parsed({"--run", "/run/x", "status", "--json"}));
  CHECK(status.command == Command::Status);
  CHECK(status.json);
  CHECK_EQ(std::string{"/run/x"}, status.run->string());
  CHECK(NEED(parsed({"plan"})).command == Command::Plan);
  CHECK(NEED(parsed({"logs", "--bus", "unix:path=/x"})).command == Command::Logs);
  CHECK(!parsed({}));
  CHECK(!parsed({"reboot"}));
  CHECK(!parsed({"status", "plan"}));
  CHECK(!parsed({"--run", "a", "--bus", "b", "status"}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aGoodRoomReadsAsGood), TEST(theSmallPictureSaysWhereItIs),
                             TEST(eachProofOfTheScreenSaysWhyInVietnamese), TEST(whatIsWrongComesWithWhatToDo),
                             TEST(aRefusedConfigSaysWhy), TEST(aRefusedBoxReadsWhyAndWhatToDo),
                             TEST(aConfigThatDidNotWorkSaysWhy), TEST(theCameraIsNamedWithWhatItGives),
                             TEST(aCameraThatIsThereButNotInUseIsOffered), TEST(theMicrophonesMixerIsTold),
                             TEST(whyAnEncoderWasPassedOver), TEST(aDeadProcessIsSaidToBeOne),
                             TEST(thePlanShowsNoSecret), TEST(numbersAreWrittenAsHere), TEST(commandsAreUnderstood)});
}
