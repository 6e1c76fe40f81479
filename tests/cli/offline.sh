#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Everything works without a network, and the report asks for none.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 0 init a
truce 0 run a/agreement.md --feed csv:a/observations.csv --out o
grep -qiE '(src|href|action) *= *"?[a-z]+://|url\( *"?[a-z]+:|@import|<script|<iframe|<link ' o/report.html &&
    fail "the report refers to something outside"
unshare -rn true 2>/dev/null || { echo "skipped: no network namespace to run in"; exit 77; }
unshare -rn "$TRUCE" run a/agreement.md --feed csv:a/observations.csv --json >offline.json
cmp offline.json o/summary.json
