// SPDX-License-Identifier: Apache-2.0
// From the conference's words to one room's document.
#include "maket/document.h"

#include <string_view>

namespace diemcau::maket {
namespace {

constexpr const char* kSlateTemplate = "slate";
constexpr const char* kPleaseWait = "Xin quý vị đại biểu vui lòng chờ trong giây lát";

std::string filled(std::string text, const Site& site) {
  constexpr std::string_view kPlace = "{site}";
  for (std::size_t at = text.find(kPlace); at != std::string::npos; at = text.find(kPlace, at + site.name.size())) {
    text.replace(at, kPlace.size(), site.name);
  }
  return text;
}

std::vector<std::string> titleOf(const MaketText& text, const Site& site) {
  std::vector<std::string> title;
  for (const std::string& line : text.title) title.push_back(filled(line, site));
  return title;
}

}  // namespace

Document documentOf(const MaketText& text, const Site& site) {
  return {.template_name = text.template_name,
          .texts = {{"organiser", {filled(text.organiser, site)}},
                    {"heading", {filled(text.heading, site)}},
                    {"title", titleOf(text, site)},
                    {"place_date", {filled(text.place_date, site)}}},
          .logo = text.logo,
          .background = text.background};
}

Document slateOf(const std::optional<MaketText>& text, const Site& site) {
  Document slate{.template_name = kSlateTemplate, .texts = {{"name", {site.name}}, {"wait", {kPleaseWait}}}};
  if (!text) return slate;
  slate.texts["heading"] = {filled(text->heading, site)};
  slate.texts["title"] = titleOf(*text, site);
  return slate;
}

}  // namespace diemcau::maket
