#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The library of agreements: every text compiles without an error, with the findings that stand beside it, and runs as a draft over an
# empty table; the numbers of docs/reference/agreements.md are those of the files. To accept: ACCEPT=1 tools/run-cli tests/cli/agreements.sh
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

here=$PWD
: >empty.ndjson

# check_in DIR FILE: as a reader beside the file sees it; the output is in `out`. The README of the folder says so where a text has errors.
check_in() {
    status=0
    (cd "$1" && "$TRUCE" check "$2" >"$here/out" 2>"$here/err") || status=$?
    expected=0
    ! grep -q 'exit status 3' "$1/README.md" || expected=3
    [ $status -eq $expected ] || { cat out err; fail "$1/$2: exit status $status, not $expected"; }
    ! grep -qE 'AddressSanitizer|runtime error|assertion' err || { cat err; fail "$1/$2: a bug of ours"; }
    [ $expected -eq 3 ] || ! grep -q ': error\[' out || { cat out; fail "$1/$2 has errors"; }
}

# texts DIR: its agreements, in order of their names.
texts() {
    (cd "$1" && for text in *.md; do [ "$text" = README.md ] || echo "$text"; done)
}

# count FILE NAME: of the provisions in the JSON of check.
count() {
    tr -d ' \n' <"$1" | sed -n "s/.*\"provisions\":{[^}]*\"$2\":\([0-9]*\).*/\1/p"
}

# row NAME FILE...: one line of the table, summed over the files.
row() {
    row_name=$1
    row_text="| $row_name | $(($# - 1)) |"
    shift
    for row_what in judged scheduled not_judged_yet open prose; do
        row_sum=0
        for row_file in "$@"; do
            row_one=$(count "$row_file" $row_what)
            [ "$row_one" ] || fail "$row_file counts no $row_what"
            row_sum=$((row_sum + row_one))
        done
        row_text="$row_text $row_sum |"
    done
    echo "$row_text"
}

[ -d "$ROOT/agreements/framework" ] || fail "no agreements"
: >table
all=
for dir in "$ROOT"/agreements/*/; do
    dir=${dir%/}
    name=$(basename "$dir")
    [ -f "$dir/README.md" ] || fail "$name/README.md is missing"
    : >findings
    jsons=
    for text in $(texts "$dir"); do
        check_in "$dir" "$text"
        cat out >>findings
        "$TRUCE" check --json "$dir/$text" >"$name-$text.json" || [ $expected -eq 3 ] || fail "$name/$text --json"
        jsons="$jsons $name-$text.json"
        truce 0 run "$dir/$text" --draft --feed ndjson:empty.ndjson --out "out-$name-$text"
        [ -s "out-$name-$text/report.html" ] || fail "$name/$text: no report"
    done
    [ "$jsons" ] || fail "$name has no texts"
    if [ "${ACCEPT:-}" ]; then
        cp findings "$dir/findings.txt"
    else
        diff "$dir/findings.txt" findings || fail "$name: other findings than findings.txt"
    fi
    # shellcheck disable=SC2086
    row "$name" $jsons >>table
    all="$all $jsons"
    echo "$name: $(grep -c ': hole\[' findings || true) holes, $(grep -c ': warning\[' findings || true) warnings," \
        "$(grep -c ': note\[' findings || true) notes"
done
# shellcheck disable=SC2086
row "all" $all >>table

# The table of the page.
page=$ROOT/docs/reference/agreements.md
head='| agreement | texts | judged | scheduled only | not judged yet | open | prose |'
awk -v head="$head" 'FNR == NR {table = table $0 "\n"; next}
    $0 == head {print; getline; print; printf "%s", table; in_table = 1; next}
    in_table && /^\|/ {next}
    {in_table = 0; print}' table "$page" >page.new
if [ "${ACCEPT:-}" ]; then
    cp page.new "$page"
else
    diff "$page" page.new || fail "docs/reference/agreements.md: other numbers"
fi
