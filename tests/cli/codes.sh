# SPDX-License-Identifier: Apache-2.0
#
# Every code has its page in docs/codes, the page begins as the table of codes has it, and its examples do what it says:
# the bad one raises the code, the good one does not and has no error. `codes.sh CODE...` looks at those alone.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

pages=$ROOT/docs/codes
# code level rule|text of each row of the table.
sed -n 's/^    X(\([TWHN][0-9]*\), \([A-Z]*\), "\([^"]*\)", "\(.*\)",.*$/\1 \2 \3|\4/p' "$ROOT/src/lang/codes.h" |
    sed 's/\\"/"/g' >table
[ "$(wc -l <table)" -ge 140 ] || fail "the table of codes could not be read"
cp "$pages"/*.geojson .

# block KIND: the fenced block of the page that is marked so, into the file of that name; false when there is none.
block() {
    awk -v kind="$1" '
        fence == "" && $0 ~ ("^````*(truce|markdown) " kind "$") { fence = $1; sub(/[a-z]+$/, "", fence); next }
        fence != "" && $0 == fence { exit }
        fence != "" { print }' "$page" >"$1"
    [ -s "$1" ] || { rm -f "$1"; return 1; }
}
awk '/^```truce frame$/ {on = 1; next} /^```$/ {on = 0} on' "$pages/README.md" >frame
[ -s frame ] || fail "docs/codes/README.md has no frame"

# check_block KIND: what is said about an example, as the file KIND.json.
check_block() {
    case $(sed -n 1p "$1") in
    '#'*) text=$1.md; cp "$1" "$text" ;;
    agreement*) text=$1.truce; cp "$1" "$text" ;;
    *) text=$1.truce; cat frame "$1" >"$text" ;;
    esac
    set -- "$1" "$text"
    if block "$1-plan"; then
        mv "$1-plan" plan.truce
        set -- "$@" --sources plan.truce
    fi
    kind=$1
    shift
    status=0
    "$TRUCE" check --json "$@" >"$kind.json" 2>err || status=$?
    [ "$status" = 0 ] || [ "$status" = 3 ] || { cat err; fail "$code, $kind: exit status $status"; }
}

wrong=0
while read -r code level rest; do
    [ $# = 0 ] || case " $* " in *" $code "*) ;; *) continue ;; esac
    page=$pages/$code.md text=${rest#*|} rule=${rest%%|*}
    [ -f "$page" ] || { echo "$code has no page"; wrong=1; continue; }
    [ "$(sed -n 1p "$page")" = "# $code: $text" ] || { echo "$code: its page begins with another text"; wrong=1; }
    case $level in ERROR) level='\*\*Error' ;; HOLE) level='\*\*Hole' ;; WARNING) level='\*\*Warning' ;; *) level='\*\*Note' ;; esac
    sed -n 3p "$page" | grep -q "^$level" || { echo "$code: its page has another level"; wrong=1; }
    case $rule in
    L*-*) sed -n 3p "$page" | grep -qF "Rules ${rule%-*} to ${rule#*-} " || { echo "$code: rule $rule"; wrong=1; } ;;
    L*) sed -n 3p "$page" | grep -qF "Rule $rule " || { echo "$code: rule $rule"; wrong=1; } ;;
    esac
    if ! block bad; then
        grep -q '^No example: ' "$page" || { echo "$code: no example"; wrong=1; }
        continue
    fi
    for file in $(sed -n 's/^```truce \([a-z]*\.truce\)$/\1/p' "$page"); do
        block "$file"
    done
    check_block bad
    grep -qF "\"code\": \"$code\"" bad.json ||
        { echo "$code: the bad example does not raise it"; wrong=1; }
    block good || { echo "$code: no good example"; wrong=1; continue; }
    check_block good
    ! grep -qF "\"code\": \"$code\"" good.json || { echo "$code: the good example raises it"; wrong=1; }
    ! grep -qF '"level": "error"' good.json ||
        { echo "$code: the good example has an error"; grep -F '"level": "error"' good.json; wrong=1; }
done <table
# A page stands for a code, and what a page names is there.
for page in "$pages"/[A-Z]0*.md; do
    code=$(basename "$page" .md)
    grep -q "^$code " table || { echo "$code: a page for no code"; wrong=1; }
    for other in $(sed -n 's/^See also \(.*\)\.$/\1/p' "$page" | grep -oE '[A-Z][0-9]{4}\.md'); do
        [ -f "$pages/$other" ] || { echo "$code: no page $other"; wrong=1; }
    done
    for id in $(grep -oE 'sources\.md#s[0-9]+' "$page" | sed 's/.*#//'); do
        grep -q "<a id=\"$id\">" "$pages/sources.md" || { echo "$code: no source $id"; wrong=1; }
    done
done
exit $wrong
