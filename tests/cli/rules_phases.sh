#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Ways in and out of phases, the clocks, and what the conditions of a gate say.
# shellcheck disable=SC2317,SC2154 source=/dev/null
. "$ROOT/tests/support/rules.sh"

# way LINE...: the ways on of p; its clauses 1 (no attack), 2 (an order within 6 h), 3 (no guns in Z as of begin + 2 h).
way() {
    text "$PHASE" 'clause 1 "c" gravity serious verified by M' '  forbid attack by A, B' 'clause 2 "d" verified by M' '  require A, B to do order within 6 h of begin' \
        'clause 3 "e" verified by M' '  keep artillery of A, B out of Z as of begin + 2 h' "$@" 'phase q "Q"' '  lasts 1 y' 'else ended'
}
rec() { blind; for kind in attack order artillery; do watched 0 40 $kind; done; clock 40; }
done_by() { act "o$1" "$2" order "\"actor\": \"$1\""; }
passes() { phase p "\"to\": \"q\", \"state\": \"met\"" '"next": "q"' "\"end\": \"$(at "$1")\""; phase q "\"begin\": \"$(at "$1")\""; }
fails() { phase p "\"to\": \"q\", \"state\": \"$1\"" '"next": "lapsed"' "\"end\": \"$(at 36)\"" '"blocks": [ "'; }

