#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Layout: to standard output, to a file, in place; --check; a text with errors of form is left alone.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

for text in framework/agreement.md framework/draft.md; do
    truce 0 fmt "$ROOT/examples/$text"
    cmp out "$ROOT/examples/$text" || fail "the layout of $text is the rule"
    truce 0 fmt --check "$ROOT/examples/$text"
done

cat >messy.md <<'END'
# Prose   stays

```truce
agreement "Messy"   timezone UTC in force 2026-01-01
party A "A" -- the first


party B "B"
monitor M "M"
clause 1 "Fire"   verified by M forbid attack by A,B   until 2026-02-01
```
END
cat >neat.md <<'END'
# Prose   stays

```truce
agreement "Messy" timezone UTC
  in force 2026-01-01
party A "A"  -- the first

party B "B"
monitor M "M"
clause 1 "Fire" verified by M
  forbid attack by A, B until 2026-02-01
```
END
truce 1 fmt --check messy.md
has err "messy.md: its layout would change"
lines out 0
truce 0 fmt messy.md
cmp out neat.md || fail "as neat.md"
truce 0 fmt messy.md --out other.md
lines out 0
cmp other.md neat.md || fail "--out writes it"
truce 0 fmt --check other.md
cp messy.md mine.md
chmod 600 mine.md
truce 0 fmt --write mine.md
cmp mine.md neat.md || fail "--write writes it back"
mode mine.md -rw-------
truce 0 check neat.md
cp out checked
sed 's/messy/neat/' out >/dev/null
"$TRUCE" fmt - <messy.md >piped || fail "standard input"
cmp piped neat.md || fail "standard input is laid out"

printf '%s\n' 'agreement "T" timezone UTC' 'party   A' >broken.truce
cp broken.truce before
truce 3 fmt --write broken.truce
has out "broken.truce:2:10: error[T0207]"
cmp broken.truce before || fail "a broken text is left alone"
truce 3 fmt --check broken.truce
truce 2 fmt --check --write neat.md
truce 2 fmt -w -
truce 5 fmt nowhere.md
ln -s neat.md link.md
cp messy.md neat.md
truce 5 fmt -w link.md

# The page about the layout keeps to it.
truce 0 fmt --check "$ROOT/docs/reference/editor.md"
