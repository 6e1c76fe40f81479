# SPDX-License-Identifier: Apache-2.0
#
# Conditions, deciders and whole clauses still in brackets: the draft runs, the condition is undetermined and says what it waits for;
# and an agreement in two files.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cat >a.truce <<'END'
agreement "T" timezone UTC
  in force 2026-02-01 00:00
party A "Party A"
party B "Party B"
monitor M "Monitor"
phase p "P"
  begins at 2026-02-01 12:00
  lasts 24 h
clause 1 "Fire" verified by [open "a body to be agreed"]
  forbid attack by A, B
clause 2 "Steps" verified by M
  when [open "the initial conditions are met"]
    require A, B to do order within 6 h
[open "a clause on prisoners"]
then q when no violation of clause 1 and [open "the initial conditions are met"] decided by [open "the sides"]
then q as soon as clause 2 is fulfilled and certified "calm" by [open "somebody"]
else lapsed
phase q "Q"
  lasts [A: 1 mo | B: 2 mo]
else ended
END
cat >obs.ndjson <<'END'
{"record": "feed", "feed": "obs", "complete": []}
{"id": "a", "time": "2026-02-02T20:00:00Z", "kind": "alarm"}
END
truce 0 check a.truce
has out 'clause 1: a bracket' 'clause 2: a bracket' 'phase p: a bracket' 'a clause: a bracket' 'phase q: a bracket'
truce 3 run a.truce --feed ndjson:obs.ndjson --out o
truce 0 run a.truce --draft --feed ndjson:obs.ndjson --out o
tr -d '\n' <o/phases.json | tr -s ' ' >phases
has phases '"state": "undetermined"' 'Still open in the text: [open \"the initial conditions are met\"]' '"next": null'
has o/summary.json 'a clause on prisoners' '"judged": "open"'

# A base: its file is part of what the run was made from, and its clause can be replaced.
mkdir base
cat >base/old.md <<'END'
# Old

```truce
agreement "Old" timezone UTC
  in force 2026-01-01 00:00
party A "Party A"
monitor M "Monitor"
zone Z = load "area.geojson"
phase p "P"
  begins at 2026-02-01 12:00
clause 1 "Fire" verified by M
  forbid attack by A in Z
clause 2 "Raids" verified by M
  forbid raid by A
then ended as soon as certified "over" by M
```
END
cat >base/area.geojson <<'END'
{"type": "Polygon", "coordinates": [[[37, 48], [38, 48], [38, 49], [37, 49], [37, 48]]]}
END
cat >new.truce <<'END'
agreement "New" timezone UTC
  in force 2026-02-01 00:00
  builds on "base/old.md" as Old
clause 1 "Fire, anywhere" verified by M replaces clause Old.1
  forbid shelling by A
clause 2 "Talks" verified by M
  require A to do consultation within 2 d of each violation of clause Old.1
END
cat >obs.ndjson <<'END'
{"id": "s", "time": "2026-02-02T20:00:00Z", "kind": "shelling", "actor": "A"}
{"id": "r", "time": "2026-02-02T21:00:00Z", "kind": "raid", "actor": "A"}
{"id": "z", "time": "2026-02-09T21:00:00Z", "kind": "alarm"}
END
truce 0 check new.truce
truce 0 run new.truce --feed ndjson:obs.ndjson --out o
[ "$(findings o/findings.ndjson 1 violation)" -eq 1 ] || fail "the clause that takes the other's place"
[ "$(findings o/findings.ndjson Old.2 violation)" -eq 1 ] || fail "the clause of the base"
hasnt o/findings.ndjson '"clause": "Old.1"'
has o/manifest.json 'base/old.md' 'base/area.geojson'
echo 'clause 9 "x"' >>base/area.geojson
truce 3 run new.truce --feed ndjson:obs.ndjson --out o
truce 3 check new.truce
has out 'new.truce:3:13: error[T0314]' '--> base/old.md'
