/* SPDX-License-Identifier: Apache-2.0
 *
 * A finding explained in words, for people. */
#include "api/proof_int.h"

#include "base/num.h"
#include "plan/words.h"

#define ARTICLE_LINES 60

/* ---------------------------------------------------------------- the treaty's own words */

static bool is_fence(struct str line)
{
    return str_starts(line, STR("```")) || str_starts(line, STR("~~~"));
}

static size_t heading_level(struct str line)
{
    size_t n = 0;

    while (n < line.size && line.text[n] == '#')
        n++;
    return n <= 6 && n < line.size && line.text[n] == ' ' ? n : 0;
}

/* The prose under the heading `article`, up to the next heading, without the code. */
static void put_article(struct buf *buf, struct str text, struct str article)
{
    bool is_inside = false, in_code = false;
    size_t lines = 0;

    while (text.size) {
        struct str line = str_cut(&text, '\n');
        size_t level;

        if (line.size && line.text[line.size - 1] == '\r')
            line.size--;
        if (is_fence(line)) {
            in_code = !in_code;
            continue;
        }
        level = in_code ? 0 : heading_level(line);
        if (level) {
            if (is_inside)
                break;
            is_inside = str_eq(str_trim(str_from(line, level)), article);
            continue;
        }
        if (!is_inside || in_code || str_trim(line).size == 0)
            continue;
        if (++lines > ARTICLE_LINES) {
            buf_puts(buf, "  > …\n");
            break;
        }
        buf_puts(buf, "  > ");
        buf_put(buf, line);
        buf_putc(buf, '\n');
    }
}

/* ---------------------------------------------------------------- evidence */

static void put_source(struct buf *buf, struct str source, uint64_t line)
{
    buf_puts(buf, ", ");
    buf_put(buf, source.size ? source : STR("input"));
    buf_puts(buf, " line ");
    num_put_i64(buf, (int64_t)line);
}

static void put_when(struct buf *buf, const struct proof *p, const char *what, int64_t at_us)
{
    buf_puts(buf, what);
    if (at_us >= TIME_MIN_US && at_us <= TIME_MAX_US)
        time_put_local(buf, p->agreement->plan->tz, at_us);
    else
        buf_puts(buf, "an open time");
}

static void put_observation(struct buf *buf, const struct proof *p, const struct observation *o)
{
    buf_puts(buf, ": ");
    buf_put(buf, o->kind);
    put_source(buf, o->source, o->line);
    if (o->grade.size) {
        buf_puts(buf, ", grade ");
        buf_put(buf, o->grade);
    }
    buf_puts(buf, ", probability ");
    num_put(buf, o->probability, 6);
    buf_printf(buf, ", attribution A%d", o->attribution.level);
    if (o->attribution.party.size) {
        buf_puts(buf, " to ");
        buf_put(buf, o->attribution.party);
    }
    if (o->attribution.basis.size) {
        buf_puts(buf, " (");
        buf_put(buf, o->attribution.basis);
        buf_putc(buf, ')');
    }
    put_when(buf, p, o->received_known ? ", received " : ", received (not said; taken as) ",
             o->received_us);
    if (o->correction_count)
        buf_printf(buf, ", corrected %zu time%s", o->correction_count,
                   o->correction_count == 1 ? "" : "s");
    buf_putc(buf, '\n');
    if (o->text.size) {
        buf_puts(buf, "      \"");
        buf_put(buf, o->text);
        buf_puts(buf, "\"\n");
    }
}

static void put_decision(struct buf *buf, const struct proof *p, const struct fact_decision *d)
{
    buf_puts(buf, ": ");
    buf_puts(buf, fact_what_text(d->what));
    buf_puts(buf, " by ");
    buf_put(buf, d->body);
    put_source(buf, d->source, d->line);
    put_when(buf, p, ", taken ", d->time_us);
    put_when(buf, p, ", received ", d->received_us);
    buf_putc(buf, '\n');
    if (d->reason.size) {
        buf_puts(buf, "      reason: ");
        buf_put(buf, d->reason);
        buf_putc(buf, '\n');
    }
}

