# SPDX-License-Identifier: Apache-2.0
# The bench proves itself: what tests in the guest stand on is there.
# shellcheck shell=bash disable=SC2119,SC2154 # the host's part tells the ports
. tests/guest/lib.sh

check "a kernel of Debian 13" grep -q '^6\.12\.' /proc/sys/kernel/osrelease
check "udev answers" udevadm control --ping
check "the clone is there and nobody can write to it" test -r CONTRIBUTING.md -a ! -w CONTRIBUTING.md
check "GStreamer's registry was made before" test -s /root/.cache/gstreamer-1.0/registry.x86_64.bin

load_vivid
check "udev knows the camera by its place" test -e /dev/v4l/by-path/platform-vivid.0-video-index0
check "the camera gives pictures" v4l2-ctl -d "$camera" --set-fmt-video width=320,height=180,pixelformat=YUYV \
  --stream-mmap --stream-count=5 --stream-to=/tmp/pictures.yuyv 2>/dev/null
check "of the wanted size" test "$(stat -c %s /tmp/pictures.yuyv)" = $((5 * 320 * 180 * 2))
unplug_vivid
check "the camera that was pulled out is gone" test ! -e "$camera"
plug_vivid
check "the camera comes back" test -c "$(video_node vivid-000-vid-cap)"

load_loopback_sound
play_tone 1000
check "the microphone records" arecord -q -D "plug$microphone" -f S16_LE -r 48000 -c 2 -d 1 "$out/tone.wav"

for driver in vicodec v4l2loopback; do
  if [ ! -e "/usr/share/guest/modules/$driver.ko" ]; then echo "not built: $driver"; continue; fi
  load "$driver"
  check "$driver is loaded" test -d "/sys/module/$driver"
done
if [ -d /sys/module/v4l2loopback ]; then
  camera=$(video_node "Dummy video device (0x0000)")
  feed_camera "$camera" 320 180 10
  fed() { v4l2-ctl -d "$camera" --stream-mmap --stream-count=2 --stream-to=/tmp/film.yuyv >/dev/null 2>&1; }
  check "a camera shows a film" within 60 fed
fi

get() { curl -sf --output /tmp/greeting "$@" "http://10.0.2.2:$http_port/greeting"; }
check "HTTP of the host" get
check "says what it says there" grep -qx hello /tmp/greeting
tc qdisc add dev eth0 root netem delay 300ms
check "a delay is felt" awk -v s="$(get -w '%{time_connect}')" 'BEGIN { exit !(s >= 0.3) }'
tc qdisc replace dev eth0 root netem delay 20ms loss 5%
head -c 500000 /dev/urandom >/tmp/received
sha256sum </tmp/received >"$out/sent.sha256"
check "SRT to the host over a lossy link" timeout 60 srt-file-transmit -q file:///tmp/received "srt://10.0.2.2:$srt_port"
check "packets were lost" tc_dropped eth0
