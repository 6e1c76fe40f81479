/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of the agreement, its phases with their ways on, what is deferred, and who works on what. */
#include "plan/diff_int.h"

#define EXIT_PAIR_LIMIT 1000000 /* ways on of one phase; more are paired in order */

static void stand_at(struct differ *d, struct str where, struct str article, uint32_t old,
                     uint32_t new)
{
    d->where = where;
    d->hint = (struct str){0};
    d->article = article;
    d->line[0] = old;
    d->line[1] = new;
}

/* ---------------------------------------------------------------- the frame */

static void say_zone(struct say *s, const void *row)
{
    diff_put_str(s, tz_name(((const struct plan *)row)->tz));
}

static void say_signature(struct say *s, const void *row)
{
    diff_put_time(s, &((const struct plan *)row)->signature);
}

static void say_entry(struct say *s, const void *row)
{
    const struct plan *plan = row;
    if (plan->entry_condition == PLAN_NONE) {
        diff_put_time(s, &plan->entry);
        return;
    }
    diff_put_puts(s, "when ");
    diff_put_condition(s, plan->entry_condition);
}

static void say_languages(struct say *s, const void *row)
{
    const struct plan *plan = row;
    diff_put_texts(s, plan->languages, plan->language_count);
    diff_put_puts(s, plan->prevailing.size ? " prevailing " : "");
    diff_put_str(s, plan->prevailing);
}

static void say_likely(struct say *s, const void *row)
{
    num_put(s->buf, ((const struct plan *)row)->threshold_likely, 6);
}

static void say_seen(struct say *s, const void *row)
{
    num_put(s->buf, ((const struct plan *)row)->threshold_seen, 6);
}

static void say_met(struct say *s, const void *row)
{
    num_put(s->buf, ((const struct plan *)row)->threshold_met, 6);
}

static const struct diff_part frame_parts[] = {
    {say_zone, "time zone", "the time zone"},
    {say_signature, "signature", "the day of signature"},
    {say_entry, "entry", "the entry into force"},
    {say_languages, "languages", "the languages"},
    {say_likely, "threshold", "the threshold `likely`"},
    {say_seen, "threshold", "the threshold `seen`"},
    {say_met, "threshold", "the threshold `met`"},
};

void diff_frame(struct differ *d)
{
    const struct plan *old = d->side[0].plan, *new = d->side[1].plan;
    struct diff_rows rows = {.row = {old, new}};
    stand_at(d, STR("the agreement"), (struct str){0}, 0, 0);
    if (!str_eq(old->title, new->title))
        diff_add_name(d, "title", old->title, new->title,
                      diff_printf(d, "the agreement: \"%.*s\" is now \"%.*s\"", STR_ARG(old->title),
                                  STR_ARG(new->title)));
    for (size_t i = 0; i < 2; i++)
        diff_holes_at(d, STR("the agreement"), &rows, i);
    diff_compare_parts(d, frame_parts, COUNT_OF(frame_parts), &rows);
}

/* ---------------------------------------------------------------- ways on */

static void say_target(struct say *s, const void *row)
{
    diff_put_phase(s, ((const struct plan_exit *)row)->to);
}

static void say_gate(struct say *s, const void *row)
{
    const struct plan_exit *e = row;
    switch (e->form) {
    case PLAN_EXIT_AT_END:
        diff_put_puts(s, "at its end");
        return;
    case PLAN_EXIT_AT_TIME:
        diff_put_puts(s, "at ");
        diff_put_time(s, &e->at);
        return;
    case PLAN_EXIT_WHEN:
    case PLAN_EXIT_AS_SOON_AS:
        diff_put_puts(s, e->form == PLAN_EXIT_WHEN ? "when " : "as soon as ");
        diff_put_condition(s, e->condition);
        return;
    }
}

static void say_decider(struct say *s, const void *row)
{
    const struct plan_exit *e = row;
    if (e->decider_is_open)
        diff_put_open(s);
    else if (e->decider != PLAN_NONE)
        diff_put_name(s, DIFF_ACTOR, e->decider);
}

static void say_term(struct say *s, const void *row)
{
    const struct plan_exit *e = row;
    if (!e->has_within)
        return;
    diff_put_puts(s, "within ");
    diff_put_span(s, e->within);
}

static const struct diff_part exit_parts[] = {
    {say_target, "way on", "where it leads"},
    {say_gate, "gate", "when it opens"},
    {say_decider, "decider", "who decides"},
    {say_term, "deadline", "the term of the decision"},
};

