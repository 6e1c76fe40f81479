#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Not seen is not absent: what must be covered for something to be kept, breached or counted.
# shellcheck disable=SC2317,SC2154 source=/dev/null
. "$ROOT/tests/support/rules.sh"

text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B in Z' 'then q when at most 1 verified violation of clause 1' 'else lapsed' 'phase q "Q"' '  lasts 1 y' 'else ended'
Z='"seen": 0.95, "place": {"area": "Z"}'
rec() { blind; clock 40; }
kept() { finds 1 "$KEPT" "$BY_A" "$(at 12)"; finds 1 "$KEPT" "$BY_B"; finds 0 "$UNDETERMINED"; phase p '"to": "q", "state": "met"' '"next": "q"'; }
not_kept() { finds 0 "$KEPT"; finds 1 "$UNDETERMINED" "$BY_A"; finds 1 "$UNDETERMINED" "$BY_B"; phase p '"to": "q", "state": "undetermined"' '"next": "lapsed"'; }
r() { rec; };                                       judge "nobody looked" r;                           not_kept
r() { rec; watched 12 36 attack "$Z"; };            judge "somebody looked all the time" r;            kept
r() { rec; watched 12 36 attack; };                 judge "everywhere" r;                              kept
r() { rec; watched 12 20 attack "$Z"; watched 20 36 attack "$Z"; }; judge "one after the other" r;     kept
r() { rec; watched 12 36 attack '"seen": 0.8, "place": {"area": "Z"}'; }; judge "as well as threshold seen" r; kept
r() { rec; watched 12 36 attack '"seen": 0.79, "place": {"area": "Z"}'; }; judge "less well" r;        not_kept
r() { rec; watched 12 36 attack '"seen": 0.7'; watched 12 36 attack '"seen": 0.7'; }; judge "chances are not multiplied" r; not_kept
r() { rec; watched 12 36 attack '"seen": 0.95, "place": {"area": "Y"}'; }; judge "elsewhere" r;        not_kept
r() { rec; watched 12 36 attack '"seen": 0.95, "place": {"area": "S"}'; }; judge "in a part of the zone" r; not_kept
r() { rec; watched 12 36 attack '"seen": 0.95, "place": {"area": "W"}'; }; judge "in a zone around it" r; kept
r() { rec; watched 12 36 shelling "$Z"; };          judge "for one kind only" r;                       not_kept
r() { rec; watched 12 36 attack "$Z" | sed 's/"blind": null/"blind": "cloud"/'; }; judge "under cloud" r; not_kept
r() { rec; watched 12 20 attack "$Z"; watched 21 36 attack "$Z"; }
judge "with a gap: findings are split where coverage changes" r;                                       finds 4 "$KEPT"; finds 2 "$UNDETERMINED" "$(at 20)" "$(at 21)"; phase p '"to": "q", "state": "undetermined"'
r() { echo '{"record": "feed", "feed": "obs", "complete": [{"kinds": ["attack"], "area": "Z", "time": {"from": "'"$(at 12)"'", "to": "'"$(at 36)"'"}, "seen": 0.95}]}'; clock 40; }
judge "a feed that is complete" r;                                                                     kept
I='"place": {"lon": 37, "lat": 48}'
r() { act x 11 attack "$A, $I"; act y 37 attack "$A, $I"; }; judge "a feed that says nothing is complete for its kinds" r; kept
r() { act x 11 shelling "$A, $I"; act y 37 shelling "$A, $I"; }; judge "and for no wider ones" r;      not_kept
r() { act x 13 attack "$A, $I"; act y 37 attack "$A, $I"; }; judge "from its first record on" r;       phase p '"to": "q", "state": "undetermined"'
r() { rec; act a 13 shelling "$A, $I"; act b 14 shelling "$A, $I"; ruling d 30 M a substantiated; ruling e 31 M b substantiated; }
judge "what is known suffices to fail" r;                                                              phase p '"to": "q", "state": "not met"'
r() { rec; act a 13 shelling "$A, $I"; act b 14 shelling "$A, $I"; watched 12 36 attack "$Z"; }
judge "a gate with nobody verifying is undetermined, and says how many it awaits" r;                   phase p '"to": "q", "state": "undetermined"' '"value": [0, 2]' '"awaited": 2' '"blocks": [ "'

# Duties.
text "$PHASE" 'clause 1 "c" verified by M' '  require A, B to do order within 6 h of begin' 'else ended'
r() { rec; };                                       judge "silence nobody listened to" r;              finds 2 "$UNDETERMINED" '"needs": ["'
r() { rec; watched 12 18 order; };                  judge "silence, heard" r;                          finds 2 "$BREACHED"
r() { rec; act o 19 order "$A"; };                  judge "late needs no coverage" r;                  finds 1 "$LATE" '"party": "A"'; finds 1 "$UNDETERMINED" '"party": "B"'
r() { rec; act o 18 order "$A"; };                  judge "within counts its end" r;                   finds 1 "$FULFILLED" '"party": "A"'
r() { blind; clock 18; };                           judge "a deadline at the watermark is pending" r;  finds 2 "$PENDING"
r() { rec; watched 12 36 order; act o 13 order; };  judge "somebody did: undetermined for both" r;     finds 2 "$UNDETERMINED" '"late": 0,'
r() { rec; watched 12 36 order; act o 13 order "$A, \"probability\": 0.5"; }
judge "perhaps done: what would settle it" r;                                                          finds 1 "$UNDETERMINED" '"fulfilled": 0.5' '"needs": ["'

# Windows of the day, quotas.
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B during daily 14:00 to 20:00' 'else ended'
r() { rec; watched 14 20 attack; };                 judge "only the windows need coverage" r;          finds 1 "$KEPT" "$BY_A" "$(at 12)" "$(at 36)"; finds 1 "$KEPT" "$BY_B"
text "$PHASE" 'clause 1 "c" verified by M' '  limit violation_tally of anyone to 5 every 12 h' 'else ended'
tally() { echo '{"record": "tally", "id": "'$1'", "feed": "obs", "kind": "violation_tally", "time": {"from": "'$(at $2)'", "to": "'$(at $3)'"}, "place": {"area": "Z"}, "value": '$4'}'; }
r() { rec; tally t 12 24 0; };                      judge "a tally of zero is not kept" r;             finds 0 "$KEPT"; finds 1 "$UNDETERMINED" "$(at 12)" '"value": [0, null]'
r() { rec; tally t 12 24 7; };                      judge "one above the bound is enough" r;           finds 1 "$VIOLATION" '"value": [7, null]'
r() { rec; watched 12 36 violation_tally; tally t 12 36 7; }; judge "over two periods: 0 to all in each" r; finds 2 "$UNDETERMINED" '"value": [0, 7]'
done_rules
