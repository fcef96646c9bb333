// SPDX-License-Identifier: Apache-2.0
// Reading dates: a number, what joins it to the next, a number, and so on.
#include "centre/preview/stated_dates.h"

#include <array>
#include <optional>

namespace diemcau::centre {
namespace {

using Spellings = std::array<std::string_view, 3>;
constexpr Spellings kMonth = {"tháng", "Tháng", "THÁNG"};
constexpr Spellings kYear = {"năm", "Năm", "NĂM"};
constexpr std::size_t kMostDigits = 4;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

void skipSpaces(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == ',')) text.remove_prefix(1);
}

std::optional<int> takeNumber(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && isDigit(text[digits])) ++digits;
  if (digits == 0 || digits > kMostDigits) return std::nullopt;
  int number = 0;
  for (const char digit : text.substr(0, digits)) number = 10 * number + (digit - '0');
  text.remove_prefix(digits);
  return number;
}

bool takeWord(std::string_view& text, const Spellings& spellings) {
  skipSpaces(text);
  for (const std::string_view word : spellings) {
    if (!text.starts_with(word)) continue;
    text.remove_prefix(word.size());
    skipSpaces(text);
    return true;
  }
  return false;
}

bool takeSeparator(std::string_view& text, char separator) {
  if (!text.starts_with(separator)) return false;
  text.remove_prefix(1);
  return true;
}

// What follows the day.
std::optional<std::chrono::year_month_day> dateAfter(int day, std::string_view text) {
  const char separator = text.empty() ? '\0' : text.front();
  const bool plain = separator == '/' || separator == '-' || separator == '.';
  if (plain ? !takeSeparator(text, separator) : !takeWord(text, kMonth)) return std::nullopt;
  const auto month = takeNumber(text);
  if (!month) return std::nullopt;
  if (plain ? !takeSeparator(text, separator) : !takeWord(text, kYear)) return std::nullopt;
  const auto year = takeNumber(text);
  if (!year) return std::nullopt;
  return std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month)) /
         std::chrono::day(static_cast<unsigned>(day));
}

}  // namespace

std::vector<std::chrono::year_month_day> statedDates(std::string_view text) {
  std::vector<std::chrono::year_month_day> dates;
  while (!text.empty()) {
    if (!isDigit(text.front())) {
      text.remove_prefix(1);
      continue;
    }
    if (const auto day = takeNumber(text)) {
      if (const auto date = dateAfter(*day, text)) dates.push_back(*date);
    } else {
      while (!text.empty() && isDigit(text.front())) text.remove_prefix(1);
    }
  }
  return dates;
}

}  // namespace diemcau::centre
