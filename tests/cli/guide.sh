# SPDX-License-Identifier: Apache-2.0
#
# The drafting guide: every bad example raises the codes it is marked with and the answer shown is the program's; no good
# one does, and none has an error or a hole; of the whole text at its end nothing is said but what is not judged yet. The table of rules is that
# of the codes. TRUCE_ACCEPT=1 writes the answers and the codes of the table into the guide.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

guide=$ROOT/docs/guide/drafting.md
cp "$ROOT"/docs/guide/*.geojson .

# Every block into a file of its own, blocks/NUMBER, with its words in the list `blocks`: NUMBER LINE KIND WORDS...
mkdir blocks
awk '
    fence == "" && /^````*[a-z]/ {
        fence = $1; gsub(/[a-z]/, "", fence); n++
        kind = $1; gsub(/`/, "", kind); $1 = ""
        printf "%d %d %s%s\n", n, NR, kind, $0 >"blocks.list"
        file = "blocks/" n; printf "" >file
        next
    }
    fence != "" && $0 == fence { fence = ""; close(file); next }
    fence != "" { print >file }' "$guide"
[ -s blocks.list ] || fail "the guide has no examples"

# written FILE CODES...: the findings of FILE.out with one of the codes, as the guide shows them.
written() {
    awk -v codes="$*" '
        BEGIN { count = split(codes, code, " ") }
        /^draft\.[a-z]*:[0-9]+:[0-9]+: / {
            on = 0
            for (i = 1; i <= count; i++)
                on = on || index($0, "[" code[i] "]")
        }
        on { print }' out
}

wrong=0 bad=0 good=0 says=0
while read -r number line kind word codes; do
    where="line $line"
    case $kind.$word in
    truce.frame) cp "blocks/$number" frame; continue ;;
    truce.bad | truce.good | truce.whole | markdown.bad | markdown.good | markdown.whole) ;;
    text.says)
        says=$((says + 1))
        written $shown >"says.$number"
        [ -s "says.$number" ] || { echo "$where: nothing to show"; wrong=1; }
        cmp -s "says.$number" "blocks/$number" || [ "${TRUCE_ACCEPT:-}" = 1 ] ||
            { echo "$where: the program says something else"; diff "blocks/$number" "says.$number" || true; wrong=1; }
        continue
        ;;
    *) [ "$kind" != truce ] || { echo "$where: a block that is neither bad nor good"; wrong=1; }; continue ;;
    esac
    rm -f draft.md draft.truce
    case $(sed -n 1p "blocks/$number") in
    '#'*) draft=draft.md; cp "blocks/$number" $draft ;;
    agreement*) draft=draft.truce; cp "blocks/$number" $draft ;;
    *) draft=draft.truce; cat frame "blocks/$number" >$draft ;;
    esac
    status=0
    "$TRUCE" check $draft >out 2>err || status=$?
    case $word in
    bad)
        bad=$((bad + 1)) shown=$codes
        for code in $codes; do
            grep -qF "[$code]" out || { echo "$where: the bad example does not raise $code"; wrong=1; }
        done
        ;;
    good)
        good=$((good + 1))
        for code in $codes $shown; do
            ! grep -F "[$code]" out || { echo "$where: the good example raises $code"; wrong=1; }
        done
        ! grep -E '^draft[^ ]* (error|hole)' out || { echo "$where: the good example has errors or holes"; wrong=1; }
        ;;
    whole)
        ! grep '^draft' out | grep -vF '[W0808]' || { echo "$where: something is said about the whole text"; wrong=1; }
        ;;
    esac
    [ $status = 0 ] || [ "$word" = bad ] || { cat out err; fail "$where: exit status $status"; }
done <blocks.list

# rule code, of each code that belongs to one of the twenty-two.
sed -n 's/^    X(\([TWHN][0-9]*\), [A-Z]*, "\(L[0-9]*\)",.*/\2 \1/p' "$ROOT/src/lang/codes.h" | LC_ALL=C sort >rules

if [ "${TRUCE_ACCEPT:-}" = 1 ]; then
    awk '
        BEGIN {
            while ((getline line <"rules") > 0) {
                split(line, word, " ")
                link[word[1]] = link[word[1]] " [" word[2] "](../codes/" word[2] ".md)"
            }
        }
        fence == "" && /^\| L[0-9]+ \|/ { sub(/\|[^|]*\|$/, "|" link[$2] " |") }
        fence == "" && /^````*[a-z]/ {
            fence = $1; gsub(/[a-z]/, "", fence); n++
            print
            if ($2 == "says") {
                file = "says." n
                while ((getline line <file) > 0) print line
                skip = 1
            }
            next
        }
        fence != "" && $0 == fence { fence = ""; skip = 0 }
        !skip { print }' "$guide" >accepted
    cat accepted >"$guide"
fi

# Every rule has a bad example, an answer, and a good one.
rules=$(grep -cE '^### [0-9]+\. ' "$guide")
[ "$rules" -ge 25 ] || fail "$rules rules only"
[ "$rules" = $bad ] && [ "$rules" = $says ] && [ "$rules" = $good ] ||
    fail "$rules rules, $bad bad examples, $says answers, $good good examples"
grep -oE '^### [0-9]+' "$guide" | sed 's/### //' | awk '$1 != NR { exit 1 }' || fail "the rules are not numbered in order"

# The table: each of L1 to L22 with all its codes, each linked to its page.
[ "$(grep -cE '^\| L[0-9]+ \|' "$guide")" = 22 ] || fail "the table has not 22 rows"
for rule in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do
    sed -n "s/^L$rule //p" rules >should
    [ -s should ] || { echo "L$rule has no code"; wrong=1; }
    grep "^| L$rule |" "$guide" | grep -oE '\[[TWHN][0-9]{4}\]\(\.\./codes/[TWHN][0-9]{4}\.md\)' |
        sed 's/\[\(.....\)\](\.\.\/codes\/\(.....\)\.md)/\1 \2/' | awk '$1 == $2 { print $1 }' | LC_ALL=C sort >is
    cmp -s is should || { echo "L$rule:"; diff is should || true; wrong=1; }
done
# Every source and page that it names is there.
for id in $(grep -oE 'sources\.md#s[0-9]+' "$guide" | sed 's/.*#//' | sort -u); do
    grep -q "<a id=\"$id\">" "$ROOT/docs/codes/sources.md" || { echo "no source $id"; wrong=1; }
done
# Every link of the documentation that stays in the tree leads somewhere, and every decision is in their list.
for page in "$ROOT"/README.md "$ROOT"/docs/*.md "$ROOT"/docs/*/*.md "$ROOT"/agreements/*.md "$ROOT"/agreements/*/README.md \
    "$ROOT"/examples/*/README.md; do
    awk '/^````*/ { f = !f } !f' "$page" | grep -oE '\]\([^)# ]+' | sed 's/^](//' | grep -v '^[a-z]*:' | sort -u >links || true
    while read -r link; do
        [ -e "$(dirname "$page")/$link" ] || { echo "$page: no $link"; wrong=1; }
    done <links
done
for page in "$ROOT"/docs/decisions/0*.md; do
    grep -qF "]($(basename "$page")) | $(sed -n '1s/^# [0-9]* //p' "$page") |" "$ROOT/docs/decisions/README.md" ||
        { echo "docs/decisions/README.md: no $page"; wrong=1; }
done
exit $wrong
