# SPDX-License-Identifier: Apache-2.0
# What tests in the guest share: drivers, their faults, waiting. Sourced by NAME.sh, with the project's top as $PWD;
# for a program: bash -c '. tests/guest/lib.sh; unplug_camera'.
# shellcheck shell=bash disable=SC2120,SC2034,SC2154 # variables for and of the tests
set -euo pipefail
. tests/support/processes.sh
trap stop_all EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

skip() {
  echo "skipped: $*"
  exit 77
}

# check WHAT COMMAND...: the test fails unless the command succeeds.
check() {
  local what=$1
  shift
  "$@" || fail "$what ($*)"
  echo "ok: $what"
}

# load DRIVER [PARAMETER=VALUE...]: one of the kernel's, or one built for it (prepare); its devices are there
# when it returns.
load() {
  local file=/usr/share/guest/modules/$1.ko needs
  if [ -e "$file" ]; then
    for needs in $(modinfo -F depends "$file" | tr , ' '); do load "$needs"; done
    if [ ! -e "/sys/module/${1//-/_}" ]; then insmod "$file" "${@:2}"; fi
  else
    modprobe "$@"
  fi
  udevadm settle
}

# available DRIVER: skips the test where it could not be built.
available() {
  [ -e "/usr/share/guest/modules/$1.ko" ] || modprobe --dry-run "$1" 2>/dev/null || skip "no driver $1 for this kernel"
}

# video_node NAME: the node of the device that its driver calls so, like vivid-000-vid-cap.
video_node() {
  local dir
  for dir in /sys/class/video4linux/video*; do
    if [ "$(cat "$dir/name" 2>/dev/null)" = "$1" ]; then
      echo "/dev/${dir##*/}"
      return
    fi
  done
  return 1
}

# load_vivid [PARAMETER=VALUE...]: one webcam, whose node is in $camera, unless the parameters say more.
# input_types has two bits an input: 0 webcam, 1 TV, 2 S-Video, 3 HDMI.
load_vivid() {
  load vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0 "$@"
  camera=$(video_node vivid-000-vid-cap) || fail "vivid has no camera"
}

# vivid_set NODE CONTROL=VALUE...: a control of its own, as v4l2-ctl --list-ctrls names it: disconnect=1,
# inject_fatal_streaming_error=1, percentage_of_dropped_buffers=30, dv_timings_signal_mode=1 (0 current timings,
# 1 no signal, 2 no lock, 3 out of range, 4 selected timings, ...).
vivid_set() { v4l2-ctl --device "$1" --set-ctrl "$(IFS=,; echo "${*:2}")"; }

# A camera that is pulled out, and put in again; its number is the N of vivid-00N.
unplug_vivid() { echo "vivid.${1:-0}" >/sys/bus/platform/drivers/vivid/unbind; }
plug_vivid() {
  echo "vivid.${1:-0}" >/sys/bus/platform/drivers/vivid/bind
  udevadm settle
}

# load_loopback_camera [NAME]: a camera that shows what is written to it; its node is in $camera.
load_loopback_camera() {
  available v4l2loopback
  load v4l2loopback exclusive_caps=1 "card_label=${1:-Loopback}"
  camera=$(video_node "${1:-Loopback}") || fail "v4l2loopback has no camera"
}

# The microphone hw:Loopback,1,0 hears what is played on hw:Loopback,0,0, and the other way round.
load_loopback_sound() {
  load snd-aloop id=Loopback pcm_substreams=1
  microphone=hw:CARD=Loopback,DEV=1
  loudspeaker=hw:CARD=Loopback,DEV=0
}

unplug_codec() { echo vicodec.0 >/sys/bus/platform/drivers/vicodec/unbind; }

# A sound card that is pulled out, and put in again; its driver is snd_aloop or snd_dummy. As the kernel does it, the
# first returns when nobody holds the card any more.
unplug_sound() { echo "${1:-snd_aloop}.0" >"/sys/bus/platform/drivers/${1:-snd_aloop}/unbind"; }
plug_sound() {
  echo "${1:-snd_aloop}.0" >"/sys/bus/platform/drivers/${1:-snd_aloop}/bind"
  udevadm settle
}

# feed_camera NODE [WIDTH HEIGHT FPS]: a webcam's film where it is at hand, else a moving pattern, over and over.
feed_camera() {
  local film=../shared/footage/room-webcam-480p30.mkv width=${2:-640} height=${3:-360} fps=${4:-15} source
  if [ -r "$film" ]; then
    source=(-stream_loop -1 -i "$film")
  else
    echo "no footage: a pattern instead"
    source=(-f lavfi -i "testsrc2=size=${width}x$height:rate=$fps")
  fi
  start "$out/feed.log" ffmpeg -nostdin -v error -re "${source[@]}" -an \
    -vf "fps=$fps,scale=$width:$height:force_original_aspect_ratio=increase:flags=fast_bilinear,crop=$width:$height" \
    -pix_fmt yuyv422 -f v4l2 "$1"
}

# play_tone HERTZ and play_speech: into the loop's microphone, over and over; it is heard when they return.
play_tone() {
  start "$out/play.log" gst-launch-1.0 -q audiotestsrc freq="$1" volume=0.5 ! audio/x-raw,rate=48000,channels=2 ! \
    audioconvert ! alsasink device="$loudspeaker"
  plays
}
plays() {
  within 60 grep -q RUNNING /proc/asound/Loopback/pcm0p/sub0/status || fail "nothing plays: $(cat "$out/play.log")"
}
play_speech() {
  local speech=../shared/footage/speech-vi-48k.flac
  if [ ! -r "$speech" ]; then
    echo "no speech: a tone instead"
    play_tone 440
    return
  fi
  start "$out/play.log" ffmpeg -nostdin -v error -re -stream_loop -1 -i "$speech" -ac 2 -c:a pcm_s16le \
    -f alsa "$loudspeaker"
  plays
}

# Whether netem has dropped something on this interface.
tc_dropped() { tc -s qdisc show dev "$1" | grep -qE 'dropped [1-9]'; }
