#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A negotiating text with six brackets: both packages are sound, one mixture is not, and the settled text is the text in the
# talks with its choices made.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cp "$ROOT"/examples/framework/talks.md "$ROOT"/examples/framework/*.geojson .
truce 0 brackets talks.md
has out "6 brackets are open in talks.md" "A (1, 2, 3, 4, 5, 6): no error or hole" "B (1, 2, 3, 4, 5, 6): no error or hole"
truce 0 brackets talks.md --choose 4=A,6=B --out mixed.md
has out "H0721: phase \`ceasefire\` lasts 60 d, and this needs 90 d"
for party in A B; do
    truce 0 brackets talks.md --choose 1=$party,2=$party,3=$party,4=$party,5=$party,6=$party --out $party.md
    truce 0 check $party.md
    grep -qE ': (error|hole)\[' out && fail "the package of $party is not sound"
    truce 0 run $party.md --feed "ndjson:$ROOT/examples/framework/observations.ndjson" --out run-$party --draft
done
truce 0 diff A.md B.md
has out "10 km" "25 km" "60 d" "180 d" "clause 11"
[ "$(grep -c '\[A:' talks.md)" -eq 6 ] || fail "not six brackets"
if grep -q '\[A:' A.md; then fail "brackets are left"; fi
