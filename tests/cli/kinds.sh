#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The taxonomy: as a tree, below one kind, as JSON; every line of the table is there.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

table=$ROOT/share/taxonomy/kinds.csv
total=$(grep -c '^[a-z]' "$table")
total=$((total - 1)) # the header
truce 0 kinds
lines out $total
grep -qE '^attack ' out || fail "attack is a root"
grep -qE '^  shelling ' out || fail "shelling is under attack"
truce 0 kinds shelling
grep -qE '^shelling ' out || fail "the kind asked for comes first"
grep -qE '^  mortar_fire ' out || fail "with what is under it"
hasnt out airstrike
truce 0 kinds --json
grep -cE '^  \{"name": "' out | grep -qx $total || fail "JSON has every kind"
has out '{"name": "attack", "parent": null, "type": "act"'
truce 2 kinds sheling
has err '"shelling"'
