# SPDX-License-Identifier: Apache-2.0
# A test that does not end, and stops what watches it in the guest as well.
# shellcheck shell=bash
echo "said before the hang"
echo "said to the console" >/dev/console
kill -STOP $PPID
sleep 1000
