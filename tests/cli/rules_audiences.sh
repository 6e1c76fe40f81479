#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Who may read what, how finely and how soon: the files for readers against the engine's own record.
# shellcheck disable=SC2317,SC2154 source=/dev/null
. "$ROOT/tests/support/rules.sh"

text 'throughout' 'clause 1 "c" verified by M' '  forbid attack by A, B' 'clause 2 "d" verified by M' '  keep artillery of A, B out of Z' \
    'clause 3 "e" verified by M' '  limit personnel of A, B in Z to 5 each' 'clause 4 "f" verified by M' '  forbid mine_laying by A, B in Z'
sed -i 's/UTC/Europe\/Kyiv/' a.truce
at_place() { echo "\"actor\": \"A\", \"place\": {\"lon\": 37.01234, \"lat\": 48.04321}, \"object\": {\"unit\": \"$1\", \"quantity\": $2}"; }
public="o/report.html o/findings.csv o/findings.geojson"
none() { for file in $public o/summary.json o/phases.json; do ! grep -qF -e "$1" "$file" || wrong "$file tells $1"; done; }
all() { for file in o/findings.csv o/findings.geojson; do grep -qF -e "$1" "$file" || wrong "$file does not tell $1"; done; }

# Known at 100 = 5 February 06:00 in Kyiv; 72 hours before is 28.
r() {
    blind
    act incident 94 shelling "$(at_place x 1)"; act yesterday 93 shelling "$(at_place x 1)"
    act gun 5 artillery "$(at_place u1 1)"; act gun-again 99 artillery "$(at_place u1 1)"
    act newgun 29 artillery "$(at_place u2 1)"
    act men 10 personnel "$(at_place u3 9)"; act more-men 98 personnel "$(at_place u4 90)"
    watched 0 100 mine_laying '"seen": 0.97, "place": {"area": "Z"}' | sed 's/"cam"/"secret-camera"/'
    clock 100
}
judge "public" r
for text in 37.01234 48.04321 secret-camera 0.97; do none "$text"; done                # a grid of 0.1°, no coverage, no chances of detection
all 37.05; all 48.05
all obs:yesterday; none obs:incident                                                 # from the next local day
none obs:newgun; none obs:gun-again; none obs:more-men                               # forces after 72 h
all '2026-02-02T04:00:00Z'; none '2026-02-05 06:00'                                  # a stay that goes on is told as it stood then
if grep -F ',3,e,' o/findings.csv | grep -qE ',9[09],'; then wrong "recent holdings in findings.csv"; fi
has o/findings.ndjson 37.01234 48.04321 obs:incident obs:newgun obs:gun-again
says 'Held back from readers'
mode o/findings.ndjson -rw-------
mode o/rejected.ndjson -rw-------
mode o/late.ndjson -rw-------
hasnt o/phases.json lon
hasnt o/summary.json lon
truce 0 verify o
cp -r o public

truce 0 run a.truce --feed ndjson:obs.ndjson --coverage cov.ndjson --audience restricted --out o
for file in findings.csv findings.geojson report.html findings.ndjson phases.json summary.json; do cmp o/$file public/$file || fail "$file differs for another audience"; done
has o/findings.restricted.csv 37.01234 48.04321 obs:incident obs:newgun obs:gun-again
for file in findings.restricted.csv findings.restricted.geojson report.restricted.html; do mode o/$file -rw-------; done
truce 0 verify o

# The same for all parties: swapped and mapped back, the same bytes.
swap() { sed -e 's/"A"/"@"/g;s/"B"/"A"/g;s/"@"/"B"/g' -e 's/\bA, B\b/B, A/g;s/^party A/party @/;s/^party B/party A/;s/^party @/party B/;s/Party A/Party @/;s/Party B/Party A/;s/Party @/Party B/' "$1"; }
swap obs.ndjson >obs2 && mv obs2 obs.ndjson
swap a.truce >a2 && mv a2 a.truce
truce 0 run a.truce --feed ndjson:obs.ndjson --coverage cov.ndjson --out swapped
for file in findings.csv findings.geojson findings.ndjson; do
    sed 's/\bA\b/@/g;s/\bB\b/A/g;s/@/B/g' swapped/$file >mapped
    cmp mapped public/$file || wrong "$file is not mirrored"
done

# One changed byte.
cp -r public changed
printf x | dd of=changed/findings.csv bs=1 seek=50 conv=notrunc 2>/dev/null
truce 4 verify changed
has err findings.csv
done_rules
