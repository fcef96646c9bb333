# SPDX-License-Identifier: Apache-2.0
# The whole house: a centre, and endpoints under their launcher. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154 # variables of the other parts

start_centre() {
  mkdir -p "$work/console"
  start "$work/centre.log" taskset -c "$other_cpu" "$bin/diemcau-centre" serve --data "$work/centre" \
    --console "$work/console" --sites centre/data/sites-63-2022.json --listen 127.0.0.1 --public-host localhost \
    --device-port 0 --operator-port 0 --srt-port 0 --recordings "$work/recordings"
  centre=$started
  within 20 test -s "$work/centre/ports.json" || { cat "$work/centre.log" >&2; die "the centre did not start"; }
}

# The launcher looks for the daemons beside itself: a folder of its own, in which only the media process has
# the preloaded camera, so that agent and screen are measured as they are.
make_house() {
  mkdir -p "$work/house"
  cp "$bin/diemcau-launcher" "$work/house/"
  ln -s "$bin/diemcaud" "$bin/diemcau-screen" "$work/house/"
  printf '#!/bin/sh\nexec %s %s "$@"\n' "${preload[*]}" "$bin/diemcau-media" >"$work/house/diemcau-media"
  chmod +x "$work/house/diemcau-media"
}

# start_endpoint SITE VIDEO CPUS CAMERA: provisioned once, then started with all its daemons; the launcher's
# process id is in $started, its run directory in $run.
start_endpoint() {
  local home=$work/$1
  run=$home/run
  if [ ! -d "$home/identity" ]; then
    mkdir -p "$home/state"
    "$bin/diemcau-centre" provision --data "$work/centre" --site "$1" --conference centre/data/conference-2022.json \
      --centre-url "https://127.0.0.1:$(jq .device "$work/centre/ports.json")" --video "$2" \
      --out "$home/identity" >"$home/provision.log" 2>&1 || { cat "$home/provision.log" >&2; die "site $1 is not provisioned"; }
  fi
  rm -rf "$run"
  mkdir -p "$run"
  start "$home/launcher.log" taskset -c "$3" "$work/house/diemcau-launcher" --identity "$home/identity" \
    --state "$home/state" --run "$run" --templates maket/templates --camera "$4" --microphone tone
}

# The process id of "agent", "media" or "screen" of the endpoint with this run directory.
daemon() { jq -e ".$2" "$1/pids.json" 2>/dev/null; }
all_daemons() { daemon "$1" agent && daemon "$1" media && daemon "$1" screen; } >/dev/null

# Bytes that the centre has recorded of a site.
recorded() { cat "$work/recordings/$1"/*.ts 2>/dev/null | wc -c; }
is_recorded() { [ "$(recorded "$1")" -gt 100000 ]; }
