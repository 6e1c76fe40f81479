#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# `render`: one page without network or script, the same bytes each time, nothing written on failure.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

for file in "$ROOT"/examples/*/agreement.md "$ROOT"/agreements/*/*.md; do
    case $file in */README.md) continue ;; esac
    truce 0 render "$file" --out page.html
    truce 0 render "$file"
    cmp out page.html || fail "$file: not the same twice"
    hasnt page.html '<script' '<img' 'url(' '@import' '<link'
    has page.html '<h2 id="h-text">The text</h2>' '<h2 id="h-map">' '<h2 id="h-owed">' '</html>'
done
rm page.html
printf 'agreement' >broken.truce
truce 3 render broken.truce --out page.html
has err 'truce check'
[ ! -e page.html ] || fail "a page of a text with errors"
truce 5 render "$ROOT/examples/framework/agreement.md" --out no/such/page.html
