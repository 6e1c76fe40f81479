#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# One changed byte in any output is found and located; so are a missing file and a changed input.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 init a
echo 'this line cannot be read' >bad.ndjson
echo '{"id": "9", "feed": "late", "time": {"from": "2026-03-01T01:00:00Z", "to": "2026-03-01T01:05:00Z"},
' | tr -d '\n' >>bad.ndjson
echo ' "received": "2026-03-09T00:00:00Z", "kind": "shelling"}' >>bad.ndjson
truce 0 run a/agreement.md --feed csv:a/observations.csv --feed ndjson:bad.ndjson --audience restricted --out o
has err "1 of 2 lines of bad.ndjson could not be read: see rejected.ndjson" "bad.ndjson:1:"
truce 0 verify o
has out "12 of 12 outputs are as they were written" "not checked"
count=0
for file in o/*; do
    [ -s "$file" ] || continue
    cp -p "$file" keep
    size=$(wc -c <"$file")
    for at in 0 $((size / 2)) $((size - 1)); do
        byte=$(dd if=keep bs=1 skip=$at count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
        # shellcheck disable=SC2059
        printf "$(printf '\\%03o' $((byte ^ 1)))" | dd of="$file" bs=1 seek=$at conv=notrunc 2>/dev/null
        truce 4 verify o
        has err "$file"
        lines err 1
        cp -p keep "$file"
    done
    printf x >>"$file"
    truce 4 verify o
    has err "$file"
    cp -p keep "$file"
    mv "$file" gone
    status=4
    [ "$file" != o/manifest.json ] || status=5
    truce $status verify o
    has err "$file"
    mv gone "$file"
    count=$((count + 1))
done
[ $count -ge 11 ] || fail "only $count files were tried"
truce 0 verify o

cat a/agreement.md bad.ndjson >/dev/null
mkdir in && cp a/agreement.md a/observations.csv bad.ndjson in
truce 0 verify o --inputs in
has out "agreement agreement.md: the same" "feed observations.csv: the same" "feed bad.ndjson: the same"
echo >>in/observations.csv
truce 4 verify o --inputs in
has out "feed observations.csv: differs"
has err "in/observations.csv"
truce 5 verify nowhere
truce 5 verify a
has err "a/manifest.json"

# A manifest cannot send us elsewhere.
mkdir evil
sed 's,"findings.csv","../bad.ndjson",' o/manifest.json >evil/manifest.json
truce 4 verify evil
