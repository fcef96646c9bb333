# SPDX-License-Identifier: Apache-2.0
# The figures: as JSON, one line each on stdout, and as the benchmark's own section of docs/benchmarks.md. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the other parts

# A number with so many digits behind the point, a ratio, a range; "–" for what is not there.
report_words='
  def fixed($digits): if . == null then "–" else
      (. * pow(10; $digits) | round) as $n | ($n | fabs | tostring) as $s
      | ($s | if length <= $digits then ("0" * ($digits + 1 - length)) + . else . end) as $p
      | (if $n < 0 then "-" else "" end)
        + (if $digits == 0 then $p else $p[:-$digits] + "." + $p[-$digits:] end) end;
  def ratio: . as $r | fixed(if $r == null or $r >= 0.1 then 2 else 3 end);
  def extent($digits): if .low == null then "–" else (.low | fixed($digits)) + "–" + (.high | fixed($digits)) end;
  def ratios: if .low == null then "–" else (.low | ratio) + "–" + (.high | ratio) end;'

# report OURS METRICS: METRICS is a list of {key, name, unit, digits}, the keys being those of the results.
# What each run measured stays beside the JSON, in NAME.runs.jsonl.
report() {
  local rows
  cp "$results" "${out%.json}.runs.jsonl"
  rows=$(jq -s --arg ours "$1" --argjson metrics "$2" -f tests/bench/lib/report.jq "$results")
  jq -n --arg name "$name" --argjson rows "$rows" \
    '{name: $name,
      figures: ([$rows[] | {name, value, unit, peer, ratio, low, high}]
        + [$rows[] | select(.peer != null) | {name: "\(.name) of \(.peer)", value: .peer_value, unit, peer: null, ratio: null, low: null, high: null}]
        + [$rows | unique_by(.key)[] | select(.aa != null)
           | {name: "A/A \(.name)", value: .aa.mid, unit: "ratio", peer: null, ratio: null, low: .aa.low, high: .aa.high}])}' >"$out.new"
  mv "$out.new" "$out"
  jq -r "$report_words"' .[] | .digits as $digits
    | "\(.name): \(.value | fixed($digits)) \(.unit)"
      + (if .peer == null then " (\(extent($digits)))"
         else "; \(.peer) \(.peer_value | fixed($digits)) \(.unit), ratio \(.ratio | ratio) (\(ratios))" end)
      + (if .noisy then "; A/A \(.aa | ratios): over ±3 %, no claim" else "" end)' <<<"$rows"
  section "$rows"
}

section_text() {
  jq -r "$report_words"'
    "| figure | diemcau | against | its figure | ratio | spread | A/A |", "|---|---|---|---|---|---|---|",
    (.[] | . as $row
     | "| \(.name), \(.unit) | \(.value | fixed($row.digits)) | \(.peer // "–") | \(.peer_value | fixed($row.digits)) | "
       + (if .peer == null then "– | \(extent($row.digits))" else "\(.ratio | ratio) | \(ratios)" end)
       + " | " + (if .aa == null then "–" else (.aa | ratios) + (if .noisy then ": no claim" else "" end) end) + " |")' <<<"$1"
  echo
  printf '%d cores, Linux %s; %d pairs of %d s' "$(nproc)" "$(uname -r | sed 's/-.*//')" "$pairs" "$seconds"
  [ -z "${picture:-}" ] || printf '; %s' "$picture"
  printf '.\n'
  jq -r '(map(select(.aa != null)) | unique_by(.key)) as $measured
    | ($measured | map(select(.noisy) | .name)) as $noisy
    | if ($measured | length) == 0 then empty
      elif ($noisy | length) == 0 then "The A/A spread stayed within ±3 %."
      else "The A/A spread exceeded ±3 % in: " + ($noisy | join("; ")) + ". What is said of these is what was seen, not a claim." end' <<<"$1"
}

# Puts the text between the section's markers.
section() {
  local doc=docs/benchmarks.md
  section_text "$1" >"$work/section"
  awk -v begin="<!-- $name: begin -->" -v end="<!-- $name: end -->" -v text="$work/section" '
    $0 == end { inside = 0 }
    !inside { print }
    $0 == begin { inside = found = 1; while ((getline line < text) > 0) print line }
    END { exit !found }' $doc >"$work/doc" || die "$doc has no section for $name"
  cat "$work/doc" >$doc
}
