#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What is a violation, what is undetermined, and what is neither: one case for each rule of the language and of the formats.
# shellcheck disable=SC2317,SC2154 source=/dev/null
. "$ROOT/tests/support/rules.sh"
rec() { blind && "$@" && clock 40; }

text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B' 'else ended'
one() { rec act a "${1:-13}" shelling "${2:-$A}"; }

r() { one 12; };                                 judge "a phase holds its first moment" r;          finds 1 "$VIOLATION" obs:a
r() { one 36; };                                 judge "and not its last" r;                        finds 0 obs:a '"because": ["obs:a"]'
r() { one 11-13; };                              judge "half in time: its share" r;                 finds 1 "$UNDETERMINED" '"occurrence": 0.5,'
r() { one 13-14 "$A, \"time\": {\"from\": \"$(at 11)\", \"to\": \"$(at 13)\", \"aggregate\": true}" | sed 's/"time": {[^}]*}, "kind"/"kind"/'; }
judge "a sum of acts that overlaps the time: undetermined, no share" r;                             finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'
r() { one 13 '"actor": {"other": 0.45}'; };      judge "only other lowers an occurrence" r;         finds 1 "$VIOLATION" '"occurrence": 0.55' "$BY_NOBODY"
r() { one 13 '"actor": {"other": 0.46}'; };      judge "below threshold likely: undetermined" r;    finds 1 "$UNDETERMINED" '"occurrence": 0.54'
r() { one 13 '"actor": {"A": 0.5, "B": 0.1}'; }; judge "an unknown actor does not lower it" r;      finds 1 "$VIOLATION" '"occurrence": 1,' "$BY_NOBODY"
r() { one 13 "$A, \"probability\": 0.5"; };      judge "existence does" r;                          finds 1 "$UNDETERMINED" '"occurrence": 0.5,'
r() { one 13 "$A, \"explanations\": {\"exercise\": 0.2}"; }; judge "other explanations do" r;       finds 1 "$VIOLATION" '"occurrence": 0.8,'
r() { one 13 "$A, \"grade\": \"E5\""; };         judge "a grade does not" r;                        finds 1 "$VIOLATION" '"occurrence": 1,'
r() { one 13 "$A, \"count\": {\"value\": 45}"; }; judge "one record, one incident" r;               finds 1 "$VIOLATION" '"events": 45'
r() { one 13 '"actor": "X"'; };                  judge "an undeclared actor is unknown, and said" r; finds 1 "$VIOLATION" "$BY_NOBODY" '"parties": {}'; says X
r() { one 13 '"actor": {"A": 1, "B": 1}, "joint": true'; }; judge "a joint act" r;                  finds 1 "$VIOLATION" '"parties": {"A": 1, "B": 1}'
r() { one 13 "$A, \"attribution\": {\"party\": \"A\", \"level\": \"A1\", \"basis\": \"x\"}"; }; judge "a level is the record's" r; finds 1 '"level": "A1"'
r() { one 13 "$A"; };                            judge "a probability gives no level" r;            finds 1 '"level": "A0"' obs:a
r() { one 13 "$A, \"status\": \"substantiated\""; }; judge "a feed without a body cannot rule" r;   finds 1 '"status": "alleged"' obs:a
r() { echo '{"record": "feed", "feed": "obs", "body": "M", "complete": []}'; act a 13 shelling "$A, \"status\": \"substantiated\""; }
judge "one bound to the verifier can" r;                                                            finds 1 '"status": "substantiated"' obs:a
r() { rec act a 13 flurble "$A"; };              judge "an unknown kind is counted and said" r;     finds 0 obs:a '"because": ["obs:a"]'; says flurble

text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A' 'else ended'
r() { one 13 "$B"; };                            judge "a party that is not bound" r;               finds 0 "$VIOLATION"; finds 0 '"because": ["obs:a"]'
r() { one 13 '"actor": {"B": 0.7, "A": 0.3}'; }; judge "lowers it as other does" r;                 finds 1 "$UNDETERMINED" '"occurrence": 0.3'
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by anyone' 'else ended'
r() { one 13 '"actor": {"other": 1}'; };         judge "with anyone nothing lowers it" r;           finds 1 "$VIOLATION" '"occurrence": 1,'
r() { blind; clock 40; watched 12 36 attack; };  judge "and what stands has no party" r;            finds 1 "$KEPT" "$BY_NOBODY"

text "$PHASE" 'clause 1 "c" verified by M' '  forbid mortar_fire, airstrike by A, B' 'else ended'
r() { rec act a 13 shelling "$A"; };             judge "a parent of some of the kinds" r;           finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'
r() { rec act a 13 mortar_fire_120 "$A"; };      judge "a child" r;                                 finds 1 "$VIOLATION" obs:a
r() { rec act a 13 small_arms "$A"; };           judge "a cousin" r;                                finds 0 '"because": ["obs:a"]'

