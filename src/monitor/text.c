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

/* The heaviest of the ways that the chances of places took. */
struct finding_way monitor_way(unsigned doubts)
{
    if (doubts & WAY_SUM_WIDE)
        return (struct finding_way){.by = FINDING_WAY_SUM, .error = 1e-3};
    if (doubts & WAY_SUM)
        return (struct finding_way){.by = FINDING_WAY_SUM, .error = 2e-4};
    if (doubts & WAY_CLEAR)
        return (struct finding_way){.by = FINDING_WAY_CLEAR, .error = 2e-8};
    return (struct finding_way){.by = FINDING_WAY_EXACT};
}

/* What would settle a doubt, with the answers that decide it either way. Without answers the sentence is `what`. */
static const struct settles {
    unsigned doubt;
    enum finding_need need;
    struct str what;
    struct str yes, no; /* what makes it count for the clause, and what does not */
} settles[] = {
    {DOUBT_READING, FINDING_NEED_READING,
     STR_INIT("which reading of the disputed geometry applies"),
     STR_INIT("one that puts it where the clause applies"), STR_INIT("one that does not")},
    {DOUBT_KIND, FINDING_NEED_KIND, STR_INIT("which kind of act it was more exactly"),
     STR_INIT("one that the clause names"), STR_INIT("any other")},
    {DOUBT_ATTRIBUTE, FINDING_NEED_ATTRIBUTE,
     STR_INIT("the attributes that the clause asks about and the record does not give"),
     STR_INIT("such as it describes"), STR_INIT("any others")},
    {DOUBT_AGGREGATE, FINDING_NEED_TIME,
     STR_INIT("how many of the acts that the record sums up fell within the clause's time"),
     STR_INIT("one or more"), STR_INIT("none")},
    {DOUBT_TIME, FINDING_NEED_TIME, STR_INIT("when it happened more exactly"),
     STR_INIT("within the clause's time"), STR_INIT("outside it")},
    {DOUBT_NO_PLACE, FINDING_NEED_PLACE, STR_INIT("where it happened"),
     STR_INIT("a place where the clause applies"), STR_INIT("one elsewhere")},
    {DOUBT_TRACK, FINDING_NEED_PLACE, STR_INIT("where the moving place was then"),
     STR_INIT("around it"), STR_INIT("elsewhere")},
    {DOUBT_AREA, FINDING_NEED_PLACE, STR_INIT("where in the named area it happened"),
     STR_INIT("a place where the clause applies"), STR_INIT("one elsewhere")},
    {DOUBT_PLACE, FINDING_NEED_PLACE, STR_INIT("where it happened more exactly"),
     STR_INIT("a place where the clause applies"), STR_INIT("one elsewhere")},
    {DOUBT_ENDS, FINDING_NEED_PLACE,
     STR_INIT("on which side a place beyond the ends of the line lies"),
     STR_INIT("a place on the side that the clause means"), STR_INIT("one on the other")},
    {DOUBT_ORIGIN, FINDING_NEED_ORIGIN, STR_INIT("where it started"),
     STR_INIT("a place that the clause names"), STR_INIT("another")},
    {DOUBT_ACTOR, FINDING_NEED_ACTOR, STR_INIT("who did it"),
     STR_INIT("somebody whom the clause binds"), STR_INIT("somebody else")},
    {DOUBT_TARGET, FINDING_NEED_TARGET, STR_INIT("against whom it was done"),
     STR_INIT("somebody whom the clause names"), STR_INIT("somebody else")},
    {DOUBT_AUDIENCE, FINDING_NEED_AUDIENCE, STR_INIT("to whom it was addressed"),
     STR_INIT("to those whom the clause names"), STR_INIT("to others")},
    {DOUBT_EXCUSE, FINDING_NEED_EXCUSE,
     STR_INIT("whether what excuses it was given in time by the same party"),
     STR_INIT("that it was not"), STR_INIT("that it was")},
    {DOUBT_PERMIT, FINDING_NEED_PERMIT, STR_INIT("whether it was a permitted act"),
     STR_INIT("that it was not"), STR_INIT("that it was")},
    {DOUBT_WHILE, FINDING_NEED_CONDITION,
     STR_INIT("whether the condition held under which the clause binds"), STR_INIT("that it did"),
     STR_INIT("that it did not")},
    {DOUBT_TRIGGER, FINDING_NEED_TRIGGER,
     STR_INIT("whether the event happened that sets the duty in motion"), STR_INIT("that it did"),
     STR_INIT("that it did not")},
    {DOUBT_COVERAGE, FINDING_NEED_COVERAGE,
     STR_INIT("records of who looked there at that time, and how well"), STR_INIT(""),
     STR_INIT("")},
    {DOUBT_BASELINE, FINDING_NEED_QUANTITY,
     STR_INIT("a declared baseline: how much of it the party had there, and where it says so"),
     STR_INIT(""), STR_INIT("")},
    {DOUBT_STATUS, FINDING_NEED_PLACE,
     STR_INIT("where the weapons are that could not be verified or were missing"),
     STR_INIT("where the clause applies"), STR_INIT("elsewhere")},
};

/* What follows from the answers, by what the finding is about. */
static void put_answers(struct run *run, const struct finding *f, const struct settles *s)
{
    bool is_duty = f->has_states;

    buf_puts(&run->text, ": ");
    if (s->need == FINDING_NEED_COVERAGE) {
        buf_puts(&run->text, is_duty        ? "with nothing seen it was breached, done in time it "
                                              "is fulfilled"
                             : f->has_value ? "with no more seen it was kept, more seen may exceed "
                                              "the limit"
                                            : "with nothing seen it was kept, an act seen is a "
                                              "violation");
        return;
    }
    if (s->need == FINDING_NEED_QUANTITY) {
        buf_puts(&run->text, is_duty ? "as much as was done, or less, fulfils it; more does not"
                                     : "less than there is makes it a violation, as much or more "
                                       "does not");
        return;
    }
    buf_put(&run->text, s->yes);
    buf_puts(&run->text, !is_duty ? " makes it a violation, "
                         : s->doubt == DOUBT_TRIGGER || s->doubt == DOUBT_WHILE
                             ? " leaves the duty to be judged, "
                             : " fulfils it, ");
    buf_put(&run->text, s->no);
    buf_puts(&run->text, !is_duty ? " rules it out"
                         : s->doubt == DOUBT_TRIGGER || s->doubt == DOUBT_WHILE
                             ? " leaves none"
                             : " leaves it undone");
}

enum err_code monitor_needs(struct run *run, struct finding *f, unsigned doubts,
                            const struct need *more, size_t more_count)
{
    size_t n = 0, all = more_count;
    enum finding_need *kinds;
    struct str *list;

    for (size_t i = 0; i < COUNT_OF(settles); i++)
        all += (doubts & settles[i].doubt) != 0;
    list = ARENA_NEW(run->arena, struct str, all + 1);
    kinds = ARENA_NEW(run->arena, enum finding_need, all + 1);
    if (!list || !kinds)
        return err_no_memory(run->err);
    for (size_t i = 0; i < COUNT_OF(settles); i++) {
        if (!(doubts & settles[i].doubt))
            continue;
        buf_put(&run->text, settles[i].what);
        put_answers(run, f, &settles[i]);
        kinds[n] = settles[i].need;
        TRY(monitor_say(run, &list[n++]));
    }
    for (size_t i = 0; i < more_count; i++) {
        kinds[n] = more[i].need;
        list[n++] = more[i].text;
    }
    f->needs = list;
    f->need_kinds = kinds;
    f->need_count = n;
    return ERR_OK;
}
