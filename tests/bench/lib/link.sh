# SPDX-License-Identifier: Apache-2.0
# A contender's stream over a link of linksim to a receiver that is none of ours, and what ffprobe finds in what it
# wrote. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the other parts

fps=30

listens() { grep -q '^listening' "$1"; }
has_bytes() { [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -gt 0 ]; }

# over_link CONTENDER LINK SEED RECEIVER_LATENCY_MS SECONDS: so many seconds from the first byte that arrived. The link's
# time begins before the contender does. What was found is, as JSON, in $seen; the link's log is $work/link.tsv.
over_link() {
  local contender=$1 link=$2 seed=$3 latency=$4 length=$5 receiver relay sender port
  srt_latency_ms=$latency
  port=$((20000 + RANDOM % 20000))
  rm -f "$work/room.ts"
  start "$work/receiver.log" bash -c "exec srt-live-transmit -q 'srt://127.0.0.1:$port?mode=listener&passphrase=$passphrase&latency=$latency' file://con >'$work/room.ts'"
  receiver=$started
  start "$work/relay.log" "$bin/linksim" --listen 0 --to "$port" --case "$link" --seed "$seed" --log "$work/link.tsv"
  relay=$started
  within 5 listens "$work/relay.log" || die "no relay: $(cat "$work/relay.log")"
  start_sender "$contender" "$(awk '/^listening/ { print $2 }' "$work/relay.log")"
  sender=$started
  within 20 has_bytes "$work/room.ts" || { cat "$work/sender.log" >&2; die "nothing of $contender arrived"; }
  sleep "$length"
  stop "$sender"
  stop "$relay"
  stop "$receiver"
  seen=$(found "$work/room.ts" "$length" "$work/link.tsv")
}

# found FILE SECONDS LOG: pictures that are not there or cannot be decoded, the longest hole in the sound, and what went
# over the link by what arrived. Where packets are missing ffprobe calls a picture corrupt: neither it nor those after it
# up to the next keyframe count as there.
found() {
  local packets=$work/packets
  ffprobe -v quiet -show_entries packet=codec_type,pts_time,flags -of csv=p=0 "$1" >"$packets" || true
  awk -F, -v fps="$fps" -v length_s="$2" -v bytes="$(stat -c %s "$1")" '
    FILENAME == ARGV[2] { split($0, column, "\t"); sent += column[3] * 100 / 8; next }
    $2 == "N/A" { next }
    $1 == "video" {
      ++pictures
      if ($3 ~ /C/) { broken = 1; ++corrupt }
      else if ($3 ~ /K/) broken = 0
      if (!broken) { ++good; if (have && $2 - shown > frozen) frozen = $2 - shown; shown = $2; have = 1 }
      last = $2
      if (first == "") first = $2
    }
    $1 == "audio" { if (sounds++ && $2 - heard > hole) hole = $2 - heard; heard = $2 }
    END {
      span = last - first + 1 / fps
      printf "{\"missing\": %.2f, \"corrupt\": %.2f, \"frozen_s\": %.2f, \"hole_ms\": %.0f, \"overhead\": %.3f}\n", \
        good < span * fps ? 100 * (1 - good / (span * fps)) : 0, pictures ? 100 * corrupt / pictures : 100, frozen, sounds ? hole * 1000 - 20 : length_s * 1000, bytes ? sent / bytes - 1 : 0
    }' "$packets" "$3"
}
