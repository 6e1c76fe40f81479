# SPDX-License-Identifier: Apache-2.0
#
# The documentation says what the program does: the language reference compiles, and the commands of README and tutorial
# run as they are printed, in an empty folder, with `build/truce`, `examples/` and `agreements/` where the reader has them.
"$TRUCE" check "$ROOT/docs/reference/language.md" >check.out || { cat check.out; exit 1; }
! grep -q ': error\[' check.out || { cat check.out; exit 1; }
"$TRUCE" check "$ROOT/docs/reference/language-base.md" >check.out || { cat check.out; exit 1; }
"$TRUCE" check "$ROOT/docs/reference/language.md" --sources "$ROOT/docs/reference/language-plan.md" >check.out ||
    { cat check.out; exit 1; }

# runs FILE: every fenced block marked sh whose commands start with build/truce or cat, in order, in one shell.
runs() {
    mkdir -p "$2/build" && ln -s "$TRUCE" "$2/build/truce" && ln -s "$ROOT/examples" "$ROOT/agreements" "$2"
    awk '/^````*sh$/ {fence = $0; sub(/sh$/, "", fence); next} $0 == fence {fence = ""} fence' "$1" |
        grep -v '^\./dev' >"$2/commands.sh"
    [ -s "$2/commands.sh" ] || { echo "$1: no commands"; exit 1; }
    (cd "$2" && sh -eu commands.sh >out.txt 2>err.txt) || { cat "$2/commands.sh" "$2/err.txt"; exit 1; }
    # What the page shows of the output is in it, line by line.
    awk '/^```text shows$/ {on = 1; next} /^```$/ {on = 0} on && $0 != "…"' "$1" >"$2/shown.txt"
    while IFS= read -r line; do
        grep -qFx -e "$line" "$2/out.txt" "$2/err.txt" || { echo "$1: no command says: $line"; exit 1; }
    done <"$2/shown.txt"
}
runs "$ROOT/README.md" readme
[ -s readme/my-truce/out/report.html ]
runs "$ROOT/docs/tutorial.md" tutorial

# Every option of every command stands in docs/reference/commands.md, and none that does not exist.
for command in init check brackets diff fmt lsp explain render kinds run watch verify; do
    "$TRUCE" "$command" --help | grep -o -e '--[a-z][a-z-]*' | sort -u >options.txt
    while read -r option; do
        grep -q -e "$option" "$ROOT/docs/reference/commands.md" ||
            { echo "docs/reference/commands.md: $command $option is missing"; exit 1; }
    done <options.txt
done
