/* SPDX-License-Identifier: Apache-2.0
 *
 * require P to do K within D of T: after t + D: T(t) and not K in [t, t + D] by P; late if K follows after. Pending where the
 * deadline lies at or after the watermark; breached by silence only where silence would have been seen. */
#include "base/num.h"
#include "replay/replay_int.h"

struct tried { /* by the deadline, and by now */
    struct range *in, *ever, *mixed;
    size_t count;
};

/* What an act does for the duty, whenever it was. */
static struct range counts(struct replay *r, const struct observation *o,
                           const struct observation *trigger, size_t party)
{
    const struct json *actors = replay_member(r, r->rule, "actors", JSON_OBJECT);
    const struct json *same = replay_list(r, r->rule, "same");
    struct range p = replay_mass(r, replay_list(r, r->rule, "kinds"), o), place = {1, 0};

    p = replay_times(p, party != NOBODY ? replay_share_of(r, party, o)
                                        : replay_share_of_any(r, actors, NOBODY, o));
    p = replay_times(p, replay_addressed(r, replay_list(r, r->rule, "to"), party, o));
    p = replay_times(p, replay_against(r, json_get(r->rule, "against"), o));
    if (p.hi <= 0 || (same->count && trigger && !replay_agree_on(r, same, trigger, o)))
        return (struct range){0, 0};
    for (size_t i = 0; i < r->reading_count; i++) { /* whichever reading applies */
        struct range one =
            replay_place_chance(r, replay_index_of(r, r->rule, "where"), i, &o->place, o->name);

        place.lo = one.lo < place.lo ? one.lo : place.lo;
        place.hi = one.hi > place.hi ? one.hi : place.hi;
    }
    return replay_rounded(replay_times(p, place));
}

/* What set the clock going is what the rule says it is, and happened when it says. */
static const struct observation *check_trigger(struct replay *r, int64_t from_us)
{
    const struct json *t = replay_member(r, r->rule, "trigger", JSON_OBJECT);
    struct str form = replay_text_of(r, t, "form");
    const struct observation *o = NULL;
    size_t i;

    replay_only(r, t, "the trigger", "form of kinds actors where text by");
    if (str_eq(form, STR("moment")))
        return NULL;
    if (str_eq(form, STR("certified"))) {
        for (i = 0; i < r->facts.decision_count; i++) {
            const struct fact_decision *d = &r->facts.decisions[i];

            if (d->on == FACT_ON_CERTIFICATE && d->what == FACT_WHAT_CERTIFY &&
                d->party.size == 0 && str_eq(d->certificate, replay_text_of(r, t, "text")) &&
                replay_actor_of(r, d->body) == replay_actor_of(r, replay_text_of(r, t, "by")) &&
                d->time_us == from_us)
                return NULL;
        }
        replay_fail(r, "the certificate that set the clock going is missing, or of another time");
        return NULL;
    }
    if (!str_eq(form, STR("act")) && !str_eq(form, STR("report"))) {
        replay_fail(r, "a clock set going by \"%.*s\" is beyond this checker", STR_ARG(form));
        return NULL;
    }
    i = facts_find_observation(&r->facts, replay_text_of(r, t, "of"));
    if (i == SIZE_MAX) {
        replay_fail(r, "the act that set the clock going is missing");
        return NULL;
    }
    o = &r->facts.observations[i];
    r->is_used[i] = true;
    if (from_us != (str_eq(form, STR("report")) ? o->received_us : o->time.to_us))
        replay_fail(r, "the clock does not begin when %.*s says", STR_ARG(o->name));
    {
        struct range p = replay_mass(r, replay_list(r, t, "kinds"), o);
        struct range place = {1, 0};

        p = replay_times(
            p, replay_share_of_any(r, replay_member(r, t, "actors", JSON_OBJECT), NOBODY, o));
        for (size_t k = 0; k < r->reading_count; k++) {
            struct range one =
                replay_place_chance(r, replay_index_of(r, t, "where"), k, &o->place, o->name);

            place.lo = one.lo < place.lo ? one.lo : place.lo;
            place.hi = one.hi > place.hi ? one.hi : place.hi;
        }
        p = replay_rounded(replay_times(p, place));
        if (p.hi <= 0 || (p.lo >= r->likely) != replay_flag_of(r, r->rule, "is_sure"))
            replay_fail(
                r, "the act that set the clock going is not what the rule asks for, or it is not "
                   "as sure as stated");
        replay_say_range(r, "the clock was set going by an act that is the one asked for", p);
    }
    return o;
}

