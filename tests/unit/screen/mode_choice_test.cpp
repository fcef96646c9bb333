// SPDX-License-Identifier: Apache-2.0
// Which mode a room's display gets, and what an EDID says of it.
#include "daemon/screen/kms/mode_choice.h"

#include <array>

#include "daemon/screen/kms/edid.h"
#include "tests/support/cmocka_cpp.h"

using diemcau::maket::Size;
using diemcau::screen::chooseModes;
using diemcau::screen::DisplayMode;

namespace {

constexpr Size kHd{1280, 720};
constexpr Size kFullHd{1920, 1080};
constexpr Size kUltraHd{3840, 2160};
constexpr Size kOldPanel{1366, 768};

DisplayMode mode(Size size, std::uint32_t hz = 60) { return {.size = size, .refresh_mhz = hz * 1000}; }
DisplayMode preferred(DisplayMode mode) {
  mode.preferred = true;
  return mode;
}

void theWishedSizeComesBeforeThePreferredOne() {
  const auto choice = chooseModes({{preferred(mode(kUltraHd)), mode(kFullHd), mode(kHd)}}, kFullHd).value();
  CHECK(choice.size == kFullHd);
  CHECK_EQ(std::size_t{1}, choice.modes[0].value());
}

void aDisplayWithoutItGetsWhatItPrefers() {
  const auto choice = chooseModes({{mode({640, 480}), preferred(mode(kOldPanel)), mode({800, 600})}}, kFullHd).value();
  CHECK(choice.size == kOldPanel);
  CHECK_EQ(std::size_t{1}, choice.modes[0].value());
}

void withoutAPreferenceTheFirstIsTheBest() {
  CHECK(chooseModes({{mode({1024, 768}), mode({800, 600})}}, kFullHd).value().size == (Size{1024, 768}));
}

void sixtyPicturesAndWholeOnesAreBest() {
  DisplayMode interlaced = preferred(mode(kFullHd));
  interlaced.interlaced = true;
  const std::vector<DisplayMode> modes{interlaced, mode(kFullHd, 24), mode(kFullHd, 50), mode(kFullHd, 120),
                                       mode(kFullHd, 60)};
  CHECK_EQ(std::size_t{4}, chooseModes({modes}, kFullHd).value().modes[0].value());
  CHECK_EQ(std::size_t{0}, chooseModes({{interlaced}}, kFullHd).value().modes[0].value());
}

void twoDisplaysShareASize() {
  const std::vector<DisplayMode> television{preferred(mode(kUltraHd)), mode(kFullHd), mode(kHd)};
  const std::vector<DisplayMode> projector{preferred(mode({1024, 768})), mode(kHd)};
  const auto choice = chooseModes({television, projector}, kFullHd).value();
  CHECK(choice.size == kHd);
  CHECK_EQ(std::size_t{2}, choice.modes[0].value());
  CHECK_EQ(std::size_t{1}, choice.modes[1].value());
}

void twoThatShareNoneLeaveTheSecondDark() {
  const auto choice = chooseModes({{preferred(mode(kFullHd))}, {preferred(mode(kOldPanel))}}, kFullHd).value();
  CHECK(choice.size == kFullHd);
  CHECK(choice.modes[0].has_value());
  CHECK(!choice.modes[1].has_value());
}

void aDisplayThatTellsNoModeDoesNotSpoilTheOther() {
  const auto choice = chooseModes({{}, {mode(kHd)}}, kFullHd).value();
  CHECK(choice.size == kHd);
  CHECK(!choice.modes[0].has_value());
  CHECK_EQ(std::size_t{0}, choice.modes[1].value());
  CHECK(!chooseModes({{}}, kFullHd));
  CHECK(!chooseModes({}, kFullHd));
}

// A block as a display sends it: VESA E-EDID 1.4, 128 bytes.
std::array<std::uint8_t, 128> edidOf(std::string_view model, std::string_view serial) {
  std::array<std::uint8_t, 128> edid{0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                     0xFF, 0x00, 0x4C, 0x2D,           // "SAM", five bits a letter
                                     0x34, 0x12, 0,    0,    0,    0,  // product, serial number
                                     1,    30,   1,    4,              // week, year, version
                                     0x80, 60,   34,   0x78, 0x02};
  const auto describe = [&](std::size_t at, std::uint8_t tag, std::string_view text) {
    edid[at + 3] = tag;
    for (std::size_t i = 0; i < 13; ++i) {
      edid[at + 5 + i] = i < text.size() ? static_cast<std::uint8_t>(text[i]) : i == text.size() ? '\n' : ' ';
    }
  };
  for (std::size_t i = 38; i < 54; ++i) edid[i] = 1;  // no standard timing
  describe(72, 0xFC, model);
  describe(90, 0xFF, serial);
  edid[57] = 0;
  edid[54 + 3] = edid[108 + 3] = 0x10;  // dummies
  std::uint8_t sum = 0;
  for (std::size_t i = 0; i < 127; ++i) sum = static_cast<std::uint8_t>(sum + edid[i]);
  edid[127] = static_cast<std::uint8_t>(-sum);
  return edid;
}

void anEdidSaysWhoTheDisplayIs() {
  const auto identity = diemcau::screen::identityIn(edidOf("LS27A600", "H4ZR900123"));
  CHECK_EQ("Samsung Electric Company", identity.maker);
  CHECK_EQ("LS27A600", identity.model);
  CHECK_EQ("H4ZR900123", identity.serial);
}

void bytesThatAreNoEdidSayNothing() {
  const diemcau::screen::DisplayIdentity nobody;
  CHECK(diemcau::screen::identityIn({}) == nobody);
  CHECK(diemcau::screen::identityIn(std::array<std::uint8_t, 128>{}) == nobody);
  auto cut = edidOf("LS27A600", "H4ZR900123");
  CHECK(diemcau::screen::identityIn(std::span(cut).first(100)) == nobody);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theWishedSizeComesBeforeThePreferredOne), TEST(aDisplayWithoutItGetsWhatItPrefers),
                             TEST(withoutAPreferenceTheFirstIsTheBest), TEST(sixtyPicturesAndWholeOnesAreBest),
                             TEST(twoDisplaysShareASize), TEST(twoThatShareNoneLeaveTheSecondDark),
                             TEST(aDisplayThatTellsNoModeDoesNotSpoilTheOther), TEST(anEdidSaysWhoTheDisplayIs),
                             TEST(bytesThatAreNoEdidSayNothing)});
}
