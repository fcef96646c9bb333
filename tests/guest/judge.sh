# SPDX-License-Identifier: Apache-2.0
# What Debian's ffmpeg finds in a stream; sourced by either side of a test.
# shellcheck shell=bash

# close_to EXPECTED TOLERANCE VALUE
close_to() { awk -v e="$1" -v t="$2" -v v="$3" 'BEGIN { exit !(v != "" && v >= e - t && v <= e + t) }'; }

# no_longer MOST VALUE
no_longer() { awk -v m="$1" -v v="$2" 'BEGIN { exit !(v != "" && v <= m) }'; }

# codecs FILE: their names, sorted, in one line.
codecs() {
  ffprobe -v error -show_entries stream=codec_name -of csv=p=0 "$1" | tr -d ',' | grep . | LC_ALL=C sort -u | paste -sd ' '
}

# What a full decode complains about; nothing is good.
decode_errors() { ffmpeg -v error -nostdin -i "$1" -f null - 2>&1; }

# steps FILE v|a: "PACKETS SHORTEST LONGEST" of the seconds from each PTS to the next.
steps() {
  ffprobe -v error -select_streams "$2:0" -show_entries packet=pts_time -of csv=p=0 "$1" | tr -d ',' | awk '
    $1 == "" { next }
    NR > 1 { step = $1 - before; if (n == 0 || step < low) low = step; if (n == 0 || step > high) high = step; ++n }
    { before = $1 }
    END { printf "%d %.6f %.6f\n", n + 1, low, high }'
}

# tone_hz FILE [FROM]: the frequency of a pure tone, from how often it crosses zero; one second, FROM seconds
# after the beginning.
tone_hz() {
  local from=${2:-0}
  ffmpeg -v info -nostdin -i "$1" -vn -map a:0 \
    -af "atrim=start=$from:duration=1,aformat=channel_layouts=mono,aresample=48000,astats=measure_perchannel=Zero_crossings_rate:measure_overall=none" \
    -f null - 2>&1 | sed -n 's/.*Zero crossings rate: *//p' | awk '{ printf "%.1f\n", $1 * 48000 / 2 }'
}