static void try_acts(struct replay *r, const struct observation *trigger, size_t party,
                     struct tried *t)
{
    int64_t from = replay_time_of(r, r->rule, "from", TIME_NONE);
    int64_t deadline = replay_time_of(r, r->rule, "deadline", TIME_NEVER), now = r->watermark_us;
    bool is_report = !str_eq(replay_text_of(r, r->rule, "verb"), STR("do"));
    struct fact_time in = {from, deadline == TIME_NEVER ? TIME_NEVER : deadline + 1};
    struct fact_time any = {from, now + 1 > in.to_us ? now + 1 : in.to_us};
    struct stretches in_one = {&in, 1}, any_one = {&any, 1};

    if (replay_flag_of(r, r->rule, "is_period"))
        any = in;
    for (size_t i = 0; i < r->facts.observation_count && !r->failed; i++) {
        const struct observation *o = &r->facts.observations[i];
        struct fact_time when = o->time;
        struct range p, first, ever;

        if (replay_kinds_say(r, replay_list(r, r->rule, "kinds"), o) == SAYS_NO)
            continue;
        if (is_report) /* a report counts when it is received */
            when = (struct fact_time){o->received_us, o->received_us};
        ever = replay_time_in(&any_one, when, o->holds, o->aggregate);
        if (ever.hi <= 0)
            continue;
        first = replay_time_in(&in_one, when, o->holds, o->aggregate);
        p = counts(r, o, trigger, party);
        if (p.hi <= 0)
            continue;
        r->is_used[i] = true;
        replay_say(r, "%.*s counts%s", STR_ARG(o->name), first.hi > 0 ? "" : ", too late");
        replay_say_range(r, "  by the deadline", replay_times(p, first));
        t->in[t->count] = replay_times(p, first);
        t->ever[t->count++] = replay_times(p, ever);
    }
}

struct states {
    struct range pending, fulfilled, late, breached;
};

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* Late grows with the acts after the deadline and shrinks with those before it. */
static struct range late_chance(struct replay *r, struct str how, double number, struct tried *t)
{
    struct range out;
    double with, without;

    for (size_t i = 0; i < t->count; i++)
        t->mixed[i].lo = t->mixed[i].hi = least(1, t->in[i].lo + t->ever[i].hi - t->in[i].hi);
    with = replay_count_chance(r, how, number, t->mixed, t->count).lo;
    without = replay_count_chance(r, how, number, t->in, t->count).lo;
    out.hi = with > without ? with - without : 0;
    for (size_t i = 0; i < t->count; i++)
        t->mixed[i].lo = t->mixed[i].hi = least(1, t->in[i].hi + t->ever[i].lo - t->in[i].lo);
    with = replay_count_chance(r, how, number, t->mixed, t->count).lo;
    without = replay_count_chance(r, how, number, t->in, t->count).hi;
    out.lo = with > without ? with - without : 0;
    out.lo = least(out.lo, out.hi);
    return out;
}

static struct states states_of(struct replay *r, struct tried *t, bool is_past, bool is_seen)
{
    struct str how = replay_text_of(r, r->rule, "comparison");
    double number = replay_number_of(r, r->rule, "number");
    struct range in = replay_count_chance(r, how, number, t->in, t->count), late = {0, 0},
                 ever = in;
    bool grows = str_eq(how, STR("at least")) || str_eq(how, STR("more than"));
    struct states s = {{0, 0}, {0, 0}, {0, 0}, {0, 0}};

    if (grows) {
        late = late_chance(r, how, number, t);
        ever = replay_count_chance(r, how, number, t->ever, t->count);
    } else if (!is_past) {
        in.lo = 0; /* more may still come */
    }
    s.fulfilled = in;
    if (!is_past) {
        s.pending = replay_inverse(in);
        return s;
    }
    s.late = late;
    s.breached = replay_inverse(grows ? ever : in);
    if (!is_seen) { /* it may have been done unseen */
        double unseen = 1 - (grows ? ever.lo : in.lo);

        s.fulfilled.hi = least(1, in.hi + unseen);
        s.late.hi = replay_flag_of(r, r->rule, "is_period") ? 0 : least(1, late.hi + unseen);
        s.breached.lo = 0;
    }
    return s;
}

void replay_same_status(struct replay *r)
{
    struct observation none = {.received_us = TIME_MIN_US};
    struct verdict v = replay_ruling_on(r, &none);
    const struct fact_attribution alleged = {0};

    replay_same_text(r, "the status", str_z(fact_status_text(v.status)),
                     json_get(r->finding, "status"));
    if (replay_member(r, r->finding, "parties", JSON_OBJECT)->count)
        replay_fail(r, "parties have shares, and such a finding has none");
    replay_same_attribution(r, v.attribution ? v.attribution : &alleged);
}

