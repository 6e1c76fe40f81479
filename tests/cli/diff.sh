#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# truce diff: what differs in meaning between two drafts, in words and as JSON.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cp "$ROOT"/examples/framework/*.geojson .
cp "$ROOT/examples/framework/agreement.md" old.md
cp "$ROOT/examples/framework/draft.md" draft.md

truce 0 diff --exit-status old.md old.md
has out "no difference in meaning"
lines out 1
lines err 0

# A bracket that was settled, and the article it stands under.
truce 0 diff draft.md old.md
lines out 2
has out "Definitions" "zone dmz changes from within [A: 10 km | B: 25 km] of contact to within 10 km of contact (as A proposed)"
truce 1 diff --exit-status draft.md old.md
truce 1 diff -e old.md draft.md

# Several changes: one sentence each, under their headings, in the order of the text.
sed -e 's/begin + 7 d/begin + 10 d/' -e 's/06:00 to 18:00/06:00 to 20:00/' -e 's/chair after 24 h/chair after 48 h/' \
    -e 's/limit \(.*\) of A, B in/limit \1 of A in/' old.md >new.md
truce 0 diff old.md new.md
cat >should <<'END'
Preliminary framework
  body JMC: who decides where it cannot changes from M after 24 h to M after 48 h

Definitions
  corridor aid: the hours change; before: daily 06:00 to 18:00; now: daily 06:00 to 20:00

Part II: The ceasefire
  clause 5 (keep heavy_guns away from contact): the deadline of A, B moves from begin + 7 d to begin + 10 d
  B is no longer bound by clause 7 (limit personnel)
END
cmp out should || { cat out; fail "the differences read otherwise"; }
truce 0 diff --json old.md new.md
has out '"version": 1' '"old": "old.md"' '"what": "deadline", "where": "clause 5", "article": "Part II: The ceasefire", "old": "begin + 7 d", "new": "begin + 10 d", "lines": {"old": '
[ "$(grep -c '"what"' out)" -eq 4 ] || fail "four differences in JSON"
grep -q '"where": "corridor aid".*"lines": {"old": [1-9]' out || fail "the line of a corridor"

# Prose, remarks, order and local names are no difference.
sed -e 's/^three\. /three, /' -e 's/\bdmz\b/buffer/g' -e 's/forbid attack by A, B$/forbid attack by B, A -- both/' old.md >named.md
truce 0 diff --exit-status old.md named.md
has out "no difference in meaning" "zone dmz is now called buffer"

# The same words over another file.
mkdir other
cp old.md ./*.geojson other
sed 's/37\.9, 47\.1/37.8, 47.1/' contact.geojson >other/contact.geojson
truce 0 diff old.md other/old.md
has out "line contact is drawn otherwise, by the same words" "up to " "as JMC reads it"
lines out 2

# Errors, standard input, usage.
sed 's/party    B /party    Z /' old.md >wrong.md
truce 3 diff old.md wrong.md
has err "wrong.md has"
lines err 1
truce 3 diff wrong.md old.md
"$TRUCE" diff old.md - <draft.md >out || fail "a draft from standard input"
has out "zone dmz"
truce 2 diff - -
truce 2 diff old.md
truce 5 diff old.md none.md

# Nothing of a text reaches the terminal as a control character.
printf 'agreement "T" timezone UTC in force 2026-01-01\nparty A "P" also "x"\n' >a.truce
printf 'agreement "T" timezone UTC in force 2026-01-01\nparty A "P" also "x\302\233"\n' >b.truce
"$TRUCE" diff a.truce b.truce >out 2>err || true
! grep -q "$(printf '\302\233')" out err || fail "a control character in the output"
