// SPDX-License-Identifier: Apache-2.0
// What people are told before they push a makét, and the small picture beside it.
#include <string>
#include <vector>

#include "centre/preview/reduced_picture.h"
#include "centre/preview/stated_dates.h"
#include "centre/preview/warnings.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using namespace std::chrono_literals;
using std::chrono::year_month_day;

std::vector<std::string> kindsOf(const ConfigBody& body, const RenderedFrame& drawn = {}) {
  std::vector<std::string> kinds;
  for (const PreviewWarning& warning : warningsOf(body, drawn)) kinds.emplace_back(nameOf(warning.kind));
  return kinds;
}

ConfigBody conferenceBody() {
  ConfigBody body = test::sampleBody();
  body.screen.maket->place_date = "{site}, ngày 15 tháng 7 năm 2022";
  // From 08:00 to 12:00 in Vietnam.
  const Timestamp day(std::chrono::sys_days(std::chrono::year(2022) / 7 / 15));
  body.conference = Conference{"so-ket", day + 1h, day + 5h};
  return body;
}

void datesAreFoundAsPeopleWriteThem() {
  const year_month_day day = std::chrono::year(2022) / 7 / 15;
  for (const char* text : {"{site}, ngày 15 tháng 7 năm 2022", "NGÀY 15 THÁNG 07 NĂM 2022", "15/7/2022", "15-07-2022",
                           "lúc 8 giờ, 15.7.2022", "Hà Nội,15 Tháng 7, năm 2022", "18/12/1946x 15/7/2022"}) {
    const auto dates = statedDates(text);
    CHECK(!dates.empty());
    CHECK(dates.back() == day);
  }
  for (const char* text : {"SƠ KẾT CÔNG TÁC DÂN VẬN 6 THÁNG ĐẦU NĂM,", "TRIỂN KHAI 6 THÁNG CUỐI NĂM 2022", "15/7",
                           "15000/7/2022", "", "Nghị quyết 15-NQ/TW"}) {
    CHECK(statedDates(text).empty());
  }
  CHECK(!statedDates("ngày 31 tháng 2 năm 2022").front().ok());
}

void aMaketThatFitsHasNoWarning() { CHECK(kindsOf(conferenceBody()).empty()); }

void theDateIsHeldAgainstTheConferencesDays() {
  ConfigBody body = conferenceBody();
  body.screen.maket->place_date = "{site}, ngày 16 tháng 7 năm 2022";
  const auto warnings = warningsOf(body, {});
  CHECK_EQ(std::size_t{1}, warnings.size());
  CHECK(warnings.front() == PreviewWarning(WarningKind::DateDiffers, "", "2022-07-16"));
  body.conference->ends_at += std::chrono::days(1);
  CHECK(kindsOf(body).empty());
  // 01:00 in Vietnam is still the day before elsewhere.
  body.conference->starts_at = Timestamp(std::chrono::sys_days(std::chrono::year(2022) / 7 / 15)) + 18h;
  CHECK(kindsOf(body).empty());
  body.screen.maket->place_date = "{site}, ngày 15 tháng 7 năm 2022";
  CHECK_EQ("date_differs", kindsOf(body).front());
  body.conference.reset();
  CHECK(kindsOf(body).empty());
}

void aRoomsNameThatIsNowhereIsTold() {
  ConfigBody body = conferenceBody();
  body.screen.maket->place_date = "ngày 15 tháng 7 năm 2022";
  CHECK_EQ("site_missing", kindsOf(body).front());
  body.screen.maket->title = {"TẠI " + body.site.name};
  CHECK(kindsOf(body).empty());
  body.site = {"01", "Thành phố Hà Nội"};  // the other room's name is not this one's
  CHECK_EQ("site_missing", kindsOf(body).front());
  body.screen.scene = Scene::Blank;
  CHECK(kindsOf(body).empty());
}

void theWorstComesFirst() {
  RenderedFrame drawn;
  drawn.overflow = {"title"};
  drawn.missing_glyphs = {"U+1F600", "U+4E00"};
  drawn.shrunk = {{"organiser", 0.826}};
  ConfigBody body = conferenceBody();
  body.screen.maket->place_date.clear();
  const auto warnings = warningsOf(body, drawn);
  CHECK_EQ(std::size_t{4}, warnings.size());
  CHECK(warnings[0] == PreviewWarning(WarningKind::Overflow, "title", ""));
  CHECK(warnings[1] == PreviewWarning(WarningKind::GlyphsMissing, "", "U+1F600 U+4E00"));
  CHECK(warnings[2] == PreviewWarning(WarningKind::SiteMissing, "", ""));
  CHECK(warnings[3] == PreviewWarning(WarningKind::Shrunk, "organiser", "82"));
  CHECK(levelOf(warnings[1].kind) == ConditionLevel::Error);
  CHECK(levelOf(warnings[2].kind) == ConditionLevel::Warning);
  CHECK(levelOf(warnings[3].kind) == ConditionLevel::Info);
}

void aSmallPictureIsTheMeanOfTheLargeOne() {
  maket::Picture large = maket::filledPicture({1920, 1080}, 10, 20, 30);
  CHECK(reducedPicture(large, 640) == maket::filledPicture({640, 360}, 10, 20, 30));
  for (std::size_t at = 0; at < large.pixels.size() / 2; at += 8) large.pixels[at] = 40;  // blue of each second pixel
  CHECK_EQ(35, int{reducedPicture(large, 960).pixels[0]});
  CHECK(reducedPicture(large, 4096) == large);
  CHECK((reducedPicture(maket::filledPicture({1024, 768}, 1, 2, 3), 640).size == maket::Size{640, 480}));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(datesAreFoundAsPeopleWriteThem), TEST(aMaketThatFitsHasNoWarning),
                             TEST(theDateIsHeldAgainstTheConferencesDays), TEST(aRoomsNameThatIsNowhereIsTold),
                             TEST(theWorstComesFirst), TEST(aSmallPictureIsTheMeanOfTheLargeOne)});
}
