# SPDX-License-Identifier: Apache-2.0
# vivid as the camera, snd-aloop as the microphone, for guest_capture.cpp.
# shellcheck shell=bash disable=SC2119,SC2154 # $bin
. tests/guest/lib.sh

load_vivid
load_loopback_sound
play_tone 1000
export camera microphone
"$bin/guest_capture"
