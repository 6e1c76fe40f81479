# SPDX-License-Identifier: Apache-2.0
#
# A whole run under valgrind: no invalid access, nothing undefined, nothing lost. Skipped where there is no valgrind, and
# with a sanitized program, which valgrind cannot run.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

command -v valgrind >/dev/null || { echo "skipped: no valgrind"; exit 77; }
! grep -qa __asan_init "$TRUCE" || { echo "skipped: a sanitized program"; exit 77; }
grind() {
    valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,possible \
        --errors-for-leak-kinds=definite "$@" >out 2>err || {
        ! grep -q 'debuginfo reader: ensure_valid failed' err ||
            { echo "skipped: valgrind cannot read this compiler's debug information"; exit 77; }
        cat err
        fail "valgrind $*"
    }
}
example=$ROOT/examples/framework
grind "$TRUCE" run "$example/agreement.md" --feed "ndjson:$example/observations.ndjson" \
    --decisions "$example/decisions.ndjson" --coverage "$example/coverage.ndjson" --out o
grind "$TRUCE" verify o
grind "$TRUCE" check "$example/draft.md"
