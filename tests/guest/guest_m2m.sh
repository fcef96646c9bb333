# SPDX-License-Identifier: Apache-2.0
# vicodec is there before GStreamer looks for devices, as on a board.
# shellcheck shell=bash disable=SC2154 # $bin
. tests/guest/lib.sh

available vicodec
load vicodec
"$bin/guest_in_place"
# AddressSanitizer wants to be the first that is loaded.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"
LD_PRELOAD="$bin/guest_driver_hang.so" "$bin/guest_m2m"
