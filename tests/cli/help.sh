#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Help, version, and what is said about wrong arguments: one line each, exit status 2.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 --version
grep -qxE 'truce [0-9]+\.[0-9]+\.[0-9]+' out || fail "the version is one line"
for how in --help -h help; do
    truce 0 $how
    lines err 0
done
for command in init check brackets diff fmt lsp explain render kinds run backtest watch verify; do
    truce 0 --help
    has out "  $command "
    truce 0 $command --help
    has out "usage: truce $command" "options:" "--help"
    lines err 0
    mv out help.1
    truce 0 help $command
    cmp out help.1
done
truce 0 run --help
for option in --feed --decisions --coverage --as-known-at --audience --draft --out --json --exit-status; do
    has out "$option"
done

# wrong ARGUMENTS... -- TEXT: one line, exit status 2.
wrong() {
    text=$1
    shift
    truce 2 "$@"
    lines err 1
    lines out 0
    has err "$text" "--help"
}
wrong "it needs a command"
wrong "the nearest is \"run\"" rnu
wrong "the nearest is \"verify\"" verifi
wrong "there is no command \"zzzzzzzz\"" zzzzzzzz
wrong "there is no option" --zzz
wrong "it needs AGREEMENT" check
wrong "one argument too many" check a b
wrong "the nearest is --json" check --jsno a
wrong "--json takes no value" check --json=1 a
wrong "it needs observations" run a.md
wrong "--feed needs a value" run a.md --feed
wrong "write FORMAT:FILE" run a.md --feed x.csv
wrong "write FORMAT:FILE" run a.md --feed csv:
wrong "an option is written" run a.md --feed 'csv[zone=]:x'
wrong "an option is written" run a.md --feed 'csv[area=1]:x'
wrong "2020-07-30T00:00:00Z" run a.md --feed csv:x --as-known-at 2020-07-30
wrong "it is public or restricted" run a.md --feed csv:x --audience secret
wrong "can be read once only" run a.md --feed csv:- --decisions -
wrong "can be read once only" run - --feed csv:-
# Nothing of an argument reaches the terminal as a control character.
truce 2 "$(printf 'a\033[31mb\342\200\256')"
has err 'a\u{1b}[31mb\u{202e}'
# --no-x takes --x back, -- ends options.
cp "$ROOT/tests/data/hostile/plain.truce" ./--json.truce
truce 0 check --json --no-json -- --json.truce
hasnt out '"diagnostics"'
# The manual has every option of every command, and no other.
for command in init check brackets diff fmt lsp explain render kinds run backtest watch verify; do
    truce 0 $command --help
    grep -oE -e '--[a-z-]+' out | grep -vxE -e '--(help|out)' | sort -u >is
    sed -n "/^## truce $command/,/^## /p" "$ROOT/docs/reference/commands.md" |
        sed -n 's/^| [^|]*`\(--[a-z-]*\).*/\1/p' | grep -vx -e '--out' | sort -u >should
    cmp is should || { diff is should; fail "docs/reference/commands.md has other options of $command"; }
done
