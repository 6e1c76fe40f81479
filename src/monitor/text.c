/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences, ids, and what would settle a doubt. */
#include "monitor/monitor_int.h"

#include "base/hash.h"

#include <math.h>

enum err_code monitor_say(struct run *run, struct str *out)
{
    enum err_code code = buf_check(&run->text, run->err);

    if (!code)
        code = arena_str(run->arena, buf_str(&run->text), out, run->err);
    buf_clear(&run->text);
    return code;
}

void monitor_put_time(struct run *run, int64_t at_us)
{
    if (at_us < TIME_MIN_US || at_us > TIME_MAX_US)
        buf_puts(&run->text, "an open time");
    else
        time_put_local(&run->text, run->plan->tz, at_us);
}

void monitor_put_number(struct run *run, double value)
{
    if (isinf(value))
        buf_puts(&run->text, "any number");
    else
        num_put(&run->text, value, 6);
}

void monitor_put_clause(struct run *run, uint32_t clause)
{
    const struct plan_clause *c = &run->plan->clauses[clause];

    buf_puts(&run->text, "clause ");
    buf_put(&run->text, c->label);
    buf_puts(&run->text, " (");
    buf_put(&run->text, c->title);
    if (c->article.size && !str_eq(c->article, c->title)) {
        buf_puts(&run->text, ", in ");
        buf_put(&run->text, c->article);
    }
    buf_puts(&run->text, ")");
}

void monitor_put_chance(struct run *run, struct fact_interval p)
{
    if (p.lo < p.hi) {
        buf_puts(&run->text, "between ");
        num_put(&run->text, p.lo, 6);
        buf_puts(&run->text, " and ");
        num_put(&run->text, p.hi, 6);
    } else {
        num_put(&run->text, p.lo, 6);
    }
}

/* id = "f:" and 16 hex digits of SHA-256 over lines: the clause's label, the subject, and, except for incidents, the
 * places of statement and party in the order declared. */
enum err_code monitor_id(struct run *run, uint32_t clause, struct str subject, uint32_t statement,
                         uint32_t party, bool is_incident, struct str *id)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    struct hash hash;
    char hex[17];
    enum err_code code;

    buf_clear(&run->text);
    buf_put(&run->text, c->label);
    buf_putc(&run->text, '\n');
    buf_put(&run->text, subject);
    buf_putc(&run->text, '\n');
    if (!is_incident) {
        if (statement != PLAN_NONE)
            num_put_i64(&run->text, (int64_t)statement - (int64_t)c->first_statement);
        buf_putc(&run->text, '\n');
        if (party != PLAN_NONE)
            num_put_i64(&run->text, (int64_t)party);
        buf_putc(&run->text, '\n');
    }
    code = buf_check(&run->text, run->err);
    if (!code)
        code = hash_sha256(buf_str(&run->text), &hash, run->err);
    buf_clear(&run->text);
    if (code)
        return code;
    hash_hex(&hash, 8, hex);
    return arena_printf(run->arena, id, run->err, "f:%s", hex);
}

static const struct {
    unsigned doubt;
    struct str text;
} settles[] = {
    {DOUBT_READING, STR_INIT("which reading of the disputed geometry applies")},
    {DOUBT_KIND, STR_INIT("which kind of act it was more exactly")},
    {DOUBT_ATTRIBUTE,
     STR_INIT("the attributes that the clause asks about and the record does not give")},
    {DOUBT_AGGREGATE,
     STR_INIT("how many of the acts that the record sums up fell within the clause's time")},
    {DOUBT_TIME, STR_INIT("when it happened more exactly")},
    {DOUBT_NO_PLACE, STR_INIT("where it happened")},
    {DOUBT_AREA, STR_INIT("where in the named area it happened")},
    {DOUBT_ELLIPSE, STR_INIT("a place with a plain error radius")},
    {DOUBT_PLACE, STR_INIT("where it happened more exactly")},
    {DOUBT_ENDS, STR_INIT("on which side a place beyond the ends of the line lies")},
    {DOUBT_ORIGIN, STR_INIT("where it started")},
    {DOUBT_ACTOR, STR_INIT("who did it")},
    {DOUBT_TARGET, STR_INIT("against whom it was done")},
    {DOUBT_AUDIENCE, STR_INIT("to whom it was addressed")},
    {DOUBT_EXCUSE, STR_INIT("whether what excuses it was given in time by the same party")},
    {DOUBT_PERMIT, STR_INIT("whether it was a permitted act")},
    {DOUBT_WHILE, STR_INIT("whether the condition held under which the clause binds")},
    {DOUBT_TRIGGER, STR_INIT("whether the event happened that sets the duty in motion")},
    {DOUBT_COVERAGE, STR_INIT("records of who looked there at that time, and how well")},
};

enum err_code monitor_needs(struct run *run, unsigned doubts, const struct str *more,
                            size_t more_count, const struct str **needs, size_t *count)
{
    size_t n = 0, all = more_count;
    struct str *list;

    for (size_t i = 0; i < COUNT_OF(settles); i++)
        all += (doubts & settles[i].doubt) != 0;
    list = ARENA_NEW(run->arena, struct str, all);
    if (!list)
        return err_no_memory(run->err);
    for (size_t i = 0; i < COUNT_OF(settles); i++)
        if (doubts & settles[i].doubt)
            list[n++] = settles[i].text;
    for (size_t i = 0; i < more_count; i++)
        list[n++] = more[i];
    *needs = list;
    *count = n;
    return ERR_OK;
}
