# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of tests/cli share. $TRUCE is the program, $ROOT the repository; the directory is
# an empty one of the test's own.

fail() {
    echo "FAILED: $*"
    exit 1
}

# shared FOLDER: sets DATA to the folder of test data beside the repository, or skips the test.
shared() {
    DATA=${TRUCE_SHARED:-$ROOT/../shared}/data/$1
    [ -d "$DATA" ] || { echo "skipped: no data at $DATA (set TRUCE_SHARED)"; exit 77; }
}

# truce STATUS ARGUMENT...: runs the program; its output is in the files `out` and `err`.
truce() {
    truce_expected=$1
    shift
    truce_status=0
    "$TRUCE" "$@" >out 2>err || truce_status=$?
    [ $truce_status -eq $truce_expected ] || {
        cat out err
        fail "truce $*: exit status $truce_status, not $truce_expected"
    }
    if grep -qE 'AddressSanitizer|runtime error|assertion' err; then
        cat err
        fail "truce $*: a bug of ours"
    fi
}

# has FILE TEXT...: each text stands in it as it is. hasnt FILE TEXT: it does not.
has() {
    has_file=$1
    shift
    for has_text in "$@"; do
        grep -qF -e "$has_text" "$has_file" ||
            { cat "$has_file"; fail "\"$has_text\" is not in $has_file"; }
    done
}
hasnt() {
    ! grep -qF -e "$2" "$1" || { cat "$1"; fail "\"$2\" is in $1"; }
}

# lines FILE N: it has N lines.
lines() {
    lines_count=$(wc -l <"$1")
    [ "$lines_count" -eq "$2" ] || { head -5 "$1"; fail "$1 has $lines_count lines, not $2"; }
}

# findings FILE CLAUSE VERDICT: how many of findings.ndjson.
findings() {
    grep -F "\"clause\": \"$2\"," "$1" | grep -cF "\"verdict\": \"$3\"" || true
}

# bare SUMMARY: without what differs between runs of the same facts from other files.
bare() {
    sed -e '/^  "agreement": {/,/^  },/d' -e '/^  "inputs": \[/,/^  \],/d' "$1"
}

# same_results DIR DIR: the files that FORMATS calls the same, byte for byte.
same_results() {
    for same_name in findings.ndjson findings.csv findings.geojson phases.json; do
        cmp "$1/$same_name" "$2/$same_name" || fail "$1/$same_name and $2/$same_name differ"
    done
    for same_name in findings.restricted.csv findings.restricted.geojson \
        tasking.restricted.json; do
        [ ! -e "$1/$same_name" ] || cmp "$1/$same_name" "$2/$same_name" ||
            fail "$1/$same_name and $2/$same_name differ"
    done
    bare "$1/summary.json" >bare.1
    bare "$2/summary.json" >bare.2
    cmp bare.1 bare.2 || { diff bare.1 bare.2 | head; fail "the summaries of $1 and $2 differ"; }
}

# mode FILE MODE: as ls prints it.
mode() {
    is=$(ls -l "$1" | cut -c1-10)
    [ "$is" = "$2" ] || fail "$1 has mode $is, not $2"
}
