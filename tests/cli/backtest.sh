#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# truce backtest: drafts over the framework's observations of 2020.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cp "$ROOT"/examples/framework/*.md "$ROOT"/examples/framework/*.geojson .
feed="ndjson:$ROOT/examples/framework/observations.ndjson"

# Without --from the dates of the text hold; what is open stays open.
truce 0 backtest draft.md --feed "$feed"
has out "1 draft over 32 observations" "1. draft.md" "open" "line contact (A): 277.3 km" \
    "gate pause > ceasefire: reached, undetermined on 2020-07-30 00:01"
truce 0 backtest draft.md --feed "$feed" --from 2020-07-20
has out "dates moved by -7 days" "on 2020-07-23 00:01"

# Every choice, or chosen ones; a choice that changes nothing that was seen differs by nothing.
truce 0 backtest draft.md --all --feed "$feed" --from 2020-07-20
has out "1. draft.md: 1=A" "2. draft.md: 1=B" "against draft 1 0" "[1] " "; 1 draft, on average " "; all else alike 0"
truce 0 backtest talks.md --all --feed "$feed" --from 2020-07-20 --worlds 50 --json
has out '"worlds": 50' '"dates_moved_days": -7' '"chosen": "A", "value": "10 km"' '"spread": ['
[ "$(grep -c '"draft": "talks.md"' out)" -eq 64 ] || fail "not 64 drafts"
has out '"text": "talks.md", "bracket": 1,' '"drafts": 32,' '"pairs": 32, "change": {"expected": ['
truce 0 backtest talks.md --choose 1=A,2=A,3=A,4=A --choose 1=A,2=A,3=A,4=B --feed "$feed" --from 2020-07-20
has out "1. talks.md: 1=A, 2=A, 3=A, 4=A" "2. talks.md: 1=A, 2=A, 3=A, 4=B" "against draft 1 +"
truce 0 backtest agreement.md draft.md --feed "$feed"
has out "1. agreement.md" "2. draft.md"

# The same bytes whatever the threads, other ones with another seed, and an identical draft differs by exactly nothing.
truce 0 backtest draft.md --all --feed "$feed" --from 2020-07-20 --worlds 200 --threads 1 --json
mv out one
truce 0 backtest draft.md --all --feed "$feed" --from 2020-07-20 --worlds 200 --threads 3 --json
cmp one out || fail "threads change the bytes"
truce 0 backtest draft.md --all --feed "$feed" --from 2020-07-20 --worlds 200 --seed 2 --json
cmp -s one out && fail "the seed changes nothing"
truce 0 backtest agreement.md agreement.md --feed "$feed" --worlds 100 --json
[ "$(grep -c '"difference": {"all": {"expected": \[0, 0\], "mean": \[0, 0\], "spread": \[0, 0\]}' out)" -ge 2 ] ||
    fail "a draft differs from itself"

# The page stands alone and tells no place more exactly than its grid.
truce 0 backtest talks.md --all --feed "$feed" --from 2020-07-20 --worlds 20 --out pages
has pages/backtest.html "<noscript>" "Content-Security-Policy" '"brackets":[[0,1,"zone dmz","A","10 km"]'
has pages/backtest.json '"engine": "truce '
has pages/backtest.html '<h2 id="choices">What each choice changes</h2>' '<th scope="row">[1] zone dmz</th><td>A: 10 km</td>'
grep -oE '(https?:)?//[a-z]+\.[a-z./0-9]*' pages/backtest.html | grep -v 'www.w3.org/2000/svg' && fail "the page points outside"
hasnt pages/backtest.html "37.933"
hasnt pages/backtest.html "349688"
truce 0 backtest draft.md --feed "$feed" --out page.html
has page.html "</html>"

# What cannot be done is said.
truce 2 backtest draft.md
has err "it needs observations"
truce 2 backtest draft.md --feed "$feed" --worlds many
truce 2 backtest draft.md --feed "$feed" --worlds 100001
truce 2 backtest draft.md --feed "$feed" --from yesterday
has err "is no day"
truce 2 backtest draft.md --feed "$feed" --choose 9=A
truce 2 backtest agreement.md draft.md --feed "$feed" --choose 1=A
printf 'agreement "x" timezone UTC party A "A" party B "B"\nthrouhgout\n' >bad.truce
truce 3 backtest bad.truce --feed "$feed"
has err "has errors: nothing was tried"
printf 'agreement "x" timezone UTC party A "A" party B "B" throughout clause 1 "c" forbid attack by A, B\n' >timeless.truce
truce 2 backtest timeless.truce --feed "$feed" --from 2020-01-01
has err "does not say on which day it enters into force"
truce 0 backtest timeless.truce --feed "$feed"
has out "all clauses: 32"
exit 0