way 'then q when clause 2 is fulfilled' 'else lapsed'
r() { rec; done_by A 14; done_by B 18; };           judge "fulfilled: all its instances" r;            passes 36; phase p '"decision": "by rule"'
r() { rec; done_by A 14; };                         judge "one is not: not met" r;                     fails 'not met'
r() { blind; clock 40; done_by A 14; };             judge "one is not seen: undetermined" r;           fails undetermined
way 'then q when clause 2 is not fulfilled' 'else lapsed'
r() { rec; done_by A 14; };                         judge "not fulfilled" r;                           passes 36
way 'then q when clause 2 is late' 'else lapsed'
r() { rec; done_by A 14; done_by B 20; };           judge "late: one is" r;                            passes 36
way 'then q as soon as clause 2 is breached' 'else lapsed'
r() { rec; done_by A 14; };                         judge "breached, right after the deadline" r;                    phase p '"next": "q"' '"end": "2026-02-01T18:00:00'
way 'then q as soon as clause 3 is fulfilled' 'else lapsed'
r() { blind; clock 40; ruling c 20 M '{"clause": "3"}' certify; }; judge "a verifier certifies a state" r; passes 20
r() { blind; clock 40; ruling c 20 M '{"clause": "3", "party": "A"}' certify; ruling d 22 M '{"clause": "3", "party": "B"}' certify; }
judge "for each party apart" r;                                                                        passes 22
r() { blind; clock 40; ruling c 20 J '{"clause": "3"}' certify; }; judge "nobody else does" r;         fails undetermined; says 'decision c'
way 'then q as soon as no verified violation of clause 1 for 6 h' 'else lapsed'
r() { rec; };                                       judge "no violation for a time since begin" r;     passes 18
r() { rec; act a 13 shelling "$A"; };               judge "exactly so long after the last one" r;      passes 19
r() { rec; act a 13 shelling "$A"; ruling d 16 M a 'not substantiated'; }; judge "one that does not stand" r; passes 18
r() { blind; clock 40; };                           judge "nobody looked: never, and why" r;           fails undetermined
way 'then q when clause 2 is fulfilled and no verified violation of clause 1' 'else lapsed'
r() { rec; done_by A 14; done_by B 15; };           judge "and: both" r;                               passes 36
r() { rec; done_by A 14; };                         judge "and: not one alone" r;                      fails 'not met'
way 'then q when clause 2 is fulfilled or no verified violation of clause 1' 'else lapsed'
r() { rec; done_by A 14; };                         judge "or: one is enough" r;                       passes 36
way 'then q when not (clause 2 is fulfilled)' 'else lapsed'
r() { rec; done_by A 14; };                         judge "not" r;                                     passes 36
way 'then q at begin + 10 h' 'else lapsed'
r() { rec; };                                       judge "at a moment" r;                             passes 22
way 'then q as soon as 10 h since begin' 'else lapsed'
r() { rec; };                                       judge "since a moment" r;                          passes 22
way 'then q as soon as certified "go" by M' 'else lapsed'
r() { rec; ruling c 20 M '{"certificate": "go"}' certify; }; judge "on a certificate" r;               passes 20
r() { rec; ruling c 20 M '{"certificate": "go"}' certify "\"received\": \"$(at 22)\""; }; judge "when it is known" r; passes 22
way 'then q when clause 2 is fulfilled' 'then ended when no verified violation of clause 1' 'else lapsed'
r() { rec; done_by A 14; done_by B 15; };           judge "the first way written wins" r;              passes 36
r() { rec; done_by A 14; };                         judge "then the next" r;                           phase p '"state": "ended"' '"next": "ended"'
way 'then q when at most 0 alleged violations of clause 1 by A' 'else lapsed'
r() { rec; act a 13 shelling "$B"; };               judge "counted by party" r;                        passes 36
r() { rec; act a 13 shelling; };                    judge "an unknown actor: undetermined" r;          fails undetermined; phase p '"value": [0, 1]'
way 'then q when at most 0 verified grave violations of clause 1' 'else lapsed'
r() { rec; act a 13 shelling "$A"; ruling d 30 M a substantiated; }; judge "counted by gravity" r;     passes 36
way 'then q when at most 0 likely violations of clause 1' 'else lapsed'
r() { rec; act a 13 shelling "$A, \"probability\": 0.54"; }; judge "likely: below the threshold" r;    passes 36
r() { rec; act a 13 shelling "$A, \"probability\": 0.55"; }; judge "likely: at the threshold" r;       fails 'not met'
way 'then q when at most 1 violations of clause 1' 'else lapsed'
perhaps() { act "$1" 13 shelling "$A, \"probability\": $2"; }
r() { rec; perhaps a 0.5; perhaps b 0.1; perhaps c 0.1; }; judge "without a word the worlds decide" r; fails undetermined; phase p '"probability": [0.9, 0.9],'
r() { rec; perhaps a 0.2; perhaps b 0.1; perhaps c 0.1; }; judge "at threshold met" r;                 passes 36; phase p '"probability": [0.954, 0.954],'
way 'then q when at most 0 verified violations of clause 1' 'else lapsed'
r() { rec; act a 13 shelling "$A"; ruling d 34 M a 'not substantiated' "\"received\": \"$(at 38)\""; }
judge "judged with what was known, and what is known now" r;                                           fails undetermined; phase p 'would have been met'

# Two doors into a phase.
two() { way 'then q when clause 2 is fulfilled' 'else lapsed'; sed -i 's/^phase q "Q"$/&\n  begins when certified "start" by M/' a.truce; }
two
r() { rec; done_by A 14; done_by B 15; act a 38 shelling "$B"; }; judge "until both are open the old phase binds" r; phase p '"end": null'; finds 1 "$VIOLATION" '"phase": "p"' obs:a
r() { rec; done_by A 14; done_by B 15; ruling c 38 M '{"certificate": "start"}' certify; }; judge "the second door" r; passes 38
r() { rec; done_by A 14; done_by B 15; ruling c 20 M '{"certificate": "start"}' certify; }; judge "opened before" r; passes 36

