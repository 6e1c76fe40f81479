/* SPDX-License-Identifier: Apache-2.0
 *
 * What says the same in other words gets the same findings: a place for each party and a prohibition for each of them, a phase
 * for each member and a phase written out for each, `in each` and one statement for each, a moving place that stays and a
 * fixed one. And the laws: a shift in time, the parties exchanged, more coverage. Random traces; seeds are printed. */
#include "monitor/monitor.h"
#include "support/monitor_world.h"
#include "support/random.h"

#include <stdlib.h>

#define ROUNDS 80
#define GROUND                                                                                     \
    "zone west = circle 10 km around 48 N 37 E zone east = circle 10 km around 48 N 38 E\n"        \
    "zones area = west or east\n"

struct act {
    int hour, length, kind, actor, place;
    bool has_error;
};

struct trace {
    struct act acts[10];
    size_t count;
    int seen_from, seen_to; /* hours; from > to: nobody looked */
};

static struct trace some_trace(struct random *random)
{
    struct trace t = {.count = 1 + (size_t)random_below(random, 10),
                      .seen_from = (int)random_below(random, 100),
                      .seen_to = (int)random_below(random, 200)};

    for (size_t i = 0; i < t.count; i++)
        t.acts[i] =
            (struct act){.hour = (int)random_below(random, 150),
                         .length = random_below(random, 4) ? 0 : 1 + (int)random_below(random, 9),
                         .kind = (int)random_below(random, 3),
                         .actor = (int)random_below(random, 4),
                         .place = (int)random_below(random, 4),
                         .has_error = random_below(random, 4) == 0};
    return t;
}

struct way {
    const char *text;
    int shift_days;
    bool is_swapped;
    int more_seen; /* hours of coverage more at either end */
};

static void when(char *out, size_t size, int hour)
{
    (void)snprintf(out, size, "2026-%02d-%02dT%02d:00:00Z", 1 + hour / 24 / 31, 1 + hour / 24 % 31,
                   hour % 24);
}

static void say_act(struct world *w, const struct act *a, size_t i, const struct way *way)
{
    static const char *const kinds[] = {"attack", "shelling", "tank"};
    static const char *const actors[][4] = {
        {"\"A\"", "\"B\"", "{\"A\": 0.6, \"B\": 0.25}", "{\"B\": 0.2}"},
        {"\"B\"", "\"A\"", "{\"B\": 0.6, \"A\": 0.25}", "{\"A\": 0.2}"}};
    static const double lons[] = {37, 38, 37.13, 39};
    char line[512], from[32], to[32], object[64] = "";
    int hour = a->hour + 24 * way->shift_days;

    when(from, sizeof from, hour);
    when(to, sizeof to, hour + a->length);
    if (a->kind == 2)
        (void)snprintf(object, sizeof object,
                       ", \"object\": {\"unit\": \"u%zu\", \"quantity\": %zu}", i % 4, i % 3);
    (void)snprintf(
        line, sizeof line,
        "{\"id\": \"%zu\", \"time\": {\"from\": \"%s\", \"to\": \"%s\"}, \"kind\": \"%s\", "
        "\"actor\": %s, \"place\": {\"lon\": %.3f, \"lat\": 48, \"error_m\": %d}%s}",
        i, from, to, kinds[a->kind], actors[way->is_swapped][a->actor], lons[a->place],
        a->has_error ? 4000 : 0, object);
    world_add(w, line);
}

static void play(struct world *w, const struct trace *t, const struct way *way)
{
    char line[512], from[32], to[32];
    int begin = t->seen_from - way->more_seen, end = t->seen_to + way->more_seen;

    world_open(w, way->text);
    for (size_t i = 0; i < t->count; i++)
        say_act(w, &t->acts[i], i, way);
    begin = begin < 0 ? 0 : begin;
    when(from, sizeof from, begin + 24 * way->shift_days);
    when(to, sizeof to, end + 24 * way->shift_days);
    if (begin < end) {
        (void)snprintf(line, sizeof line,
                       "{\"record\": \"coverage\", \"feed\": \"f\", \"received\": "
                       "\"2026-01-01T00:00:00Z\", \"time\": {\"from\": \"%s\", \"to\": \"%s\"}, "
                       "\"seen\": 0.9, \"blind\": null}",
                       from, to);
        world_add(w, line);
    }
    when(from, sizeof from, 300 + 24 * way->shift_days); /* so that the watermark is the same */
    (void)snprintf(line, sizeof line, "{\"id\": \"end\", \"time\": \"%s\", \"kind\": \"meeting\"}",
                   from);
    world_add(w, line);
    world_run(w);
}

