# SPDX-License-Identifier: Apache-2.0
# A guest that the emulator broke, the first time; the second time nothing is wrong.
# shellcheck shell=bash disable=SC2154 # what the runner tells
[ "$attempt" = 1 ] || exit 0
echo "Oops: int3: 0000 [#1]" >/dev/kmsg
echo o >/proc/sysrq-trigger
sleep 1000
