/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the treaty's page share. */
#ifndef REPORT_TREATY_INT_H
#define REPORT_TREATY_INT_H

#include "plan/words.h"
#include "report/report_int.h"

struct treaty {
    struct page page; /* no outcome, nothing shown: for its markup, map and tables */
    struct str text;
    bool is_markdown;
    uint32_t counted_at, counted_line; /* lines are counted on from the last block of code */
};

/* Who verifies a clause, in words. */
void treaty_verifier(struct treaty *treaty, const struct plan_clause *clause);
/* A row of the plan in plain words (plan/words.h), safe in markup. */
typedef void put_words(struct buf *buf, const struct plan *plan, uint32_t row);
void treaty_words(struct treaty *treaty, put_words *put, uint32_t row);
void treaty_entity(struct buf *buf, struct str written);

/* The sections: the text itself; the phases and their deadlines; who owes what. */
enum err_code treaty_text(struct treaty *treaty, struct err *err) MUST_USE;
enum err_code treaty_time(struct treaty *treaty, struct err *err) MUST_USE;
void treaty_owed(struct treaty *treaty);

#endif
