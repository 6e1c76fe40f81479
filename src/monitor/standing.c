/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing findings: where nothing stands or may stand against a party, whether that was seen. Kept needs positive coverage of
 * every kind, zone and moment that the clause asks about; otherwise it is undetermined. Also what was not seen, by day. */
#include "monitor/explain/explain_int.h"
#include "monitor/monitor_int.h"

/* What the clause asks about within a phase up to now, and where that was not seen. */
static enum err_code asked_and_gaps(struct run *run, uint32_t clause, const struct instance *at,
                                    struct spans *asked, struct spans *gaps, bool *has_windows)
{
    const struct plan_clause *c = &run->plan->clauses[clause];
    int64_t end = at->end_us < run->watermark_us ? at->end_us : run->watermark_us;

    *asked = *gaps = (struct spans){0};
    *has_windows = false;
    for (uint32_t s = c->first_statement; s < c->first_statement + c->statement_count; s++) {
        const struct plan_statement *st = &run->plan->statements[s];
        struct spans bound, missing;
        const struct spans *coverage;
        struct binding binding;

        if (st->judged != PLAN_JUDGED || (st->form != PLAN_FORBID && st->form != PLAN_KEEP))
            continue;
        TRY(monitor_binding(run, at, s, at->begin_us, at->end_us, &binding));
        TRY(monitor_spans_clip(run, &binding.maybe, at->begin_us, end, &bound));
        TRY(monitor_statement_coverage(run, s, run->known_us, &coverage));
        TRY(monitor_spans_minus(run, &bound, coverage, &missing));
        for (size_t i = 0; i < bound.count; i++)
            TRY(monitor_spans_add(run, asked, bound.items[i].from_us, bound.items[i].to_us));
        for (size_t i = 0; i < missing.count; i++)
            TRY(monitor_spans_add(run, gaps, missing.items[i].from_us, missing.items[i].to_us));
        if (st->tail.during.form != PLAN_WINDOW_NONE) { /* one span, windows or not */
            int64_t until = binding.until_us < end ? binding.until_us : end;

            *has_windows = true;
            if (binding.as_of_us != TIME_NONE)
                TRY(monitor_spans_add(run, asked, binding.as_of_us, until));
        }
        *has_windows |= bound.count > 1;
    }
    monitor_spans_tidy(asked);
    monitor_spans_tidy(gaps);
    return ERR_OK;
}

static enum err_code standing_finding(struct run *run, uint32_t clause, const struct instance *at,
                                      uint32_t party, struct span span, bool is_seen,
                                      const struct str *considered, size_t count, size_t more)
{
    struct finding f;
    struct str subject;

    monitor_finding_start(run, clause, at, &f);
    f.verdict = is_seen ? FINDING_KEPT : FINDING_UNDETERMINED;
    f.time = (struct fact_time){span.from_us, span.to_us};
    f.is_standing = true;
    if (party != PLAN_NONE) {
        f.party = run->plan->actors[party].name;
        f.party_index = party;
    }
    f.considered = considered;
    f.considered_count = count;
    TRY(arena_printf(&run->scratch, &subject, run->err, "standing %lld %u %zu",
                     (long long)span.from_us, (unsigned)at->phase, at->number));
    TRY(monitor_id(run, clause, subject, PLAN_NONE, party, false, &f.id));
    if (!is_seen)
        TRY(monitor_needs(run, &f, DOUBT_COVERAGE, NULL, 0));
    buf_puts(&run->text, is_seen ? "Kept: " : "Undetermined: nothing is known against ");
    if (!is_seen) {
        buf_put(&run->text, party == PLAN_NONE ? STR("anyone") : f.party);
        buf_puts(&run->text, " under ");
    }
    monitor_put_clause(run, clause);
    if (is_seen) {
        buf_puts(&run->text, " by ");
        buf_put(&run->text, party == PLAN_NONE ? STR("everyone") : f.party);
    }
    buf_puts(&run->text, " from ");
    monitor_put_time(run, span.from_us);
    buf_puts(&run->text, " to ");
    monitor_put_time(run, span.to_us);
    if (!is_seen)
        buf_puts(&run->text, ", and not everything was seen");
    if (more) {
        buf_puts(&run->text, "; ");
        num_put_i64(&run->text, (int64_t)more);
        buf_puts(&run->text, " more records were considered");
    }
    buf_putc(&run->text, '.');
    TRY(monitor_say(run, &f.text));
    TRY(monitor_explain_standing(run, clause, at, party, subject, &f));
    return monitor_finding_add(run, &f);
}

