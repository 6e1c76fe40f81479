/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws of amounts over random worlds: withdrawals in steps, ceilings from baselines and from other acts, steps of duties. A slow
 * oracle says of certain worlds what each step came to; a shift in time and a swap of the parties change nothing but names;
 * more coverage only settles what was undetermined; the order of arrival does not matter. Seed printed, TRUCE_SEED repeats. */
#include "support/monitor_world.h"
#include "support/random.h"

#include <stdlib.h>

#define ROUNDS 25
#define DAYS 12
#define STEPS 3
#define BEGIN_US (INT64_C(1767225600) * TIME_SECOND_US) /* 2026-01-01 */

static const char text[] =
    "phase p \"p\" begins at 2026-01-0%d 00:00 lasts 20 d then ended\n"
    "clause 1 \"They leave\" verified by M\n"
    "  withdraw tank of A, B from z: some by begin + 3 d, 50 %% by begin + 6 d, all by begin + 9 "
    "d\n"
    "clause 2 \"No more than declared\" verified by M limit tank of A, B in z to baseline each\n"
    "clause 3 \"One for one\" verified by M\n"
    "  limit arms_transfer of A, B to 2 for each inspection by the same party\n"
    "clause 4 \"They release\" verified by M\n"
    "  require A, B to do release: some by begin + 3 d, 4 by begin + 6 d, all by begin + 9 d\n";

static const double deadlines_h[STEPS] = {72, 144, 216};

struct record {
    enum { BASE, SEEN, ACT, LOOK } form;
    int hour, to; /* of LOOK: until */
    int party, unit, quantity;
    bool is_out;      /* SEEN: elsewhere */
    const char *kind; /* ACT, LOOK, BASE */
};

struct scene {
    struct record items[32];
    int count;
};

static void put(struct scene *s, struct record r)
{
    s->items[s->count++] = r;
}

static struct scene some_scene(struct random *random)
{
    static const char *const acts[] = {"release", "release", "arms_transfer", "inspection"};
    struct scene s = {.count = 0};

    for (int p = 0; p < 2; p++) {
        if (random_below(random, 4))
            put(&s, (struct record){.form = BASE,
                                    .hour = (int)random_below(random, 24),
                                    .party = p,
                                    .quantity = 1 + (int)random_below(random, 8),
                                    .kind = "tank"});
        if (random_below(random, 2))
            put(&s, (struct record){.form = BASE,
                                    .hour = (int)random_below(random, 24),
                                    .party = p,
                                    .quantity = 1 + (int)random_below(random, 6),
                                    .kind = "release"});
    }
    for (int i = (int)random_below(random, 9); i > 0; i--)
        put(&s, (struct record){.form = SEEN,
                                .hour = 1 + (int)random_below(random, 24 * DAYS),
                                .party = (int)random_below(random, 2),
                                .unit = (int)random_below(random, 2),
                                .quantity = (int)random_below(random, 6),
                                .is_out = random_below(random, 4) == 0});
    for (int i = (int)random_below(random, 7); i > 0; i--)
        put(&s, (struct record){.form = ACT,
                                .hour = 1 + (int)random_below(random, 24 * DAYS),
                                .party = (int)random_below(random, 2),
                                .quantity = 1 + (int)random_below(random, 3),
                                .kind = acts[random_below(random, COUNT_OF(acts))]});
    return s;
}

static void add_looks(struct scene *s, struct random *random)
{
    static const char *const kinds[] = {"tank", "tank", "release", "inspection", "arms_transfer"};

    for (int i = 1 + (int)random_below(random, 4); i > 0; i--) {
        int from = (int)random_below(random, 24 * DAYS);

        put(s,
            (struct record){.form = LOOK,
                            .hour = from,
                            .to = from + 1 + (int)random_below(random, 24 * DAYS - (unsigned)from),
                            .kind = kinds[random_below(random, COUNT_OF(kinds))]});
    }
}

static void time_text(char *out, size_t size, int hour, int shift_h)
{
    hour += shift_h;
    (void)snprintf(out, size, "2026-01-%02dT%02d:00:00Z", 1 + hour / 24, hour % 24);
}

