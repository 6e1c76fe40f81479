/* SPDX-License-Identifier: Apache-2.0
 *
 * The script of the backtest's page, and what its style adds. */
#ifndef REPORT_BACKTEST_SCRIPT_H
#define REPORT_BACKTEST_SCRIPT_H

#include "base/buf.h"

void backtest_style(struct buf *buf);
void backtest_script(struct buf *buf);

#endif
