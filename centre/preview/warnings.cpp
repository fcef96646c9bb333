// SPDX-License-Identifier: Apache-2.0
// Judging a preview.
#include "centre/preview/warnings.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <format>
#include <optional>
#include <utility>

#include "centre/preview/stated_dates.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::hours kVietnam{7};  // ahead of UTC, without summer time

std::vector<std::string_view> textsOf(const MaketText& maket) {
  std::vector<std::string_view> texts{maket.organiser, maket.heading};
  texts.insert(texts.end(), maket.title.begin(), maket.title.end());
  texts.push_back(maket.place_date);
  return texts;
}

std::chrono::sys_days dayOf(Timestamp moment) { return std::chrono::floor<std::chrono::days>(moment + kVietnam); }

bool namesSite(const MaketText& maket, const Site& site) {
  return std::ranges::any_of(
      textsOf(maket), [&](std::string_view text) { return text.contains("{site}") || text.contains(site.name); });
}

std::string written(std::chrono::year_month_day date) {
  return std::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

// The first stated date that is no day of the conference.
std::optional<std::string> strayDate(const MaketText& maket, const Conference& conference) {
  for (const std::string_view text : textsOf(maket)) {
    for (const std::chrono::year_month_day date : statedDates(text)) {
      if (!date.ok()) return written(date);
      const std::chrono::sys_days day = date;
      if (day < dayOf(conference.starts_at) || day > dayOf(conference.ends_at)) return written(date);
    }
  }
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all.append(all.empty() ? "" : " ").append(word);
  return all;
}

void judgeWords(const ConfigBody& body, std::vector<PreviewWarning>& warnings) {
  const MaketText& maket = *body.screen.maket;
  if (!namesSite(maket, body.site)) warnings.push_back({WarningKind::SiteMissing, "", ""});
  if (!body.conference) return;
  if (auto date = strayDate(maket, *body.conference)) {
    warnings.push_back({WarningKind::DateDiffers, "", std::move(*date)});
  }
}

}  // namespace

std::string_view nameOf(WarningKind kind) {
  constexpr std::string_view names[] = {"not_drawn",    "overflow",     "glyphs_missing", "picture_missing",
                                        "site_missing", "date_differs", "shrunk"};
  return names[static_cast<std::size_t>(kind)];
}

ConditionLevel levelOf(WarningKind kind) {
  if (kind == WarningKind::Shrunk) return ConditionLevel::Info;
  const bool words = kind == WarningKind::SiteMissing || kind == WarningKind::DateDiffers;
  return words ? ConditionLevel::Warning : ConditionLevel::Error;
}

std::vector<PreviewWarning> warningsOf(const ConfigBody& body, const RenderedFrame& drawn,
                                       const std::vector<std::string>& missing_pictures) {
  std::vector<PreviewWarning> warnings;
  for (const std::string& slot : drawn.overflow) warnings.push_back({WarningKind::Overflow, slot, ""});
  if (!drawn.missing_glyphs.empty()) {
    warnings.push_back({WarningKind::GlyphsMissing, "", joined(drawn.missing_glyphs)});
  }
  for (const std::string& picture : missing_pictures) {
    const bool logo = body.screen.maket && body.screen.maket->logo == picture;
    warnings.push_back({WarningKind::PictureMissing, logo ? "logo" : "background", picture});
  }
  if (body.screen.scene == Scene::Maket && body.screen.maket) judgeWords(body, warnings);
  for (const ShrunkLine& line : drawn.shrunk) {
    warnings.push_back({WarningKind::Shrunk, line.slot, std::format("{:.0f}", std::floor(line.scale * 100))});
  }
  return warnings;
}

}  // namespace diemcau::centre
