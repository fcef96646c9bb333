// SPDX-License-Identifier: Apache-2.0
// Largest size by bisection over greedy breaking, then even breaks by dynamic programming (the idea of
// Knuth and Plass, "Breaking Paragraphs into Lines", 1981, without hyphens).
#include "maket/line_breaking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace diemcau::maket {
namespace {

// Prices of a break, against ((width - average) / average)² of a line.
constexpr double kNotAfterPunctuation = 0.12;
constexpr double kBesideNumber = 0.5;
constexpr double kWordAlone = 1;
// A title has some dozens of pieces. What has more than this is broken greedily.
constexpr std::size_t kMostPieces = 400;

enum class Wrap { Never, Allowed };

double widthOf(const MeasuredLine& line, std::size_t first, std::size_t last) {
  const Piece& a = line.pieces[first];
  const Piece& b = line.pieces[last];
  // Text that runs from right to left has its first piece rightmost.
  return std::max(a.right, b.right) - std::min(a.left, b.left);
}

std::string textOf(const MeasuredLine& line, std::size_t first, std::size_t last) {
  return line.text.substr(line.pieces[first].begin, line.pieces[last].end - line.pieces[first].begin);
}

// Index of the first piece of each line when every line takes as much as it can. A piece wider than
// `width` (em) stands alone.
std::vector<std::size_t> greedyBreaks(const MeasuredLine& line, double width) {
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 1; i < line.pieces.size(); ++i) {
    if (widthOf(line, starts.back(), i) > width) starts.push_back(i);
  }
  return starts;
}

bool piecesFit(const MeasuredLine& line, double width) {
  for (std::size_t i = 0; i < line.pieces.size(); ++i) {
    if (widthOf(line, i, i) > width) return false;
  }
  return true;
}

bool fits(const std::vector<MeasuredLine>& lines, const Room& room, double size, Wrap wrap) {
  const double width = room.width / size;
  std::size_t count = 0;
  for (const MeasuredLine& line : lines) {
    if (wrap == Wrap::Never && widthOf(line, 0, line.pieces.size() - 1) > width) return false;
    if (!piecesFit(line, width)) return false;
    count += wrap == Wrap::Never ? 1 : greedyBreaks(line, width).size();
  }
  return count <= room.most_lines &&
         size * (room.single + static_cast<double>(count - 1) * room.line_height) <= room.height;
}

std::optional<double> largestSize(const std::vector<MeasuredLine>& lines, const Room& room, Wrap wrap) {
  if (fits(lines, room, room.size, wrap)) return room.size;
  if (!fits(lines, room, room.smallest, wrap)) return std::nullopt;
  double good = room.smallest;
  double bad = room.size;
  while (bad - good > 0.01) {
    const double middle = (good + bad) / 2;
    (fits(lines, room, middle, wrap) ? good : bad) = middle;
  }
  return good;
}

bool hasDigit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

double priceOfBreakBefore(const MeasuredLine& line, std::size_t piece) {
  const std::string before = textOf(line, piece - 1, piece - 1);
  if (std::string_view(",;:.!?").contains(before.back())) return 0;
  if (hasDigit(before) || hasDigit(textOf(line, piece, piece))) return kNotAfterPunctuation + kBesideNumber;
  return kNotAfterPunctuation;
}

// Starts of exactly `count` lines, none wider than `width`, at the least price.
std::vector<std::size_t> evenBreaks(const MeasuredLine& line, double width, std::size_t count) {
  const std::size_t pieces = line.pieces.size();
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const double average = widthOf(line, 0, pieces - 1) / static_cast<double>(count);
  // price[k][n]: of the first n pieces in k lines; from[k][n]: where the k-th of them starts
  std::vector<std::vector<double>> price(count + 1, std::vector<double>(pieces + 1, kNever));
  std::vector<std::vector<std::size_t>> from(count + 1, std::vector<std::size_t>(pieces + 1, 0));
  price[0][0] = 0;
  for (std::size_t k = 1; k <= count; ++k) {
    for (std::size_t n = k; n <= pieces; ++n) {
      for (std::size_t start = n; start-- > k - 1;) {
        const double wide = widthOf(line, start, n - 1);
        if (wide > width) break;
        const double uneven = (wide - average) / average;
        const bool alone = n == pieces && start + 1 == n && k > 1;
        const double total = price[k - 1][start] + uneven * uneven + (start > 0 ? priceOfBreakBefore(line, start) : 0) +
                             (alone ? kWordAlone : 0);
        if (total < price[k][n]) {
          price[k][n] = total;
          from[k][n] = start;
        }
      }
    }
  }
  std::vector<std::size_t> starts(count);
  for (std::size_t k = count, n = pieces; k > 0; --k) n = starts[k - 1] = from[k][n];
  return starts;
}

void append(std::vector<std::string>& texts, const MeasuredLine& line, const std::vector<std::size_t>& starts) {
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const std::size_t end = k + 1 < starts.size() ? starts[k + 1] : line.pieces.size();
    texts.push_back(textOf(line, starts[k], end - 1));
  }
}

Fitted broken(const std::vector<MeasuredLine>& lines, const Room& room, double size, Wrap wrap) {
  Fitted result{size, {}, false};
  for (const MeasuredLine& line : lines) {
    std::vector<std::size_t> starts{0};
    if (wrap == Wrap::Allowed) starts = greedyBreaks(line, room.width / size);
    if (starts.size() > 1 && line.pieces.size() <= kMostPieces) {
      starts = evenBreaks(line, room.width / size, starts.size());
    }
    append(result.lines, line, starts);
  }
  return result;
}

// As many lines of the smallest size as there is room for, the rest on the last of them.
Fitted overflowing(const std::vector<MeasuredLine>& lines, const Room& room) {
  Fitted result{room.smallest, {}, true};
  const double spare = (room.height / room.smallest - room.single) / room.line_height;
  const auto by_height = static_cast<std::size_t>(std::max(0.0, std::floor(spare))) + 1;
  const std::size_t most = std::min<std::size_t>(room.most_lines, by_height);
  for (const MeasuredLine& line : lines) {
    append(result.lines, line,
           room.wrap_below > 0 ? greedyBreaks(line, room.width / room.smallest) : std::vector<std::size_t>{0});
  }
  while (result.lines.size() > most) {
    const std::string rest = std::move(result.lines.back());
    result.lines.pop_back();
    result.lines.back().append(" ").append(rest);
  }
  return result;
}

}  // namespace

Fitted fit(const std::vector<MeasuredLine>& lines, const Room& room) {
  if (lines.empty()) return {room.size, {}, false};
  const std::optional<double> unbroken = largestSize(lines, room, Wrap::Never);
  const bool may_wrap = room.wrap_below > 0 && unbroken.value_or(0) < room.wrap_below * room.size;
  const std::optional<double> wrapped = may_wrap ? largestSize(lines, room, Wrap::Allowed) : std::nullopt;
  if (wrapped && *wrapped > unbroken.value_or(0)) return broken(lines, room, *wrapped, Wrap::Allowed);
  if (unbroken) return broken(lines, room, *unbroken, Wrap::Never);
  return overflowing(lines, room);
}

}  // namespace diemcau::maket
