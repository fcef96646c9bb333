// SPDX-License-Identifier: Apache-2.0
// Logo and background in each template and shape; the slate in every room.
#include <algorithm>
#include <format>

#include "maket/renderer.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/maket/conference.h"
#include "tests/unit/maket/pictures.h"

using namespace diemcau::test;
using diemcau::maket::Document;
using diemcau::maket::Picture;
using diemcau::maket::Renderer;
using diemcau::maket::Size;

namespace {

constexpr Size kSizes[] = {{640, 360}, {512, 384}, {960, 270}};

struct Pixel {
  int red;
  int green;
  int blue;
};

Pixel at(const Picture& picture, double x, double y) {
  const auto column = static_cast<std::size_t>(x * picture.size.width);
  const auto row = static_cast<std::size_t>(y * picture.size.height);
  const std::uint8_t* pixel = picture.pixels.data() + row * picture.stride() + 4 * column;
  return {pixel[2], pixel[1], pixel[0]};
}

bool isGreen(const Pixel& pixel) { return pixel.green > 240 && pixel.red < 20 && pixel.blue < 20; }

void theLogoStandsInItsPlaceAndNowhereElse() {
  const TempDir dir;
  Renderer renderer(templatesFolder(), dir.path());
  for (const std::string design : kDesigns) {
    const auto shape = NEED(diemcau::maket::loadTemplate(templatesFolder(), design));
    for (const Size size : kSizes) {
      const auto box = layoutFor(shape, static_cast<double>(size.width) / size.height).logo;
      CHECK(box.has_value());
      Document document = conferenceAt(kSaigon, design);
      const Picture without = NEED(renderer.render(document, size)).picture;
      for (const std::string& file : {svgFile(), pngFile(90, 90, 0, 255, 0)}) {
        document.logo = keepPicture(dir.path(), file);
        const auto with = NEED(renderer.render(document, size));
        CHECK(with.missing_pictures.empty());
        CHECK(isGreen(at(with.picture, box->x + box->width / 2, box->y + box->height / 2)));
        CHECK(with.facts.overflow.empty());
        CHECK(with.facts.shrunk.empty());
        const std::size_t below = static_cast<std::size_t>((box->y + box->height) * size.height) + 1;
        CHECK(std::ranges::equal(std::span(with.picture.pixels).subspan(below * without.stride()),
                                 std::span(without.pixels).subspan(below * without.stride())));
      }
    }
  }
}

// A picture of other proportions is cut off alike on both sides, and the words stay.
void theBackgroundCoversAllOfIt() {
  const TempDir dir;
  Renderer renderer(templatesFolder(), dir.path());
  for (const std::string design : kDesigns) {
    for (const Size size : kSizes) {
      Document document = conferenceAt(kSaigon, design);
      const auto own = NEED(renderer.render(document, size));
      document.background = keepPicture(dir.path(), pngFile(300, 900, 0, 0, 255));
      const auto blue = NEED(renderer.render(document, size));
      document.background = keepPicture(dir.path(), pngFile(300, 900, 0, 255, 0));
      const auto green = NEED(renderer.render(document, size));
      CHECK(own.facts.lines == blue.facts.lines);
      CHECK(own.facts.inputs_sha256 != blue.facts.inputs_sha256);
      for (const double x : {0.15, 0.5, 0.85}) {
        CHECK(at(blue.picture, x, 0.8).blue > at(green.picture, x, 0.8).blue);
        CHECK(at(green.picture, x, 0.8).green > at(blue.picture, x, 0.8).green);
      }
    }
  }
}

void theSameFileGivesTheSamePixels() {
  const TempDir dir;
  Document document = conferenceAt(kSaigon);
  document.logo = keepPicture(dir.path(), jpegFile(200, 100));
  document.background = keepPicture(dir.path(), jpegFile(1000, 400));
  Renderer first(templatesFolder(), dir.path());
  Renderer second(templatesFolder(), dir.path());
  CHECK_EQ(NEED(first.render(document, kSizes[0])).facts.pixels_sha256,
           NEED(second.render(document, kSizes[0])).facts.pixels_sha256);
}

void whatIsNotThereIsNamed() {
  Renderer renderer(templatesFolder());
  Document document = conferenceAt(kSaigon);
  const auto own = NEED(renderer.render(document, kSizes[0]));
  document.logo = std::string(64, '0');
  document.background = "../../etc/passwd";
  const auto rendering = NEED(renderer.render(document, kSizes[0]));
  CHECK((std::vector<std::string>{document.background, document.logo}) == rendering.missing_pictures);
  CHECK_EQ(own.facts.pixels_sha256, rendering.facts.pixels_sha256);
  CHECK(own.facts.inputs_sha256 != rendering.facts.inputs_sha256);
}

// Small, of its own, and hours of work.
void anSvgThatTakesTooLongIsGivenUpOn() {
  const TempDir dir;
  Renderer renderer(templatesFolder(), dir.path());
  std::string inside = "<filter id=\"f\"><feTurbulence baseFrequency=\"0.05\" numOctaves=\"9\"/></filter>";
  for (int i = 0; i < 20'000; ++i) inside += "<rect width=\"100\" height=\"100\" filter=\"url(#f)\"/>";
  Document document = conferenceAt(kSaigon);
  document.background = keepPicture(dir.path(), svgFile(inside));
  const auto rendering = renderer.render(document, kSizes[0]);
  CHECK(!rendering);
  CHECK_EQ("picture.too_slow: background: SVG", rendering.error().describe());
}

void theSlateHasRoomForEveryRoomsName() {
  Renderer renderer(templatesFolder());
  std::string wrong;
  for (const Size size : kSizes) {
    for (const diemcau::Site& site : allSites()) {
      const auto facts = NEED(renderer.render(diemcau::maket::slateOf(conferenceText(), site), size)).facts;
      const bool good = std::ranges::contains(facts.lines, site.name) && facts.missing_glyphs.empty() &&
                        facts.overflow.empty() && facts.shrunk.empty();
      if (!good) wrong += std::format("{} at {}x{} ", site.name, size.width, size.height);
    }
  }
  CHECK_EQ("", wrong);
}

}  // namespace

int main() {
  return run({TEST(theLogoStandsInItsPlaceAndNowhereElse), TEST(theBackgroundCoversAllOfIt),
              TEST(theSameFileGivesTheSamePixels), TEST(whatIsNotThereIsNamed), TEST(anSvgThatTakesTooLongIsGivenUpOn),
              TEST(theSlateHasRoomForEveryRoomsName)});
}
