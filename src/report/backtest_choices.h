/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of what each choice in a bracket changes, of a backtest's page. */
#ifndef REPORT_BACKTEST_CHOICES_H
#define REPORT_BACKTEST_CHOICES_H

#include "backtest/backtest.h"

/* Nothing where no bracket is settled in several ways. */
void backtest_choices(struct buf *buf, const struct backtest *backtest);

#endif
