// SPDX-License-Identifier: Apache-2.0
// Profiles in time, and reading.
#include "tests/support/link_shape.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <utility>

namespace diemcau::test {
namespace {

using std::string_view;

std::unexpected<Error> wrong(string_view what, string_view text) {
  return fail("link", "wrong_text", std::format("{}: \"{}\"", what, text));
}

Result<double> number(string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0)) return wrong("not a number", text);
  return value;
}

// "40:2" to each of them.
Result<void> numbers(string_view text, std::initializer_list<double*> values) {
  const auto words = split(text, ":");
  if (words.size() != values.size()) return wrong("another number of numbers", text);
  for (auto word = words.begin(); double* const value : values) {
    const auto read = number(*word++);
    if (!read) return std::unexpected(read.error());
    *value = *read;
  }
  return {};
}

Result<Profile::Point> point(string_view text) {
  Profile::Point point;
  const std::size_t mark = text.find_first_of(":~");
  if (mark != string_view::npos) {
    const auto at = number(text.substr(0, mark));
    if (!at) return std::unexpected(at.error());
    point.at_s = *at;
    point.ramp = text[mark] == '~';
    text.remove_prefix(mark + 1);
  }
  const auto value = number(text);
  if (!value) return std::unexpected(value.error());
  point.value = *value;
  return point;
}

Result<std::string> fileText(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return fail("link", "no_file", path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<Profile> profile(string_view text, const std::filesystem::path& directory) {
  double period = 0;
  if (const std::size_t mark = text.find('/'); mark != string_view::npos) {
    const auto read = number(text.substr(mark + 1));
    if (!read || *read == 0) return wrong("not a period", text);
    period = *read;
    text = text.substr(0, mark);
  }
  std::string of_file;
  if (text.starts_with('@')) {
    auto read = fileText(directory / text.substr(1));
    if (!read) return std::unexpected(std::move(read.error()));
    text = of_file = std::move(*read);
  }
  std::vector<Profile::Point> points;
  for (const string_view word : split(text, ",\n")) {
    const auto read = point(word);
    if (!read) return std::unexpected(read.error());
    if (!points.empty() && read->at_s < points.back().at_s) return wrong("not in the order of time", text);
    points.push_back(*read);
  }
  if (points.empty()) return wrong("no value", text);
  return Profile(std::move(points), period);
}

Result<void> take(LinkShape& shape, string_view key, string_view value, const std::filesystem::path& directory) {
  for (const auto& [name, field] : {std::pair{"kbps", &LinkShape::kbps}, std::pair{"delay", &LinkShape::delay_ms},
                                    std::pair{"loss", &LinkShape::loss_percent}}) {
    if (key != name) continue;
    auto read = profile(value, directory);
    if (!read) return std::unexpected(std::move(read.error()));
    shape.*field = std::move(*read);
    return {};
  }
  if (key == "queue") return numbers(value, {&shape.queue_bytes});
  if (key == "jitter") return numbers(value, {&shape.jitter_ms});
  if (key == "burst") return numbers(value, {&shape.burst_ms, &shape.burst_percent});
  if (key == "reorder") return numbers(value, {&shape.reorder_percent, &shape.reorder_ms});
  if (key == "duplicate") return numbers(value, {&shape.duplicate_percent});
  if (key == "policer") return numbers(value, {&shape.policer_kbps, &shape.policer_bytes});
  return wrong("no such word", key);
}

}  // namespace

std::vector<string_view> split(string_view text, string_view separators) {
  std::vector<string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

double Profile::at(double seconds) const {
  if (points_.size() == 1) return points_.front().value;
  if (period_s_ > 0) seconds = std::fmod(seconds, period_s_);
  const auto next = std::ranges::upper_bound(points_, seconds, {}, &Point::at_s);
  if (next == points_.begin()) return next->value;
  const Point& here = *std::prev(next);
  if (next == points_.end() || !next->ramp) return here.value;
  return std::lerp(here.value, next->value, (seconds - here.at_s) / (next->at_s - here.at_s));
}

Result<LinkSpec> parseLink(string_view text, const std::filesystem::path& directory) {
  LinkSpec link;
  std::vector<string_view> taken;
  for (const string_view word : split(text, " ")) {
    const std::size_t mark = word.find('=');
    const string_view name = word.substr(0, mark);
    if (mark == string_view::npos || std::ranges::contains(taken, name)) return wrong("not one value a name", word);
    taken.push_back(name);
    const string_view value = word.substr(mark + 1);
    constexpr string_view kBack = "back.";
    const bool back = name.starts_with(kBack);
    const auto read = name == "download" ? numbers(value, {&link.download_from_s, &link.download_to_s})
                      : back             ? take(link.back, name.substr(kBack.size()), value, directory)
                                         : take(link.there, name, value, directory);
    if (!read) return std::unexpected(read.error());
  }
  if (!std::ranges::contains(taken, "back.delay")) link.back.delay_ms = link.there.delay_ms;
  return link;
}

}  // namespace diemcau::test
