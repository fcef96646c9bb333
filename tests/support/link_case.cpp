// SPDX-License-Identifier: Apache-2.0
// Reading the table.
#include "tests/support/link_case.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <fstream>
#include <utility>

namespace diemcau::test {
namespace {

using std::string_view;

std::unexpected<Error> wrong(string_view what, string_view text) {
  return fail("link_case", "wrong_text", std::format("{}: \"{}\"", what, text));
}

bool number(string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool numbers(string_view text, std::vector<double>& values) {
  values.clear();
  for (const string_view word : split(text, ",")) {
    if (!number(word, values.emplace_back())) return false;
  }
  return !values.empty();
}

Result<SenderSpec> parseSender(string_view text) {
  SenderSpec sender;
  for (const string_view word : split(text, " ")) {
    const std::size_t mark = std::min(word.find('='), word.size());
    const string_view name = word.substr(0, mark);
    const string_view value = word.substr(std::min(mark + 1, word.size()));
    const bool read = name == "min"       ? number(value, sender.min_kbps)
                      : name == "max"     ? number(value, sender.max_kbps)
                      : name == "first"   ? number(value, sender.first_kbps)
                      : name == "latency" ? number(value, sender.latency_ms)
                      : name == "noise"   ? number(value, sender.noise_ms)
                      : name == "ladder"  ? number(value, sender.ladder_kbps)
                      : name == "seconds" ? number(value, sender.seconds)
                      : name == "from"    ? numbers(value, sender.from_s)
                                          : false;
    if (!read) return wrong("not of a sender", word);
  }
  return sender;
}

Result<LinkLimit> parseLimit(string_view text) {
  const std::size_t at = text.find('@');
  const std::size_t to = text.find('-', std::min(at, text.size()));
  const std::size_t mark = text.find_first_of("<>");
  if (at == string_view::npos || to == string_view::npos || mark == string_view::npos || to > mark ||
      text.substr(mark + 1, 1) != "=") {
    return wrong("not a limit", text);
  }
  LinkLimit limit{.figure = std::string(text.substr(0, at)), .most = text[mark] == '<'};
  const bool read = number(text.substr(at + 1, to - at - 1), limit.from_s) &&
                    number(text.substr(to + 1, mark - to - 1), limit.to_s) &&
                    number(text.substr(mark + 2), limit.value) && limit.from_s < limit.to_s;
  if (!read) return wrong("not a limit", text);
  return limit;
}

Result<LinkCase> parseCase(string_view line, const std::filesystem::path& traces) {
  const auto columns = split(line, "\t");
  if (columns.size() != 4) return wrong("not four columns", line);
  LinkCase one;
  one.name = columns[0];
  auto link = parseLink(columns[1], traces);
  if (!link) return std::unexpected(std::move(link.error()).within(one.name));
  one.link = std::move(*link);
  auto sender = parseSender(columns[2]);
  if (!sender) return std::unexpected(std::move(sender.error()).within(one.name));
  one.sender = std::move(*sender);
  for (const string_view word : split(columns[3], " ")) {
    auto limit = parseLimit(word);
    if (!limit) return std::unexpected(std::move(limit.error()).within(one.name));
    if (limit->to_s > one.sender.seconds) return wrong("after the end", line);
    one.limits.push_back(std::move(*limit));
  }
  return one;
}

}  // namespace

Result<std::vector<LinkCase>> readLinkCases(const std::filesystem::path& table) {
  std::ifstream file(table);
  if (!file) return fail("link_case", "no_file", table.string());
  std::vector<LinkCase> cases;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    auto one = parseCase(line, table.parent_path() / "link-traces");
    if (!one) return std::unexpected(std::move(one.error()));
    if (std::ranges::contains(cases, one->name, &LinkCase::name)) return wrong("twice", one->name);
    cases.push_back(std::move(*one));
  }
  return cases;
}

}  // namespace diemcau::test
