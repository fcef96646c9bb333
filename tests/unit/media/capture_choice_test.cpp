// SPDX-License-Identifier: Apache-2.0
// Which source a plan means, and what is said when it is not there.
#include <gst/gst.h>

#include "daemon/media/capture/capture_backend.h"
#include "daemon/media/capture/source_fault.h"
#include "daemon/media/media_options.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;

void sourcesAreReadAsPlansWriteThem() {
  CHECK((NEED(parseSource(Medium::Camera, "auto")) == SourceSpec{SourceKind::Auto, ""}));
  CHECK((NEED(parseSource(Medium::Camera, "pattern")) == SourceSpec{SourceKind::Generated, ""}));
  CHECK((NEED(parseSource(Medium::Microphone, "tone")) == SourceSpec{SourceKind::Generated, ""}));
  CHECK((NEED(parseSource(Medium::Camera, "file:/a:b.mkv")) == SourceSpec{SourceKind::File, "/a:b.mkv"}));
  CHECK((NEED(parseSource(Medium::Camera, "v4l2:/dev/video0")) == SourceSpec{SourceKind::Device, "/dev/video0"}));
  CHECK((NEED(parseSource(Medium::Microphone, "alsa:hw:1,0")) == SourceSpec{SourceKind::Device, "hw:1,0"}));
  CHECK((NEED(parseSource(Medium::Camera, "usb:1-1.2")) == SourceSpec{SourceKind::Usb, "1-1.2"}));
  CHECK((NEED(parseSource(Medium::Camera, "serial:7D9A")) == SourceSpec{SourceKind::Serial, "7D9A"}));
  CHECK((NEED(parseSource(Medium::Microphone, "name:USB Audio")) == SourceSpec{SourceKind::Name, "USB Audio"}));
  for (const char* wrong : {"", "tone", "alsa:hw:0", "file:", "rtsp://x", "Pattern"}) {
    CHECK(!parseSource(Medium::Camera, wrong).has_value());
  }
  CHECK(!parseSource(Medium::Microphone, "pattern").has_value());
}

void everyKindHasABackend() {
  for (const auto medium : {Medium::Camera, Medium::Microphone}) {
    for (const auto kind : {SourceKind::Generated, SourceKind::File}) CHECK(backendFor(medium, kind) != nullptr);
  }
  CHECK(backendFor(Medium::Microphone, SourceKind::Device) != nullptr);
  CHECK(backendFor(Medium::Camera, SourceKind::File)->looped);
  CHECK(!backendFor(Medium::Camera, SourceKind::Generated)->looped);
}

void whatIsNotThereIsMissingWhatCannotBeReadIsUnreadable() {
  const TempDir dir;
  constexpr PictureFormat format{64, 36, 30};
  const auto kindOf = [&](Medium medium, const SourceSpec& spec) {
    return backendFor(medium, spec.kind)->build(spec, format).error().kind;
  };
  const std::string none = (dir / "none").string();
  CHECK(kindOf(Medium::Camera, {SourceKind::File, none}) == SourceFaultKind::Missing);
  CHECK(kindOf(Medium::Camera, {SourceKind::File, dir.path().string()}) == SourceFaultKind::Unreadable);
  CHECK(kindOf(Medium::Microphone, {SourceKind::Device, "hw:31"}) == SourceFaultKind::Missing);
}

void errorsOfElementsBecomeConditions() {
  const auto typeOf = [](GQuark domain, int code) {
    GError error{domain, code, const_cast<char*>("words")};
    return conditionOf(Medium::Camera, faultOfError(error).kind);
  };
  CHECK(typeOf(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND) == ConditionType::CameraMissing);
  CHECK(typeOf(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY) == ConditionType::CameraUnreadable);
  CHECK(typeOf(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ) == ConditionType::CameraFailed);
  CHECK(typeOf(GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND) == ConditionType::CameraUnreadable);
  CHECK(typeOf(GST_CORE_ERROR, GST_CORE_ERROR_FAILED) == ConditionType::CameraFailed);
  CHECK(conditionOf(Medium::Camera, SourceFaultKind::Stalled) == ConditionType::CameraStalled);
  CHECK(conditionOf(Medium::Microphone, SourceFaultKind::Stalled) == ConditionType::MicrophoneFailed);
}

void theCommandLineIsChecked() {
  const auto parse = [](std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    return parseOptions(arguments);
  };
  const auto good = NEED(parse({"diemcau-media", "--bus", "unix:path=/b", "--run", "/run/x"}));
  CHECK_EQ(std::string("unix:path=/b"), *good.bus);
  CHECK_EQ(std::string("/run/x"), good.run_dir.string());
  CHECK(!NEED(parse({"diemcau-media", "--run", "/r"})).bus.has_value());
  CHECK(!parse({"diemcau-media"}).has_value());
  CHECK(!parse({"diemcau-media", "--run"}).has_value());
  CHECK(!parse({"diemcau-media", "--run", "/r", "--speed", "9"}).has_value());
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(sourcesAreReadAsPlansWriteThem), TEST(everyKindHasABackend),
                             TEST(whatIsNotThereIsMissingWhatCannotBeReadIsUnreadable),
                             TEST(errorsOfElementsBecomeConditions), TEST(theCommandLineIsChecked)});
}
