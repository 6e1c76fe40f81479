#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The framework as the press reported it leaves thirteen things open, and each is met by a finding at the article it belongs to:
# agreements/framework/rows.txt has a line for each, ROW | CODE... | ARTICLE; the frame's own findings stand in row 0.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

dir=$ROOT/agreements/framework
truce 0 check --json "$dir/agreement.md"
tr '\n' ' ' <out | sed 's/{ *"level": /\n&/g' >findings

rows=0
grep -v -e '^#' -e '^$' "$dir/rows.txt" >rows
while IFS='|' read -r number codes article; do
    article=$(echo "$article" | sed 's/^ *//; s/ *$//')
    grep -qxE "##? $article" "$dir/agreement.md" || fail "row $number: there is no article \"$article\""
    for code in $codes; do
        grep -F "\"code\": \"$code\"" findings | grep -qF "\"article\": \"$article\"" ||
            { grep -F "\"article\": \"$article\"" findings; fail "row $number: no $code at \"$article\""; }
    done
    [ "$number" -eq 0 ] || rows=$((rows + 1))
done <rows
[ $rows -eq 13 ] || fail "rows.txt has $rows rows, not 13"

# No gap is filled: nothing in it could enter into force or be judged.
truce 3 run "$dir/agreement.md" --feed "ndjson:$ROOT/examples/framework/observations.ndjson" --out refused
