# SPDX-License-Identifier: Apache-2.0
# The runner's side of a test: processes at the host, what the guest is told, cores. Sourced by run, and by its
# means usable in NAME.host.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the runner

# tell_guest NAME VALUE: an exported variable of the guest's test (and of its /bin/sh).
tell_guest() { printf "export %s='%s'\n" "$1" "${2//\'/\'\\\'\'}" >>"$out/guest.env"; }

declare -a running=()

# start LOG COMMAND...: in the background, ended with the runner; its process id is in $started.
start() {
  local log=$1
  shift
  "$@" >>"$log" 2>&1 &
  started=$!
  running+=("$started")
}

# Waits up to $1 seconds for a command to succeed.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.05
  done
}

gone() { ! kill -0 "$1" 2>/dev/null; }

# Ends a started process by TERM, after three seconds by KILL.
stop() {
  local pid=$1 left=() other
  kill -TERM "$pid" 2>/dev/null || true
  within 3 gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  for other in "${running[@]}"; do [ "$other" = "$pid" ] || left+=("$other"); done
  running=("${left[@]}")
}

finish() {
  local state=$?
  trap - EXIT INT TERM
  while [ ${#running[@]} -gt 0 ]; do stop "${running[-1]}"; done
  exit "$state"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A UDP port of this host that nobody uses, which is port $1 or one above it.
free_udp_port() {
  local port=$1
  while [ -n "$(ss -Hlnu "sport = :$port")" ]; do port=$((port + 1)); done
  echo "$port"
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
