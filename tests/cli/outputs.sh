#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What `run` writes: which files, with which modes, for whom; what it refuses to overwrite; and that
# the same call writes the same bytes.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 init a
sed 's/-25\.21,10\.52,/-25.213719,10.523719,/' a/observations.csv >b
mv b a/observations.csv
run="run a/agreement.md --feed csv:a/observations.csv"
umask 022
truce 0 $run --out o
ls o >is
cat >should <<'END'
findings.csv
findings.geojson
findings.ndjson
late.ndjson
manifest.json
phases.json
rejected.ndjson
report.html
summary.json
END
cmp is should || fail "other files than promised"
for name in findings.ndjson rejected.ndjson late.ndjson; do mode o/$name -rw-------; done
for name in findings.csv findings.geojson phases.json summary.json manifest.json report.html; do
    mode o/$name -rw-r--r--
done
lines o/rejected.ndjson 0

# Twice the same bytes, from elsewhere too.
truce 0 $run --out p
(cd a && "$TRUCE" run agreement.md --feed csv:observations.csv --out ../q >/dev/null)
while read -r name; do
    cmp "o/$name" "p/$name"
    cmp "o/$name" "q/$name"
done <should

# --json prints summary.json, and nothing is written without --out.
truce 0 $run --json
cmp out o/summary.json
lines err 0
mv out first.json
truce 0 $run --json --out o
cmp out first.json
truce 0 verify o
hasnt o/report.html a/observations.csv

# Restricted files stand beside, private; an earlier run's go when the next one has none.
truce 0 $run --audience restricted --out o
for name in report.restricted.html findings.restricted.csv findings.restricted.geojson; do
    mode o/$name -rw-------
    has o/manifest.json "$name"
done
cmp o/findings.csv p/findings.csv
for name in findings.ndjson findings.restricted.csv findings.restricted.geojson; do
    has o/$name 10.523719 -25.213719
done
for name in findings.csv findings.geojson report.html summary.json phases.json manifest.json; do
    hasnt o/$name 10.5237
    hasnt o/$name 25.2137
done
truce 0 verify o
truce 0 $run --out o
[ ! -e o/report.restricted.html ] || fail "another run's file is left"
truce 0 verify o

# Nothing of others is overwritten.
mkdir mine && echo mine >mine/notes.txt
truce 5 $run --out mine
has err "mine is not empty"
[ "$(ls mine)" = notes.txt ] || fail "something was written"
echo mine >o/report.restricted.html
truce 5 $run --audience restricted --out o
has err "o/report.restricted.html is there"
[ "$(cat o/report.restricted.html)" = mine ] || fail "overwritten"
truce 5 $run --out a/observations.csv
truce 5 $run --out no/such/folder
mkdir empty
truce 0 $run --out empty

# --exit-status: 1 when something was found.
truce 1 $run --exit-status
truce 1 run a/agreement.md --feed csv:a/observations.csv -e --json
head -2 a/observations.csv >one.csv
truce 0 run a/agreement.md --feed csv:one.csv --exit-status
