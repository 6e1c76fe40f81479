/* SPDX-License-Identifier: Apache-2.0
 *
 * tasking.restricted.json: what to look for, by the doubt that it would remove. An undetermined finding is worth at most one
 * bit: the entropy of the probability within its interval that is nearest to one half. What it needs shares that equally; the same
 * look for several findings adds up. No party is named and none weighs more than another; a place is a name of the agreement's own,
 * a time is whole days. */
#include "base/json.h"
#include "base/num.h"
#include "geo/trig.h"
#include "report/report_int.h"

#include <stdlib.h>

#define TASK_LIMIT 1000

struct task {
    enum finding_need need;
    size_t clause;
    int64_t from_us, to_us; /* whole days; TIME_NONE, TIME_NEVER: open */
    size_t findings;
    double bits;
};

/* Only what an observation can tell: not rulings, and not which reading applies. */
static const struct wording {
    enum finding_need need;
    const char *what, *text;
} wordings[] = {
    {FINDING_NEED_COVERAGE, "coverage", "look whether there is any"},
    {FINDING_NEED_EXISTENCE, "existence", "confirm or refute what was reported"},
    {FINDING_NEED_PLACE, "place", "find where more exactly"},
    {FINDING_NEED_ORIGIN, "origin", "find where it started"},
    {FINDING_NEED_TIME, "time", "find when more exactly"},
    {FINDING_NEED_KIND, "kind", "find which kind it was"},
    {FINDING_NEED_ATTRIBUTE, "attributes", "find the attributes that the clause asks about"},
    {FINDING_NEED_ACTOR, "actor", "find who did it"},
    {FINDING_NEED_TARGET, "target", "find against whom"},
    {FINDING_NEED_AUDIENCE, "addressee", "find to whom it was addressed"},
    {FINDING_NEED_EXCUSE, "excuse", "find whether what excuses it was given in time"},
    {FINDING_NEED_PERMIT, "permit", "find whether it was a permitted act"},
    {FINDING_NEED_TRIGGER, "trigger", "confirm or refute what sets the duty in motion"},
    {FINDING_NEED_QUANTITY, "baseline", "have the baseline declared"},
};

static const struct wording *wording_of(enum finding_need need)
{
    for (size_t i = 0; i < COUNT_OF(wordings); i++)
        if (wordings[i].need == need)
            return &wordings[i];
    return NULL;
}

/* Entropy in bits at the probability of an interval that is nearest to one half. */
static double bits_of(struct fact_interval p)
{
    double at = p.lo > 0.5 ? p.lo : p.hi < 0.5 ? p.hi : 0.5;

    if (!(at > 0 && at < 1))
        return 0;
    return -(at * geo_log(at) + (1 - at) * geo_log(1 - at)) / geo_log(2);
}

static double worth(const struct finding *f)
{
    double most = 0;

    if (f->has_occurrence)
        return bits_of(f->occurrence);
    if (!f->has_states)
        return 1;
    for (size_t i = 0; i < COUNT_OF(f->states); i++) {
        double one = bits_of(f->states[i]);

        most = one > most ? one : most;
    }
    return most;
}

static size_t askable(const struct finding *f)
{
    size_t count = 0;

    if (f->verdict != FINDING_UNDETERMINED || !f->need_kinds)
        return 0;
    for (size_t i = 0; i < f->need_count; i++)
        count += wording_of(f->need_kinds[i]) != NULL;
    return count;
}

/* Alike: the same need of the same clause on the same days. */
static int by_subject(const void *a, const void *b)
{
    const struct task *x = a, *y = b;

    if (x->clause != y->clause)
        return x->clause < y->clause ? -1 : 1;
    if (x->from_us != y->from_us)
        return x->from_us < y->from_us ? -1 : 1;
    if (x->to_us != y->to_us)
        return x->to_us < y->to_us ? -1 : 1;
    return (x->need > y->need) - (x->need < y->need);
}

static int by_worth(const void *a, const void *b)
{
    const struct task *x = a, *y = b;

    if (x->bits > y->bits || x->bits < y->bits)
        return x->bits > y->bits ? -1 : 1;
    return by_subject(a, b);
}

static int number_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static struct task task_of(const struct tz *tz, const struct finding *f, enum finding_need need)
{
    struct task task = {.need = need,
                        .clause = f->clause_index,
                        .from_us = TIME_NONE,
                        .to_us = TIME_NEVER,
                        .findings = 1,
                        .bits = worth(f) / (double)askable(f)};

    if (time_is_set(f->time.from_us) && f->time.from_us > TIME_MIN_US + 2 * TIME_DAY_US)
        task.from_us = tz_day_start(tz, f->time.from_us);
    if (time_is_set(f->time.to_us) && f->time.to_us < TIME_MAX_US - 2 * TIME_DAY_US)
        task.to_us =
            tz_day_end(tz, f->time.to_us > f->time.from_us ? f->time.to_us - 1 : f->time.to_us);
    return task;
}

/* One task for all that are alike. Their bits are summed in order of size, so that whose they are makes no difference. */
static size_t merge(struct task *tasks, size_t count, double *sums)
{
    size_t n = 0;

    for (size_t i = 0, end; i < count; i = end) {
        struct task task = tasks[i];

        for (end = i; end < count && by_subject(&tasks[i], &tasks[end]) == 0; end++)
            sums[end - i] = tasks[end].bits;
        qsort(sums, end - i, sizeof *sums, number_order);
        task.bits = 0;
        task.findings = end - i;
        for (size_t k = 0; k < end - i; k++)
            task.bits += sums[k];
        task.bits = num_round(task.bits, 6);
        tasks[n++] = task;
    }
    return n;
}

