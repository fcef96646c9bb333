// SPDX-License-Identifier: Apache-2.0
// Reading the list of sites.
#include "centre/input/sites_file.h"

#include <optional>
#include <set>

#include "centre/files/atomic_file.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxFile = 256 * 1024;
// Codes stand in stream ids and in names of directories.
constexpr std::string_view kCodeSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

Result<std::vector<Site>> sitesIn(std::string_view text) {
  const auto json = parseJson(text);
  if (!json) return std::unexpected(json.error());
  if (!json->is_array()) return fail(kDocumentDomain, "member_type", "an array is expected");
  std::vector<Site> sites;
  std::set<std::string> codes;
  for (const Json& element : *json) {
    const std::string pointer = "/" + std::to_string(sites.size());
    std::optional<Error> error;
    ObjectReader reader(element, error);
    Site site{reader.text("code", {1, 16}), reader.text("name", {1, 256})};
    if (site.code.find_first_not_of(kCodeSigns) != site.code.npos) reader.refuse("code", "value_unknown", site.code);
    if (error) {
      error->context.insert(0, pointer);
      return std::unexpected(std::move(*error));
    }
    if (!codes.insert(site.code).second) return fail("sites", "code_doubled", pointer + "/code: " + site.code);
    sites.push_back(std::move(site));
  }
  return sites;
}

}  // namespace

Result<std::vector<Site>> readSitesFile(const std::filesystem::path& path) {
  const auto text = readFile(path, kMaxFile);
  if (!text) return std::unexpected(text.error());
  auto sites = sitesIn(*text);
  if (!sites) return std::unexpected(std::move(sites).error().within(path.string()));
  return sites;
}

}  // namespace diemcau::centre
