# SPDX-License-Identifier: Apache-2.0
#
# `truce explain CODE`: the page as it stands in docs/codes, for every code; what is said of codes that there are not.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

count=0
for page in "$ROOT"/docs/codes/[THWN]0*.md; do
    code=$(basename "$page" .md)
    truce 0 explain "$code"
    cmp out "$page" || fail "explain $code is not its page"
    lines err 0
    count=$((count + 1))
done
[ $count -ge 140 ] || fail "$count pages"
truce 0 explain h725
has out "# H0725: "
truce 0 explain t0203
has out "# T0203: "
truce 2 explain H0799
has err 'there is no code "H0799"; the nearest: H07'
lines err 1
truce 2 explain T2030
has err "T0203"
truce 2 explain nonsense
has err "a code looks like H0725"
truce 2 explain f:9c1f0000
has err "a finding is explained out of its run: --in DIR"
truce 2 explain
has err "it needs CODE"
truce 2 explain "$(printf 'H07\033[31m')" # no control character goes through
has err 'H07?[31m'
