#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# truce brackets: the open points of a draft, what choices would do, and the text with choices made.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cp "$ROOT"/examples/framework/*.geojson .
cp "$ROOT/examples/framework/draft.md" draft.md
cp "$ROOT/examples/framework/agreement.md" agreement.md

truce 0 brackets agreement.md
has out "no brackets are open in agreement.md"
truce 0 brackets draft.md
has out "1 bracket is open in draft.md" "   1  zone dmz, line " "        A: 10 km" "        B: 25 km" \
    "A (1): no error or hole that is not there now"
truce 0 brackets draft.md --by party
has out "B proposes"
truce 0 brackets draft.md --json
has out '"number": 1' '"where": "zone dmz"' '"party": "B", "text": "25 km"' '"makes": []'

# With A's proposal the draft is the agreement, but for its title and prose.
truce 0 brackets draft.md --choose 1=A --out chosen.md
has out "   1  zone dmz: 10 km (A)" "no brackets are left open"
lines err 0
diff draft.md chosen.md >changed && fail "nothing was written"
[ "$(grep -c '^[<>]' changed)" -eq 2 ] || fail "more than the bracket's line was changed"
truce 0 diff --exit-status chosen.md agreement.md
truce 0 check chosen.md

# Files that are there stay, unless it is said; the input is no exception.
cp chosen.md before.md
truce 5 brackets draft.md --choose 1=B --out chosen.md
has err "chosen.md is there already" "--force"
cmp chosen.md before.md
truce 0 brackets draft.md --choose 1=B --out chosen.md --force
has chosen.md "within 25 km of contact"
truce 5 brackets draft.md --choose 1=B --out draft.md
has draft.md "[A: 10 km | B: 25 km]"
cp draft.md own.md
truce 0 brackets own.md --choose 1=B --out own.md --force
has own.md "within 25 km of contact"
truce 5 brackets draft.md --choose 1=B --out none/x.md
mkdir away
truce 0 brackets draft.md --choose 1=B --out away/x.md
has err "another folder"

# Without --out nothing is written; a value that nobody proposed is one too.
truce 0 brackets draft.md --choose '1=15 km'
has out "   1  zone dmz: 15 km" "no brackets are left open"

# Choices that cannot be made name what can: exit status 2, and nothing is written.
wrong() {
    text=$1
    shift
    truce 2 brackets draft.md "$@" --out wrong.md
    lines err 1
    has err "$text"
    [ ! -e wrong.md ] || fail "$* wrote a file"
}
wrong "there is no bracket 2; this text has 1" --choose 2=A
wrong "there are those of A and B" --choose 1=C
wrong "write NUMBER=PARTY" --choose A
wrong "is chosen twice" --choose 1=A,1=B
wrong "is chosen twice" --choose 1=A --choose 1=B
wrong "does not take \"15 kg\": a length is needed here" --choose '1=15 kg'
wrong "does not take \"around the line\"" --choose '1=around the line'
wrong "--out needs --choose"
truce 2 brackets draft.md --by side
has err "article or party"
truce 2 brackets draft.md --choose 1=A --out -

# A proposal that makes an error says so, where it stands now; with it the text has errors: exit status 3.
cat >kinds.truce <<'END'
agreement "Kinds" timezone UTC in force 2026-01-01
party A "Party A"
party B "Party B"
monitor M "Mission"
clause 1 "Notice" verified by M
  forbid troop_movement by A, B
    unless notification by the same party at least [A: 24 h | B: 5 km] before
[A: clause 2 "Fire" verified by M
  forbid attack by A, B
 | B: clause 2 "Fire" verified by M
  forbid attack by [A: A, B | B: Z]
]
clause 3 "Answer" verified by M
  require A, B to report response to M within [open "promptly"] of entry
END
truce 0 brackets kinds.truce
has out "4 brackets are open in kinds.truce" "          would make an error, line 7, T0203: " \
    "        B: Z" "          would make an error, line 11, T0301: " "in what B proposes for 2" \
    'left open by "promptly"' "      B (1, 2, 3)"
sed 's/by A, B$/by A, C/' kinds.truce >wrong.truce # nobody is C: the table is shown, and the text has errors as it is
truce 3 brackets wrong.truce
has out "4 brackets are open in wrong.truce; the text as it is has "
printf 'no code' >prose.md
truce 3 brackets prose.md
has out "the text as it is has 1 error"
truce 3 brackets kinds.truce --choose 1=B --out kinds-b.truce
has out "would make an error, line 7, T0203" "3 brackets are left open"
has kinds-b.truce "at least 5 km before"
truce 0 brackets kinds.truce --choose '1=A,4=24 h' --choose 2=A --out done.truce
has out "no brackets are left open"
truce 0 check done.truce
truce 0 brackets kinds.truce --choose 1=A --json
has out '"chosen": [' '"left": [' '"makes": []'

# From standard input; texts that are wrong or empty.
"$TRUCE" brackets - <draft.md >out || fail "a text from standard input"
has out "1 bracket is open in -"
: >empty.truce
truce 3 brackets empty.truce
truce 5 brackets none.md
truce 2 brackets
