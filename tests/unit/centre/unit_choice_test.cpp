// SPDX-License-Identifier: Apache-2.0
// Pictures of two encoders become one recording that a decoder can follow.
#include "centre/recording/unit_choice.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::centre;

constexpr Ticks kSlot = 3000;  // 30 pictures a second
constexpr std::size_t kReceived = 0;
constexpr std::size_t kAgain = 1;  // after another connection
constexpr std::size_t kBrought = 2;
constexpr std::size_t kBroughtToo = 3;

// Pictures as letters, I or P, at one slot each from `first` on; '.' is none.
std::vector<FiledUnit> pictures(int first, const std::string& letters, std::size_t file) {
  std::vector<FiledUnit> units;
  Ticks pts = first * kSlot;
  for (const char letter : letters) {
    if (letter != '.') units.push_back({{.pid = kVideoPid, .keyframe = letter == 'I', .pts = pts}, file});
    pts += kSlot;
  }
  return units;
}

std::vector<FiledUnit> operator+(std::vector<FiledUnit> a, const std::vector<FiledUnit>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// Which file each slot from 0 on is of, '.' none; a slot that is there twice fails.
std::string filesOf(const std::vector<FiledUnit>& units) {
  std::string files;
  for (const FiledUnit& filed : units) {
    const auto slot = static_cast<std::size_t>(filed.unit.pts / kSlot);
    CHECK(slot >= files.size());
    files.resize(slot, '.');
    files.push_back(static_cast<char>('0' + filed.file));
  }
  return files;
}

std::string whole(const std::vector<FiledUnit>& received, const std::vector<FiledUnit>& brought) {
  const auto units = wholeUnits(received, brought);
  // What a decoder needs: from one end to the other only at an IDR picture.
  for (std::size_t i = 1; i < units.size(); ++i) {
    const bool crosses = (units[i - 1].file < kBrought) != (units[i].file < kBrought);
    CHECK(!crosses || units[i].unit.keyframe);
  }
  return filesOf(units);
}

void whatWasBroughtStandsForItsStretchAlone() {
  const auto received = pictures(0, "IPPPIPPPIPPP........IPPPIPPP", kReceived);
  CHECK_EQ("000000000000........00000000", whole(received, {}));
  CHECK_EQ("0000222222222222222200000000", whole(received, pictures(4, "IPPPIPPPIPPPIPPP", kBrought)));
  CHECK_EQ("....2222....3333", whole({}, pictures(4, "IPPP", kBrought) + pictures(12, "IPPP", kBroughtToo)));
}

// One packet of a picture was lost: the rest of it is not to be mixed with the other encoder's.
void aHoleIsNotFilledWithPicturesOfAnotherEncoder() {
  const auto received = pictures(0, "IPPPIP.PIPPP", kReceived);
  CHECK_EQ("000022220000", whole(received, pictures(4, "IPPP", kBrought)));
  // From the middle of one group to the middle of another.
  CHECK_EQ("002222220000", whole(received, pictures(2, "IPPPIP", kBrought)));
}

void whatWasReceivedGoesOnAtAnIdrPicture() {
  // There is one where the stretch ends.
  CHECK_EQ("000022220000", whole(pictures(0, "IPPPPPPPIPPP", kReceived), pictures(4, "IPPP", kBrought)));
  // The last one before that, which has no hole behind it: nothing is missing.
  CHECK_EQ("000022000000", whole(pictures(0, "IPPPPPIPPPPP", kReceived), pictures(4, "IPPPP", kBrought)));
  // A picture is missing behind it, or it is before the stretch: the next one.
  CHECK_EQ("000022222..000", whole(pictures(0, "IPPPPIPP.PPIPP", kReceived), pictures(4, "IPPPP", kBrought)));
  CHECK_EQ("00002222..0000", whole(pictures(0, "IPPPPPPPPPIPPP", kReceived), pictures(4, "IPPP", kBrought)));
  // Another connection begins with one.
  CHECK_EQ("0000222211111",
           whole(pictures(0, "IPPPPP", kReceived) + pictures(8, "IPPPP", kAgain), pictures(4, "IPPP", kBrought)));
  // Or nothing comes any more.
  CHECK_EQ("00002222", whole(pictures(0, "IPPPPP", kReceived), pictures(4, "IPPP", kBrought)));
}

// The disk was too slow for some of it, or the encoder.
void whatWasBroughtMayHaveHolesThatWereReceived() {
  const auto received = pictures(0, "IPPPPPPPIPPPPPPPIPPP", kReceived);
  CHECK_EQ("022222..000000003333", whole(received, pictures(1, "IPPPP", kBrought) + pictures(16, "IPPP", kBroughtToo)));
  // Pictures that its encoder left out are none to the next one.
  CHECK_EQ("222......222", whole({}, pictures(0, "IPP......PPP", kBrought)));
}

// A segment that began with sound alone.
void picturesWithoutTheirIdrPictureAreNotTaken() {
  CHECK_EQ("....0000", whole(pictures(4, "IPPP", kReceived), pictures(0, "PPPP", kBrought)));
  CHECK_EQ("2222..........33", whole({}, pictures(0, "IPPP", kBrought) + pictures(12, "PPIP", kBroughtToo)));
  CHECK_EQ("0000..22", whole(pictures(0, "IPPP", kReceived), pictures(4, "PPIP", kBrought)));
}

void soundIsThereOnceOfEitherEnd() {
  const auto sound = [](int first, int count, std::size_t file) {
    std::vector<FiledUnit> units;
    for (int i = first; i < first + count; ++i) units.push_back({{.pid = kSoundPid, .pts = i * kSlot + 1}, file});
    return units;
  };
  const auto units = wholeUnits(sound(0, 10, kReceived) + sound(15, 10, kReceived), sound(8, 10, kBrought));
  CHECK_EQ("0000000000222220000000000", filesOf(units));
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(whatWasBroughtStandsForItsStretchAlone), TEST(aHoleIsNotFilledWithPicturesOfAnotherEncoder),
       TEST(whatWasReceivedGoesOnAtAnIdrPicture), TEST(whatWasBroughtMayHaveHolesThatWereReceived),
       TEST(picturesWithoutTheirIdrPictureAreNotTaken), TEST(soundIsThereOnceOfEitherEnd)});
}