enum err_code monitor_standing(struct run *run, uint32_t clause, const struct instance *at,
                               const struct items *items)
{
    const struct bound *bound = run->clauses[clause].bound;
    size_t parties = bound->anyone ? 1 : bound->slot_count;
    struct spans asked, gaps;
    struct str *considered = NULL;
    bool has_windows;
    size_t count = 0;

    TRY(asked_and_gaps(run, clause, at, &asked, &gaps, &has_windows));
    if (asked.count == 0)
        return ERR_OK;
    for (size_t p = 0; p < parties; p++) {
        uint32_t party = bound->anyone ? PLAN_NONE : bound->slots[p];
        bool clear = true;
        struct span all = {asked.items[0].from_us, asked.items[asked.count - 1].to_us};
        int64_t from;

        for (size_t i = 0; clear && i < items->count; i++) {
            struct judged j = monitor_judge(run, clause, &items->items[i], run->known_us);

            if (items->items[i].form == ITEM_EXCESS || j.is_out)
                continue;
            clear = party != PLAN_NONE &&
                    monitor_item_party(run, clause, &items->items[i], &j, party, true).hi <= 0;
        }
        if (!clear)
            continue;
        if (!considered) {
            size_t ruled_out = 0;

            for (size_t i = 0; i < items->count; i++)
                ruled_out += items->items[i].act != SIZE_MAX;
            considered = ARENA_NEW(run->arena, struct str, items->considered_count + ruled_out + 1);
            if (!considered)
                return err_no_memory(run->err);
            for (size_t i = 0; i < items->considered_count; i++)
                considered[count++] = run->facts->observations[items->considered[i]].name;
            for (size_t i = 0;
                 i < items->count && count < items->considered_count + MONITOR_CONSIDERED_LIMIT;
                 i++)
                if (items->items[i].act != SIZE_MAX &&
                    monitor_judge(run, clause, &items->items[i], run->known_us).is_out)
                    considered[count++] = run->facts->observations[items->items[i].act].name;
        }
        if (has_windows) {
            TRY(standing_finding(run, clause, at, party, all, gaps.count == 0, considered, count,
                                 items->considered_more));
            continue;
        }
        from = all.from_us;
        for (size_t g = 0; g < gaps.count; g++) {
            if (gaps.items[g].from_us > from)
                TRY(standing_finding(run, clause, at, party,
                                     (struct span){from, gaps.items[g].from_us}, true, considered,
                                     count, items->considered_more));
            TRY(standing_finding(run, clause, at, party, gaps.items[g], false, considered, count,
                                 items->considered_more));
            from = gaps.items[g].to_us;
        }
        if (from < all.to_us)
            TRY(standing_finding(run, clause, at, party, (struct span){from, all.to_us}, true,
                                 considered, count, items->considered_more));
    }
    return ERR_OK;
}

/* -------------------------------------------------------------- what was not seen */

static void put_day(struct run *run, int64_t at_us)
{
    struct time_civil civil;

    tz_to_civil(run->plan->tz, at_us, &civil);
    buf_printf(&run->text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

static enum err_code unseen_line(struct run *run, uint32_t clause, int64_t from_us, int64_t to_us)
{
    struct outcome *outcome = run->outcome;

    buf_puts(&run->text, "Clause ");
    buf_put(&run->text, run->plan->clauses[clause].label);
    buf_puts(&run->text, ": not everything was seen on ");
    put_day(run, from_us);
    if (tz_day_end(run->plan->tz, from_us) < to_us) {
        buf_puts(&run->text, " to ");
        put_day(run, to_us - 1);
    }
    TRY(arena_grow(run->arena, &outcome->unseen, outcome->unseen_count, &run->unseen_capacity,
                   sizeof *outcome->unseen, run->err));
    TRY(monitor_say(run, &outcome->unseen[outcome->unseen_count]));
    outcome->unseen_count++;
    return ERR_OK;
}

/* The days of [from, to), as far as they are over. */
static enum err_code unseen_days(struct run *run, struct spans *days, int64_t from_us,
                                 int64_t to_us)
{
    const struct tz *tz = run->plan->tz;
    int64_t from = tz_day_start(tz, from_us), to = tz_day_end(tz, to_us - 1);

    if (to > run->watermark_us)
        to = tz_day_start(tz, run->watermark_us); /* today is not over */
    return monitor_spans_add(run, days, from, to);
}

/* Days of duties and quotas of which nothing is known, because nobody looked. Findings are there by now. */
static enum err_code unseen_duties(struct run *run, uint32_t clause, struct spans *days)
{
    const struct outcome *outcome = run->outcome;

    for (size_t i = 0; i < outcome->finding_count; i++) {
        const struct finding *f = &outcome->findings[i];

        if (f->clause_index == clause && f->verdict == FINDING_UNDETERMINED && !f->is_standing &&
            f->because_count == 0 && f->time.from_us > TIME_MIN_US + 2 * TIME_DAY_US &&
            f->time.from_us < f->time.to_us)
            TRY(unseen_days(run, days, f->time.from_us, f->time.to_us));
    }
    return ERR_OK;
}

enum err_code monitor_unseen(struct run *run)
{
    for (uint32_t c = 0; c < run->plan->clause_count; c++) {
        struct spans days = {0};

        TRY(unseen_duties(run, c, &days));
        for (size_t i = 0; i < run->instance_count; i++) {
            struct spans asked, gaps;
            bool unused;

            if (run->instances[i].phase != run->plan->clauses[c].phase ||
                (!run->clauses[c].has_forbid && !run->clauses[c].has_keep))
                continue;
            TRY(asked_and_gaps(run, c, &run->instances[i], &asked, &gaps, &unused));
            for (size_t g = 0; g < gaps.count; g++) {
                int64_t from = gaps.items[g].from_us, to = gaps.items[g].to_us - 1;

                if (from < TIME_MIN_US + 2 * TIME_DAY_US)
                    from = run->earliest_us;
                if (from <= to)
                    TRY(unseen_days(run, &days, from, to + 1));
            }
        }
        monitor_spans_tidy(&days);
        for (size_t i = 0; i < days.count; i++)
            TRY(unseen_line(run, c, days.items[i].from_us, days.items[i].to_us));
    }
    return ERR_OK;
}