text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B in Z' 'else ended'
in_place() { rec act a 13 shelling "$A, \"place\": {$1}"; }
r() { in_place '"lon": 37, "lat": 48.0899'; };   judge "inside" r;                                  finds 1 "$VIOLATION" '"occurrence": 1,'
r() { in_place '"lon": 37, "lat": 48.091'; };    judge "outside" r;                                 finds 0 '"because": ["obs:a"]'
r() { one; };                                    judge "no place: undetermined" r;                  finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'
r() { in_place '"area": "Z"'; };                 judge "the zone by name" r;                        finds 1 "$VIOLATION" '"occurrence": 1,'
r() { in_place '"area": "S"'; };                 judge "a named area wholly inside: 1" r;           finds 1 "$VIOLATION" '"occurrence": 1,'
r() { in_place '"area": "Y"'; };                 judge "a named area apart: 0" r;                   finds 0 '"because": ["obs:a"]'
r() { in_place '"area": "W"'; };                 judge "a named area around it: no fraction" r;     finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'
square() { echo "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[36.99,$1],[37.01,$1],[37.01,$2],[36.99,$2],[36.99,$1]]]}"; }
r() { in_place "$(square 47.99 48.01)"; };       judge "a shape wholly inside: 1" r;                finds 1 "$VIOLATION" '"occurrence": 1,'
r() { in_place "$(square 48.08 48.1)"; };        judge "a shape over the border: no fraction" r;    finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'
r() { in_place "$(square 49.08 49.1)"; };        judge "a shape apart: 0" r;                        finds 0 '"because": ["obs:a"]'
r() { in_place '"lon": 37, "lat": 48, "ellipse": {"major_m": 9, "minor_m": 5, "azimuth_deg": 0}'; }
judge "an ellipse clear of the border: 1" r;                                                        finds 1 "$VIOLATION" '"occurrence": 1,' '"by": "clear"'
r() { in_place '"from": {"lon": 37, "lat": 48}, "bearing_deg": 0, "bearing_error_deg": 5, "range_m": [10, 40]'; }
judge "a bearing clear of the border: 1" r;                                                         finds 1 "$VIOLATION" '"occurrence": 1,' '"by": "clear"'

# Excuses: what was said before, by whom, how long before.
excuse() { text "$PHASE" 'clause 1 "c" verified by M' "  forbid attack by A, B unless notification by the same party $1" 'else ended'; }
told() { rec eval "act n $1 notification '$2'; act a $3 shelling '${4:-$A}'"; }
excuse 'at most 6 h before'
r() { told 14 "$A" 20; };                        judge "at most: its end counts" r;                 finds 0 '"because": ["obs:a"]'
r() { told 13 "$A" 20; };                        judge "too long before" r;                         finds 1 "$VIOLATION" obs:a
r() { told 14 "$B" 20; };                        judge "by the other party" r;                      finds 1 "$VIOLATION" obs:a
r() { told 10 "$A" 13; };                        judge "at most takes one from before the phase" r; finds 0 '"because": ["obs:a"]'
r() { told 14 '"count": 1' 20; };                judge "by nobody knows whom" r;                    finds 1 "$UNDETERMINED" obs:a
r() { told 14 "$A" 20 '"count": 1'; };           judge "an act of nobody knows whom" r;             finds 1 "$UNDETERMINED" obs:a
r() { told 14 '"actor": {"A": 1, "B": 1}, "joint": true' 20 '"count": 1'; }
judge "excused if each of them would be" r;                                                         finds 0 '"because": ["obs:a"]'
excuse 'at least 6 h before'
r() { told 14 "$A" 20; };                        judge "at least: its end counts" r;                finds 0 '"because": ["obs:a"]'
r() { told 6 "$A" 20; };                         judge "at least takes none from before" r;         finds 1 "$VIOLATION" obs:a
excuse 'at most 6 h before with the same route'
route() { echo "$A, \"attributes\": {\"route\": \"$1\"}"; }
r() { told 14 "$(route r1)" 20 "$(route r1)"; }; judge "the same route" r;                          finds 0 '"because": ["obs:a"]'
r() { told 14 "$(route r1)" 20 "$(route r2)"; }; judge "another route" r;                           finds 1 "$VIOLATION" obs:a
r() { told 14 "$(route r1)" 20; };               judge "a missing attribute excuses nothing" r;     finds 1 "$VIOLATION" obs:a

