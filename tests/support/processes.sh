# SPDX-License-Identifier: Apache-2.0
# Processes that a script starts, waits for and ends. Sourced; stop_all is for the script's own end.
# shellcheck shell=bash disable=SC2034 # $started is for the others

declare -a running=()

# start LOG COMMAND...: in the background; its process id is in $started.
start() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 &
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

stop_all() {
  while [ ${#running[@]} -gt 0 ]; do stop "${running[-1]}"; done
}
