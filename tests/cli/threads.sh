#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The same bytes with any number of threads, over a year thick enough for threads to share it: acts in zones, notices,
# permits, presence, holdings, answers, counts over 72 h, quotas, rulings.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

cat >agreement.md <<'END'
# Threads
```truce
agreement "Threads" timezone UTC
  signed 2024-12-31
  in force 2025-01-01 00:00
party A "Party A"
party B "Party B"
monitor M "Monitor"
line contact = load "contact.geojson" with A on the left, B on the right
zone strip = within 10 km of contact
zone z1 = circle 8 km around 48.1 N 33.2 E
zone z2 = polygon 48.0 N 33.3 E, 48.2 N 33.4 E, 48.1 N 33.8 E
zone pair = z1 or z2
class heavy_guns = artillery where calibre at least 100 mm
phase year "Year"
  begins at 2025-01-01 00:00
clause 1 "No fire" verified by M
  forbid attack by A, B in strip
clause 2 "Movements are told before" verified by M
  forbid troop_movement by A, B in pair
    unless notification by the same party between 24 h and 72 h before with the same route
clause 3 "Guns stay away" verified by M
  keep heavy_guns of A, B out of pair as of begin + 7 d
clause 4 "Answers" verified by M
  require the same party to report response within 24 h of each alleged violation of clause 2
clause 5 "Talks" verified by M
  when more than 20 alleged violations of clause 2 by one party over 72 h
    require M to do consultation within 48 h
clause 6 "Flights" verified by M
  limit drone_flight of A, B in pair to 20 each every 7 d
clause 7 "Exercises" verified by M
  forbid exercise by A, B in pair
  permit exercise by A in z1
then ended as soon as no verified violation of clause 1 for 30 d
```
END
echo '{"type": "LineString", "coordinates": [[33, 48], [33.5, 48.2], [34, 48]]}' >contact.geojson
awk 'function draw(n) { seed = (seed * 16807) % 2147483647; return seed % n }
BEGIN {
    seed = 7
    n = split("shelling,small_arms,troop_movement,notification,response,artillery,drone_flight,exercise,consultation", kind, ",")
    split("A,B,A:0.6;B:0.2,B:0.5;other:0.2,", actor, ",")
    split("0,0,0,200,1000", error, ",")
    print "id,received,from,to,lon,lat,error_m,area,kind,actor,calibre_mm,unit,route,probability"
    for (i = 0; i < 9000; i++) {
        month = 1 + draw(11); day = 1 + draw(27); hour = draw(23)
        k = kind[1 + draw(n)]
        place = draw(20) ? sprintf("%.4f,%.4f,%s,", 33 + draw(10000) / 10000, 47.95 + draw(3000) / 10000, error[1 + draw(5)]) : ",,,z2"
        printf "%d,2025-%02d-%02dT00:00:00Z,2025-%02d-%02dT%02d:00:00Z,%s,%s,%s,%s,%s,%s,%s,%s\n", i, month, day + 1,
            month, day, hour, draw(4) ? "" : sprintf("2025-%02d-%02dT%02d:30:00Z", month, day, hour + 1), place, k, actor[1 + draw(5)],
            k == "artillery" ? 152 : "", draw(2) ? "u" draw(30) : "", draw(2) ? "r" draw(20) : "", draw(3) ? "" : "0.7"
    }
}' >year.csv
for i in 1 5 9 120 4711; do
    echo "{\"record\": \"decision\", \"id\": \"d$i\", \"time\": \"2025-12-20T00:00:00Z\", \"received\": \"2025-12-20T00:00:00Z\", \"body\": \"M\", \"on\": {\"incident\": \"year:$i\", \"clause\": \"1\"}, \"what\": \"substantiated\", \"reason\": \"made up\"}"
done >decisions.ndjson

for threads in 1 2 5; do
    truce 0 run agreement.md --threads $threads --feed csv:year.csv --decisions decisions.ndjson --audience restricted \
        --out "t$threads"
    mv out "printed$threads"
    test "$(wc -l <"t$threads/findings.ndjson")" -gt 2000
done
for threads in 2 5; do
    diff -r t1 "t$threads"
    sed "s/t$threads/t1/" "printed$threads" | cmp - printed1
done

truce 2 run agreement.md --threads 0 --feed csv:year.csv
truce 2 run agreement.md --threads many --feed csv:year.csv