static void add_record(struct world *w, const struct record *r, int i, int shift_h, bool is_swapped)
{
    const char *party = (r->party ^ (int)is_swapped) ? "B" : "A";
    char line[512], at[32], to[32], late[32];

    time_text(at, sizeof at, r->hour, shift_h);
    time_text(to, sizeof to, r->to, shift_h);
    time_text(late, sizeof late, 24 * DAYS + 2, shift_h);
    switch (r->form) {
    case BASE:
        (void)snprintf(
            line, sizeof line,
            "{\"record\": \"declaration\", \"id\": \"r%d\", \"party\": \"%s\", \"time\": "
            "\"%s\", \"of\": \"baseline\", \"object\": {\"kind\": \"%s\", \"quantity\": "
            "%d}, \"place\": {\"area\": \"z\"}}",
            i, party, at, r->kind, r->quantity);
        break;
    case SEEN:
        (void)snprintf(line, sizeof line,
                       "{\"id\": \"r%d\", \"time\": \"%s\", \"kind\": \"tank\", \"actor\": \"%s\", "
                       "\"place\": {\"lon\": %s, \"lat\": 48.5}, \"object\": {\"unit\": \"u%d\", "
                       "\"quantity\": %d}}",
                       i, at, party, r->is_out ? "40" : "37.5", r->unit, r->quantity);
        break;
    case ACT:
        (void)snprintf(line, sizeof line,
                       "{\"id\": \"r%d\", \"time\": \"%s\", \"kind\": \"%s\", \"actor\": \"%s\", "
                       "\"object\": {\"quantity\": %d}}",
                       i, at, r->kind, party, r->quantity);
        break;
    case LOOK:
        (void)snprintf(
            line, sizeof line,
            "{\"record\": \"coverage\", \"feed\": \"f\", \"received\": \"%s\", \"time\": "
            "{\"from\": \"%s\", \"to\": \"%s\"}, \"kinds\": [\"%s\"], \"seen\": 0.9, "
            "\"blind\": null}",
            late, at, to, r->kind);
        break;
    }
    world_add(w, line);
}

/* What was found, a line each: clause, party, when, verdict, states, amounts. */
struct answer {
    char lines[200][160];
    size_t count;
};

static int line_order(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void ask(const struct scene *s, int shift_days, bool is_swapped, bool is_backwards,
                struct answer *out)
{
    struct world w;
    char whole[2048], end[32], line[128];

    (void)snprintf(whole, sizeof whole, text, 1 + shift_days);
    world_open(&w, whole);
    for (int i = 0; i < s->count; i++) {
        int k = is_backwards ? s->count - 1 - i : i;

        add_record(&w, &s->items[k], k, 24 * shift_days, is_swapped);
    }
    time_text(end, sizeof end, 24 * DAYS + 2, 24 * shift_days);
    (void)snprintf(line, sizeof line, "{\"id\": \"end\", \"time\": \"%s\", \"kind\": \"patrol\"}",
                   end);
    world_add(&w, line);
    world_run(&w);
    out->count = 0;
    for (size_t i = 0; i < w.outcome.finding_count; i++) {
        const struct finding *f = &w.outcome.findings[i];
        int64_t day = BEGIN_US + TIME_DAY_US * (int64_t)shift_days;
        bool is_b = str_eq(f->party, STR("B"));

        assert_true(out->count < COUNT_OF(out->lines));
        (void)snprintf(out->lines[out->count++], sizeof out->lines[0],
                       "%.*s %c %lld %lld %d states %g %g %g %g %g %g value %g %g %g",
                       STR_ARG(f->clause),
                       f->party.size == 0 ? '-' : (char)('A' + (is_b ^ is_swapped)),
                       (long long)((f->time.from_us - day) / TIME_HOUR_US),
                       (long long)((f->time.to_us - day) / TIME_HOUR_US), f->verdict,
                       f->states[1].lo, f->states[1].hi, f->states[2].lo, f->states[2].hi,
                       f->states[3].lo, f->states[3].hi, f->has_value ? f->value.lo : -1,
                       f->has_value ? f->value.hi : -1, f->has_bound ? f->bound : -1);
    }
    qsort(out->lines, out->count, sizeof out->lines[0], line_order);
    world_close(&w);
}

static void same(const struct answer *a, const struct answer *b, const char *law)
{
    for (size_t i = 0; i < a->count || i < b->count; i++)
        if (i >= a->count || i >= b->count || strcmp(a->lines[i], b->lines[i]) != 0)
            fail_msg("%s: %s, and %s", law, i < a->count ? a->lines[i] : "nothing",
                     i < b->count ? b->lines[i] : "nothing");
}

static void shift_swap_and_order_change_nothing(void **state)
{
    struct random random = random_init(11);
    static struct answer one, other;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct scene s = some_scene(&random);

        add_looks(&s, &random);
        ask(&s, 0, false, false, &one);
        ask(&s, 4, false, false, &other);
        same(&one, &other, "shifted by four days");
        ask(&s, 0, true, false, &other);
        same(&one, &other, "parties swapped");
        ask(&s, 0, false, true, &other);
        same(&one, &other, "the other way round");
    }
}

/* Clause, party and deadline of a line; its verdict. */
static void part(const char *line, char *key, size_t size, int *verdict)
{
    char clause[8], party;
    long long from, to;

    assert_int_equal(sscanf(line, "%7s %c %lld %lld %d", clause, &party, &from, &to, verdict), 5);
    (void)snprintf(key, size, "%s %c %lld", clause, party, to);
}

static void more_coverage_only_settles(void **state)
{
    struct random random = random_init(12);
    static struct answer one, other;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct scene s = some_scene(&random);

        if (round % 2)
            add_looks(&s, &random);
        ask(&s, 0, false, false, &one);
        add_looks(&s, &random);
        ask(&s, 0, false, false, &other);
        for (size_t i = 0; i < one.count; i++) {
            char key[64], found[64];
            int before, after;

            part(one.lines[i], key, sizeof key, &before);
            if (before == FINDING_UNDETERMINED || strchr("14", key[0]) == NULL)
                continue;
            for (size_t k = 0; k < other.count; k++) {
                part(other.lines[k], found, sizeof found, &after);
                if (strcmp(key, found) == 0 && before != after)
                    fail_msg("%s became %s", one.lines[i], other.lines[k]);
            }
        }
    }
}