/* ---------------------------------------------------------------- as JSON */

static void put_day(struct buf *buf, const struct tz *tz, const char *key, int64_t at_us)
{
    struct time_civil civil;

    buf_printf(buf, ", \"%s\": ", key);
    if (!time_is_set(at_us)) {
        buf_puts(buf, "null");
        return;
    }
    tz_to_civil(tz, at_us, &civil);
    buf_printf(buf, "\"%04d-%02d-%02d\"", civil.year, civil.month, civil.day);
}

static bool is_before(const struct str *names, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static void put_names(struct buf *buf, const char *key, const struct str *names, size_t count)
{
    buf_printf(buf, ", \"%s\": [", key);
    for (size_t i = 0; i < count; i++) {
        buf_puts(buf, i ? ", " : "");
        json_put_string(buf, names[i]);
    }
    buf_putc(buf, ']');
}

static enum err_code put_clause(struct buf *buf, struct arena *arena, const struct plan *plan,
                                size_t clause, struct err *err)
{
    const struct plan_clause *c = &plan->clauses[clause];
    size_t kind_count = 0, area_count = 0, most = plan->class_count + plan->place_count + 1;
    struct str *kinds = ARENA_NEW(arena, struct str, most);
    struct str *areas = ARENA_NEW(arena, struct str, most);

    if (!kinds || !areas)
        return err_no_memory(err);
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &plan->statements[s];

        for (size_t i = 0; i < st->classes.count; i++) {
            struct str name = plan->classes[st->classes.items[i]].name;

            if (name.size && !is_before(kinds, kind_count, name))
                kinds[kind_count++] = name;
        }
        for (size_t i = 0; i <= st->spots.count; i++) {
            uint32_t place = i < st->spots.count ? st->spots.items[i].place : st->place;
            struct str name = place == PLAN_NONE ? (struct str){0} : plan->places[place].name;

            if (name.size && !is_before(areas, area_count, name))
                areas[area_count++] = name;
        }
    }
    buf_puts(buf, ", \"clause\": ");
    json_put_string(buf, c->label);
    buf_puts(buf, ", \"title\": ");
    json_put_string(buf, c->title);
    put_names(buf, "kinds", kinds, kind_count);
    put_names(buf, "areas", areas, area_count);
    return ERR_OK;
}

static enum err_code put_task(struct buf *buf, struct arena *arena,
                              const struct report_input *input, const struct task *task,
                              size_t rank, struct err *err)
{
    const struct wording *wording = wording_of(task->need);
    const struct tz *tz = input->plan->tz;

    buf_printf(buf, "    {\"rank\": %zu, \"what\": \"%s\", \"text\": \"%s\"", rank,
               wording ? wording->what : "", wording ? wording->text : "");
    TRY(put_clause(buf, arena, input->plan, task->clause, err));
    put_day(buf, tz, "from", task->from_us);
    put_day(buf, tz, "to", time_is_set(task->to_us) ? task->to_us - 1 : task->to_us);
    buf_printf(buf, ", \"findings\": %zu, \"bits\": ", task->findings);
    num_put(buf, task->bits, 6);
    buf_putc(buf, '}');
    return ERR_OK;
}

enum err_code report_tasking(struct buf *buf, struct arena *arena, const struct report_input *input,
                             struct err *err)
{
    const struct outcome *outcome = input->outcome;
    size_t count = 0, n = 0;
    struct task *tasks;
    double *sums;

    for (size_t i = 0; i < outcome->finding_count; i++)
        count += askable(&outcome->findings[i]);
    tasks = ARENA_NEW(arena, struct task, count + 1);
    sums = ARENA_NEW(arena, double, count + 1);
    if (!tasks || !sums)
        return err_no_memory(err);
    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct finding *f = &outcome->findings[i];

        for (size_t k = 0; askable(f) && k < f->need_count; k++)
            if (wording_of(f->need_kinds[k]))
                tasks[n++] = task_of(input->plan->tz, f, f->need_kinds[k]);
    }
    qsort(tasks, n, sizeof *tasks, by_subject);
    n = merge(tasks, n, sums);
    qsort(tasks, n, sizeof *tasks, by_worth);
    buf_puts(buf, "{\n  \"audience\": \"restricted\",\n  \"known_at\": ");
    if (time_is_set(outcome->known_at_us)) {
        buf_putc(buf, '"');
        time_put(buf, outcome->known_at_us);
        buf_putc(buf, '"');
    } else {
        buf_puts(buf, "null");
    }
    buf_puts(buf, ",\n  \"timezone\": ");
    json_put_string(buf, tz_name(input->plan->tz));
    buf_printf(buf, ",\n  \"left_out\": %zu,\n  \"tasks\": [", n > TASK_LIMIT ? n - TASK_LIMIT : 0);
    for (size_t i = 0; i < n && i < TASK_LIMIT; i++) {
        buf_puts(buf, i ? ",\n" : "\n");
        TRY(put_task(buf, arena, input, &tasks[i], i + 1, err));
    }
    buf_puts(buf, n ? "\n  ]\n}\n" : "]\n}\n");
    return buf_check(buf, err);
}
