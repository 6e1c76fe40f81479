/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the table that `./dev bench` prints last: lines that begin with "= ", fields parted by " | ":
 *
 *     what | against | goal | measured | cold / warm | memory */
#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include <stdio.h>

enum row_goal { ROW_NO_GOAL, ROW_AT_LEAST, ROW_AT_MOST };

struct row {
    const char *what, *against; /* with the peer's version; "-": nothing */
    enum row_goal goal;
    double wanted, measured;
    const char *unit;         /* behind both numbers: "x", " s" */
    const char *times, *held; /* cold / warm; memory; "-" where it says nothing */
};

static inline void row_put(const struct row *r)
{
    static const char *const signs[] = {"", ">= ", "<= "};
    double by = r->goal == ROW_AT_LEAST ? r->wanted / r->measured : r->measured / r->wanted;

    printf("= %s | %s | ", r->what, r->against);
    if (r->goal == ROW_NO_GOAL)
        printf("- | %.4g%s", r->measured, r->unit);
    else
        printf("%s%.12g%s | %.4g%s, ", signs[r->goal], r->wanted, r->unit, r->measured, r->unit);
    if (r->goal != ROW_NO_GOAL && by > 1)
        printf("missed by %.2f", by);
    else if (r->goal != ROW_NO_GOAL)
        printf("reached");
    printf(" | %s | %s\n", r->times, r->held);
    fflush(stdout);
}

#endif
