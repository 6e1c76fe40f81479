#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Precision: a second reader judged every finding of agreements/*/findings.txt from the texts alone and marked it right, arguable or
# wrong in agreements/marks.tsv (file, line, code, mark, reason, source of the line). Every finding has exactly one mark, no mark is
# left over, and at most 5 % are wrong. A mark belongs to file, code and source of the line (and, where these are equal, to the
# first, second … of them). Where only lines moved: ACCEPT=1 tools/run-cli tests/cli/marks.sh. No mark is ever made up; a new finding
# is for a reader.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

marks=$ROOT/agreements/marks.tsv
tab=$(printf '\t')

# What was found, in the order of the files: file, line, code, source of the line.
: >found
: >heads
for dir in "$ROOT"/agreements/*/; do
    name=$(basename "$dir")
    sed -nE "s|^([^ :]+\\.md):([0-9]+):[0-9]+: [a-z]+\\[([A-Z][0-9]+)\\]: .*|$name/\\1$tab\\2$tab\\3|p" "$dir/findings.txt" >one
    grep -cE '^[^ ]+: [a-z]+\[' "$dir/findings.txt" >>heads || true
    while IFS=$tab read -r file line code; do
        source=$(sed -n "${line}s/^[ $tab]*//p" "$ROOT/agreements/$file" | sed "s/[ $tab]*\$//")
        printf '%s\t%s\t%s\t%s\n' "$file" "$line" "$code" "$source" >>found
    done <one
done
lines found "$(awk '{n += $1} END {print n + 0}' heads)"

# Each finding takes the mark of its key; what has none, and what is left over, is told.
: >untaken
awk -F '\t' -v OFS='\t' '
    function key(file, code, source,    k) {
        k = file OFS code OFS source
        count[FILENAME, k]++
        return k OFS count[FILENAME, k]
    }
    FNR == NR && /^#/ {next}
    FNR == NR {
        if (NF != 6 || $4 !~ /^(right|arguable|wrong)$/ || $5 == "") print "not a mark: " $0 >"untaken"
        k = key($1, $3, $6)
        mark[k] = $4 OFS $5
        whole[++rows] = k
        next
    }
    {
        k = key($1, $3, $4)
        if (k in mark) print $1, $2, $3, mark[k], $4
        else print "no mark: " $1 ":" $2 " " $3 " " $4 >"untaken"
        taken[k] = 1
    }
    END {
        for (i = 1; i <= rows; i++) if (!(whole[i] in taken)) print "left over: " whole[i] >"untaken"
    }' "$marks" found >rows
[ ! -s untaken ] || { head -40 untaken; fail "agreements/marks.tsv and the findings are not the same"; }

grep '^#' "$marks" >marks.new || true
cat rows >>marks.new
if [ "${ACCEPT:-}" ]; then
    cp marks.new "$marks"
else
    diff "$marks" marks.new || fail "lines moved or the order is another: ACCEPT=1"
fi

# The counts.
awk -F '\t' '
    {n[$3, $4]++; all[$4]++; if (!($3 in seen)) {seen[$3] = 1; codes[++m] = $3}}
    END {
        for (i = 2; i <= m; i++) for (j = i; j > 1 && codes[j] < codes[j - 1]; j--) {
            c = codes[j]; codes[j] = codes[j - 1]; codes[j - 1] = c
        }
        print "code   right arguable wrong"
        for (i = 1; i <= m; i++) {
            c = codes[i]
            printf "%-6s %5d %8d %5d\n", c, n[c, "right"], n[c, "arguable"], n[c, "wrong"]
        }
        printf "%-6s %5d %8d %5d\n", "all", all["right"], all["arguable"], all["wrong"]
        printf "wrong: %d of %d, %.1f %%\n", all["wrong"], NR, 100 * all["wrong"] / NR
    }' rows | tee counts
awk -F '\t' '$4 == "wrong" {wrong++} END {exit !(NR > 0 && wrong * 20 <= NR)}' rows || fail "more than 5 % of the findings are wrong"
