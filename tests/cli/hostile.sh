#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Small hostile inputs: exit status, counts and a message for each line of tests/data/hostile/expected.csv.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

data=$ROOT/tests/data/hostile
bad=0
# oops FILE WHAT
oops() {
    echo "$1: $2"
    cat out err
    bad=1
}
tried=0
sed 1d "$data/expected.csv" >table
while IFS=, read -r file form exit observations rejected about; do
    set --
    case $form in
    agreement) set -- check "$data/$file" ;;
    decisions)
        printf '{"id": "1", "feed": "f", "time": "2020-07-28T00:00:00Z", "kind": "attack"}\n' >one.ndjson
        set -- run "$data/plain.truce" --feed ndjson:one.ndjson --decisions "$data/$file" --json
        [ -z "$observations" ] || observations=$((observations + 1))
        ;;
    *) set -- run "$data/plain.truce" --feed "$form:$data/$file" --json ;;
    esac
    status=0
    "$TRUCE" "$@" >out 2>err || status=$?
    [ $status -eq "$exit" ] || oops "$file" "exit status $status, not $exit ($about)"
    [ $status -le 5 ] || oops "$file" "a crash"
    [ $status -eq 0 ] || [ -s err ] || [ -s out ] || oops "$file" "not a word about it"
    if [ -n "$observations" ] && [ $status -eq 0 ]; then
        grep -q "^  \"observations\": $observations,$" out || oops "$file" "not $observations observations"
    fi
    if [ -n "$rejected" ] && [ $status -eq 0 ]; then
        grep -q "^  \"rejected\": $rejected,$" out || oops "$file" "not $rejected rejected"
        [ "$rejected" -eq 0 ] || grep -q "$file:[0-9]" err || oops "$file" "the line is not named"
    fi
    if grep -q "$(printf '[\001-\010\013-\037]')" out err; then
        oops "$file" "control characters reach the terminal"
    fi
    tried=$((tried + 1))
done <table
[ $tried -ge 60 ] || fail "only $tried files were tried"
[ $bad -eq 0 ] || fail "see above"

# say FILE FORM TEXT...: what the message must hold.
say() {
    file=$1 form=$2
    shift 2
    truce 0 run "$data/plain.truce" --feed "$form:$data/$file"
    has err "$@"
}
say lat-91.ndjson ndjson lat-91.ndjson: 91 90
say no-offset.ndjson ndjson offset
say day-first.csv csv 2020-07
say decimal-comma.csv csv .
truce 0 run "$data/plain.truce" --feed "ndjson:$data/undeclared-party.ndjson"
has out "1 observation names as actor C"
truce 3 check "$data/geo/self-crossing.truce"
has out self-crossing
truce 3 check "$data/geo/missing.truce"
has out missing

# The same with a zone for the feed: the time is read.
truce 0 run "$data/plain.truce" --feed "ndjson[zone=Europe/Kyiv]:$data/no-offset.ndjson" --json
has out '"rejected": 0,'