/* One line for each finding that a record or a duty is behind: what must be the same in both. */
struct lines {
    char *items[256];
    size_t count;
};

static int line_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *party_of(const struct finding *f, bool is_swapped)
{
    if (str_eq(f->party, STR("A")))
        return is_swapped ? "B" : "A";
    if (str_eq(f->party, STR("B")))
        return is_swapped ? "A" : "B";
    return "-";
}

static void tell(struct lines *out, const struct world *w, const struct way *way,
                 bool with_standing)
{
    int64_t shift = way->shift_days * TIME_DAY_US;

    out->count = 0;
    for (size_t i = 0; i < w->outcome.finding_count && out->count < 256; i++) {
        const struct finding *f = &w->outcome.findings[i];
        char line[512];
        int n;

        if (f->is_standing && !with_standing)
            continue;
        /* the title names the rule: labels may differ */
        n = snprintf(line, sizeof line, "%.*s %s %s %.6f %.6f %.6f %lld %lld",
                     STR_ARG(w->outcome.clauses[f->clause_index].title),
                     finding_verdict_text(f->verdict), party_of(f, way->is_swapped),
                     f->occurrence.lo, f->occurrence.hi, f->value.lo,
                     (long long)(f->time.from_us - shift), (long long)(f->time.to_us - shift));
        for (size_t k = 0; k < f->because_count && n > 0 && (size_t)n < sizeof line; k++)
            n += snprintf(line + n, sizeof line - (size_t)n, " %.*s", STR_ARG(f->because[k]));
        out->items[out->count] = malloc(strlen(line) + 1);
        assert_non_null(out->items[out->count]);
        strcpy(out->items[out->count++], line); /* NOLINT: of this length */
    }
    qsort(out->items, out->count, sizeof *out->items, line_order);
}

static void drop(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->items[i]);
}

static void assert_same(const struct trace *t, const struct way *a, const struct way *b,
                        bool with_standing, uint64_t seed)
{
    struct world one, other;
    static struct lines x, y;
    bool same;

    play(&one, t, a);
    play(&other, t, b);
    tell(&x, &one, a, with_standing);
    tell(&y, &other, b, with_standing);
    same = x.count == y.count;
    for (size_t i = 0; same && i < x.count; i++)
        same = strcmp(x.items[i], y.items[i]) == 0;
    if (!same) {
        printf("seed %llu\n%s\n---\n%s\n", (unsigned long long)seed, a->text, b->text);
        for (size_t i = 0; i < x.count || i < y.count; i++)
            printf("  %s\n  %s\n", i < x.count ? x.items[i] : "-", i < y.count ? y.items[i] : "-");
        fail_msg("said in other words, judged otherwise");
    }
    drop(&x);
    drop(&y);
    world_close(&one);
    world_close(&other);
}

static void for_traces(const struct way *a, const struct way *b, bool with_standing)
{
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct random random = random_init(seed);
        struct trace t = some_trace(&random);

        assert_same(&t, a, b, with_standing, seed);
    }
}

/* ---------------------------------------------------------------- in other words */

#define KEYED                                                                                      \
    GROUND "zone own = A: west | B: east\nthroughout clause 1 \"x\" verified by M forbid attack "  \
           "by A, B in own\nclause 2 \"y\" verified by M limit tank of A, B in own to 1 each"

