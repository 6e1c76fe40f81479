#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Satellite detections by day and sensor, through an agreement, against the daily counts that The
# Economist published: at least 170 of 171 days within 2 % + 2. With all sensors the sum is far off:
# a changed set of sensors is not a rise.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"
shared economist-warfire-reference
published=$DATA/strikes_by_location_and_day_2022-02-23_2022-08-13.csv
shared firms-ukraine

truce 0 run "$ROOT/tests/data/firms-2022.truce" --feed "firms:$DATA/fires/ukr_fire_data_2022.csv" --out o
has o/summary.json '"observations": 133979,' '"rejected": 0,'

# values CLAUSE: day and value of each finding, whatever nobody saw besides.
values() {
    grep -F "\"clause\": \"$1\"," o/findings.ndjson |
        sed -n 's/.*"time": {"from": "\(20[0-9-]*\)T00:00:00Z".*"value": \[*\([0-9.]*\).*/\1 \2/p'
}
values 1 >archive
values 2 >all
[ -s archive ] || { head -2 o/findings.ndjson; fail "no value was found"; }
{
    sed 1d "$published" | awk -F, '{ print $1, $4 }'
    echo "=="
    cat archive
} | awk '
    /^==/ { second = 1; next }
    !second { published[$1] = $2; next }
    { value[$1] = $2 }
    END {
        for (day in published) {
            if (day < "2022-02-24" || day > "2022-08-13") continue
            days++
            difference = value[day] - published[day]
            if (difference < 0) difference = -difference
            if (difference <= 0.02 * published[day] + 2) within++
            else print "beyond:", day, value[day], published[day]
            if (difference == 0) equal++
            sum += value[day]; published_sum += published[day]; differences += difference
        }
        print days, "days,", within, "within,", equal, "equal; sum", sum, "published", published_sum,
            "differences", differences
        exit !(days == 171 && within >= 170 && equal == 41 && sum == 59539 && differences == 293)
    }' || fail "the daily values are not The Economist's"
sum=$(awk '$1 >= "2022-02-24" && $1 <= "2022-08-13" { s += $2 } END { print s }' all)
[ "$sum" -eq 106274 ] || fail "all sensors: $sum, not 106,274"