static void put_record(struct buf *buf, const struct proof *p, struct str name)
{
    const struct facts *facts = &p->facts->facts;
    size_t i = facts_find_observation(facts, name);

    buf_puts(buf, "  - ");
    buf_put(buf, name);
    if (i != SIZE_MAX) {
        put_observation(buf, p, &facts->observations[i]);
        return;
    }
    for (i = 0; str_starts(name, STR("decision:")) && i < facts->decision_count; i++)
        if (str_eq(facts->decisions[i].id, str_from(name, 9))) {
            put_decision(buf, p, &facts->decisions[i]);
            return;
        }
    for (i = 0; i < facts->tally_count; i++)
        if (str_eq(facts->tallies[i].name, name)) {
            buf_puts(buf, ": ");
            buf_put(buf, facts->tallies[i].kind);
            buf_puts(buf, " of ");
            num_put(buf, facts->tallies[i].value, 6);
            put_source(buf, facts->tallies[i].source, facts->tallies[i].line);
            break;
        }
    buf_putc(buf, '\n');
}

static void put_records(struct buf *buf, const struct proof *p, const char *title,
                        const struct str *names, size_t count)
{
    if (count == 0)
        return;
    buf_puts(buf, title);
    for (size_t i = 0; i < count; i++)
        put_record(buf, p, names[i]);
}

/* ---------------------------------------------------------------- all of it */

static void put_numbers(struct buf *buf, const struct finding *f)
{
    static const char *const names[] = {"pending", "fulfilled", "late", "breached"};

    if (f->has_occurrence) {
        buf_puts(buf, "  occurrence: ");
        fact_interval_put(buf, f->occurrence, 6);
        buf_putc(buf, '\n');
    }
    for (size_t i = 0; i < f->reading_count; i++) {
        buf_puts(buf, "  under the reading of ");
        buf_put(buf, f->readings[i].key);
        buf_puts(buf, ": ");
        fact_interval_put(buf, f->readings[i].occurrence, 6);
        buf_putc(buf, '\n');
    }
    for (size_t i = 0; f->has_states && i < COUNT_OF(names); i++) {
        buf_printf(buf, "  %s: ", names[i]);
        fact_interval_put(buf, f->states[i], 6);
        buf_putc(buf, '\n');
    }
    for (size_t i = 0; i < f->party_count; i++) {
        buf_puts(buf, "  share of ");
        buf_put(buf, f->parties[i].name);
        buf_puts(buf, ": ");
        num_put(buf, f->parties[i].share, 6);
        buf_putc(buf, '\n');
    }
}

static void put_steps(struct buf *buf, struct str steps)
{
    while (steps.size) {
        buf_puts(buf, "  ");
        buf_put(buf, str_cut(&steps, '\n'));
        buf_putc(buf, '\n');
    }
}

void proof_words(struct buf *buf, const struct proof *p, const struct monitor_explained *x,
                 struct str steps, struct str why)
{
    const struct finding *f = x->finding;

    buf_put(buf, f->id);
    buf_puts(buf, ": ");
    buf_puts(buf, finding_verdict_text(f->verdict));
    buf_putc(buf, '\n');
    buf_put(buf, f->text);
    buf_puts(buf, "\n\nArticle: ");
    buf_put(buf, f->article);
    buf_putc(buf, '\n');
    put_article(buf, p->agreement->text, f->article);
    buf_puts(buf, "\nThe rule, in words\n  ");
    plan_put_clause(buf, p->agreement->plan, x->clause);
    buf_puts(buf, "\n\nStep by step\n");
    if (steps.size) {
        put_steps(buf, steps);
    } else {
        put_numbers(buf, f);
        buf_puts(buf, "  The steps are not told apart: ");
        buf_put(buf, why);
        buf_putc(buf, '\n');
    }
    put_records(buf, p, "\nEvidence\n", f->because, f->because_count);
    put_records(buf, p, "\nLooked at, and did not make the verdict\n", f->considered,
                f->considered_count);
    if (f->need_count)
        buf_puts(buf, "\nWhat would settle it\n");
    for (size_t i = 0; i < f->need_count; i++) {
        buf_puts(buf, "  - ");
        buf_put(buf, f->needs[i]);
        buf_putc(buf, '\n');
    }
    buf_printf(buf, "\nVersion %d", f->version);
    put_when(buf, p, ", as known at ", f->known_at_us);
    buf_puts(buf, ".\n");
}
