#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The language server from outside: its options, and a client that says nothing, nonsense, or little. Whole sessions are
# played by tests/unit/test_cli_lsp.c.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

truce 2 lsp --idle never
has err "--idle is a number of milliseconds"
truce 2 lsp agreement.md
truce 0 lsp --help
has out "language server"

# message JSON: it with its header.
message() {
    printf 'Content-Length: %d\r\n\r\n%s' "$(printf %s "$1" | wc -c)" "$1"
}

"$TRUCE" lsp </dev/null >said 2>err && fail "an end without exit is no success"
[ ! -s said ] || fail "nothing was asked"

{
    message '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}'
    message '{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}'
    message '{"jsonrpc": "2.0", "method": "exit"}'
} >session
"$TRUCE" lsp --stdio <session >said 2>err || fail "initialize, shutdown, exit"
has said '"id": 1, "result": {"capabilities"' '"id": 2, "result": null'

status=0
head -c 3000 /dev/zero | tr '\0' 'x' | "$TRUCE" lsp >said 2>err || status=$?
[ $status -eq 1 ] || fail "a header that never ends, and the client goes: $status"
status=0
head -c 30000 /dev/zero | tr '\0' 'x' | "$TRUCE" lsp >said 2>err || status=$?
[ $status -eq 4 ] || fail "a header that is too long: $status"
has said '"error": {"code": -32700'
