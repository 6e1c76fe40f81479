#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Places for each party, members of collections and places that move, from the text to the files that come out.
# shellcheck disable=SC2317,SC2154 source=/dev/null
. "$ROOT/tests/support/rules.sh"

# one ID TEXT...: one finding rests on the record, and holds them; none ID: none does.
one() {
    one_id=$1
    shift
    finds 1 "\"because\": [\"obs:$one_id\"" "$@"
}
none() { finds 0 "\"because\": [\"obs:$1\""; }

IN_Z='"place": {"lon": 37, "lat": 48}'
IN_Y='"place": {"lon": 37, "lat": 49}'

text 'zone own = A: Z | B: Y' 'throughout' 'clause 1 "c" verified by M' '  forbid attack by A, B in own'
r() { blind; act a 13 attack "$A, $IN_Z"; };                            judge "in its own place" r;                one a '"verdict": "violation"'
r() { blind; act a 13 attack "$A, $IN_Y"; };                            judge "in the other's" r;                  none a
r() { blind; act a 13 attack "$IN_Z"; };                                judge "whose, nobody knows" r;             one a '"occurrence": [0, 1]'

text 'zones area = Z or Y' 'phase leave for each area "Leave"' '  begins at 2026-02-01 12:00' '  lasts 24 h' \
    'clause 1 "c" verified by M' '  forbid attack by A, B' 'then rest when no verified violation of clause 1 decided by J within 12 h' 'else lapsed' \
    'phase rest for each area "Rest"' 'clause 2 "d" verified by M' '  forbid attack by A, B in the same area'
rec() { watched 0 60 attack; clock 60; blind; }
r() { rec; act a 13 attack "$A, $IN_Z"; act b 14 attack "$A, \"place\": {\"lon\": 37, \"lat\": 50}"; }
judge "a member is a phase of its own, and the ground of what names no place" r
phase 'leave (Z)' '"state": "lapsed"'; phase 'leave (Y)' '"state": "lapsed"'; phase 'rest (Z)' '"state": "not begun"'
one a '"phase": "leave (Z)"'; none b
r() { rec; act a 13 attack "$A, $IN_Z"; ruling p 40 J '{"gate": "leave (Y)", "to": "rest"}' proceed; act b 50 attack "$A, $IN_Y"; }
judge "a decision names the member" r
phase 'leave (Y)' '"next": "rest"'; phase 'rest (Y)' "\"begin\": \"$(at 40)\""; phase 'leave (Z)' '"state": "lapsed"'; one b '"phase": "rest (Y)"'
r() { rec; ruling p 40 J '{"gate": "leave", "to": "rest"}' proceed; };  judge "one that names none is void" r;     says 'for which member'
r() { rec; ruling p 40 J '{"gate": "leave (X)", "to": "rest"}' proceed; }; judge "a member that there is not" r;   says 'no such gate'

text 'moving place convoy = load "tracks"' 'zone guard = within 2 km of convoy' 'throughout' 'clause 1 "c" verified by M' '  forbid attack by A, B in guard'
fix() { act "$1" "$2" aid_convoy "\"object\": {\"unit\": \"convoy\"}, $3"; }
r() { blind; fix f 12 "$IN_Z"; act a 13 attack "$A, $IN_Z"; };          judge "around where it was last" r;        one a '"verdict": "violation"'
r() { blind; fix f 12 "$IN_Y"; act a 13 attack "$A, $IN_Z"; };          judge "elsewhere by then" r;               none a
r() { blind; fix f 14 "$IN_Z"; act a 13 attack "$A, $IN_Z"; };          judge "not reported yet" r;                one a '"occurrence": [0, 1]' 'where the moving place was then'
r() { blind; act a 13 attack "$A, $IN_Z"; };                            judge "never reported" r;                  says 'no record says where convoy was'

cat >base.truce <<'END'
agreement "Base" timezone UTC in force when certified "ratified" by M
party A "Party A" party B "Party B" monitor M "Monitor"
clause 1 "c" verified by M
  require A to do inspection within 3 d of entry
END
cat >a.truce <<'END'
agreement "Top" timezone UTC in force 2026-02-01 00:00 builds on "base.truce" as Q
clause 2 "d" verified by M
  forbid attack by A
END
r() { blind; act i 90 inspection "$A"; clock 200; ruling g 40 M '{"certificate": "ratified"}' certify; }
judge "the entry of an agreement built on is the certificate's moment" r;                                          finds 1 '"clause": "Q.1"' "$FULFILLED" "\"from\": \"$(at 40)\""
r() { blind; act i 90 inspection "$A"; clock 200; };                    judge "none yet: no duty" r;               finds 0 '"clause": "Q.1"'

done_rules
