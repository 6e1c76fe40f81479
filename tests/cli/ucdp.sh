#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The whole UCDP file against the package of measures of February 2015: 1,447 alleged violations of
# clause 1, and the two events that overlap its start cannot be decided.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"
shared ucdp-ged-ukraine

file=$DATA/UCDP-Ukraine-GED22.csv
truce 0 run "$ROOT/examples/minsk-2015/agreement.md" --feed "ucdp:$file" --out o
lines o/rejected.ndjson 0
has o/summary.json '"observations": 3077,' '"rejected": 0,' '"incidents": 3077,' '"unclassified": 0,'

[ "$(findings o/findings.ndjson 1 violation)" -eq 1447 ] || fail "not 1,447 violations"
[ "$(findings o/findings.ndjson 1 undetermined)" -eq 2 ] || fail "not two undetermined"
grep -F '"clause": "1",' o/findings.ndjson | grep -F '"verdict": "undetermined"' >two
for id in 203423 203643; do has two "\"ucdp:$id\""; done

# Exactly those that start on or after 15 February 2015: by the file's own date_start.
python=$(command -v python3) || python=
if [ -n "$python" ]; then
    "$python" - "$file" >should <<'END'
import csv, sys
rows = csv.DictReader(open(sys.argv[1], encoding="utf-8-sig"))
print("\n".join(sorted(r["id"] for r in rows if r["date_start"][:10] >= "2015-02-15")))
END
    grep -F '"clause": "1",' o/findings.ndjson | grep -F '"verdict": "violation"' |
        sed 's/.*"because": \["ucdp:\([0-9]*\)".*/\1/' | sort >is
    cmp is should || fail "other events than those that start on or after 15 February 2015"
fi
tr -d ' \n' <o/summary.json >flat
has flat '"verdicts":{"violation":1447,"undetermined":2},"alleged":1449,"substantiated":0,' \
    '"expected":[1447.237288,1448.237288]'
has flat '"by_party":{"UA":[0,1448.237288],"DL":[0,1448.237288]}'
truce 0 verify o
