/* SPDX-License-Identifier: Apache-2.0
 *
 * Standing findings: where nothing stands against a party, whether that was seen; and steps that must go together. */
#include "replay/replay_int.h"

struct gaps { /* stretches that grow */
    struct stretches all;
    size_t capacity;
};

static void add_gap(struct replay *r, struct gaps *gaps, int64_t from, int64_t to)
{
    struct err err;

    replay_spend(r, 1);
    if (arena_grow(r->arena, &gaps->all.items, gaps->all.count, &gaps->capacity,
                   sizeof *gaps->all.items, &err))
        replay_fail(r, "no memory");
    else
        gaps->all.items[gaps->all.count++] = (struct fact_time){from, to};
}

/* Some moment of [from, to) is in `asked` and not seen; or every one is, of the asked of several together (gaps). */
static void add_gaps(struct replay *r, const struct json *one, int64_t from, int64_t to,
                     struct gaps *gaps)
{
    struct stretches asked = replay_stretches_of(r, one, "maybe");
    struct stretches seen = replay_covered(r, replay_member(r, one, "coverage", JSON_OBJECT));

    replay_only(r, one, "what is asked", "text maybe coverage");
    replay_say(r, "rule: %.*s", STR_ARG(replay_text_of(r, one, "text")));
    for (size_t i = 0; i < asked.count && !r->failed; i++) {
        int64_t at = asked.items[i].from_us > from ? asked.items[i].from_us : from;
        int64_t end = asked.items[i].to_us < to ? asked.items[i].to_us : to;

        while (at < end && !r->failed) {
            int64_t next = end;
            int64_t seen_to = replay_stretch_end(&seen, at);

            if (seen_to > at) {
                at = seen_to;
                continue;
            }
            replay_spend(r, 2 * seen.count);
            for (size_t k = 0; k < seen.count; k++)
                if (seen.items[k].from_us > at && seen.items[k].from_us < next)
                    next = seen.items[k].from_us;
            add_gap(r, gaps, at, next);
            at = next;
        }
    }
}

void replay_standing(struct replay *r)
{
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    const struct json *asked = replay_list(r, r->rule, "asked");
    int64_t from = replay_time_of(r, r->rule, "from", TIME_NONE);
    int64_t to = replay_time_of(r, r->rule, "to", TIME_NEVER);
    struct gaps gaps = {{NULL, 0}, 0};
    bool is_seen;

    if (asked->count == 0 || from >= to || r->failed) {
        replay_fail(r, "nothing is asked");
        return;
    }
    for (size_t i = 0; i < asked->count && !r->failed; i++)
        add_gaps(r, &asked->items[i], from, to, &gaps);
    if (r->failed)
        return;
    replay_stretches_tidy(&gaps.all);
    is_seen = gaps.all.count == 0;
    replay_say(r, is_seen ? "all that the clause asks about was seen, by who looked well enough"
                          : "not all that the clause asks about was seen");
    if (!is_seen && !replay_flag_of(r, r->rule, "has_windows") &&
        !replay_stretches_hold(&gaps.all, from, to))
        replay_fail(r, "part of that time was seen, and would stand apart");
    replay_same_text(r, "the verdict", is_seen ? STR("kept") : STR("undetermined"),
                     json_get(r->finding, "verdict"));
    replay_same_time(r, "its begin", from, json_get(time, "from"));
    replay_same_time(r, "its end", to, json_get(time, "to"));
    replay_same_text(r, "the party", replay_text_of(r, r->rule, "party"),
                     json_get(r->finding, "party"));
    replay_same_text(r, "the gravity", replay_text_of(r, r->rule, "gravity"),
                     json_get(r->finding, "gravity"));
    replay_all_null(r, "status occurrence readings states value bound unit events");
    replay_nobody_named(r);
    replay_check_id(r, replay_text_of(r, r->rule, "subject"), false);
}

/* ---------------------------------------------------------------- synchronous */

