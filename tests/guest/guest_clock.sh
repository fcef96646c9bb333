# SPDX-License-Identifier: Apache-2.0
# A box whose clock says 1970, or 2040, or jumps: it learns the time from its centre and is on air; and the stream
# waits for no clock.
# shellcheck shell=bash disable=SC2154 # variables of the runner
. tests/guest/lib.sh

box=/tmp/box
mkdir -p "$box/state" "$box/run"
cp -r "$out/identity" "$box/identity"
chmod 700 "$box/identity"
chmod 600 "$box/identity/key.pem"

keep_logs() { cp "$box"/run/*.log "$box"/*.log "$out" 2>/dev/null || true; }
trap 'stop_all; keep_logs' EXIT

# Not by the shell's clock, which is the one that jumps.
soon() {
  local tries=250
  until "$@"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || return 1
    sleep 0.2
  done
}
year() { date -u +%Y; }
it_is() { [ "$(year)" = "$1" ]; }
# times LOG WORDS: how often since the box was started.
times() { grep -c -e "$2" "$box/run/$1.log" 2>/dev/null || true; }
# said LOG WORDS [TIMES]: that often at least.
said() { [ "$(times "$1" "$2")" -ge "${3:-1}" ] 2>/dev/null; }

switch_on() {
  rm -f "$box"/run/*.log
  start "$box/launcher-$1.log" "$bin/diemcau-launcher" --identity "$box/identity" --state "$box/state" --run "$box/run" \
    --templates maket/templates --camera pattern --microphone tone
  launcher=$started
}

check "the clock says 1970" it_is 1970

# The day of the build is not enough for the centre's certificate, and nobody tells the time.
cp "$box/identity/identity.json" "$box/told.json"
sed -i -E 's,("time_url": *"http://[^":]+):[0-9]+,\1:9,' "$box/identity/identity.json"
switch_on untold
check "the clock is that of the build" soon said agent 'the clock was .*: set'
check "without the time the centre is not trusted" soon said agent 'centre_untrusted'
check "and there is no configuration" [ "$(times agent 'configuration 1 is in force')" = 0 ]
stop "$launcher"
rm -r "$box/state"
mkdir "$box/state"
cp "$box/told.json" "$box/identity/identity.json"
date -u -s '1970-01-02 00:00:00' >/dev/null

switch_on 1970
# First to the day of the build, then to what the centre says.
check "the time is learned from the centre" soon said agent 'the clock was .*: set' 2
check "it is set" it_is "$this_year"
check "both streams are on air" soon said media 'uplink: connected to' 2
check "the configuration is in force" soon said agent 'configuration 1 is in force'

connections=$(times media 'uplink: connected to')
date -u -s '2040-01-01 00:00:00' >/dev/null
check "a jump to 2040 is put right" soon it_is "$this_year"
check "it was noticed" said agent 'the clock jumped'
check "no connection broke" [ "$(times media 'uplink: connected to') $(times media uplink_broken)" = "$connections 0" ]
stop "$launcher"

date -u -s '2040-01-01 00:00:00' >/dev/null
switch_on 2040
check "from 2040 too the time is learned" soon it_is "$this_year"
check "the stream is on air again" soon said media 'uplink: connected to'
stop "$launcher"

# No time to be had, and no centre.
date -u -s '1970-01-02 00:00:00' >/dev/null
sed -i -E 's,(https?://[^":]+):[0-9]+,\1:9,g' "$box/identity/identity.json"
switch_on alone
check "without the centre the stream is on air all the same" soon said media 'uplink: connected to'
check "although there was no time" soon said agent 'no time from the centre'
stop "$launcher"
