# SPDX-License-Identifier: Apache-2.0
#
# The outputs of check: text with its last line, JSON, SARIF, the map; and a monitoring plan, of which nothing appears
# unless it is asked for.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cat >a.truce <<'TEXT'
agreement "Example" timezone UTC
  in force 2026-02-01 00:00
party   A "Party A"
party   B "Party B"
monitor M "Monitor"
zone strip = circle 250 m around 47.5 N 37.5 E
clause 1 "Quiet nights"
  forbid shelling by A, B during daily 22:00 to 04:00
clause 2 "No guns" verified by M
  keep artillery of A, B out of strip
clause 3 "Nobody flies" verified by M
  forbid overflight by A, B
clause 4 "The balance is looked at" verified by M
  assess by M every week
TEXT
cat >plan.truce <<'TEXT'
source satellite sees shelling, artillery accuracy 1 km revisit 12 h detects 50 %
TEXT

# Text: diagnostics on standard output, one line at the end on standard error.
truce 0 check a.truce
has out 'a.truce:7:8: warning[W0801]: nobody verifies clause 1'
lines err 1
has err "warnings" "; provisions: 3 judged, 1 scheduled, 0 open, 0 not judged yet, 0 prose"
hasnt out restricted
hasnt out W088
hasnt out N0908
cp out plain.txt
truce 1 check --exit-status a.truce
# JSON.
truce 0 check --json a.truce
has out '"version": 1' '"file": "a.truce"' '"code": "W0801"' '"audience": null' \
    '"provisions": {"judged": 3, "scheduled": 1, "open": 0, "not_judged_yet": 0, "prose": 0}'
hasnt out restricted
lines err 0
# SARIF.
truce 0 check --sarif a.truce
has out '"version": "2.1.0"' '"ruleId": "W0801"' '"startLine": 7' '"startColumn": 8' '"columnKind": "unicodeCodePoints"' \
    '# W0801: nobody verifies a clause'
# The fingerprints stay when lines move.
prints() { grep -oE '"truce/v1": "[0-9a-f]{16}"' out | sort; }
prints >before
[ -s before ] || fail "no fingerprints"
sed '1a -- a remark\n' a.truce >b.truce
truce 0 check --sarif b.truce
prints >after
cmp before after || fail "fingerprints moved with the lines"
truce 2 check --sarif --json a.truce
has err "one of them"

# A monitoring plan.
truce 0 check --sources plan.truce a.truce
has out 'warning[W0880]: (restricted) no source in the plan sees `overflight`' \
    'warning[W0881]: (restricted) the width of `strip` is 500 m' \
    'warning[W0882]: (restricted) a window of 6 h' \
    'note[N0908]: (restricted) one breach of clause 2 is caught with a chance of 0.75' \
    '--> plan.truce'
truce 0 check --json a.truce
grep -F '"code"' out | sed 's/,$//' >rest.1
truce 0 check --sources plan.truce --json a.truce
grep -F '"code"' out | grep -vF restricted | sed 's/,$//' >rest.2
cmp rest.1 rest.2 || fail "a plan changes what else is said"
has out '"audience": "restricted"' '"attribute": "chance", "value": 0.75' '"file": "plan.truce"'
truce 0 check --sources plan.truce --sarif a.truce
has out '"audience": "restricted"' '"uri": "plan.truce"'
truce 2 check --sources - -
has err "once only"
truce 5 check --sources nowhere.truce a.truce
printf 'clause 9 "x" verified by M\n  forbid attack by A\n' >wrong.truce
truce 3 check --sources wrong.truce a.truce
has out 'wrong.truce:1:1: error[T0316]'
has err "1 error"

# The map.
truce 0 check --geojson map.geojson a.truce
has map.geojson '"type": "FeatureCollection"'
mode map.geojson -rw-r--r--
truce 0 check --geojson map.geojson --sources plan.truce a.truce
mode map.geojson -rw-------
truce 5 check --geojson no/such/folder.geojson a.truce

# Nothing to say: nothing is said. Errors: no provisions.
printf 'forbid attack by A\n' >c.truce
truce 3 check c.truce
has err "error"
hasnt err provisions
truce 3 check --json c.truce
has out '"provisions": null'
