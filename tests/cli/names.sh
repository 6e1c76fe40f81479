#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Names that an agreement gives: files in its folder and below, time zones by their names; nothing
# else is opened.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

mkdir -p deal/maps
cat >deal/maps/zone.geojson <<'END'
{"type": "Polygon", "coordinates": [[[30, 50], [31, 50], [31, 51], [30, 51], [30, 50]]]}
END
cp deal/maps/zone.geojson secret.geojson
# write NAME ZONE: an agreement that loads NAME and keeps the time of ZONE.
write() {
    cat >deal/a.truce <<END
agreement "Names" timezone $2
  signed 2020-07-26
  in force 2020-07-27 00:00
party A "Party A"
party B "Party B"
zone z = load "$1"
throughout
clause 1 "No attacks"
  forbid attack by A, B in z
END
}
write maps/zone.geojson Europe/Kyiv
truce 0 check deal/a.truce
(cd deal && "$TRUCE" check a.truce && cd maps && "$TRUCE" check ../a.truce)
for name in ../secret.geojson "$PWD/secret.geojson" maps/../../secret.geojson ./maps/zone.geojson maps//zone.geojson; do
    write "$name" Europe/Kyiv
    truce 3 check deal/a.truce
    has out "the agreement's own folder"
done
for name in maps/none.geojson maps; do
    write "$name" Europe/Kyiv
    truce 3 check deal/a.truce
    has out "deal/$name"
done
for zone in Europe/Nowhere Europe; do
    write maps/zone.geojson $zone
    truce 3 check deal/a.truce
    has out "$zone"
done
write maps/zone.geojson Europe/Kyiv
TZDIR=$PWD/none truce 3 check deal/a.truce
has out tzdata