static void same_states(struct replay *r, struct states s)
{
    static const struct str names[] = {STR_INIT("pending"), STR_INIT("fulfilled"), STR_INIT("late"),
                                       STR_INIT("breached")};
    const struct range all[] = {s.pending, s.fulfilled, s.late, s.breached};
    const struct json *stated = replay_member(r, r->finding, "states", JSON_OBJECT);
    struct str verdict = STR("undetermined");
    bool is_sure = replay_flag_of(r, r->rule, "is_sure");

    replay_only(r, stated, "states", "pending fulfilled late breached");
    for (size_t i = COUNT_OF(all); i-- > 0;) {
        struct range p = replay_rounded(all[i]);

        if (p.lo > 0 && p.lo >= r->likely)
            verdict = is_sure || i == 1 ? names[i] : STR("undetermined");
    }
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        replay_say_range(r, names[i].text, replay_rounded(all[i]));
        replay_same_range(r, names[i].text, replay_rounded(all[i]),
                          json_get(stated, names[i].text));
    }
    replay_same_text(r, "the verdict", verdict, json_get(r->finding, "verdict"));
}

static void same_span(struct replay *r, int64_t from, int64_t deadline)
{
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    int64_t to = deadline == TIME_NEVER ? r->watermark_us : deadline;

    if (replay_flag_of(r, r->rule, "is_period"))
        to = deadline + 1;
    replay_same_time(r, "when its clock began", from, json_get(time, "from"));
    replay_same_time(r, "when its clock ended", to > from ? to : from, json_get(time, "to"));
}

/* A deadline in elapsed time can be counted again; one by the calendar is the rule's. */
static void check_deadline(struct replay *r, int64_t from, int64_t deadline)
{
    const struct json *within = json_get(r->rule, "within_s");

    if (within && within->type == JSON_NUMBER && deadline != from + replay_micros_of(r, within))
        replay_fail(r, "the deadline is not %.*s seconds after the clock began",
                    STR_ARG(within->text));
}

void replay_duty(struct replay *r)
{
    struct str name = replay_text_of(r, r->rule, "party");
    size_t party = name.size ? replay_actor_of(r, name) : NOBODY, n = r->facts.observation_count;
    int64_t from = replay_time_of(r, r->rule, "from", TIME_NONE);
    int64_t deadline = replay_time_of(r, r->rule, "deadline", TIME_NEVER);
    bool is_past = deadline < r->watermark_us, is_seen = !is_past;
    const struct observation *trigger = check_trigger(r, from);
    const struct fact_decision *done;
    struct tried t = {ARENA_NEW(r->arena, struct range, n + 1),
                      ARENA_NEW(r->arena, struct range, n + 1),
                      ARENA_NEW(r->arena, struct range, n + 1), 0};
    struct states s;

    if (!t.in || !t.ever || !t.mixed || (name.size && party == NOBODY)) {
        replay_fail(r, "the party is not among the actors");
        return;
    }
    replay_say(r, "rule: %.*s", STR_ARG(replay_text_of(r, r->rule, "text")));
    check_deadline(r, from, deadline);
    try_acts(r, trigger, party, &t);
    if (is_past) {
        struct stretches seen =
            replay_covered(r, replay_member(r, r->rule, "coverage", JSON_OBJECT));

        is_seen = replay_stretches_hold(&seen, from, deadline);
        replay_say(r, "the deadline is over; silence until then would %shave been seen",
                   is_seen ? "" : "not surely ");
    } else {
        replay_say(r, "the deadline is not over");
    }
    s = states_of(r, &t, is_past, is_seen);
    done = replay_certified(r, name, from);
    if (done && done->time_us <= r->watermark_us) {
        replay_say(r, "certified as fulfilled by %.*s", STR_ARG(done->id));
        s = (struct states){{0, 0}, {1, 1}, {0, 0}, {0, 0}};
    }
    same_states(r, s);
    same_span(r, from, deadline);
    replay_same_text(r, "the party", party == NOBODY ? (struct str){0} : r->actors[party].name,
                     json_get(r->finding, "party"));
    replay_same_text(r, "the gravity", replay_text_of(r, r->rule, "gravity"),
                     json_get(r->finding, "gravity"));
    replay_same_status(r);
    replay_all_null(r, "occurrence readings value bound unit events");
    replay_check_id(r, replay_text_of(r, r->rule, "subject"), false);
}
