# SPDX-License-Identifier: Apache-2.0
#
# What tests/cli/rules_*.sh share: a tiny agreement and a few records for each rule, and what must come out. Hours count
# from 1 February 2026, 00:00 UTC; the phase of most cases runs from 12 to 36. A case that comes out otherwise is printed
# and the next one tried; the script ends with `done_rules`.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"
rules_wrong=0

# at HOUR: as a time.
at() { printf '2026-02-%02dT%02d:00:00Z' $((1 + $1 / 24)) $(($1 % 24)); }

# text LINE...: the agreement, with its frame before it; PHASE: a phase from 12 to 36 without its way out.
# shellcheck disable=SC2034
PHASE='phase p "P"
  begins at 2026-02-01 12:00
  lasts 24 h'
text() {
    {
        cat <<'END'
agreement "T" timezone UTC
  signed 2026-01-31
  in force 2026-02-01 00:00
party A "Party A"
party B "Party B"
mediator H "Host"
monitor M "Monitor"
body J "Joint" of A, B chaired by M decides by consensus or chair after 24 h
zone Z = circle 10 km around 48.0 N 37.0 E
zone Y = circle 10 km around 49.0 N 37.0 E
zone S = circle 2 km around 48.0 N 37.0 E
zone W = circle 30 km around 48.0 N 37.0 E
END
        printf '%s\n' "$@"
    } >a.truce
}

# act ID HOUR KIND [MEMBER]: an observation; MEMBER is more JSON, such as '"actor": "A"'. HOUR may be FROM-TO.
act() {
    if [ "${2#*-}" = "$2" ]; then act_time=\"$(at "$2")\"; else act_time='{"from": "'$(at "${2%-*}")'", "to": "'$(at "${2#*-}")'"}'; fi
    echo '{"id": "'"$1"'", "time": '"$act_time"', "kind": "'"$3"'"'"${4:+, $4}"'}'
}
# ruling ID HOUR BODY ON WHAT [MEMBER]: a decision; ON is an incident of clause 1, or JSON in braces.
ruling() {
    case $4 in '{'*) ruling_on=$4 ;; *) ruling_on='{"incident": "obs:'$4'", "clause": "1"}' ;; esac
    echo '{"record": "decision", "id": "'"$1"'", "time": "'"$(at "$2")"'", "body": "'"$3"'", "on": '"$ruling_on"', "what": "'"$5"'"'"${6:+, $6}"'}'
}
# watched FROM TO KIND [MEMBER]: a coverage record, known at 0.
watched() {
    echo '{"record": "coverage", "feed": "cam", "time": {"from": "'"$(at "$1")"'", "to": "'"$(at "$2")"'"}, "kinds": ["'"$3"'"], "received": "'"$(at 0)"'", '"${4:-\"seen\": 0.95}"', "blind": null}'
}
# blind: what the feed of the case says of itself: it is complete in nothing. clock HOUR: a record that only moves the watermark.
blind() { echo '{"record": "feed", "feed": "obs", "complete": []}'; }
clock() { act clock "$1" alarm; }

# judge NAME COMMAND: what COMMAND prints are the records, told apart by what they are; the results are in o.
judge() {
    rules_name=$1
    rm -rf o
    "$2" >all.ndjson
    grep -v -e '"record": "decision"' -e '"record": "coverage"' all.ndjson >obs.ndjson || true
    set --
    if grep '"record": "decision"' all.ndjson >dec.ndjson; then set -- --decisions dec.ndjson; fi
    if grep '"record": "coverage"' all.ndjson >cov.ndjson; then set -- "$@" --coverage cov.ndjson; fi
    truce 0 run a.truce --feed ndjson:obs.ndjson "$@" --out o
    tr -d '\n' <o/phases.json | tr -s ' ' | sed 's/"name": "/\
&/g' >phases
}
wrong() {
    rules_wrong=$((rules_wrong + 1))
    echo "WRONG in \"$rules_name\": $*"
    cut -c1-400 o/findings.ndjson
    sed 1d phases
    echo
}
# finds N TEXT...: N findings hold every text.
finds() {
    finds_n=$1
    shift
    cp o/findings.ndjson left.txt
    for finds_text in "$@"; do
        grep -F -e "$finds_text" left.txt >fewer.txt || true
        mv fewer.txt left.txt
    done
    [ "$(wc -l <left.txt)" -eq "$finds_n" ] || wrong "$(wc -l <left.txt) findings, not $finds_n, hold: $*"
}
# phase NAME TEXT...: its part of phases.json holds them.
phase() {
    phase_name=$1
    shift
    for phase_text in "$@"; do
        grep -F "\"name\": \"$phase_name\"" phases | grep -qF -e "$phase_text" || wrong "phase $phase_name has no $phase_text"
    done
}
says() { for says_text in "$@"; do cat out err | grep -qF -e "$says_text" || wrong "nothing says: $says_text"; done; }
done_rules() {
    [ $rules_wrong -eq 0 ] || fail "$rules_wrong rules"
}

# Shorthand for what most cases look for.
# shellcheck disable=SC2034
{
    VIOLATION='"verdict": "violation"' UNDETERMINED='"verdict": "undetermined"' KEPT='"verdict": "kept"'
    FULFILLED='"verdict": "fulfilled"' BREACHED='"verdict": "breached"' PENDING='"verdict": "pending"' LATE='"verdict": "late"'
    BY_A='"party": "A", "parties"' BY_B='"party": "B", "parties"' BY_NOBODY='"party": null, "parties"'
    A='"actor": "A"' B='"actor": "B"'
}
