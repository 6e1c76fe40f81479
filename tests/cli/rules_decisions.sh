#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Rulings, certificates and decisions: who may, when, and what they change.
# shellcheck disable=SC2317,SC2154 source=/dev/null
. "$ROOT/tests/support/rules.sh"

gate() { text "$PHASE" 'clause 1 "c" gravity serious verified by M' '  forbid attack by A, B' "$@" 'phase q "Q"' '  lasts 1 y' 'else ended'; }
decided() { gate 'then q when at most 0 verified violations of clause 1' '  decided by J within 24 h' 'else lapsed'; }
rec() { blind; watched 0 40 attack; act a 13 shelling "$A"; clock "${1:-40}"; }
GATE='{"gate": "p", "to": "q"}'

# Rulings on acts.
decided
r() { rec; ruling d 30 M a substantiated; };     judge "the verifier rules" r;                      finds 1 "$VIOLATION" '"status": "substantiated"'; phase p '"state": "lapsed"' '"to": "q", "state": "not met"'
r() { rec; ruling d 30 J a substantiated; };     judge "another body does not" r;                   finds 1 '"status": "alleged"' obs:a; says 'decision d'
r() { rec; ruling d 30 A a substantiated; };     judge "nor a party" r;                             finds 1 '"status": "alleged"' obs:a; says 'decision d'
r() { rec; ruling d 30 M nothing substantiated; }; judge "on what is not there: said" r;            says 'decision d'
r() { rec; ruling d 30 M '{"incident": "obs:a", "clause": "9"}' substantiated; }; judge "on no clause of the text: said" r; says 'decision d'
r() { rec; ruling d 30 M a 'not substantiated'; }; judge "not substantiated: nothing stands" r;     finds 0 '"because": ["obs:a"'; finds 1 "$KEPT" "$BY_A"
r() { rec; ruling d 30 M a undetermined; };      judge "ruled undetermined is closed" r;            finds 1 "$UNDETERMINED" '"status": "undetermined"'; phase p '"to": "q", "state": "met"' '"awaited": 0'
r() { rec; ruling d 30 M a 'under verification'; }; judge "under verification is open" r;           finds 1 "$VIOLATION" '"status": "under verification"'; phase p '"awaited": 1'
r() { rec; ruling d2 31 M a 'not substantiated'; ruling d1 30 M a substantiated; }
judge "the last ruling by time counts" r;                                                           finds 0 '"because": ["obs:a"'
r() { rec; ruling d 30 M a substantiated; ruling d2 31 M a 'under verification'; }
judge "under verification does not reopen" r;                                                       finds 1 '"status": "substantiated"'
r() { rec; ruling d 30 M a substantiated; ruling d2 31 M a revoke; }; judge "revoke does" r;        finds 1 '"status": "alleged"' obs:a
crater='"attribution": {"party": "B", "level": "A2", "basis": "crater"}'
r() { rec; ruling d 30 M a substantiated "$crater"; }; judge "a ruling moves the whole share" r;    finds 1 "$VIOLATION" "$BY_B" '"parties": {"B": 1}' '"level": "A2"'; finds 1 "$KEPT" "$BY_A"
r() { rec; ruling d 30 M a substantiated '"gravity": "grave"'; }; judge "and changes the gravity" r; finds 1 '"gravity": "grave"'
r() { blind; act a 13 shelling '"actor": {"other": 1}'; clock 40; ruling d 30 M a substantiated "$crater"; }
judge "an act of others, ruled to be a party's" r;                                                  finds 1 "$VIOLATION" "$BY_B"
r() { blind; act a 13 shelling "$A, \"probability\": 0.1"; clock 40; ruling d 30 M a substantiated; }
judge "an unlikely act, ruled" r;                                                                   finds 1 "$VIOLATION" '"occurrence": 1,'
r() { blind; act a 10 shelling "$A"; clock 40; ruling d 30 M a substantiated; }
judge "a ruling on an act before the phase: nothing, and said" r;                                   finds 0 "$VIOLATION"; says 'decision d'
r() { blind; act a 13 alarm "$A"; clock 40; ruling d 30 M a substantiated; }
judge "on another kind of act: nothing, and said" r;                                                finds 0 "$VIOLATION"; says 'decision d'
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B unless notification by the same party at most 6 h before' 'else ended'
r() { rec; act n 12 notification "$A"; ruling d 30 M a substantiated; }; judge "on an excused act: nothing" r; finds 0 "$VIOLATION"
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B' 'clause 2 "p"' '  permit shelling by A' 'else ended'
r() { rec; ruling d 30 M a substantiated; };     judge "on a permitted act: nothing" r;             finds 0 "$VIOLATION"
text "$PHASE" 'clause 1 "c" verified by M' '  forbid attack by A, B unless certified "authorised" by M' 'else ended'
on_a='{"incident": "obs:a", "certificate": "authorised"}'
r() { rec; ruling c 12 M "$on_a" certify; };     judge "a certificate for this very act" r;         finds 0 "$VIOLATION"
r() { rec; ruling c 12 H "$on_a" certify; };     judge "from another body: refused" r;              finds 1 "$VIOLATION" obs:a; says 'decision c'

