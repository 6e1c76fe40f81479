#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# truce watch: the last versions of a stream are what a run says; versions go up by one and name what they replace; what is late, what
# cannot be read and what is wrong is told.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

examples=$ROOT/examples/framework
cp "$examples"/*.geojson "$examples/agreement.md" .
# The records of the example in the order of receipt; a feed's declaration comes first.
cat "$examples/observations.ndjson" "$examples/coverage.ndjson" "$examples/decisions.ndjson" | awk '
    function value(key,   at) {
        at = index($0, "\"" key "\": \"")
        if (!at) return ""
        return substr($0, at + length(key) + 5, 20)
    }
    { known = value("received"); if (known == "" && !/"record": "feed"/) exit 1; print known "\t" $0 }' |
    LC_ALL=C sort -s -k1,1 | cut -f2 >stream.ndjson
[ "$(wc -l <stream.ndjson)" -gt 50 ] || fail "the stream is too short"

# bare FILE: findings without version, known_at and supersedes, sorted.
bare() {
    sed -e 's/"version": [0-9]*, //' -e 's/"known_at": "[^"]*", "supersedes": [^,]*, //' "$1" | LC_ALL=C sort
}
# last FILE: the last version of each finding, without what was taken back.
last() {
    awk -F'"' '{ line[$4] = $0 } END { for (id in line) print line[id] }' "$1" | grep -v '"verdict": "withdrawn"'
}

truce 0 run agreement.md --feed ndjson:stream.ndjson --out run
truce 0 watch agreement.md --feed ndjson:stream.ndjson --every 6h --keep-all
mv out whole.ndjson
has err "lines said"
last whole.ndjson >last.ndjson
bare last.ndjson >ours.txt
bare run/findings.ndjson >theirs.txt
cmp ours.txt theirs.txt || fail "the last versions differ from a run's"

# The same from a pipe, in the middle of a line, and with what does not matter let go.
truce 0 watch agreement.md --every 6h --keep-all <stream.ndjson
cmp out whole.ndjson
truce 0 watch agreement.md --every 6h --settle 3d <stream.ndjson
last out >last.ndjson
bare last.ndjson | sed 's/"considered": \[[^]]*\]/"considered": []/' >ours.txt
sed 's/"considered": \[[^]]*\]/"considered": []/' theirs.txt >bare.txt
cmp ours.txt bare.txt || fail "letting go changed the last versions"

# Each version follows the one before and names it.
awk -F'"' '{
    version = $7; gsub(/[^0-9]/, "", version)
    if (version != seen[$4] + 1) { print "version of " $0; exit 1 }
    wanted = version == 1 ? "\"supersedes\": null" : "\"supersedes\": \"" $4 "#" seen[$4] "\""
    if (!index($0, wanted)) { print wanted " is not in " $0; exit 1 }
    seen[$4] = version }' whole.ndjson || fail "versions"
grep -q '"version": 3' whole.ndjson || fail "nothing was revised twice"
grep -q '"verdict": "withdrawn"' whole.ndjson || fail "nothing was taken back"

# At a look the last versions are what a run as known then says.
t=$(sed 's/.*"known_at": "//; s/".*//' whole.ndjson | awk '{ at[NR] = $0 } END { print at[int(NR / 2)] }')
truce 0 run agreement.md --as-known-at $t --feed ndjson:stream.ndjson --out before
awk -v t=$t '{ at = index($0, "\"known_at\": \""); if (substr($0, at + 13, 20) <= t) print }' whole.ndjson >said.ndjson
[ "$(wc -l <said.ndjson)" -lt "$(wc -l <whole.ndjson)" ] || fail "all was said by $t"
last said.ndjson >last.ndjson
bare last.ndjson >ours.txt
bare before/findings.ndjson >theirs.txt
cmp ours.txt theirs.txt || fail "as known at $t"

# What cannot be read, and what comes too late.
{ cat stream.ndjson; echo '{"id": 7'; } >broken.ndjson
truce 0 watch agreement.md --feed ndjson:broken.ndjson --late late.ndjson --out out.ndjson
has late.ndjson '"reason"' 'broken.ndjson'
mode out.ndjson -rw-------
mode late.ndjson -rw-------
truce 5 watch agreement.md --feed ndjson:broken.ndjson --out out.ndjson
has err "nothing was overwritten"
echo nothing >words.ndjson
truce 4 watch agreement.md --feed ndjson:words.ndjson
has err "nothing in it could be read"
truce 2 watch agreement.md --feed osce-daily:stream.ndjson
has err "a stream is ndjson, csv, ucdp or firms"
truce 2 watch agreement.md --every soon
has err "90s, 30min, 1h, 7d"

# Two runs: what is the same keeps its version, what changed has the next.
truce 0 run agreement.md --feed ndjson:stream.ndjson --after before --out after
has out "Since the run in before:" "see changes.ndjson"
truce 0 verify after
bare after/findings.ndjson | grep -v '"verdict": "withdrawn"' >ours.txt
bare run/findings.ndjson >theirs.txt
cmp ours.txt theirs.txt || fail "--after changed more than versions"
grep -q '"version": 2' after/findings.ndjson || fail "nothing was revised"
lines after/changes.ndjson "$(grep -c . after/changes.ndjson)"
[ "$(grep -c '"change": "revised"' after/changes.ndjson)" -eq \
    "$(grep '"version": 2' after/findings.ndjson | grep -vc withdrawn)" ] || fail "changes.ndjson"
truce 0 run agreement.md --feed ndjson:stream.ndjson --after after --out again
has out "0 new findings, 0 revised, 0 taken back"
cmp after/findings.ndjson again/findings.ndjson
truce 0 run agreement.md --feed ndjson:stream.ndjson --out again
[ ! -e again/changes.ndjson ] || fail "changes.ndjson of an earlier run was left"

# Versions go on only under the same text, from a record as it was written, and never over it.
truce 2 run agreement.md --feed ndjson:stream.ndjson --after after --out after
has err 'one folder'
sed 's/^agreement "/agreement "Another /' agreement.md >other.md
truce 4 run other.md --feed ndjson:stream.ndjson --after after --out elsewhere
has err 'another text'
cp -r after broken
chmod u+w broken/findings.ndjson
echo >>broken/findings.ndjson
truce 4 run agreement.md --feed ndjson:stream.ndjson --after broken --out elsewhere
has err 'not as it was written'
