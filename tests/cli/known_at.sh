#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# --as-known-at T sees what was received by T: the same command over files cut at T writes the same.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

# cut_at T FILE: the records received by T (feed records always; where `received` is missing, `time`
# or the end of the time stands for it).
cut_at() {
    awk -v t="$1" '
        function value(key,   at) {
            at = index($0, "\"" key "\": \"")
            if (!at) return ""
            return substr($0, at + length(key) + 5, 20)
        }
        /"record": "feed"/ { print; next }
        {
            known = value("received")
            if (known == "") known = value("to")
            if (known == "") known = value("time")
            if (known == "") exit 1
            if (known <= t) print
        }' "$2" || fail "$2 has a record without a time"
}
examples=$ROOT/examples/framework
cp "$examples"/*.geojson "$examples/agreement.md" .
for t in 2020-07-29T12:00:00Z 2020-07-31T00:00:00Z 2020-09-15T08:30:00Z; do
    truce 0 run agreement.md --as-known-at $t --feed "ndjson:$examples/observations.ndjson" \
        --coverage "$examples/coverage.ndjson" --decisions "$examples/decisions.ndjson" --out whole
    has whole/summary.json "\"known_at\": \"$t\""
    for file in observations coverage decisions; do
        cut_at $t "$examples/$file.ndjson" >$file.ndjson
    done
    cmp -s observations.ndjson "$examples/observations.ndjson" && fail "nothing was cut at $t"
    truce 0 run agreement.md --as-known-at $t --feed ndjson:observations.ndjson \
        --coverage coverage.ndjson --decisions decisions.ndjson --out cut
    same_results whole cut
done
