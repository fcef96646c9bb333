// SPDX-License-Identifier: Apache-2.0
// Fitting measured text into a box: the size it can have and where its lines break. Pure arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diemcau::maket {

// What stands between two places where a line may break, without the white space after it.
struct Piece {
  std::size_t begin = 0;  // bytes of the line's text
  std::size_t end = 0;
  double left = 0;  // em, on the unbroken line
  double right = 0;
};

// One of the text's own lines, with at least one piece.
struct MeasuredLine {
  std::string text;
  std::vector<Piece> pieces;
};

struct Room {
  double width = 0;  // pixels
  double height = 0;
  double size = 0;  // wished, pixels an em
  double smallest = 0;
  double single = 1;       // em: height of one line, from ascent to descent
  double line_height = 1;  // em: from baseline to baseline
  std::uint32_t most_lines = 1;
  double wrap_below = 0;  // SlotStyle::wrap_below
};

struct Fitted {
  double size = 0;  // pixels an em, from smallest to size
  std::vector<std::string> lines;
  // The text has no room even at the smallest size: lines may be too wide, and the last one holds
  // all that is left over.
  bool overflow = false;
};

// The largest size, at most the wished one, at which everything fits; the least number of lines at
// that size; breaks that leave the lines of about one width, after punctuation rather than elsewhere,
// never a word alone on the last line nor a number parted from its neighbours if it can be helped.
[[nodiscard]] Fitted fit(const std::vector<MeasuredLine>& lines, const Room& room);

}  // namespace diemcau::maket
