# SPDX-License-Identifier: Apache-2.0
# What the benchmarks share: options, the machine, processes that are measured, pairs. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the other parts

# The sender has one core to itself and everything else the other; with one core they share it.
sender_cpu=0
other_cpu=$(($(nproc) > 1 ? 1 : 0))
passphrase=measured-in-pairs
srt_latency_ms=20

# options NAME DEFAULT_PAIRS DEFAULT_SECONDS ARGS... : sets name, bin, out, pairs, seconds, work.
options() {
  name=$1 pairs=$2 seconds=$3 bin='' out=''
  shift 3
  while [ $# -gt 0 ]; do
    case $1 in
      --bin) bin=${2:?--bin needs a directory} ;;
      --out) out=${2:?--out needs a file} ;;
      --pairs) pairs=${2:?--pairs needs a number} ;;
      --seconds) seconds=${2:?--seconds needs a number} ;;
      *)
        echo "Usage: tests/bench/$name --bin DIR --out FILE.json [--pairs N] [--seconds S]" >&2
        [ "$1" = --help ] && exit 0
        exit 2
        ;;
    esac
    shift 2
  done
  [ -x "$bin/bench_receiver" ] || die "--bin must name the directory of the built programs"
  [ -n "$out" ] || die "--out must name the file for the figures"
  [[ $pairs =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ ]] || die "--pairs and --seconds take numbers from 1"
  bin=$(realpath -- "$bin")
  mkdir -p "$(dirname -- "$out")"
  out=$(realpath -m -- "$out")
  work=$(mktemp -d "/tmp/$name.XXXXXX")
  results=$work/results.jsonl
  : >"$results"
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

die() {
  echo "${name:-bench}: $*" >&2
  exit 1
}

note() { printf '%s: %s\n' "$name" "$*" >&2; }

. tests/support/processes.sh

finish() {
  local state=$?
  trap - EXIT INT TERM
  stop_all
  rm -rf "$work"
  exit "$state"
}

# make_camera yuyv|nv12|mjpeg: the camera of all contenders: a link to a device that exists and that nobody
# opens, and three seconds of pictures, of a real webcam where the footage is at hand (docs/benchmarks.md).
make_camera() {
  local footage=../shared/footage/room-webcam-480p30.mkv source pixels=(-pix_fmt yuyv422 -f rawvideo)
  format=$1
  case $format in
    nv12) pixels=(-pix_fmt nv12 -f rawvideo) ;;
    mjpeg) pixels=(-pix_fmt yuvj422p -c:v mjpeg -q:v 4 -f image2pipe) ;;
  esac
  camera=$work/video0
  ln -sfn /dev/full "$camera"
  if [ -r "$footage" ]; then
    source=(-i "$footage")
    picture='footage of a webcam, scaled to 720p'
  else
    source=(-f lavfi -i 'testsrc2=size=1280x720:rate=30,noise=alls=6:allf=t')
    picture='a generated picture with noise'
  fi
  if [ ! -e "$work/pictures.$format" ]; then
    ffmpeg -nostdin -v error "${source[@]}" -an -vf scale=1280:720,fps=30 "${pixels[@]}" -frames:v 90 \
      "$work/pictures.$format" || die "no pictures for the camera"
  fi
  preload=(env "LD_PRELOAD=$bin/bench_camera.so:$bin/bench_x264_probe.so" "DIEMCAU_BENCH_CAMERA=$camera"
    "DIEMCAU_BENCH_FORMAT=$format" "DIEMCAU_BENCH_FRAMES=$work/pictures.$format" "DIEMCAU_BENCH_PROBE=$work/probe")
}

# Frames that libx264 has given out in the contender that runs (16 bytes each).
encoded() { echo $(($(stat -c %s "$work/probe" 2>/dev/null || echo 0) / 16)); }
encoding() { [ "$(encoded)" -gt 0 ]; }

# A process and all its descendants.
tree() {
  local child
  echo "$1"
  while read -r -d " " child; do tree "$child"; done < <(cat /proc/"$1"/task/*/children 2>/dev/null)
}

# CPU milliseconds that processes have used, their ended threads included.
cpu_ms() {
  local pid sum=0 fields
  for pid in "$@"; do
    fields=$(cat "/proc/$pid/stat" 2>/dev/null) || die "process $pid is gone"
    read -r -a fields <<<"${fields##*) }"
    sum=$((sum + fields[11] + fields[12]))
  done
  echo $((sum * 1000 / $(getconf CLK_TCK)))
}

# Resident kB of processes.
rss_kb() {
  local pid sum=0 one
  for pid in "$@"; do
    one=$(awk '/^VmRSS:/ { print $2 }' "/proc/$pid/status" 2>/dev/null) || die "process $pid is gone"
    sum=$((sum + one))
  done
  echo $sum
}

now_ms() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }

# record STAGE PAIR CONTENDER JSON
record() {
  jq -c -n --arg stage "$1" --argjson pair "$2" --arg contender "$3" --argjson seen "$4" \
    '{stage: $stage, pair: $pair, contender: $contender} + $seen' >>"$results"
}

# run_pairs ONE CONTENDER...: first the first contender against itself (stage "aa"), then all of them one
# after the other (stage "ab"), $pairs times each. `ONE CONTENDER` leaves what was measured, as JSON, in $seen.
run_pairs() {
  local one=$1 pair contender
  shift
  for ((pair = 1; pair <= pairs; ++pair)); do
    note "A/A $pair of $pairs"
    for contender in A B; do
      "$one" "$1"
      record aa "$pair" "$contender" "$seen"
    done
  done
  for ((pair = 1; pair <= pairs; ++pair)); do
    note "pair $pair of $pairs"
    for contender in "$@"; do
      "$one" "$contender"
      record ab "$pair" "$contender" "$seen"
    done
  done
}
