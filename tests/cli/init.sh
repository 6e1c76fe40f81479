#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The first five minutes: init, check, run, the report; and nothing is overwritten.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 init first
for name in agreement.md observations.csv README.md; do
    [ -s first/$name ] || fail "first/$name is missing"
    has out "first/$name"
done
truce 0 check --exit-status first/agreement.md
lines out 0
truce 0 run first/agreement.md --feed csv:first/observations.csv --out first/out
lines err 0
has out "Agreement on a local pause" "Report: first/out/report.html"
hasnt out "rejected"
[ -s first/out/report.html ] || fail "no report"
truce 0 verify first/out
# The README's own commands.
grep -q '^    truce ' first/README.md || fail "the README shows no command"
(cd first && sed -n 's/^    truce //p' README.md | while read -r arguments; do
    # shellcheck disable=SC2086
    "$TRUCE" $arguments >/dev/null || exit 1
done) || fail "a command of the README fails"

echo mine >first/observations.csv
truce 5 init first
has err "is there already"
[ "$(cat first/observations.csv)" = mine ] || fail "a file was overwritten"
mkdir other && echo mine >other/notes.txt
truce 0 init other
[ "$(cat other/notes.txt)" = mine ] || fail "a file was touched"