static void say_exit(struct say *s, const void *row)
{
    for (size_t i = 0; i < COUNT_OF(exit_parts); i++) {
        exit_parts[i].say(s, row);
        diff_put_puts(s, "\x1f");
    }
}

static struct str exit_key(struct differ *d, size_t side, const struct plan_exit *e)
{
    struct diff_rows rows = {.row = {NULL}};
    diff_holes(d, e->text, &rows, side);
    return diff_said(d, side, true, say_exit, e, rows.holes[side], rows.hole_count[side]);
}

static void exit_pair(struct differ *d, const struct plan_exit *old, const struct plan_exit *new)
{
    struct diff_rows rows = {.row = {old, new}};
    struct str target = diff_said(d, 1, false, say_target, new, NULL, 0);
    bool is_judged = old->form == new->form && old->form >= PLAN_EXIT_WHEN;
    diff_holes(d, old->text, &rows, 0);
    diff_holes(d, new->text, &rows, 1);
    d->hint = diff_printf(d, " (then %.*s)", STR_ARG(target));
    for (size_t i = 0; i < COUNT_OF(exit_parts) && !d->code; i++) {
        const struct diff_part *part = &exit_parts[i];
        struct diff_pair pair;
        if (!diff_say_next(d, part->say, &rows, &pair))
            continue;
        if (part->say == say_gate && is_judged &&
            diff_logic(d, part->what, old->condition, new->condition, false, &rows))
            continue;
        diff_changed(d, part->what, part->noun, pair.own[0], pair.own[1]);
    }
    d->hint = (struct str){0};
}

static void exit_alone(struct differ *d, size_t side, const struct plan_exit *e)
{
    struct str none = {0};
    struct str text = diff_printf(d, "%.*s: a way on is %s: %.*s", STR_ARG(d->where),
                                  side ? "new" : "gone", STR_ARG(e->text));
    diff_add(d, "way on", side ? none : e->text, side ? e->text : none, text);
}

/* Those that are the same are set aside, the others paired in order, the same target first. */
static void exits_differ(struct differ *d, const struct plan_phase *old,
                         const struct plan_phase *new)
{
    size_t count[2] = {old->exit_count, new->exit_count}, last = 0;
    struct str *keys[2];
    uint32_t *partner[2];
    const struct plan_exit *exits[2] = {old->exits, new->exits};
    bool is_moved = false, is_all = count[0] == count[1];
    for (size_t side = 0; side < 2; side++) {
        keys[side] = diff_alloc(d, count[side], sizeof **keys);
        partner[side] = diff_alloc(d, count[side], sizeof **partner);
        for (size_t i = 0; i < count[side] && !d->code; i++) {
            keys[side][i] = exit_key(d, side, &exits[side][i]);
            partner[side][i] = PLAN_NONE;
        }
    }
    /* The same; the same target; in order. */
    for (int pass = count[0] * count[1] > EXIT_PAIR_LIMIT ? 2 : 0; pass < 3; pass++)
        for (size_t j = 0; j < count[1] && !d->code; j++)
            for (size_t i = 0; i < count[0] && partner[1][j] == PLAN_NONE; i++) {
                if (partner[0][i] != PLAN_NONE)
                    continue;
                struct str a = keys[0][i], b = keys[1][j];
                if (pass == 1) {
                    a = str_slice(a, 0, str_find(a, '\x1f', 0));
                    b = str_slice(b, 0, str_find(b, '\x1f', 0));
                }
                if (pass == 2 || str_eq(a, b)) {
                    partner[0][i] = (uint32_t)j;
                    partner[1][j] = (uint32_t)i;
                }
            }
    for (size_t j = 0; j < count[1] && !d->code; j++) {
        uint32_t i = partner[1][j];
        if (i == PLAN_NONE) {
            exit_alone(d, 1, &exits[1][j]);
            continue;
        }
        is_moved = is_moved || i < last;
        last = i;
        if (str_eq(keys[0][i], keys[1][j]))
            continue;
        is_all = false;
        exit_pair(d, &exits[0][i], &exits[1][j]);
    }
    for (size_t i = 0; i < count[0] && !d->code; i++)
        if (partner[0][i] == PLAN_NONE)
            exit_alone(d, 0, &exits[0][i]);
    if (is_moved && is_all && !d->code)
        diff_changed(d, "way on", "the first way on that is tried", exits[0][0].text,
                     exits[1][0].text);
}

/* ---------------------------------------------------------------- phases */

static void say_each(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (p->for_each != PLAN_NONE)
        diff_put_name(s, DIFF_PLACE, p->for_each);
}

