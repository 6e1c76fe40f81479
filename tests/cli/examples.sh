#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Each example gives the summary that stands beside it (inputs compared by name and counts); the
# framework's gate without decisions, with them, and not met; and its draft is refused. To accept:
# ACCEPT=1 tools/run-cli tests/cli/examples.sh
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

# inputs_of DIR: the options for what lies there.
inputs_of() {
    printf '%s ' --feed "ndjson:$1/observations.ndjson"
    for what in coverage decisions; do
        [ ! -f "$1/$what.ndjson" ] || printf '%s ' --$what "$1/$what.ndjson"
    done
}
# plain FILE: without hashes, which change with every comma.
plain() {
    sed '/"sha256"/d' "$1"
}
# compare SUMMARY EXPECTED
compare() {
    if [ "${ACCEPT:-}" ]; then
        cp "$1" "$2"
        return
    fi
    [ -f "$2" ] || fail "$2 is missing"
    plain "$2" >expected.plain
    plain "$1" >is.plain
    diff expected.plain is.plain || fail "$2 says otherwise"
}

for dir in "$ROOT"/examples/*; do
    name=$(basename "$dir")
    truce 0 check "$dir/agreement.md"
    # shellcheck disable=SC2046
    truce 0 run "$dir/agreement.md" $(inputs_of "$dir") --out "$name"
    lines "$name/rejected.ndjson" 0
    truce 0 verify "$name" --inputs "$dir"
    hasnt out differs
    compare "$name/summary.json" "$dir/expected-summary.json"
done

# Minsk: what starts in those days is alleged, what overlaps the start cannot be decided.
tr -d ' \n' <minsk-2015/summary.json >flat
has flat '"observations":43,' '"verdicts":{"violation":41,"undetermined":2},"alleged":43,'

# The framework's gate.
dir=$ROOT/examples/framework
gate() {
    tr -d ' \n' <"$1/summary.json" | sed 's/.*"phases":\[{"name":"pause"/pause/' >gate
    has gate "$2" "$3"
}
truce 0 run "$dir/agreement.md" --feed "ndjson:$dir/observations.ndjson" --out without
gate without 'pause,"state":"lapsed"' '"gate":"undetermined"'
gate framework 'pause,"state":"ended"' '"gate":"met"'
has gate '"name":"ceasefire"'
compare without/summary.json "$dir/expected-summary-without.json"
data=$ROOT/tests/data
truce 0 run "$dir/agreement.md" --feed "ndjson:$dir/observations.ndjson" --coverage "$dir/coverage.ndjson" \
    --feed "ndjson:$data/framework-not-met-observations.ndjson" \
    --decisions "$data/framework-not-met-decisions.ndjson" --out not-met
gate not-met 'pause,"state":"lapsed"' '"gate":"notmet"'

# A draft with a bracket: named by check, refused by run, listed with --draft.
truce 0 check "$dir/draft.md"
has out "draft.md:"
truce 1 check --exit-status "$dir/draft.md"
truce 3 run "$dir/draft.md" --feed "ndjson:$dir/observations.ndjson" --out draft
has err "draft.md" "--draft"
lines out 0
[ -z "$(ls draft)" ] || fail "something was written"
truce 0 run "$dir/draft.md" --feed "ndjson:$dir/observations.ndjson" --draft --out draft
grep -q '"judged": "open"' draft/summary.json || fail "no clause is open"
