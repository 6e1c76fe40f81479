#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every finding of every example is explained, certified, and verified by the checker that shares nothing with the engine;
# what was tampered with is not. Where the test data is there, so is every finding over the UCDP file.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

# inputs_of DIR: the options for what lies there.
inputs_of() {
    printf '%s ' --feed "ndjson:$1/observations.ndjson"
    for what in coverage decisions; do
        [ ! -f "$1/$what.ndjson" ] || printf '%s ' --$what "$1/$what.ndjson"
    done
}
# all RUN INPUTS: certificates of all its findings, each verified.
all() {
    mkdir "$1.certificates"
    truce 0 explain all --in "$1" --inputs "$2" --certificate "$1.certificates"
    all_count=$(wc -l <"$1/findings.ndjson")
    has out "$((all_count)) certificates written, 0 findings without one"
    [ "$(find "$1.certificates" -name 'f-*.json' | wc -l)" -eq "$all_count" ] || fail "not one file for each finding"
    truce 0 verify "$1.certificates"/*.json
    [ "$(grep -c ': verified: the finding follows' out)" -eq "$all_count" ] || fail "not all verified"
}
# id RUN CLAUSE VERDICT: the first such finding.
id() {
    grep -F "\"clause\": \"$2\"," "$1/findings.ndjson" | grep -F "\"verdict\": \"$3\"" | head -1 |
        sed 's/.*"id": "\(f:[0-9a-f]*\)".*/\1/'
}

for dir in "$ROOT"/examples/*; do
    name=$(basename "$dir")
    # shellcheck disable=SC2046
    truce 0 run "$dir/agreement.md" $(inputs_of "$dir") --out "$name"
    all "$name" "$dir"
done

# In words: article, rule, steps, evidence, what would settle it, as known when.
dir=$ROOT/examples/framework
violation=$(id framework 4 violation)
truce 0 explain "$violation" --in framework --inputs "$dir"
has out "$violation: violation" "Article: Part II: The ceasefire" "  > The ceasefire begins once" "The rule, in words" \
    "Step by step" "it fell within the clause's time: 1" "occurrence, the least of all readings: 1" "Evidence" \
    "observations.ndjson line " "as known at 2021-03-11 00:00."
truce 0 explain "$(id framework 4 undetermined)" --in framework --inputs "$dir"
has out "What would settle it" "decision:d7: undetermined by M, decisions.ndjson line 7"
truce 0 explain "$(id framework 7 fulfilled)" --in framework --inputs "$dir" --certificate one.json
has out "by the deadline: 1" "fulfilled: 1"
mode one.json -rw-------
cp out words
truce 0 explain "$(id framework 7 fulfilled)" --in framework --inputs "$dir" --certificate two.json
cmp one.json two.json || fail "another certificate of the same finding"
cmp out words || fail "other words of the same finding"
truce 0 verify one.json --inputs "$dir"
has out "made from agreement agreement.md: the same" "one.json: verified"

# What is not so.
sed 's/"fulfilled"/"breached"/' one.json >changed.json
truce 4 verify changed.json
has err "it was changed: the SHA-256 of its content"
head -c 500 one.json >cut.json
truce 4 verify cut.json
truce 4 verify one.json cut.json
has out "one.json: verified"
echo '{}' >other.json
truce 4 verify other.json
truce 2 explain "$violation"
truce 2 explain f:0000000000000000 --in framework --inputs "$dir"
has err "no finding of this run is called f:0000000000000000"
truce 5 explain "$violation" --in framework --inputs .
mkdir moved
cp "$dir"/* moved
mv moved/observations.ndjson elsewhere.ndjson
truce 0 explain "$violation" --in framework --inputs moved --feed observations.ndjson=elsewhere.ndjson
mv elsewhere.ndjson moved/observations.ndjson
truce 0 verify one.json --inputs moved
echo >>moved/observations.ndjson
truce 4 explain "$violation" --in framework --inputs moved
has err "observations.ndjson is not what that run read"
truce 4 verify one.json --inputs moved
has out "made from feed observations.ndjson: missing, or differs"
hasnt out "verified"

data=${TRUCE_SHARED:-$ROOT/../shared}/data/ucdp-ged-ukraine
if [ -f "$data/UCDP-Ukraine-GED22.csv" ]; then
    truce 0 run "$ROOT/examples/minsk-2015/agreement.md" --feed "ucdp:$data/UCDP-Ukraine-GED22.csv" --out ucdp
    mkdir both
    cp "$ROOT/examples/minsk-2015"/* "$data/UCDP-Ukraine-GED22.csv" both
    all ucdp both
else
    echo "skipped in part: no data at $data (set TRUCE_SHARED)"
fi