static void say_beginning(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (p->begins == PLAN_BEGIN_AT) {
        diff_put_puts(s, "at ");
        diff_put_time(s, &p->begin_at);
    } else if (p->begins == PLAN_BEGIN_WHEN) {
        diff_put_puts(s, "when ");
        diff_put_condition(s, p->begin_condition);
    }
}

static void say_length(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (p->has_lasts)
        diff_put_span(s, p->lasts);
}

static void say_renewal_span(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (p->renewal)
        diff_put_span(s, p->renewal_span);
}

static void say_renewal_way(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (p->renewal == PLAN_RENEW_WHEN) {
        diff_put_puts(s, "when ");
        diff_put_condition(s, p->renewal_condition);
    } else if (p->renewal == PLAN_RENEW_UNLESS_NOTICE) {
        diff_put_puts(s, "unless notice by ");
        diff_put_actors(s, &p->notice_by);
    }
}

static void say_notice(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (!p->has_notice_span)
        return;
    diff_put_puts(s, "at least ");
    diff_put_span(s, p->notice_span);
    diff_put_puts(s, " before");
}

static void say_else(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    if (p->has_else)
        diff_put_phase(s, p->else_to);
}

static const struct diff_part phase_parts[] = {
    {say_each, "for each", "for which places it runs"},
    {say_beginning, "begin", "the beginning"},
    {say_length, "length", "the length"},
    {say_renewal_span, "renewal", "the length of a renewal"},
    {say_renewal_way, "renewal", "how it is renewed"},
    {say_notice, "notice", "the notice"}};

static void say_phase_row(struct say *s, const void *row)
{
    const struct plan_phase *p = row;
    for (size_t i = 0; i < COUNT_OF(phase_parts); i++) {
        phase_parts[i].say(s, row);
        diff_put_puts(s, "\x1f");
    }
    for (size_t i = 0; i < p->exit_count; i++)
        say_exit(s, &p->exits[i]);
    say_else(s, row);
}

/* What its header and its ways on say, whatever its name and title. */
struct str diff_phase_key(struct differ *d, size_t side, uint32_t index)
{
    return diff_said(d, side, true, say_phase_row, &d->side[side].plan->phases[index], NULL, 0);
}

static void phase_pair(struct differ *d, const struct plan_phase *old, const struct plan_phase *new)
{
    struct diff_rows rows = {.row = {old, new}};
    stand_at(d, diff_printf(d, "phase %.*s", STR_ARG(new->name)), new->article,
             diff_line(old->source, old->line), diff_line(new->source, new->line));
    if (!str_eq(old->name, new->name))
        diff_add_name(d, "phase", old->name, new->name,
                      diff_printf(d, "phase %.*s is now called %.*s", STR_ARG(old->name),
                                  STR_ARG(new->name)));
    if (!str_eq(old->title, new->title))
        diff_add_name(d, "title", old->title, new->title,
                      diff_printf(d, "%.*s: the title \"%.*s\" is now \"%.*s\"", STR_ARG(d->where),
                                  STR_ARG(old->title), STR_ARG(new->title)));
    diff_holes_at(d, diff_printf(d, "phase %.*s", STR_ARG(old->name)), &rows, 0);
    diff_holes_at(d, d->where, &rows, 1);
    diff_compare_parts(d, phase_parts, COUNT_OF(phase_parts), &rows);
    exits_differ(d, old, new);
    rows.hole_count[0] = rows.hole_count[1] = 0;
    diff_compare(d, "else", "what follows otherwise", say_else, &rows);
}

void diff_phases(struct differ *d)
{
    struct str none = {0};
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->phase_count && !d->code; i++) {
            const struct plan_phase *p = &plan->phases[i];
            uint32_t partner = d->side[side].partner[DIFF_PHASE][i];
            if (partner != PLAN_NONE) {
                if (side)
                    phase_pair(d, &d->side[0].plan->phases[partner], p);
                continue;
            }
            stand_at(d, diff_printf(d, "phase %.*s", STR_ARG(p->name)), p->article,
                     side ? 0 : diff_line(p->source, p->line),
                     side ? diff_line(p->source, p->line) : 0);
            diff_add(d, "phase", side ? none : p->title, side ? p->title : none,
                     diff_printf(d, "%.*s is %s: \"%.*s\"", STR_ARG(d->where),
                                 side ? "new" : "gone", STR_ARG(p->title)));
        }
    }
}

/* ---------------------------------------------------------------- deferred, tracks */

static void say_start(struct say *s, const void *row)
{
    const struct plan_deferred *deferred = row;
    if (deferred->after == PLAN_NONE)
        return;
    diff_put_puts(s, "after ");
    diff_put_phase(s, deferred->after);
}