static void keyed_is_one_for_each_party(void **state)
{
    struct way a = {.text = KEYED};
    struct way b = {.text = GROUND
                    "throughout clause 1 \"x\" verified by M forbid attack by A in west forbid "
                    "attack by B in east\nclause 2 \"y\" verified by M limit tank of A in west to "
                    "1 limit tank of B in east to 1"};

    (void)state;
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct random random = random_init(seed);
        struct trace t = some_trace(&random);

        for (size_t i = 0; i < t.count; i++) /* one party, known: shares are joined otherwise */
            t.acts[i].actor %= 2;
        assert_same(&t, &a, &b, true, seed);
    }
}

#define EACH                                                                                       \
    GROUND "throughout clause 1 \"x\" verified by M forbid attack by A, B\n"                       \
           "phase leave for each area \"Leave\" begins when no alleged violation of clause 1 in "  \
           "area for 1 d lasts 2 d\n"                                                              \
           "clause 2 \"y\" verified by M keep tank of A, B out of area as of begin + 12 h\n"       \
           "clause 3 \"z\" verified by M forbid shelling by A, B in the same area\n"               \
           "clause 4 \"u\" verified by M require A, B to do shelling by end\n"                     \
           "clause 5 \"v\" verified by M limit tank of A, B to 1 together\n"                       \
           "then rest when no likely violation of clause 3\nelse lapsed\n"                         \
           "phase rest for each area \"Rest\"\n"                                                   \
           "clause 6 \"w\" verified by M forbid attack by A, B in the same area\n"
#define WRITTEN_OUT(name, n, m)                                                                    \
    "phase leave_" name " \"Leave\" begins when no alleged violation of clause 1 in " name         \
    " for 1 d lasts 2 d\n"                                                                         \
    "clause " n "2 \"y\" verified by M keep tank of A, B out of " name " as of begin + 12 h\n"     \
    "clause " n "3 \"z\" verified by M forbid shelling by A, B in " name "\n"                      \
    "clause " n "4 \"u\" verified by M require A, B to do shelling in " name " by end\n"           \
    "clause " n "5 \"v\" verified by M limit tank of A, B in " name " to 1 together\n"             \
    "then rest_" name " when no likely violation of clause " n "3\nelse lapsed\n"                  \
    "phase rest_" name " \"Rest\"\n"                                                               \
    "clause " n "6 \"w\" verified by M forbid attack by A, B in " name "\n"

static void for_each_is_a_phase_for_each(void **state)
{
    struct way a = {.text = EACH};
    struct way b = {.text = GROUND
                    "throughout clause 1 \"x\" verified by M forbid attack by A, B\n" WRITTEN_OUT(
                        "west", "1", "w") WRITTEN_OUT("east", "2", "e")};

    (void)state;
    for_traces(&a, &b, true);
}

static void in_each_is_a_statement_for_each(void **state)
{
    struct way a = {
        .text =
            GROUND "throughout clause 1 \"x\" verified by M limit tank of A, B in each area to 1 "
                   "each\nclause 2 \"y\" verified by M require A, B to do shelling in each area by "
                   "2026-01-04\nclause 3 \"z\" verified by M limit attack of A, B in each area to "
                   "1 each every day"};
    struct way b = {.text = GROUND
                    "throughout clause 1 \"x\" verified by M limit tank of A, B in west to 1 each "
                    "limit tank of A, B in east to 1 each\nclause 2 \"y\" verified by M require A, "
                    "B to do shelling in west by 2026-01-04 require A, B to do shelling in east by "
                    "2026-01-04\nclause 3 \"z\" verified by M limit attack of A, B in west to 1 "
                    "each every day limit attack of A, B in east to 1 each every day"};

    (void)state;
    for_traces(&a, &b, true);
}

/* Windows around moments that are known beforehand. */
static void window_after_a_moment_is_its_time(void **state)
{
    struct way a = {.text =
                        "throughout clause 1 \"x\" verified by M forbid attack by A, B during 30 h "
                        "after 2026-01-02 06:00\nclause 2 \"y\" verified by M keep tank of A, B "
                        "out of z during 30 h before 2026-01-05 06:00"};
    struct way b = {.text = "throughout clause 1 \"x\" verified by M forbid attack by A, B as of "
                            "2026-01-02 06:00 until 2026-01-03 12:00\nclause 2 \"y\" verified by M "
                            "keep tank of A, B out of z as of 2026-01-04 00:00 until 2026-01-05 "
                            "06:00"};

    (void)state;
    for_traces(&a, &b, false);
}

