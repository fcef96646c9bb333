# SPDX-License-Identifier: Apache-2.0
# Rate and queue over time as SVG, from lines with tabs between their columns, the first of which is the second.
# Variables: title; from and to, in seconds; rates and queues, each a list "COLUMN:COLOUR:NAME;…".

function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); return text }
function x(second) { return left + (second - from) / (to - from) * width }
function y(value, top, most) { return top + height - (value < most ? value : most) / most * height }
function label(at_x, at_y, anchor, text) {
  printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", at_x, at_y, anchor, escaped(text)
}
# A number of the form 1, 2 or 5 times a power of ten that divides the most into some four parts.
function step_of(most, step) {
  step = 1
  while (most / step > 40) step *= 10
  return most / step > 20 ? step * 5 : most / step > 8 ? step * 2 : step
}

function panel(list, top, unit, count, i, j, series, part, most, step, value) {
  count = split(list, series, ";")
  for (i = 1; i <= count; ++i) {
    split(series[i], part, ":")
    for (j = 1; j <= rows; ++j) if (cell[j, part[1]] + 0 > most) most = cell[j, part[1]] + 0
  }
  step = step_of(most)
  most = (int(most / step) + 1) * step
  for (value = 0; value <= most; value += step) {
    printf "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>\n", left, y(value, top, most), left + width
    label(left - 6, y(value, top, most) + 4, "end", value)
  }
  label(left, top - 8, "start", unit)
  for (i = count; i >= 1; --i) {
    split(series[i], part, ":")
    printf "<path fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" d=\"", part[2]
    for (j = 1; j <= rows; ++j) printf "%s%.1f %.1f", j == 1 ? "M" : "L", x(cell[j, 1]), y(cell[j, part[1]], top, most)
    print "\"/>"
    printf "<path stroke=\"%s\" stroke-width=\"3\" d=\"M%.1f %.1fh18\"/>\n", part[2], left + 60 + (i - 1) * 200, top - 12
    label(left + 84 + (i - 1) * 200, top - 8, "start", part[3])
  }
}

BEGIN { FS = "\t"; left = 60; width = 720; height = 180 }
$1 >= from && $1 <= to { ++rows; for (i = 1; i <= NF; ++i) cell[rows, i] = $i }
END {
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"520\" font-family=\"sans-serif\" font-size=\"12\">"
  print "<style>.grid{stroke:#ddd;fill:none}</style><rect width=\"800\" height=\"520\" fill=\"#fff\"/>"
  label(left, 20, "start", title)
  panel(rates, 60, "kb/s")
  panel(queues, 300, "ms")
  for (second = from; second <= to; second += 5) label(x(second), 500, "middle", second " s")
  print "</svg>"
}