# Clocks.
text "$PHASE renews for 24 h unless notice by A, B at least 6 h before" 'clause 1 "c" verified by M' '  forbid attack by A, B' 'else ended'
r() { blind; clock 90; };                           judge "renewed, and again" r;                      phase p '"state": "running"'
r() { blind; clock 90; act n 54 notification "$A"; }; judge "notice at the last moment" r;             phase p "\"end\": \"$(at 60)\""
r() { blind; clock 90; act n 55 notification "$A"; }; judge "notice too late for this time" r;         phase p "\"end\": \"$(at 84)\""
text 'phase p "P"' '  begins at 2026-01-31 10:00' '  lasts 3 mo' 'clause 1 "c" verified by M' '  require A to do order every month' 'else ended'
sed -i -e 's/UTC/Europe\/Kyiv/' -e 's/signed 2026-01-31/signed 2026-01-30/' -e 's/in force 2026-02-01/in force 2026-01-31/' a.truce
r() { blind; echo '{"id": "z", "kind": "alarm", "time": "2026-05-02T12:00:00Z"}'; }
judge "a month from the 31st ends on the last day, in local time" r
finds 1 '"from": "2026-01-31T08:00:00Z", "to": "2026-02-28T08:00:00Z"'; finds 1 '"from": "2026-02-28T08:00:00Z", "to": "2026-03-31T07:00:00Z"'; phase p '"end": "2026-04-30T07:00:00Z"'
text 'throughout' 'clause 1 "c" verified by M' '  forbid attack by A, B during daily 02:00 to 05:00'
sed -i 's/UTC/Europe\/Kyiv/' a.truce
when() { for time in "$@"; do echo '{"id": "t'"$time"'", "kind": "shelling", "actor": "A", "time": "2026-'"$time"':00Z"}'; done; }
r() { blind; when 03-28T23:59 03-29T00:00 03-29T01:59 03-29T02:00 10-24T22:59 10-24T23:00 10-25T02:59 10-25T03:00; }
judge "windows in the nights in which the clocks change" r;                                            finds 4 "$VIOLATION"; finds 1 t03-29T01:59; finds 1 t10-25T02:59
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B until begin + 6 h' 'else ended'
r() { blind; clock 40; act a 17 shelling "$A"; act b 18 shelling "$A"; }; judge "until is half-open" r; finds 1 "$VIOLATION"; finds 1 "$VIOLATION" obs:a
text "$PHASE" 'clause 1 "c" verified by M' '  require A to do order every day by 20:00' 'else ended'
r() { blind; clock 40; act o 19 order "$A"; };      judge "the first period is short, one cut is not judged" r; finds 1 '"clause": "1"'; finds 1 "$FULFILLED" "$(at 12)" "$(at 20)"

# `when`: what a condition sets in motion.
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B' 'clause 2 "w" verified by J' \
    '  when more than 1 verified violations of clause 1 by one party over 6 h' '    require M, H together to do consultation within 8 h' 'else ended'
both() { blind; clock 60; watched 0 60 consultation; act a 13 shelling "$A"; act b "$1" shelling "$2"; ruling d 20 M a substantiated; ruling e 25 M b substantiated; }
r() { both 15 "$A"; };                              judge "true with the ruling that completes it" r;  finds 1 '"clause": "2"' "$BREACHED" "\"from\": \"$(at 25)\", \"to\": \"$(at 33)\""
r() { both 19 "$A"; };                              judge "over D leaves out its start" r;             finds 0 '"clause": "2"'
r() { both 15 "$B"; };                              judge "by one party, not by two" r;                finds 0 '"clause": "2"'
r() { both 15 "$A"; act x 33 consultation '"actor": {"M": 1, "H": 1}, "joint": true'; }; judge "together, in time" r; finds 1 '"clause": "2"' "$FULFILLED"

# `synchronous`.
text "$PHASE" 'clause 1 "c" verified by M' '  keep artillery of A, B out of Z as of begin + 2 h' '  synchronous within 4 h' 'else ended'
certified() { blind; clock 40; ruling c 15 M '{"clause": "1", "party": "A"}' certify; ruling d "$1" M '{"clause": "1", "party": "B"}' certify; }
r() { certified 19; };                              judge "both sides within the time" r;              finds 1 "$FULFILLED"
r() { certified 20; };                              judge "too far apart" r;                           finds 1 "$BREACHED"
done_rules
