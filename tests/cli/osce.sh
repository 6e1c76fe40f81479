#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Daily tallies of the OSCE: the chain of previous values agrees, blank is not zero, and the example's
# own table gives the same findings.
# shellcheck source=/dev/null
. "$ROOT/tests/support/cli.sh"

agreement=$ROOT/examples/osce-2020/agreement.md
truce 0 run "$agreement" --feed "osce-daily:$ROOT/examples/osce-2020/daily.csv" --out table
tr -d ' \n' <table/summary.json >flat
has flat '"chain":{"stated":23,"agree":23}'
truce 0 run "$agreement" --feed "ndjson:$ROOT/examples/osce-2020/observations.ndjson" --out ndjson
tr -d ' \n' <ndjson/summary.json >flat
has flat '"observations":96,"rejected":0'
shared osce-smm-daily
truce 0 run "$agreement" --feed "osce-daily:$DATA/osce_smm_daily_counts_transcribed.csv" --out o
tr -d ' \n' <o/summary.json >flat
has flat '"chain":{"stated":23,"agree":23}'
