/* SPDX-License-Identifier: Apache-2.0
 *
 * A backtest as one self-contained page: brackets are switched, the map and the figures follow. Everything is in the page; nothing is
 * loaded. For readers: incidents by cells of the public grid, counts by draft and clause, no single record. Without a script it shows
 * the same figures as a table. */
#ifndef REPORT_BACKTEST_PAGE_H
#define REPORT_BACKTEST_PAGE_H

#include "backtest/backtest.h"
#include "report/report.h"

struct report_backtest {
    const struct backtest *backtest;
    double grid_deg; /* of incidents; more than 0 */
    struct str engine, coast_csv, places_csv;
};

enum err_code report_backtest(struct buf *buf, struct arena *arena,
                              const struct report_backtest *from, struct err *err) MUST_USE;

#endif