/* When a side completed its step: certified by the verifier, or first seen to keep it. */
static int64_t completion(struct replay *r, const struct json *side)
{
    int64_t as_of = replay_time_of(r, side, "as_of", TIME_NONE), done = TIME_NONE;
    struct str party = replay_text_of(r, side, "party");
    const struct fact_decision *d = replay_certified(r, party, as_of);
    const struct json *coverage = json_get(side, "coverage");

    replay_only(r, side, "a side", "party as_of done coverage");
    if (d && d->time_us <= r->watermark_us) {
        done = d->time_us;
        replay_say(r, "%.*s: certified by %.*s", STR_ARG(party), STR_ARG(d->id));
    }
    if (coverage && coverage->type == JSON_OBJECT) {
        struct stretches seen = replay_covered(r, coverage);

        for (size_t i = 0; i < seen.count; i++) {
            int64_t at = seen.items[i].from_us > as_of ? seen.items[i].from_us : as_of;

            if (at < seen.items[i].to_us && at <= r->watermark_us &&
                (done == TIME_NONE || at < done))
                done = at;
        }
    }
    replay_same_time(r, "when a side completed its step", done, json_get(side, "done"));
    return done;
}

static void replay_step(struct replay *r, const struct json *step, bool *is_breached, bool *is_open)
{
    const struct json *sides = replay_list(r, step, "sides");
    int64_t first = TIME_NONE, last = TIME_NONE, limit;
    bool missing = false;

    replay_only(r, step, "a step", "text sides within_s");
    replay_say(r, "step: %.*s", STR_ARG(replay_text_of(r, step, "text")));
    for (size_t i = 0; i < sides->count && !r->failed; i++) {
        int64_t done = completion(r, &sides->items[i]);

        if (done == TIME_NONE) {
            missing = true;
            continue;
        }
        first = first == TIME_NONE || done < first ? done : first;
        last = last == TIME_NONE || done > last ? done : last;
    }
    limit = first == TIME_NONE
                ? first
                : first + replay_micros_of(r, replay_member(r, step, "within_s", JSON_NUMBER));
    if (first == TIME_NONE)
        *is_open = true;
    else if (last > limit)
        *is_breached = true;
    else if (missing)
        *is_open = true;
}

void replay_synchronous(struct replay *r)
{
    const struct json *steps = replay_list(r, r->rule, "steps");
    const struct json *time = replay_member(r, r->finding, "time", JSON_OBJECT);
    const struct json *states = replay_member(r, r->finding, "states", JSON_OBJECT);
    bool is_breached = false, is_open = false;
    struct range yes = {1, 1}, no = {0, 0};

    if (!str_eq(replay_text_of(r, r->finding, "verdict"), STR("fulfilled")) &&
        !str_eq(replay_text_of(r, r->finding, "verdict"), STR("breached")))
        replay_fail(r, "steps that are not all complete are beyond this checker");
    for (size_t i = 0; i < steps->count && !r->failed; i++)
        replay_step(r, &steps->items[i], &is_breached, &is_open);
    if (steps->count == 0 || (is_open && !is_breached))
        replay_fail(r, "steps that are not all complete are beyond this checker");
    replay_say(r, is_breached ? "the sides were further apart than allowed"
                              : "the sides were together in time");
    replay_same_text(r, "the verdict", is_breached ? STR("breached") : STR("fulfilled"),
                     json_get(r->finding, "verdict"));
    replay_only(r, states, "states", "pending fulfilled late breached");
    replay_same_range(r, "pending", no, json_get(states, "pending"));
    replay_same_range(r, "fulfilled", is_breached ? no : yes, json_get(states, "fulfilled"));
    replay_same_range(r, "late", no, json_get(states, "late"));
    replay_same_range(r, "breached", is_breached ? yes : no, json_get(states, "breached"));
    replay_same_time(r, "its begin", replay_time_of(r, r->rule, "from", TIME_NONE),
                     json_get(time, "from"));
    replay_same_time(r, "its end", replay_time_of(r, r->rule, "to", TIME_NONE),
                     json_get(time, "to"));
    replay_same_text(r, "the gravity", replay_text_of(r, r->rule, "gravity"),
                     json_get(r->finding, "gravity"));
    replay_same_status(r);
    replay_all_null(r, "occurrence party readings value bound unit events");
    replay_check_id(r, replay_text_of(r, r->rule, "subject"), false);
}
