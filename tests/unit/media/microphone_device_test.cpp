// SPDX-License-Identifier: Apache-2.0
// Which microphone a plan means, and what is said when it is not there.
#include "daemon/media/capture/microphone_device.h"

#include "daemon/media/capture/sound_cards.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
namespace fs = std::filesystem;

const MicrophoneDevice kLoop{.card = "Loopback", .name = "Loopback", .driver = "Loopback", .bus = SoundBus::Virtual};
const MicrophoneDevice kBuiltIn{.card = "PCH",
                                .name = "HDA Intel PCH",
                                .long_name = "HDA Intel PCH at 0xf7f10000 irq 30",
                                .driver = "HDA-Intel",
                                .card_number = 1};
const MicrophoneDevice kBuiltInLine{.card = "PCH",
                                    .name = "HDA Intel PCH",
                                    .long_name = "HDA Intel PCH at 0xf7f10000 irq 30",
                                    .driver = "HDA-Intel",
                                    .card_number = 1,
                                    .device = 2};
const MicrophoneDevice kTable{.card = "Device",
                              .name = "USB PnP Sound Device",
                              .driver = "USB-Audio",
                              .usb = "1-1.3",
                              .serial = "A7",
                              .bus = SoundBus::Usb,
                              .card_number = 2};
const MicrophoneDevice kTwin{.card = "Device_1",
                             .name = "USB PnP Sound Device",
                             .driver = "USB-Audio",
                             .usb = "1-1.4",
                             .bus = SoundBus::Usb,
                             .card_number = 3};
const std::vector<MicrophoneDevice> kAll{kLoop, kBuiltInLine, kBuiltIn, kTwin, kTable};

std::string chosen(SourceKind kind, const char* argument, const std::vector<MicrophoneDevice>& there = kAll) {
  const auto found = chooseMicrophone({kind, argument}, there);
  return found ? found->node() : found.error().detail;
}

void autoTakesUsbThenBuiltInThenVirtual() {
  CHECK_EQ(std::string("hw:CARD=Device,DEV=0"), chosen(SourceKind::Auto, ""));
  CHECK_EQ(std::string("hw:CARD=PCH,DEV=0"), chosen(SourceKind::Auto, "", {kLoop, kBuiltInLine, kBuiltIn}));
  CHECK_EQ(std::string("hw:CARD=Loopback,DEV=0"), chosen(SourceKind::Auto, "", {kLoop}));
}

void autoStaysWithWhatItHas() {
  const auto node = [](const std::vector<MicrophoneDevice>& there) {
    return chooseMicrophone({SourceKind::Auto, ""}, there, kBuiltIn.node())->node();
  };
  CHECK_EQ(kBuiltIn.node(), node(kAll));
  CHECK_EQ(kTable.node(), node({kLoop, kTable}));
}

void eachNameOfACardFindsIt() {
  CHECK_EQ(kBuiltIn.node(), chosen(SourceKind::Name, "PCH"));
  CHECK_EQ(kBuiltIn.node(), chosen(SourceKind::Name, "HDA Intel PCH"));
  CHECK_EQ(kBuiltIn.node(), chosen(SourceKind::Name, "HDA Intel PCH at 0xf7f10000 irq 30"));
  CHECK_EQ(kTable.node(), chosen(SourceKind::Serial, "A7"));
  // As people remember it.
  CHECK_EQ(kBuiltIn.node(), chosen(SourceKind::Name, "hda intel pch"));
  CHECK_EQ(kTable.node(), chosen(SourceKind::Name, "USB PnP"));
  CHECK_EQ(kLoop.node(), chosen(SourceKind::Name, "loop"));
  // Two of a kind are told apart by the port.
  CHECK_EQ(kTwin.node(), chosen(SourceKind::Usb, "1-1.4"));
}

void whatIsMissingIsNamedWithWhatIsThere() {
  CHECK_EQ(std::string("usb:2-1; there are: HDA Intel PCH, USB PnP Sound Device (usb:1-1.3)"),
           chosen(SourceKind::Usb, "2-1", {kBuiltIn, kTable}));
  CHECK_EQ(std::string("name:HDA; there are: Loopback"), chosen(SourceKind::Name, "HDA", {kLoop}));
  // Two names begin so.
  const MicrophoneDevice other{.card = "Other", .name = "USB Other", .bus = SoundBus::Usb};
  CHECK(chosen(SourceKind::Name, "USB", {kTable, other}).starts_with("name:USB; there are"));
  CHECK_EQ(std::string("serial:A7; there is none"), chosen(SourceKind::Serial, "A7", {}));
  CHECK_EQ(std::string("auto; there is none"), chosen(SourceKind::Auto, "", {}));
  CHECK(chooseMicrophone({SourceKind::Auto, ""}, {}).error().kind == SourceFaultKind::Missing);
}

void aNodeFindsItsDevice() {
  for (const char* node : {"hw:CARD=PCH,DEV=0", "plughw:CARD=PCH,DEV=0", "hw:1,0", "hw:PCH", "hw:1", "plughw:PCH,0"}) {
    CHECK_EQ(kBuiltIn.node(), microphoneAt(node, kAll)->node());
  }
  CHECK_EQ(kBuiltInLine.node(), microphoneAt("hw:1,2", kAll)->node());
  for (const char* node : {"hw:9", "default", "hw:PCH,1", "PCH", ""}) CHECK(!microphoneAt(node, kAll).has_value());
}

void theListTellsWhichIsChosen() {
  const auto listed = statusOf(kAll, kTable.node());
  CHECK_EQ(kAll.size(), listed.size());
  CHECK((listed.back() ==
         DeviceStatus{"USB PnP Sound Device", "1-1.3", "A7", "hw:CARD=Device,DEV=0", "USB-Audio", true}));
  CHECK(!listed.front().chosen);
}

void theUsbPortIsThatOfTheCardsDevice() {
  const TempDir sys;
  const fs::path device = sys / "devices" / "pci0000:00" / "usb1" / "1-1" / "1-1.3";
  fs::create_directories(device / "1-1.3:1.0");
  fs::create_directories(sys / "devices" / "pci0000:00" / "0000:00:1f.3");
  for (const char* card : {"card0", "card1"}) fs::create_directories(sys / "class" / "sound" / card);
  fs::create_directory_symlink(device / "1-1.3:1.0", sys / "class" / "sound" / "card0" / "device");
  fs::create_directory_symlink(sys / "devices" / "pci0000:00" / "0000:00:1f.3",
                               sys / "class" / "sound" / "card1" / "device");
  writeWhole(device / "idVendor", "0d8c\n");
  CHECK((usbPlaceOfCard(sys.path(), 0) == UsbPlace{"1-1.3", ""}));
  writeWhole(device / "serial", "A7\n");
  CHECK((usbPlaceOfCard(sys.path(), 0) == UsbPlace{"1-1.3", "A7"}));
  CHECK(usbPlaceOfCard(sys.path(), 1) == UsbPlace{});
  CHECK(usbPlaceOfCard(sys.path(), 2) == UsbPlace{});
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(autoTakesUsbThenBuiltInThenVirtual), TEST(autoStaysWithWhatItHas),
                             TEST(eachNameOfACardFindsIt), TEST(whatIsMissingIsNamedWithWhatIsThere),
                             TEST(aNodeFindsItsDevice), TEST(theListTellsWhichIsChosen),
                             TEST(theUsbPortIsThatOfTheCardsDevice)});
}
