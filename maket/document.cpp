// SPDX-License-Identifier: Apache-2.0
// From the conference's words to one room's document.
#include "maket/document.h"

#include <string_view>

namespace diemcau::maket {
namespace {

std::string filled(std::string text, const Site& site) {
  constexpr std::string_view kPlace = "{site}";
  for (std::size_t at = text.find(kPlace); at != std::string::npos; at = text.find(kPlace, at + site.name.size())) {
    text.replace(at, kPlace.size(), site.name);
  }
  return text;
}

}  // namespace

Document documentOf(const MaketText& text, const Site& site) {
  std::vector<std::string> title;
  for (const std::string& line : text.title) title.push_back(filled(line, site));
  return {text.template_name,
          {{"organiser", {filled(text.organiser, site)}},
           {"heading", {filled(text.heading, site)}},
           {"title", std::move(title)},
           {"place_date", {filled(text.place_date, site)}}}};
}

}  // namespace diemcau::maket