# Permits.
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B' 'clause 2 "p"' '  permit shelling by A in Z' 'else ended'
I='"place": {"lon": 37, "lat": 48}'
r() { one 13 "$A, $I"; };                        judge "the more specific clause wins" r;           finds 0 '"because": ["obs:a"]'
r() { one 13 "$B, $I"; };                        judge "for the party it names" r;                  finds 1 "$VIOLATION" obs:a
r() { one 13 "$I"; };                            judge "perhaps permitted" r;                       finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'
r() { rec act a 13 attack "$A, $I"; };           judge "a parent kind is perhaps permitted" r;      finds 1 "$UNDETERMINED" '"occurrence": [0, 1]'

# Ceilings and quotas.
limit() { text "$PHASE" 'clause 1 "c" verified by M' "  limit $1" 'else ended'; }
limit 'attack of A, B to 1 each every 12 h'
r() { blind; act a 13 shelling "$A"; act b 14 shelling "$A"; act c 15 shelling "$B"; clock 40; watched 12 36 attack; }
judge "a quota is counted for each" r;                                                              finds 1 "$VIOLATION" '"party": "A"' '"value": 2'; finds 3 "$KEPT"
r() { blind; act a 13 shelling "$A, \"object\": {\"quantity\": 2}"; clock 40; }
judge "by quantity, seen or not" r;                                                                 finds 1 "$VIOLATION" '"value": [2, null]'; finds 3 "$UNDETERMINED" '"value": [0, null]'
limit 'attack of A, B to 0 each every 24 h'
r() { blind; act a 13 shelling "$A, \"probability\": 0.5"; clock 40; watched 12 36 attack; }
judge "a quota's occurrence comes from the count" r;                                                finds 1 "$UNDETERMINED" '"occurrence": 0.5,' '"party": "A"'; finds 1 "$KEPT" '"party": "B"'
r() { blind; act a 13 shelling "$A, \"probability\": 0.5"; act b 14 shelling "$A, \"probability\": 0.5"; clock 40; watched 12 36 attack; }
judge "two halves make three quarters" r;                                                           finds 1 "$VIOLATION" '"occurrence": 0.75,' '"party": "A"'
r() { blind; clock 80; }
judge "a quota that nobody watched is told as not seen" r;                                          says "Clause 1: not everything was seen on 2026-02-01 to 2026-02-02"
limit 'personnel of A, B in Z to 10 each'
men() { act "$1" "$2" personnel "$A, $I, \"object\": {\"unit\": \"$3\", \"quantity\": $4}"; }
r() { blind; men a 13 u1 6; men b 14 u2 6; men c 15 u1 3; clock 40; }
judge "the latest holdings by unit" r;                                                              finds 1 "$VIOLATION" '"value": 12' "$(at 14)" "$(at 15)"
text "$PHASE" 'clause 1 "c" verified by M' '  keep artillery of A, B out of Z as of begin + 2 h' 'else ended'
gun() { act "$1" "$2" artillery "$A, \"object\": {\"unit\": \"u1\"}, \"place\": {\"lon\": 37, \"lat\": $3}"; }
r() { blind; gun a 15 48; gun b 16 48; gun c 17 49; gun d 18 48; clock 40; watched 12 36 artillery; }
judge "a stay ends where it is seen gone" r;                                                        finds 2 "$VIOLATION"; finds 1 "$VIOLATION" "$(at 15)" "$(at 17)" obs:b
r() { blind; gun a 15 48; gun b 16 48; clock 40; }
judge "without coverage each sighting is one" r;                                                    finds 2 "$VIOLATION"
r() { blind; gun a 13 48; clock 40; watched 12 36 artillery; }
judge "a sighting before as of is none" r;                                                          finds 2 "$KEPT"
# A corridor binds while it is open (docs/decisions/005), a zone over the same ground at all hours.
corridor() { text 'corridor K = within 10 km of circle 1 km around 48.0 N 37.0 E open daily 14:00 to 18:00 for aid_convoy both ways' "$PHASE" 'clause 1 "c" verified by M' "  forbid attack by A, B in $1" 'else ended'; }
there() { for hour in 13 14 17 18; do act "a$hour" $hour shelling "$A, \"place\": {\"lon\": 37, \"lat\": 48}"; done; clock 40; }
corridor K;                                      judge "in a corridor: while it is open" there;     finds 2 "$VIOLATION"; finds 1 "$VIOLATION" obs:a14; finds 1 "$VIOLATION" obs:a17
corridor Z;                                      judge "in a zone: at all hours" there;             finds 4 "$VIOLATION"
r() { act a 13 shelling "$A, \"place\": {\"area\": \"Nowhere\"}"; clock 40; watched 12 36 flurb; }
judge "names that nobody knows are told" r;                                                         says "1 record names an area" "Nowhere" "the kind flurb"
done_rules
