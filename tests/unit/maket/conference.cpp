// SPDX-License-Identifier: Apache-2.0
// Reading centre/data for the makét's tests.
#include "tests/unit/maket/conference.h"

#include <nlohmann/json.hpp>

#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

MaketText conferenceText() {
  const auto json = nlohmann::json::parse(readWhole(sourceFile("centre/data/conference-2022.json")));
  return {"co-dien", json.at("organiser"), json.at("heading"), json.at("title"), json.at("place_date")};
}

std::vector<Site> allSites() {
  std::vector<Site> sites;
  for (const char* file : {"centre/data/sites-63-2022.json", "centre/data/sites-34-2025.json"}) {
    for (const auto& site : nlohmann::json::parse(readWhole(sourceFile(file)))) {
      sites.push_back({site.at("code"), site.at("name")});
    }
  }
  return sites;
}

maket::Document conferenceAt(const std::string& site_name, const std::string& design) {
  MaketText text = conferenceText();
  text.template_name = design;
  return maket::documentOf(text, {"79", site_name});
}

std::string templatesFolder() { return sourceFile("maket/templates"); }

}  // namespace diemcau::test
