#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Standard input and output: `-`, pipes that close, disks that are full, and one program file alone.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 init a
truce 0 run a/agreement.md --feed csv:a/observations.csv --out file
"$TRUCE" run a/agreement.md --feed csv:- --out pipe <a/observations.csv >/dev/null
"$TRUCE" run - --feed csv:a/observations.csv --json <a/agreement.md >text.json
cmp text.json file/summary.json
same=$(bare pipe/summary.json)
[ "$same" = "$(bare file/summary.json)" ] || fail "standard input is read as a file is"
"$TRUCE" check - <a/agreement.md

# A reader that stops early ends us without a word; a full disk is said, with exit status 5.
"$TRUCE" kinds 2>err | head -1 >/dev/null
lines err 0
if [ -w /dev/full ]; then
    for command in "kinds" "--help" "run a/agreement.md --feed csv:a/observations.csv --json"; do
        status=0
        # shellcheck disable=SC2086
        "$TRUCE" $command >/dev/full 2>err || status=$?
        [ $status -eq 5 ] || fail "truce $command on a full disk: exit status $status"
    done
fi

# The program needs no file beside it: only the system's time zones.
mkdir bin && cp "$TRUCE" bin/truce
(cd bin && ./truce run ../a/agreement.md --feed csv:../a/observations.csv --json) >copy.json
cmp copy.json file/summary.json

# Input that is not there: exit status 5, and the file is named.
truce 5 run a/agreement.md --feed csv:missing.csv
has err missing.csv
truce 5 run missing.md --feed csv:a/observations.csv
has err missing.md
truce 5 check a
truce 2 run a/agreement.md --feed xml:a/observations.csv
has err ndjson csv ucdp firms osce-daily
truce 4 run a/agreement.md --feed 'csv[zone=Nowhere/City]:a/observations.csv'
has err Nowhere/City