# Decisions on gates.
decided
r() { rec; };                                    judge "while a decision is awaited" r;             phase p '"state": "undetermined"' '"end": null' '"awaited": 1'; finds 1 "$VIOLATION" obs:a
r() { rec 80; };                                 judge "a term without a decision means else" r;    phase p '"state": "lapsed"' '"end": "2026-02-03T12:00:00Z"'
r() { rec 80; ruling g 45 J "$GATE" proceed; };  judge "a body may let it go ahead undetermined" r; phase p '"state": "ended"' '"next": "q"' '"end": "2026-02-02T21:00:00Z"' '"to": "q", "state": "undetermined"'
r() { rec 80; ruling g 45 M "$GATE" proceed; };  judge "another body may not" r;                    phase p '"state": "lapsed"'; says 'decision g'
r() { rec 80; ruling g 45 J "$GATE" refuse; };   judge "refuse means else" r;                       phase p '"state": "lapsed"' '"end": "2026-02-02T21:00:00Z"'
r() { rec 80; ruling g 30 J "$GATE" proceed; };  judge "before the gate opens: void, and said" r;   phase p '"state": "lapsed"' '"end": "2026-02-03T12:00:00Z"'; says 'decision g'
r() { rec 80; ruling g 60 J "$GATE" proceed; };  judge "at the end of the term it still counts" r;  phase p '"next": "q"' '"end": "2026-02-03T12:00:00Z"'
r() { rec 80; ruling g 61 J "$GATE" proceed; };  judge "after it, no more" r;                       phase p '"state": "lapsed"'; says 'decision g'
r() { rec 80; ruling d 30 M a substantiated; ruling g 45 J "$GATE" proceed; }
judge "not met at the end: else at once, nobody is asked" r;                                        phase p '"state": "lapsed"' '"end": "2026-02-02T12:00:00Z"'; says 'decision g'
r() { rec 80; ruling d 44 M a substantiated; ruling g 45 J "$GATE" proceed; }
judge "later knowledge does not end the wait, proceed is refused" r;                                phase p '"state": "lapsed"' '"end": "2026-02-03T12:00:00Z"'; says 'decision g'
r() { rec 80; ruling d 44 M a substantiated; ruling g 45 J "$GATE" refuse; }
judge "refuse is not" r;                                                                            phase p '"state": "lapsed"' '"end": "2026-02-02T21:00:00Z"'
r() { rec 80; ruling g 45 J "$GATE" proceed; ruling d 50 M a substantiated; }
judge "phases never move in the past" r;                                                            phase p '"next": "q"' 'would have been not met'
gate 'then ended when at most 0 verified violations of clause 1' '  decided by J within 24 h' 'else q'
r() { rec 80; ruling g 45 J '{"gate": "p", "to": "ended"}' proceed; }
judge "ended is a way on like others" r;                                                            phase p '"state": "ended"' '"next": "ended"' '"end": "2026-02-02T21:00:00Z"'
gate 'then q as soon as at most 0 verified violations of clause 1' '  decided by J within 4 h'
sed -i 's/^  lasts 24 h$//' a.truce
r() { rec 80; ruling d 20 M a 'not substantiated'; ruling g 21 J "$GATE" refuse; ruling g2 23 J "$GATE" proceed; }
judge "as soon as, refused, no else: back to waiting" r;                                            phase p '"next": "q"' '"end": "2026-02-01T23:00:00Z"'
done_rules
