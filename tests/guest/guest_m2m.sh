# SPDX-License-Identifier: Apache-2.0
# vicodec is there before GStreamer looks for devices, as on a board.
# shellcheck shell=bash disable=SC2154 # $bin
. tests/guest/lib.sh

available vicodec
load vicodec
"$bin/guest_in_place"
"$bin/guest_m2m"