/* ---------------------------------------------------------------- laws */

static const struct {
    const char *text, *shifted, *swapped; /* three days later; the parties exchanged */
} texts[] = {
    {KEYED, KEYED,
     GROUND "zone own = B: west | A: east\nthroughout clause 1 \"x\" verified by M forbid attack "
            "by B, A in own\nclause 2 \"y\" verified by M limit tank of B, A in own to 1 each"},
    {GROUND
     "phase p for each area \"p\" begins at 2026-01-02 lasts 3 d clause 1 \"x\" verified by "
     "M forbid attack by A in the same area unless shelling by B at most 6 h before\nclause 2 "
     "\"y\" verified by M require B to do shelling in the same area within 12 h of each "
     "attack by A in area else ended",
     GROUND
     "phase p for each area \"p\" begins at 2026-01-05 lasts 3 d clause 1 \"x\" verified by "
     "M forbid attack by A in the same area unless shelling by B at most 6 h before\nclause 2 "
     "\"y\" verified by M require B to do shelling in the same area within 12 h of each "
     "attack by A in area else ended",
     GROUND
     "phase p for each area \"p\" begins at 2026-01-02 lasts 3 d clause 1 \"x\" verified by "
     "M forbid attack by B in the same area unless shelling by A at most 6 h before\nclause 2 "
     "\"y\" verified by M require A to do shelling in the same area within 12 h of each "
     "attack by B in area else ended"},
    {"moving place spot = load \"none\"\nzone guard = within 20 km of spot\nthroughout clause 1 "
     "\"x\" "
     "verified by M forbid attack by A during 12 h after each shelling by B\nclause 2 \"y\" "
     "verified by M forbid shelling by A, B in guard",
     NULL,
     "moving place spot = load \"none\"\nzone guard = within 20 km of spot\nthroughout clause 1 "
     "\"x\" "
     "verified by M forbid attack by B during 12 h after each shelling by A\nclause 2 \"y\" "
     "verified by M forbid shelling by A, B in guard"},
};

static void a_shift_moves_every_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct way a = {.text = texts[i].text};
        struct way b = {.text = texts[i].shifted ? texts[i].shifted : texts[i].text,
                        .shift_days = 3};

        for_traces(&a, &b, false);
    }
}

static void swapped_parties_mirror_every_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct way a = {.text = texts[i].text};
        struct way b = {.text = texts[i].swapped, .is_swapped = true};

        for_traces(&a, &b, true);
    }
}

/* With more coverage a violation stays one, and nothing becomes undetermined that was settled. */
static void more_coverage_only_settles(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
            struct random random = random_init(seed);
            struct trace t = some_trace(&random);
            struct way less = {.text = texts[i].text},
                       more = {.text = texts[i].text, .more_seen = 40};
            struct world a, b;
            size_t settled = 0, kept = 0;

            play(&a, &t, &less);
            play(&b, &t, &more);
            for (size_t k = 0; k < a.outcome.finding_count; k++) {
                const struct finding *f = &a.outcome.findings[k];

                if (f->is_standing || f->verdict == FINDING_UNDETERMINED)
                    continue;
                settled++;
                for (size_t m = 0; m < b.outcome.finding_count; m++)
                    if (str_eq(b.outcome.findings[m].id, f->id)) {
                        kept += b.outcome.findings[m].verdict == f->verdict;
                        break;
                    }
            }
            if (settled != kept)
                fail_msg("seed %llu: %zu were settled, %zu still are: %s", (unsigned long long)seed,
                         settled, kept, texts[i].text);
            world_close(&a);
            world_close(&b);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keyed_is_one_for_each_party),
        cmocka_unit_test(for_each_is_a_phase_for_each),
        cmocka_unit_test(in_each_is_a_statement_for_each),
        cmocka_unit_test(window_after_a_moment_is_its_time),
        cmocka_unit_test(a_shift_moves_every_answer),
        cmocka_unit_test(swapped_parties_mirror_every_answer),
        cmocka_unit_test(more_coverage_only_settles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
