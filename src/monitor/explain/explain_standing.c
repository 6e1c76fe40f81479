/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of what stands where nothing happened, and of steps that go together. */
#include "monitor/explain/explain_int.h"

#include "base/json.h"

/* ---------------------------------------------------------------- standing */

static enum err_code put_asked(struct explain *e, const struct instance *at, struct span span)
{
    struct run *run = e->run;
    const struct plan_clause *c = &run->plan->clauses[e->clause];
    bool first = true;

    explain_key(e, "asked");
    buf_putc(&e->rule, '[');
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
        struct binding binding;
        struct spans bound;

        if (st->judged != PLAN_JUDGED || (st->form != PLAN_FORBID && st->form != PLAN_KEEP))
            continue;
        TRY(monitor_binding(run, at, s, at->begin_us, at->end_us, &binding));
        TRY(monitor_spans_clip(run, &binding.maybe, span.from_us, span.to_us, &bound));
        if (bound.count > 5000) {
            explain_refuse(e, "more than 5000 windows");
            break;
        }
        buf_puts(&e->rule, first ? "{\"text\": " : ", {\"text\": ");
        first = false;
        json_put_string(&e->rule, st->text);
        buf_puts(&e->rule, ", \"maybe\": ");
        explain_spans(&e->rule, &bound);
        buf_puts(&e->rule, ", \"coverage\": ");
        TRY(explain_coverage(e, &e->rule, s, span.from_us, span.to_us));
        buf_putc(&e->rule, '}');
    }
    buf_putc(&e->rule, ']');
    return ERR_OK;
}

/* A clause with windows, or one that binds in several stretches, stands as a whole. */
static enum err_code in_windows(struct run *run, uint32_t clause, const struct instance *at,
                                bool *out)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    int64_t end = at->end_us < run->watermark_us ? at->end_us : run->watermark_us;

    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
        struct binding binding;
        struct spans bound;

        if (st->judged != PLAN_JUDGED || (st->form != PLAN_FORBID && st->form != PLAN_KEEP))
            continue;
        TRY(monitor_binding(run, at, s, at->begin_us, at->end_us, &binding));
        TRY(monitor_spans_clip(run, &binding.maybe, at->begin_us, end, &bound));
        *out |= bound.count > 1 || st->tail.during.form != PLAN_WINDOW_NONE;
    }
    return ERR_OK;
}

enum err_code monitor_explain_standing(struct run *run, uint32_t clause, const struct instance *at,
                                       uint32_t party, struct str subject, const struct finding *f)
{
    struct explain e;
    bool has_windows = false;
    enum err_code code;

    if (!explain_asked(run, f))
        return ERR_OK;
    code = explain_start(&e, run, clause, f, "standing", PLAN_NONE);
    if (!code)
        code = in_windows(run, clause, at, &has_windows);
    if (code)
        return explain_end(&e, code);
    explain_text(&e, "subject", subject);
    explain_text(&e, "party", party == PLAN_NONE ? (struct str){0} : run->plan->actors[party].name);
    explain_time(&e, "from", f->time.from_us);
    explain_time(&e, "to", f->time.to_us);
    explain_flag(&e, "has_windows", has_windows);
    return explain_end(&e, put_asked(&e, at, (struct span){f->time.from_us, f->time.to_us}));
}

/* ---------------------------------------------------------------- synchronous */

static enum err_code put_side(struct explain *e, const struct instance *at, uint32_t statement,
                              uint32_t party)
{
    struct run *run = e->run;
    struct moment moment = {
        .at = at, .at_us = run->watermark_us, .end_us = TIME_NEVER, .known_us = run->known_us};
    struct standing one;
    struct binding binding;

    TRY(monitor_keep_state(run, statement, party, &moment, at, &one));
    TRY(monitor_binding(run, at, statement, at->begin_us, at->end_us, &binding));
    if (binding.as_of_us == TIME_NONE)
        explain_refuse(e, "a step whose time has not come");
    buf_puts(&e->rule, "{\"party\": ");
    json_put_string(&e->rule, run->plan->actors[party].name);
    buf_puts(&e->rule, ", \"as_of\": ");
    explain_moment(&e->rule, binding.as_of_us);
    buf_puts(&e->rule, ", \"done\": ");
    explain_moment(&e->rule, one.fulfilled_us);
    buf_puts(&e->rule, ", \"coverage\": ");
    TRY(explain_coverage(e, &e->rule, statement, binding.as_of_us,
                         one.fulfilled_us == TIME_NONE ? run->watermark_us : one.fulfilled_us + 1));
    buf_putc(&e->rule, '}');
    return explain_certified(e, binding.as_of_us, party);
}

static enum err_code put_steps(struct explain *e, const struct instance *at, uint32_t statement)
{
    struct run *run = e->run;
    const struct plan_statement *sync = &run->plan->statements[statement];
    const struct plan_clause *c = &run->plan->clauses[e->clause];
    const struct bound *bound = run->clauses[e->clause].bound;
    bool first = true;

    if (sync->with.count || sync->within.unit != PLAN_ELAPSED)
        explain_refuse(e, "steps of several clauses, or within a span of the calendar");
    explain_key(e, "steps");
    buf_putc(&e->rule, '[');
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
        bool first_side = true;

        if (st->judged != PLAN_JUDGED || st->form == PLAN_SYNCHRONOUS)
            continue;
        if (st->form != PLAN_KEEP) {
            explain_refuse(e, "steps other than keeping out or away");
            break;
        }
        buf_puts(&e->rule, first ? "{\"text\": " : ", {\"text\": ");
        first = false;
        json_put_string(&e->rule, st->text);
        buf_puts(&e->rule, ", \"within_s\": ");
        num_put_shortest(&e->rule, (double)sync->within.count / 1e6);
        buf_puts(&e->rule, ", \"sides\": [");
        for (size_t p = 0; p < bound->slot_count; p++) {
            if (run->statement_bound[s]->slot_of[bound->slots[p]] == PLAN_NONE)
                continue;
            buf_puts(&e->rule, first_side ? "" : ", ");
            first_side = false;
            TRY(put_side(e, at, s, bound->slots[p]));
        }
        buf_puts(&e->rule, "]}");
    }
    buf_putc(&e->rule, ']');
    return ERR_OK;
}

enum err_code monitor_explain_synchronous(struct run *run, uint32_t statement,
                                          const struct instance *at, struct str subject,
                                          const struct finding *f)
{
    struct explain e;
    enum err_code code;

    if (!explain_asked(run, f))
        return ERR_OK;
    code = explain_start(&e, run, run->plan->statements[statement].clause, f, "synchronous",
                         statement);
    if (code)
        return explain_end(&e, code);
    explain_text(&e, "subject", subject);
    explain_time(&e, "from", f->time.from_us);
    explain_time(&e, "to", f->time.to_us);
    code = put_steps(&e, at, statement);
    if (!code)
        code = explain_rulings(&e, SIZE_MAX);
    return explain_end(&e, code);
}