/* -------------------------------------------------------------- the oracle: all is seen, all the time */

static int left_at(const struct scene *s, int party, int hour)
{
    int left = 0;

    for (int unit = 0; unit < 2; unit++) {
        int last = -1, quantity = 0;

        for (int i = 0; i < s->count; i++) {
            const struct record *r = &s->items[i];

            if (r->form != SEEN || r->party != party || r->unit != unit || r->hour > hour ||
                r->hour < last)
                continue;
            last = r->hour;
            quantity = r->is_out ? 0 : r->quantity;
        }
        left += quantity;
    }
    return left;
}

static int declared(const struct scene *s, int party, const char *kind)
{
    int sum = 0;

    for (int i = 0; i < s->count; i++)
        if (s->items[i].form == BASE && s->items[i].party == party &&
            strcmp(s->items[i].kind, kind) == 0)
            sum += s->items[i].quantity;
    return sum;
}

static bool is_done(int baseline, int left, int step)
{
    int gone = baseline - left;

    return step == 0 ? gone > 0 : step == 1 ? 2 * gone >= baseline : left == 0;
}

static enum finding_verdict withdrawn(const struct scene *s, int party, int step)
{
    int baseline = declared(s, party, "tank");
    bool was = true, now = true;

    if (!baseline)
        return FINDING_UNDETERMINED;
    for (int hour = (int)deadlines_h[step]; hour <= 24 * DAYS + 2; hour++) {
        now = is_done(baseline, left_at(s, party, hour), step);
        was = was && now;
    }
    return was ? FINDING_FULFILLED : now ? FINDING_LATE : FINDING_BREACHED;
}

static enum finding_verdict released(const struct scene *s, int party, int step)
{
    int baseline = declared(s, party, "release"), by_then = 0, all = 0;
    int asked = step == 0 ? 1 : step == 1 ? 4 : baseline;

    if (step == 2 && !baseline)
        return FINDING_UNDETERMINED;
    for (int i = 0; i < s->count; i++) {
        const struct record *r = &s->items[i];

        if (r->form != ACT || r->party != party || strcmp(r->kind, "release") != 0)
            continue;
        all += step ? r->quantity : 1;
        by_then += r->hour > (int)deadlines_h[step] ? 0 : step ? r->quantity : 1;
    }
    return by_then >= asked ? FINDING_FULFILLED : all >= asked ? FINDING_LATE : FINDING_BREACHED;
}

static void expect(const struct answer *a, int clause, int party, int step,
                   enum finding_verdict verdict)
{
    char key[64], found[64];
    int got = -1;

    (void)snprintf(key, sizeof key, "%d %c %d", clause, 'A' + party, (int)deadlines_h[step]);
    for (size_t i = 0; i < a->count; i++) {
        part(a->lines[i], found, sizeof found, &got);
        if (strcmp(key, found) != 0)
            continue;
        if (got != (int)verdict)
            fail_msg("%s, and the oracle says %s", a->lines[i], finding_verdict_text(verdict));
        return;
    }
    fail_msg("no finding %s", key);
}

static void certain_worlds_are_as_the_oracle_says(void **state)
{
    struct random random = random_init(13);
    static struct answer answer;
    int counts[FINDING_VERDICT_COUNT] = {0};

    (void)state;
    for (int round = 0; round < 3 * ROUNDS; round++) {
        struct scene s = some_scene(&random);
        bool is_clear = true;

        for (int i = 0; i < s.count;
             i++) /* two reports of one unit at one hour: which is the later? */
            for (int k = 0; k < i; k++)
                is_clear = is_clear && !(s.items[i].form == SEEN && s.items[k].form == SEEN &&
                                         s.items[i].hour == s.items[k].hour);
        if (!is_clear)
            continue;
        put(&s, (struct record){.form = LOOK, .hour = 0, .to = 24 * DAYS + 2, .kind = "tank"});
        put(&s, (struct record){.form = LOOK, .hour = 0, .to = 24 * DAYS + 2, .kind = "release"});
        ask(&s, 0, false, false, &answer);
        for (int party = 0; party < 2; party++)
            for (int step = 0; step < STEPS; step++) {
                expect(&answer, 1, party, step, withdrawn(&s, party, step));
                expect(&answer, 4, party, step, released(&s, party, step));
                counts[withdrawn(&s, party, step)]++;
                counts[released(&s, party, step)]++;
            }
    }
    assert_true(counts[FINDING_FULFILLED] > 50 && counts[FINDING_LATE] > 5 &&
                counts[FINDING_BREACHED] > 50 && counts[FINDING_UNDETERMINED] > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shift_swap_and_order_change_nothing),
        cmocka_unit_test(more_coverage_only_settles),
        cmocka_unit_test(certain_worlds_are_as_the_oracle_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
