# SPDX-License-Identifier: Apache-2.0
# virtio-gpu as the display, for screen_test.cpp.
# shellcheck shell=bash disable=SC2154 # $bin
. tests/guest/lib.sh

load virtio-gpu
"$bin/guest_screen"
