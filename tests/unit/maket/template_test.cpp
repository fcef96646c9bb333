// SPDX-License-Identifier: Apache-2.0
// A damaged template is an error that says where, never a crash.
#include "maket/template.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "maket/png.h"
#include "maket/renderer.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

using diemcau::maket::loadTemplate;
using nlohmann::json;

namespace {

constexpr const char* kGround = R"(<svg xmlns="http://www.w3.org/2000/svg"><rect width="100%" height="100%"/></svg>)";

json shipped() {
  return json::parse(diemcau::test::readWhole(diemcau::test::sourceFile("maket/templates/co-dien/template.json")));
}

// A template folder "t" with these two files, and a frame.
class Folder {
 public:
  Folder(const std::string& document, const std::string& svg) {
    std::filesystem::create_directory(dir_ / "t");
    diemcau::test::writeWhole(dir_ / "t/template.json", document);
    diemcau::test::writeWhole(dir_ / "t/background.svg", svg);
    diemcau::test::writeWhole(dir_ / "t/frame.svg", kGround);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return dir_.path(); }

 private:
  diemcau::test::TempDir dir_;
};

std::string errorOf(const std::string& document) {
  const Folder folder(document, kGround);
  const auto design = loadTemplate(folder.path(), "t");
  return design ? "none" : design.error().describe();
}

std::string errorAfter(const std::function<void(json&)>& damage) {
  json document = shipped();
  damage(document);
  return errorOf(document.dump());
}

// Of drawing a heading on this background.
std::string drawingErrorOf(const json& document, const std::string& svg) {
  const Folder folder(document.dump(), svg);
  diemcau::maket::Renderer renderer(folder.path());
  const auto rendering = renderer.render({"t", {{"heading", {"HỘI NGHỊ"}}}}, {320, 180});
  return rendering ? "none" : std::string(rendering.error().code);
}

void theShippedTemplatesLoad() {
  for (const char* name : {"co-dien", "xanh", "trang", "setup", "slate", "overlay"}) {
    const auto design = NEED(loadTemplate(diemcau::test::sourceFile("maket/templates"), name));
    CHECK(!design.layouts.empty());
    CHECK_EQ(std::size_t{64}, design.sha256.size());
  }
}

void theNearestAspectIsTaken() {
  const auto design = NEED(loadTemplate(diemcau::test::sourceFile("maket/templates"), "co-dien"));
  CHECK(layoutFor(design, 16.0 / 9).aspect > 1.7 && layoutFor(design, 16.0 / 9).aspect < 1.8);
  CHECK(layoutFor(design, 5.0 / 4).aspect < 1.4);
  CHECK(layoutFor(design, 32.0 / 9).aspect > 3.5);
}

void aNameIsNotAPath() {
  for (const char* name : {"", "..", "../co-dien", "a/b", ".hidden", "co dien"}) {
    const auto design = loadTemplate(diemcau::test::sourceFile("maket/templates"), name);
    CHECK(!design);
    CHECK_EQ("template_name_invalid", design.error().code);
  }
}

void whatIsNotThereIsMissing() {
  CHECK_EQ("template_missing", loadTemplate(diemcau::test::sourceFile("maket/templates"), "xyz").error().code);
  const std::string without_ground = errorAfter([](json& t) { t["background"] = "other.svg"; });
  CHECK(without_ground.starts_with("maket.template_missing"));
}

void damageIsNamedByItsPlace() {
  CHECK(errorOf("{").contains("not_json"));
  CHECK(errorOf(std::string(70000, ' ')).contains("template_missing"));
  CHECK(errorOf("\xff\xfe").contains("text_not_utf8"));
  CHECK(errorAfter([](json& t) { t["schema"] = "diemcau.maket-template/9"; }).contains("schema_unknown"));
  CHECK(errorAfter([](json& t) { t.erase("fonts"); }).contains("/fonts"));
  CHECK(errorAfter([](json& t) { t["fonts"][0] = "../../etc/passwd"; }).contains("/fonts"));
  CHECK(errorAfter([](json& t) { t["slots"][1]["fill"] = json::array({"red"}); }).contains("/slots/1/fill"));
  CHECK(errorAfter([](json& t) { t["slots"][2]["align"] = "middle"; }).contains("/slots/2/align"));
  CHECK(errorAfter([](json& t) { t["slots"][2]["case"] = "lower"; }).contains("/slots/2/case"));
  CHECK(errorAfter([](json& t) { t["layouts"] = json::array(); }).contains("/layouts"));
}

void aSlotMayBeAQrCode() {
  const auto makeCode = [](json& t) {
    t["slots"][0] = {{"name", t["slots"][0]["name"]}, {"form", "qr"}, {"fill", json::array({"#000000"})}};
  };
  CHECK_EQ("none", errorAfter(makeCode));
  CHECK(errorAfter([&](json& t) {
          makeCode(t);
          t["slots"][0]["form"] = "bar";
        }).contains("/slots/0/form"));
  CHECK(errorAfter([&](json& t) {
          makeCode(t);
          t["slots"][0].erase("fill");
        }).contains("/slots/0/fill"));
}

void boxesStayInsideThePicture() {
  const auto place = [](json& t) -> json& { return t["layouts"][0]["places"][1]; };
  CHECK(errorAfter([&](json& t) { place(t)["width"] = 0.95; }).contains("/layouts/0/places/1/width"));
  CHECK(errorAfter([&](json& t) { place(t)["y"] = 0.9; }).contains("/layouts/0/places/1/height"));
  CHECK(errorAfter([&](json& t) { place(t)["x"] = -0.1; }).contains("/layouts/0/places/1/x"));
  CHECK(errorAfter([&](json& t) { place(t)["smallest"] = 0.9; }).contains("/layouts/0/places/1/smallest"));
  CHECK(errorAfter([&](json& t) { place(t)["slot"] = "footer"; }).contains("/layouts/0/places/1/slot"));
  CHECK(errorAfter([&](json& t) { place(t)["slot"] = "title"; }).contains("/layouts/0/places"));
  const auto beside = [](json& t) -> json& { return t["layouts"][0]["places"][0]["beside_logo"]; };
  CHECK(errorAfter([&](json& t) { beside(t)["width"] = 1; }).contains("/layouts/0/places/0/beside_logo/width"));
  CHECK(errorAfter([](json& t) { t["layouts"][0]["logo"]["y"] = 0.9; }).contains("/layouts/0/logo/height"));
  CHECK(errorAfter([](json& t) { t["frame"] = "../frame.svg"; }).contains("/frame"));
  CHECK(errorAfter([](json& t) { t["frame"] = "other.svg"; }).contains("template_missing"));
}

void backgroundsThatAreNoneAreRefused() {
  CHECK_EQ("none", drawingErrorOf(shipped(), kGround));
  CHECK_EQ("background_invalid", drawingErrorOf(shipped(), ""));
  CHECK_EQ("background_invalid", drawingErrorOf(shipped(), "<svg"));
  CHECK_EQ("background_invalid", drawingErrorOf(shipped(), "<html></html>"));
}

void entitiesThatMultiplyAreRefused() {
  std::string svg = "<!DOCTYPE svg [<!ENTITY a \"laughlaughlaugh\">";
  for (char name = 'b'; name < 'm'; ++name) {
    const std::string before = std::string("&") + static_cast<char>(name - 1) + ";";
    svg += std::string("<!ENTITY ") + name + " \"";
    for (int i = 0; i < 10; ++i) svg += before;
    svg += "\">";
  }
  svg += "]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&l;</text></svg>";
  CHECK_EQ("background_invalid", drawingErrorOf(shipped(), svg));
}

// A template reaches no file and no address: what it refers to beside itself stays empty.
void nothingBesideTheTemplateIsLoaded() {
  const diemcau::maket::Size size{320, 180};
  const auto pixelsWith = [&](const std::string& picture) {
    const Folder folder(shipped().dump(),
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">"
                        "<rect width=\"100%\" height=\"100%\" fill=\"#102030\"/>" +
                            picture + "</svg>");
    diemcau::test::writeWhole(folder.path() / "t/red.png",
                              NEED(encodePng(diemcau::maket::filledPicture(size, 255, 0, 0))));
    diemcau::maket::Renderer renderer(folder.path());
    return NEED(renderer.render({"t", {}}, size)).picture;
  };
  const auto image = [](const std::string& address) {
    return "<image width=\"320\" height=\"180\" xlink:href=\"" + address + "\"/>";
  };
  const auto without = pixelsWith("");
  const diemcau::test::TempDir elsewhere;
  const std::string red = (elsewhere / "red.png").string();
  diemcau::test::writeWhole(red, NEED(encodePng(diemcau::maket::filledPicture(size, 255, 0, 0))));
  CHECK(pixelsWith(image("red.png")) == without);
  CHECK(pixelsWith(image("t/red.png")) == without);
  CHECK(pixelsWith(image("file://" + red)) == without);
  CHECK(pixelsWith(image("http://127.0.0.1:1/red.png")) == without);
  CHECK(pixelsWith("<use xlink:href=\"other.svg#part\"/>") == without);
}

void fontsThatAreNotThereAreMissing() {
  json document = shipped();
  document["fonts"] = {"NotoNothing-Bold.ttf"};
  CHECK_EQ("font_missing", drawingErrorOf(document, kGround));
  document["fonts"] = {"NotoSans-Bold.ttf"};  // there, but not the family of the slots
  CHECK_EQ("font_missing", drawingErrorOf(document, kGround));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theShippedTemplatesLoad), TEST(theNearestAspectIsTaken), TEST(aNameIsNotAPath),
                             TEST(whatIsNotThereIsMissing), TEST(damageIsNamedByItsPlace), TEST(aSlotMayBeAQrCode),
                             TEST(boxesStayInsideThePicture), TEST(backgroundsThatAreNoneAreRefused),
                             TEST(entitiesThatMultiplyAreRefused), TEST(nothingBesideTheTemplateIsLoaded),
                             TEST(fontsThatAreNotThereAreMissing)});
}
