# SPDX-License-Identifier: Apache-2.0
# The contenders' command lines: the same camera, the same sound, x264 at the same settings. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the other parts
#
# diemcau-media     the program as it is shipped, with the plan that an agent would give it
# gst-launch        as people write it: the muxer for packets of seven, the sink as it comes
# gst-launch tuned  what the elements have to offer: frames leave the muxer when they are whole, nothing
#                   waits for the clock or in a queue, one encoder thread
# gst-launch video  as people write it, without sound, which the muxer would otherwise wait for
# ffmpeg            as people write it, zerolatency
# srt-live-transmit ffmpeg's stream, through a pipe, sent by libsrt's own program
# ffmpeg tuned      every packet flushed, no interleaving delay, no buffering of the inputs
# bare encoder      gst-launch: the camera and the sound, encoded and thrown away
#
# The encoder's settings are those of daemon/media/encode/x264_encoder.cpp and sound_pipeline.cpp.

# One thread, as diemcau-media has at 720p30; contenders "as people write it" have x264's choice.
x264='x264enc tune=zerolatency speed-preset=superfast bitrate=2500 vbv-buf-capacity=400 key-int-max=60 bframes=0 option-string=scenecut=0'
x264_caps='video/x-h264,profile=main'
opus='opusenc frame-size=20 audio-type=voice bitrate-type=constrained-vbr inband-fec=true dtx=false complexity=5 bitrate=64000 packet-loss-percentage=5'

# Reads the camera of make_camera, whatever it gives.
camera_gst() {
  local decoder=''
  if [ "$format" = mjpeg ]; then decoder='image/jpeg ! jpegdec !'; fi
  echo "v4l2src device=$camera ! $decoder videoconvert ! video/x-raw,format=I420,width=1280,height=720"
}
sound_gst='audiotestsrc is-live=true samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=1'

# The tone that diemcau-media has; the peers' is generated likewise.
media_plan() {
  jq -n --arg camera "v4l2:$camera" --argjson port "$1" --arg passphrase "$passphrase" --argjson latency "$srt_latency_ms" \
    --arg control "${rate_control:-fixed}" \
    '{schema: "diemcau.media-plan/1", config_version: 1, site_name: "Bench", camera: {source: $camera},
      microphone: {source: "tone"}, video: {width: 1280, height: 720, fps: 30, bitrate_kbps: 2500, keyframe_interval_s: 2, small_picture: false},
      audio: {bitrate_kbps: 64, expected_loss_percent: 5},
      uplink: {host: "127.0.0.1", port: $port, stream_id: "#!::r=79,m=publish,u=box-00000000",
               passphrase: $passphrase, latency_ms: $latency, rate_control: $control}}'
}

# A bus and an agent of plans alone, for the media process by itself; they stay for the whole benchmark.
start_bus() {
  mkdir -p "$work/plans" "$work/run"
  cat >"$work/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=$work/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
CONF
  start "$work/bus.log" dbus-daemon --config-file="$work/bus.conf" --nofork --nopidfile
  within 5 test -S "$work/bus" || die "no message bus"
  start "$work/plan_bus.log" "$bin/plan_bus" --bus "unix:path=$work/bus" --dir "$work/plans"
}

