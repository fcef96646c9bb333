// SPDX-License-Identifier: Apache-2.0
// RFC 3339 date-times.
#include "contract/timestamp.h"

#include <format>

namespace diemcau {
namespace {

// What four digits of year can write; an offset may lead out of it.
constexpr Timestamp kFirst = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
constexpr Timestamp kEnd = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};

// Reads exactly `digits` decimal digits at `at`; -1 where there are none.
int number(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool isAt(std::string_view text, std::size_t at, std::string_view any) {
  return at < text.size() && any.find(text[at]) != std::string_view::npos;
}

}  // namespace

// By hand: what the library has for dates brings 100 kB of code into each program.
std::string formatTimestamp(Timestamp time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return std::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<Timestamp> parseTimestamp(std::string_view text) {
  using namespace std::chrono;
  const auto malformed = [&] { return fail("timestamp", "malformed", std::string(text.substr(0, 64))); };

  const year_month_day date{year{number(text, 0, 4)}, month{static_cast<unsigned>(number(text, 5, 2))},
                            day{static_cast<unsigned>(number(text, 8, 2))}};
  const int hour = number(text, 11, 2);
  const int minute = number(text, 14, 2);
  const int second = number(text, 17, 2);
  if (number(text, 0, 4) < 0 || !date.ok() || !isAt(text, 4, "-") || !isAt(text, 7, "-") || !isAt(text, 10, "Tt") ||
      !isAt(text, 13, ":") || !isAt(text, 16, ":") || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 59) {
    return malformed();
  }
  Timestamp time = sys_days{date} + hours{hour} + minutes{minute} + seconds{second};

  std::size_t at = 19;
  if (isAt(text, at, ".")) {
    int scale = 100;
    const std::size_t first = ++at;
    for (; number(text, at, 1) >= 0; ++at, scale /= 10) time += milliseconds{number(text, at, 1) * scale};
    if (at == first) return malformed();
  }
  if (isAt(text, at, "Zz") && at + 1 == text.size()) return time;
  const int offset_hour = number(text, at + 1, 2);
  const int offset_minute = number(text, at + 4, 2);
  if (!isAt(text, at, "+-") || !isAt(text, at + 3, ":") || offset_hour < 0 || offset_hour > 23 || offset_minute < 0 ||
      offset_minute > 59 || at + 6 != text.size()) {
    return malformed();
  }
  const minutes offset = hours{offset_hour} + minutes{offset_minute};
  time += text[at] == '+' ? -offset : offset;
  if (time < kFirst || time >= kEnd) return malformed();
  return time;
}

}  // namespace diemcau
