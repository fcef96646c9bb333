// SPDX-License-Identifier: Apache-2.0
// Which picture files are taken, and why the others are not.
#include "maket/picture_file.h"

#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/maket/pictures.h"

using diemcau::maket::inspectPicture;
using diemcau::maket::PictureFile;
using diemcau::maket::PictureKind;
using diemcau::test::jpegFile;
using diemcau::test::pngBomb;
using diemcau::test::pngFile;
using diemcau::test::svgFile;

namespace {

std::string reasonOf(const std::string& bytes) {
  const auto file = inspectPicture(bytes);
  return file ? "taken" : std::string(file.error().domain) + "." + std::string(file.error().code);
}

void threeFormatsAreTakenByWhatIsInThem() {
  CHECK((PictureFile{PictureKind::Png, {80, 60}}) == NEED(inspectPicture(pngFile(80, 60, 1, 2, 3))));
  CHECK((PictureFile{PictureKind::Jpeg, {80, 60}}) == NEED(inspectPicture(jpegFile(80, 60))));
  CHECK((PictureFile{PictureKind::Svg, {}}) == NEED(inspectPicture(svgFile())));
  CHECK_EQ(std::string("taken"), reasonOf("\xEF\xBB\xBF" + svgFile()));
  CHECK_EQ(std::string("taken"), reasonOf(svgFile("<defs><linearGradient id=\"g\"/></defs><use href=\"#g\"/>"
                                                  "<rect width=\"9\" height=\"9\" style=\"fill:url(#g)\"/>")));
  const std::string drawn_by_a_program = "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\">";
  CHECK_EQ(std::string("taken"), reasonOf(drawn_by_a_program + svgFile().substr(svgFile().find("<svg"))));
}

void otherFilesAreToldApart() {
  for (const char* other :
       {"", "GIF89a", "RIFF\x10\x00\x00\x00WEBPVP8 ", "%PDF-1.7", "BM", "ảnh", "<html><body/></html>"}) {
    CHECK_EQ(std::string("picture.unknown"), reasonOf(other));
  }
}

void brokenFilesAreMalformed() {
  CHECK_EQ(std::string("picture.malformed"), reasonOf(pngFile(80, 60, 1, 2, 3).substr(0, 20)));
  CHECK_EQ(std::string("picture.malformed"), reasonOf(jpegFile(80, 60).substr(0, 20)));
  CHECK_EQ(std::string("picture.malformed"), reasonOf(svgFile().substr(0, svgFile().size() - 20)));
  CHECK_EQ(std::string("picture.malformed"), reasonOf(svgFile("<text>&unknown;</text>")));
  CHECK_EQ(std::string("picture.malformed"), reasonOf(svgFile("\xFF\xFE")));
}

void tooMuchIsNotEvenLookedAt() {
  CHECK_EQ(std::string("picture.too_large"), reasonOf(pngFile(80, 60, 1, 2, 3) + std::string(20'000'000, 'x')));
  CHECK_EQ(std::string("picture.too_many_pixels"), reasonOf(pngBomb(60'000, 60'000)));
  CHECK_EQ(std::string("picture.too_many_pixels"), reasonOf(pngBomb(8193, 16)));
  CHECK_EQ(std::string("picture.too_many_pixels"), reasonOf(pngBomb(8192, 8192)));
}

void anSvgStandsForItself() {
  for (const auto& refused : diemcau::test::refusedSvgs()) {
    CHECK_EQ(std::string(refused.why) + ": picture.svg_refused",
             std::string(refused.why) + ": " + reasonOf(refused.svg));
  }
  std::string nested;
  for (int i = 0; i < 200; ++i) nested += "<g>";
  for (int i = 0; i < 200; ++i) nested += "</g>";
  CHECK_EQ(std::string("picture.svg_refused"), reasonOf(svgFile(nested)));
  std::string many;
  for (int i = 0; i < 100'001; ++i) many += "<g/>";
  CHECK_EQ(std::string("picture.svg_refused"), reasonOf(svgFile(many)));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(threeFormatsAreTakenByWhatIsInThem), TEST(otherFilesAreToldApart),
                             TEST(brokenFilesAreMalformed), TEST(tooMuchIsNotEvenLookedAt),
                             TEST(anSvgStandsForItself)});
}
