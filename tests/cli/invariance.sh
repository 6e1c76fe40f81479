#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The same records give the same bytes: in any order, split over files, and with the parties' names
# exchanged and mapped back.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

# swap FROM TO: exchanges the names A and B wherever they stand as words.
swap() {
    sed -e 's/\bA\b/@@/g' -e 's/\bB\b/A/g' -e 's/@@/B/g' "$1" >"$2"
}
# shuffle: a fixed order that is not the given one.
shuffle() {
    awk '{ print (NR * 7919) % 10007 "\t" $0 }' | sort -n | cut -f2-
}
# results NAME FOLDER FILES: runs the agreement of the folder over its files.
results() {
    name=$1 folder=$2
    shift 2
    truce 0 run "$folder/agreement.md" --out "$name" --audience restricted "$@"
}

examples=$ROOT/examples/framework
mkdir plain swapped
cp "$examples"/* plain/
for file in "$examples"/*.geojson "$examples"/*.ndjson "$examples"/agreement.md; do
    swap "$file" "swapped/$(basename "$file")"
done
# Acts with an actor, so that the parties differ.
sed 's/, *"count"/&/' "$ROOT/tests/data/framework-not-met-observations.ndjson" >plain/more.ndjson
cat >>plain/more.ndjson <<'END'
{"id": "s1", "feed": "swap", "received": "2020-07-28T10:00:00Z", "time": {"from": "2020-07-28T02:00:00Z", "to": "2020-07-28T02:30:00Z"}, "place": {"lon": 37.75, "lat": 48.12, "error_m": 900}, "kind": "shelling", "actor": {"A": 0.7, "B": 0.1}, "attribution": {"party": "A", "level": "A1", "basis": "direction"}, "probability": 0.8}
{"id": "s2", "feed": "swap", "received": "2020-08-03T10:00:00Z", "time": {"from": "2020-08-03T02:00:00Z", "to": "2020-08-03T02:30:00Z"}, "place": {"lon": 37.85, "lat": 48.02, "error_m": 4000}, "kind": "small_arms", "actor": {"B": 0.6, "other": 0.2}}
{"id": "s3", "feed": "swap", "received": "2020-08-05T10:00:00Z", "time": {"from": "2020-08-05T02:00:00Z", "to": "2020-08-05T02:30:00Z"}, "place": {"lon": 37.8, "lat": 48.2, "error_m": 0}, "kind": "troop_movement", "actor": "A"}
{"id": "s4", "feed": "swap", "received": "2020-08-07T10:00:00Z", "time": {"from": "2020-08-07T02:00:00Z", "to": "2020-08-07T02:30:00Z"}, "place": {"lon": 37.8, "lat": 48.2, "error_m": 0}, "kind": "attack", "actor": {"A": 0.3}}
END
swap plain/more.ndjson swapped/more.ndjson

set -- --feed ndjson:plain/observations.ndjson --feed ndjson:plain/more.ndjson \
    --coverage plain/coverage.ndjson --decisions plain/decisions.ndjson
results o plain "$@"
grep -q '"parties": {"A"' o/findings.ndjson || fail "no finding names shares"

# Shuffled, and split in two, the halves in either order.
for file in observations more coverage decisions; do
    shuffle <plain/$file.ndjson >plain/$file.shuffled
    cmp -s plain/$file.ndjson plain/$file.shuffled && fail "$file was not shuffled"
    awk 'NR % 2' plain/$file.shuffled >plain/$file.1
    awk 'NR % 2 == 0' plain/$file.shuffled >plain/$file.2
done
results shuffled plain --feed ndjson:plain/more.shuffled --feed ndjson:plain/observations.shuffled \
    --coverage plain/coverage.shuffled --decisions plain/decisions.shuffled
same_results o shuffled
results split plain --feed ndjson:plain/observations.2 --decisions plain/decisions.2 \
    --feed ndjson:plain/observations.1 --feed ndjson:plain/more.1 --feed ndjson:plain/more.2 \
    --coverage plain/coverage.1 --coverage plain/coverage.2 --decisions plain/decisions.1
same_results o split

# Exchanged and mapped back.
results mirror swapped --feed ndjson:swapped/observations.ndjson --feed ndjson:swapped/more.ndjson \
    --coverage swapped/coverage.ndjson --decisions swapped/decisions.ndjson
mkdir back
for name in findings.ndjson findings.csv findings.geojson findings.restricted.csv \
    findings.restricted.geojson tasking.restricted.json phases.json summary.json; do
    swap mirror/$name back/$name
done
same_results o back