static void say_stand(struct say *s, const void *row)
{
    diff_put_phase(s, ((const struct plan_deferred *)row)->phase);
}

static const struct plan_deferred *deferred_in(const struct plan *plan, struct str title)
{
    for (size_t i = 0; i < plan->deferred_count; i++)
        if (str_eq(plan->deferred[i].title, title))
            return &plan->deferred[i];
    return NULL;
}

static void diff_deferred(struct differ *d)
{
    struct str none = {0};
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->deferred_count && !d->code; i++) {
            const struct plan_deferred *here = &plan->deferred[i];
            const struct plan_deferred *there = deferred_in(d->side[!side].plan, here->title);
            struct str article =
                here->phase < plan->phase_count ? plan->phases[here->phase].article : none;
            stand_at(d, diff_printf(d, "deferred \"%.*s\"", STR_ARG(here->title)), article, 0, 0);
            if (there && side) {
                struct diff_rows rows = {.row = {there, here}};
                diff_compare(d, "deferred", "when it starts", say_start, &rows);
                diff_compare(d, "deferred", "the phase it is left to", say_stand, &rows);
            } else if (!there) {
                diff_add(d, "deferred", side ? none : here->title, side ? here->title : none,
                         diff_printf(d,
                                     side ? "\"%.*s\" is now left for later"
                                          : "\"%.*s\" is no longer left for later",
                                     STR_ARG(here->title)));
            }
        }
    }
}

/* Clauses as written; they stand in the track's list too. */
static bool is_clauses(struct str topic)
{
    return str_starts(topic, STR("clause ")) || str_starts(topic, STR("clauses "));
}

static void say_topics(struct say *s, const void *row)
{
    const struct plan_track *track = row;
    struct str *topics = diff_alloc(s->d, track->topic_count, sizeof *topics);
    size_t count = 0;
    for (size_t i = 0; topics && i < track->topic_count; i++) {
        struct str topic = track->topics[i];
        uint32_t place = plan_find_place(s->side->plan, topic);
        if (is_clauses(topic))
            continue;
        topics[count++] =
            place != PLAN_NONE && s->is_key ? s->side->shared[DIFF_PLACE][place] : topic;
    }
    diff_put_clauses(s, track->clauses);
    diff_put_puts(s, track->clauses.count && count ? ", " : "");
    if (topics)
        diff_put_texts(s, topics, count);
}

static void say_waits(struct say *s, const void *row)
{
    const struct plan_track *track = row;
    if (track->after == PLAN_NONE)
        return;
    diff_put_puts(s, "after ");
    diff_put_phase(s, track->after);
}

static void diff_tracks(struct differ *d)
{
    struct str none = {0};
    for (size_t side = 2; side-- > 0;) {
        const struct plan *plan = d->side[side].plan;
        for (size_t i = 0; i < plan->track_count && !d->code; i++) {
            const struct plan_track *track = &plan->tracks[i];
            uint32_t partner = d->side[side].partner[DIFF_TRACK][i];
            stand_at(d, diff_printf(d, "track %.*s", STR_ARG(track->name)), none, 0, 0);
            if (partner == PLAN_NONE) {
                struct str text = diff_said(d, side, false, say_topics, track, NULL, 0);
                diff_add(d, "track", side ? none : text, side ? text : none,
                         diff_printf(d, "%.*s is %s, \"%.*s\": %.*s", STR_ARG(d->where),
                                     side ? "new" : "gone", STR_ARG(track->title), STR_ARG(text)));
                continue;
            }
            const struct plan_track *old = &d->side[0].plan->tracks[partner];
            struct diff_rows rows = {.row = {old, track}};
            if (!side)
                continue;
            if (!str_eq(old->name, track->name))
                diff_add_name(d, "track", old->name, track->name,
                              diff_printf(d, "track %.*s is now called %.*s", STR_ARG(old->name),
                                          STR_ARG(track->name)));
            if (!str_eq(old->title, track->title))
                diff_add_name(d, "title", old->title, track->title,
                              diff_printf(d, "%.*s: the title \"%.*s\" is now \"%.*s\"",
                                          STR_ARG(d->where), STR_ARG(old->title),
                                          STR_ARG(track->title)));
            diff_compare(d, "topics", "what it works on", say_topics, &rows);
            diff_compare(d, "deferred", "when it starts", say_waits, &rows);
        }
    }
}

void diff_rest(struct differ *d)
{
    diff_deferred(d);
    if (!d->code)
        diff_tracks(d);
}
