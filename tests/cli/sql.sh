#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Findings of 30,000 events, from the program and from SQL: the same set. `./dev sql` does it with a million.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

has_postgis=
for bin in /usr/lib/postgresql/*/bin; do
    version=$(basename "$(dirname "$bin")")
    [ ! -x "$bin/initdb" ] || [ ! -e "/usr/share/postgresql/$version/extension/postgis.control" ] || has_postgis=1
done
[ -n "$has_postgis" ] || { echo "skipped: no PostgreSQL with PostGIS (./dev sql installs them)"; exit 77; }
sh "$ROOT/tools/sql-oracle" "$TRUCE" 30000 >out 2>&1 || { cat out; fail "SQL finds otherwise"; }
has out 'in SQL'
