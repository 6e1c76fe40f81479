#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# truce watch --state, killed at some moment and started again, writes what it would have written. TRUCE_KILLS: how many moments
# (10); TRUCE_SEED: the first of them.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

kills=${TRUCE_KILLS:-10}
cat >agreement.truce <<'END'
agreement "Streams" timezone UTC
  signed 2026-02-28
  in force 2026-03-01 00:00
  languages en
party A "A"
party B "B"
zone buffer = circle 15 km around 10.5 N 25.2 W
clause 1 "No attacks" gravity serious
  forbid attack by A, B in buffer
clause 2 "Movements are announced"
  forbid troop_movement by A, B in buffer
    unless notification by the same party at most 24 h before
END
awk -v seed="${TRUCE_SEED:-1}" 'BEGIN {
    srand(seed)
    split("shelling troop_movement notification thermal_anomaly small_arms", kinds, " ")
    for (i = 0; i < 12000; i++) {
        minute = int(i * 28 * 1440 / 12000)
        known = sprintf("2026-03-%02dT%02d:%02d:00Z", 1 + int(minute / 1440), int(minute / 60) % 24, minute % 60)
        minute -= int(rand() * 90); if (minute < 0) minute = 0
        at = sprintf("2026-03-%02dT%02d:%02d:00Z", 1 + int(minute / 1440), int(minute / 60) % 24, minute % 60)
        printf "{\"id\": \"%d\", \"feed\": \"f\", \"received\": \"%s\", \"time\": \"%s\", \"place\": {\"lon\": %.4f, " \
            "\"lat\": %.4f, \"error_m\": 100}, \"kind\": \"%s\", \"actor\": \"%s\"}\n", rand() < 0.02 ? int(i * rand()) : i, known, at,
            -25.2 + (rand() - 0.5) / 2, 10.5 + (rand() - 0.5) / 2, kinds[1 + int(rand() * 5)], rand() < 0.5 ? "A" : "B"
    }
    print "this line cannot be read"
}' >stream.ndjson
watch() {
    truce 0 watch agreement.truce --feed ndjson:stream.ndjson --every 2h --settle 12h "$@"
}
watch --out whole.ndjson --late whole-late.ndjson
[ "$(wc -l <whole.ndjson)" -gt 1000 ] || fail "too little was said"
[ -s whole-late.ndjson ] || fail "nothing was late"

# Moments by awk, so that they are random and can be repeated; the program runs about a second.
awk -v seed="${TRUCE_SEED:-1}" -v n="$kills" 'BEGIN { srand(seed + 7); for (i = 0; i < n; i++) printf "%.3f\n", 0.02 + rand() * rand() * 0.8 }' >moments
killed=0
rm -f state out.ndjson late.ndjson
while read -r moment; do
    timeout -s KILL "$moment" "$TRUCE" watch agreement.truce --feed ndjson:stream.ndjson --every 2h --settle 12h \
        --state state --out out.ndjson --late late.ndjson >/dev/null 2>&1 && status=0 || status=$?
    if [ $status -eq 0 ]; then # it came to its end: begin anew
        cmp out.ndjson whole.ndjson || fail "killed $killed times: the findings differ"
        cmp late.ndjson whole-late.ndjson || fail "killed $killed times: what was late differs"
        rm -f state out.ndjson late.ndjson
    else
        killed=$((killed + 1))
    fi
done <moments
[ $killed -gt 0 ] || fail "it was never killed in time"
watch --state state --out out.ndjson --late late.ndjson
cmp out.ndjson whole.ndjson || fail "killed $killed times: the findings differ"
cmp late.ndjson whole-late.ndjson || fail "killed $killed times: what was late differs"

# The same through a pipe, with the findings on standard output.
rm -f state out2.ndjson
head -c 1200000 stream.ndjson | "$TRUCE" watch agreement.truce --every 2h --settle 12h --state state >>out2.ndjson 2>err || fail "first part"
truce_size=$(wc -c <out2.ndjson)
"$TRUCE" watch agreement.truce --every 2h --settle 12h --state state <stream.ndjson >>out2.ndjson 2>err || { cat err; fail "second part"; }
sed 's/"stream.ndjson"/"-"/' whole.ndjson | cmp - out2.ndjson || fail "through a pipe"
[ "$(wc -c <out2.ndjson)" -gt "$truce_size" ] || fail "the second part said nothing"

# A state that is damaged, of another agreement, of other settings, or whose outputs are gone.
sed 's/"settled": /"settled": 1/' state >damaged
truce 4 watch agreement.truce --feed ndjson:stream.ndjson --every 2h --settle 12h --state damaged --out new.ndjson
has err "its sum does not fit"
head -c 300 state >damaged
truce 4 watch agreement.truce --feed ndjson:stream.ndjson --every 2h --settle 12h --state damaged --out new.ndjson
has err "its end is missing"
sed 's/15 km/16 km/' agreement.truce >other.truce
truce 4 watch other.truce --feed ndjson:stream.ndjson --every 2h --settle 12h --state state --out new.ndjson
has err "another agreement"
truce 4 watch agreement.truce --feed ndjson:stream.ndjson --every 3h --settle 12h --state state --out new.ndjson
has err 'another setting of "every"'
truce 5 watch agreement.truce --feed ndjson:stream.ndjson --every 2h --settle 12h --state state --out new.ndjson
has err "less than the state stands for"
head -c 1000 stream.ndjson >short.ndjson
truce 4 watch agreement.truce --feed ndjson:short.ndjson --every 2h --settle 12h --state state --out out2.ndjson
has err "another input"
echo "killed $killed times"
