#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Large hostile inputs, made here: a line of 1 GB, 10^6 columns, 100,000 levels. Limits answer, not the
# memory, of which 500 MB must do.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

plain=$ROOT/tests/data/hostile/plain.truce
good='{"id": "1", "feed": "f", "time": "2020-07-28T00:00:00Z", "kind": "attack"}'
# A program with sanitizers needs its own memory map and cannot be limited so.
limit=500000
# shellcheck disable=SC3045 # dash and bash have it
(ulimit -v $limit && "$TRUCE" --version) >/dev/null 2>&1 || limit=unlimited
# feed STATUS FORMAT: runs over standard input.
feed() {
    expected=$1 format=$2
    status=0
    # shellcheck disable=SC3045
    (ulimit -v $limit && "$TRUCE" run "$plain" --feed "$format:-" --json) >out 2>err || status=$?
    [ $status -eq $expected ] || { cut -c1-300 err; fail "$format: exit status $status, not $expected"; }
    [ "$(wc -c <err)" -lt 20000 ] || fail "$format: too many words"
}
long() { yes 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | tr -d '\n' | head -c "$1"; }

# A line of 1 GB before and after a good one.
{ long 1000000000; echo; echo "$good"; } | feed 0 ndjson
has out '"observations": 1,' '"rejected": 1,'
has err "standard input:1" 1048576
{ echo "$good"; long 3000000; } | feed 0 ndjson
has out '"observations": 1,' '"rejected": 1,'
{ long 30000000; } | feed 4 ndjson
{ long 30000000; } | feed 4 csv
{ echo 'id,time,kind'; long 30000000; echo; echo '1,2020-07-28T00:00:00Z,attack'; } >/dev/null
{ echo 'id,from,to,kind'; long 30000000; echo; echo '1,2020-07-28T00:00:00Z,2020-07-28T00:10:00Z,attack'; } | feed 0 csv
has out '"observations": 1,' '"rejected": 1,'
# A quote that is never closed swallows the rest up to the limit; then each line is a reject of its own.
{ echo 'id,from,to,kind'; printf '"'; yes 'a,b' | head -c 4000000; } | feed 4 csv

# 10^6 columns: as a header, as a row.
commas() { yes , | tr -d '\n' | head -c 1000000; }
{ commas; echo; } | feed 4 csv
{ echo 'id,from,to,kind'; commas; echo; echo '1,2020-07-28T00:00:00Z,2020-07-28T00:10:00Z,attack'; } | feed 0 csv
has out '"observations": 1,' '"rejected": 1,'
for format in ucdp firms osce-daily; do
    { commas; echo; } | feed 4 $format
    { long 5000000; echo; } | feed 4 $format
done

# 100,000 levels.
brackets() { yes '[' | tr -d '\n' | head -c 100000; }
{ printf '{"id": "2", "time": '; brackets; echo; echo "$good"; } | feed 0 ndjson
has out '"observations": 1,' '"rejected": 1,'
braces() { yes '{"a":' | tr -d '\n' | head -c 500000; }
{ braces; echo; echo "$good"; } | feed 0 ndjson
has out '"rejected": 1,'

# Agreements: deep brackets, a deep file to load, a text over the limit, a binary one.
parens() { yes "$1" | tr -d '\n' | head -c 100000; }
{
    sed '/^throughout/,$d' "$plain"
    printf 'zone z = '; parens '('; printf 'circle 1 km around 48.5 N 37.9 E'; parens ')'
    printf '\nthroughout\nclause 1 "x"\n  forbid attack by A, B in z\n'
} >deep.truce
truce 3 check deep.truce
{ printf '{"type": "Polygon", "coordinates": '; brackets; echo '}'; } >deep.geojson
{
    sed '/^throughout/,$d' "$plain"
    printf 'zone z = load "deep.geojson"\nthroughout\nclause 1 "x"\n  forbid attack by A, B in z\n'
} >load.truce
truce 3 check load.truce
has out deep.geojson
{ cat "$plain"; long 17000000; } >long.truce
truce 4 check long.truce
has err long.truce
head -c 100000 "$TRUCE" >binary.truce
truce 3 check binary.truce
[ "$(wc -c <out)" -lt 2000000 ] || fail "too many words about a binary file"
grep -q "$(printf '[\001-\010\013-\037]')" out && fail "control characters reach the terminal"
head -c 100000 "$TRUCE" | feed 4 ndjson
head -c 100000 "$TRUCE" | feed 4 csv
: | feed 4 csv
: | feed 0 ndjson
