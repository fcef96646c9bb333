# SPDX-License-Identifier: Apache-2.0
# The runner's side of a test: processes at the host, what the guest is told, cores. Sourced by run, and by its
# means usable in NAME.host.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the runner

# tell_guest NAME VALUE: an exported variable of the guest's test (and of its /bin/sh).
tell_guest() { printf "export %s='%s'\n" "$1" "${2//\'/\'\\\'\'}" >>"$out/guest.env"; }

. tests/support/processes.sh

finish() {
  local state=$?
  trap - EXIT INT TERM
  stop_all
  exit "$state"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# free_port tcp|udp FIRST: a port of this host that nobody uses, FIRST or one above it.
free_port() {
  local port=$2
  while [ -n "$(ss -Hln "--$1" "sport = :$port")" ]; do port=$((port + 1)); done
  echo "$port"
}

# start_receiver PORT FILE: an SRT listener with the passphrase of MediaBench that writes what comes; it is ended by
# `stop "$receiver"`.
start_receiver() {
  start /dev/null bash -c 'exec srt-live-transmit -q "$1" file://con >"$2"' - \
    "srt://127.0.0.1:$1?mode=listener&passphrase=a%20secret%20of%20the%20room" "$2"
  receiver=$started
}

# A backtrace of each core; false if there is one that the test did not expect (it removes those).
show_cores() {
  local core program found=0
  for core in "$out"/core.*; do
    [ -e "$core" ] || continue
    found=1
    program=${core##*/core.}
    program=${program#*.}
    echo "-- crashed: ${program//!//} ($core)"
    gdb -batch -nx -ex 'thread apply all backtrace' "${program//!//}" "$core" 2>&1 | tail -n 200
  done
  [ $found = 0 ]
}
