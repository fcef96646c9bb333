// SPDX-License-Identifier: Apache-2.0
// Reading a conference.
#include "centre/input/conference_file.h"

#include "centre/files/atomic_file.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxFile = 256 * 1024;
constexpr std::size_t kMaxTitleLines = 6;
constexpr std::string_view kTemplate = "co-dien";

ConferenceFile read(ObjectReader root) {
  ConferenceFile file;
  file.conference.id = root.text("id", {1, 128});
  file.conference.starts_at = root.time("starts_at");
  file.conference.ends_at = root.time("ends_at");
  file.maket.template_name = kTemplate;
  file.maket.organiser = root.text("organiser");
  file.maket.heading = root.text("heading");
  file.maket.title = root.texts("title", kMaxTitleLines, {1, 4096});
  file.maket.place_date = root.text("place_date");
  return file;
}

}  // namespace

Result<ConferenceFile> readConferenceFile(const std::filesystem::path& path) {
  const auto text = readFile(path, kMaxFile);
  if (!text) return std::unexpected(text.error());
  auto file = readDocument<ConferenceFile>(*text, read);
  if (!file) return std::unexpected(std::move(file).error().within(path.string()));
  return file;
}

}  // namespace diemcau::centre
