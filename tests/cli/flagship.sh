#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The flagship has no error and no hole, and its README explains each warning and note, and no other.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 check "$ROOT/examples/framework/agreement.md"
grep -qE ': (error|hole)\[' out && fail "the flagship has an error or a hole"
sed -n 's/^[^ ].*: [a-z]*\[\([A-Z][0-9]*\)\]: .*/\1/p' out | sort -u >said
sed -n '/^## What `truce check` says/,$p' "$ROOT/examples/framework/README.md" |
    grep '^| [A-Z][0-9]' | cut -d'|' -f2 | tr ',' '\n' | tr -d ' ' | sort -u >explained
cmp said explained || fail "said and explained differ: $(diff said explained | grep '^[<>]' | tr '\n' ' ')"