# start_sender CONTENDER PORT: pinned, with the camera and the encoder's probe; its process id is in $started.
start_sender() {
  local contender=$1 port=$2 gst=(gst-launch-1.0 -q) command
  local srt="srt://127.0.0.1:$port?mode=caller&passphrase=$passphrase&pbkeylen=16"
  local ffmpeg=(ffmpeg -nostdin -v warning)
  local ff_camera=(-f v4l2 -input_format yuyv422 -video_size 1280x720 -framerate 30 -i "$camera")
  local ff_sound=(-f lavfi -re -i sine=frequency=440:sample_rate=48000)
  local ff_codecs=(-pix_fmt yuv420p -c:v libx264 -preset superfast -tune zerolatency -profile:v main -b:v 2500k
    -maxrate 2500k -bufsize 1000k -g 60 -bf 0 -sc_threshold 0 -c:a libopus -application voip -frame_duration 20
    -compression_level 5 -b:a 64k -fec 1 -packet_loss 5)
  local ff_out="$srt&latency=$((srt_latency_ms * 1000))&pkt_size=1316"
  rm -f "$work/probe"
  case $contender in
    diemcau-media)
      media_plan "$port" >"$work/plans/media-plan.json.new"
      mv "$work/plans/media-plan.json.new" "$work/plans/media-plan.json"
      command=("$bin/diemcau-media" --bus "unix:path=$work/bus" --run "$work/run")
      ;;
    gst-launch)
      read -r -a command <<<"$(camera_gst) ! $x264 ! $x264_caps ! h264parse config-interval=-1 ! queue ! mpegtsmux name=mux alignment=7 ! srtsink latency=$srt_latency_ms uri=$srt $sound_gst ! $opus ! queue ! mux."
      command=("${gst[@]}" "${command[@]}")
      ;;
    'gst-launch tuned')
      read -r -a command <<<"$(camera_gst) ! $x264 threads=1 ! $x264_caps ! h264parse config-interval=-1 ! mpegtsmux name=mux alignment=0 ! srtsink sync=false async=false wait-for-connection=false latency=$srt_latency_ms uri=$srt $sound_gst ! $opus ! mux."
      command=("${gst[@]}" "${command[@]}")
      ;;
    'gst-launch video')
      read -r -a command <<<"$(camera_gst) ! $x264 ! $x264_caps ! h264parse config-interval=-1 ! queue ! mpegtsmux alignment=7 ! srtsink latency=$srt_latency_ms uri=$srt"
      command=("${gst[@]}" "${command[@]}")
      ;;
    ffmpeg)
      command=("${ffmpeg[@]}" "${ff_camera[@]}" "${ff_sound[@]}" "${ff_codecs[@]}" -f mpegts "$ff_out")
      ;;
    srt-live-transmit)
      command=(bash -c 'exec srt-live-transmit -q -chunk:1316 file://con "$0" < <(exec "$@")' "$srt&latency=$srt_latency_ms"
        "${ffmpeg[@]}" "${ff_camera[@]}" "${ff_sound[@]}" "${ff_codecs[@]}" -flush_packets 1 -f mpegts -)
      ;;
    'ffmpeg tuned')
      command=("${ffmpeg[@]}" -fflags nobuffer -probesize 32 -analyzeduration 0 "${ff_camera[@]}" -fflags nobuffer
        "${ff_sound[@]}" "${ff_codecs[@]}" -threads 1 -flush_packets 1 -max_interleave_delta 1 -muxdelay 0
        -muxpreload 0 -f mpegts "$ff_out")
      ;;
    'bare encoder')
      read -r -a command <<<"$(camera_gst) ! $x264 threads=1 ! $x264_caps ! fakesink sync=false async=false $sound_gst ! $opus ! fakesink sync=false async=false"
      command=("${gst[@]}" "${command[@]}")
      ;;
    *) die "no contender $contender" ;;
  esac
  start "$work/sender.log" "${preload[@]}" taskset -c "$sender_cpu" "${command[@]}"
}

# measure_stream MEASURE CONTENDER: a receiver, a sender, and what the receiver saw, as JSON in $seen.
measure_stream() {
  local receiver sender
  rm -f "$work/port" "$work/seen.json"
  start "$work/receiver.log" taskset -c "$other_cpu" "$bin/bench_receiver" --measure "$1" --passphrase "$passphrase" \
    --latency "$srt_latency_ms" --skip 2 --seconds "$seconds" --probe "$work/probe" --port-file "$work/port" \
    --out "$work/seen.json"
  receiver=$started
  within 10 test -s "$work/port" || die "the receiver does not listen"
  start_sender "$2" "$(cat "$work/port")"
  sender=$started
  within $((seconds + 30)) gone "$receiver" || die "the receiver does not end"
  stop "$sender"
  stop "$receiver"
  if [ ! -s "$work/seen.json" ]; then
    cat "$work/receiver.log" "$work/sender.log" >&2
    die "nothing was measured of $2"
  fi
  seen=$(cat "$work/seen.json")
}
