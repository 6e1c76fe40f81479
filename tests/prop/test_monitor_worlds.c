/* SPDX-License-Identifier: Apache-2.0
 *
 * Possible worlds, form by form: what is said of uncertain records against the share of drawn worlds, each judged with its own
 * records made certain. For every form of clause: does what was found to hold with probability p hold in that share of worlds? Seed
 * printed; TRUCE_SEED repeats. */
#include "geo/chance.h"
#include "geo/trig.h"
#include "support/monitor_world.h"
#include "support/random.h"

#include <math.h>

#define WORLDS 300
#define RECORDS 5
#define BASE_US 1767225600000000 /* 2026-01-01 */

/* A record: an hour of January, uncertain in what its form lets it be. */
struct record {
    const char *kind, *other; /* other: a competing explanation, with its share */
    double explained, probability, a, b;
    int from, to;
    struct geo_spread place; /* no point: none */
    bool has_place;
    const char *unit;
};

struct form {
    const char *name, *text;
    const char *kinds[3]; /* what its records are, in turn */
    bool has_place, has_time, has_actor, has_unit;
    int from, to; /* hours between which its records lie */
};

static const struct form forms[] = {
    {"forbid",
     "throughout clause 1 \"x\" forbid attack by A in z as of 2026-01-03 00:00",
     {"shelling"},
     true,
     true,
     true,
     false,
     40,
     70},
    {"forbid in several zones",
     "zone near = within 3 km of north\n"
     "throughout clause 1 \"x\" forbid attack by A, B in z or in near",
     {"shelling"},
     true,
     false,
     true,
     false,
     10,
     70},
    {"forbid two kinds of one record",
     "throughout clause 1 \"x\" forbid attack by A throughout clause 2 \"y\" forbid exercise by A",
     {"shelling"},
     false,
     false,
     true,
     false,
     10,
     70},
    {"forbid unless",
     "throughout clause 1 \"x\" forbid shelling by A unless notification by A at most 24 h before",
     {"shelling", "notification"},
     false,
     false,
     false,
     false,
     10,
     60},
    {"forbid but permit",
     "zone small = z except within 3 km of north\n"
     "throughout clause 1 \"x\" forbid troop_movement by A in z clause 2 \"y\" permit "
     "troop_movement "
     "by A in small",
     {"troop_movement"},
     true,
     false,
     true,
     false,
     10,
     60},
    {"forbid from, permit until",
     "throughout clause 1 \"x\" forbid troop_movement by A as of 2026-01-02 12:00 "
     "clause 2 \"y\" permit troop_movement by A in z until 2026-01-03 00:00",
     {"troop_movement"},
     true,
     true,
     false,
     false,
     30,
     44},
    {"keep out of",
     "throughout clause 1 \"x\" keep mortar of A out of z",
     {"mortar"},
     true,
     false,
     false,
     true,
     10,
     60},
    {"keep away from",
     "throughout clause 1 \"x\" keep mortar of A at least 10 km from north",
     {"mortar"},
     true,
     false,
     false,
     true,
     10,
     60},
    {"limit every",
     "throughout clause 1 \"x\" limit shelling of A in z to 1 every day",
     {"shelling"},
     true,
     true,
     true,
     false,
     26,
     46},
    {"require by",
     "throughout clause 1 \"x\" require A to do inspection in z by 2026-01-03 00:00",
     {"inspection"},
     true,
     true,
     true,
     false,
     10,
     70},
    {"require within of",
     "throughout clause 1 \"x\" require A to do inspection within 12 h of each attack by B",
     {"inspection", "inspection"},
     false,
     true,
     false,
     false,
     24,
     40},
    {"require every",
     "throughout clause 1 \"x\" require A to do inspection at least 2 every day",
     {"inspection"},
     false,
     true,
     true,
     false,
     26,
     46},
    {"limit holdings",
     "throughout clause 1 \"x\" limit mortar of A in z to 1",
     {"mortar"},
     true,
     false,
     false,
     true,
     10,
     60},
};

static double tenths(struct random *r, int from)
{
    return (double)(from + (int)random_below(r, (uint64_t)(11 - from))) / 10;
}

static struct geo_spread some_place(struct random *r)
{
    struct geo_spread s = {
        .point = {random_between(r, 36.98, 37.05), random_between(r, 48.08, 48.14)}};

    switch (random_below(r, 3)) {
    case 0:
        s.form = GEO_SPREAD_ROUND;
        s.error_m = 500 + (double)random_below(r, 6000);
        break;
    case 1:
        s.form = GEO_SPREAD_ELLIPSE;
        s.major_m = 500 + (double)random_below(r, 9000);
        s.minor_m = floor(s.major_m * random_unit(r));
        s.azimuth_deg = (double)random_below(r, 180);
        break;
    default:
        s.form = GEO_SPREAD_SECTOR;
        s.bearing_deg = (double)random_below(r, 360);
        s.bearing_error_deg = 1 + (double)random_below(r, 40);
        s.range_max_m = 1000 + (double)random_below(r, 9000);
        s.range_min_m = floor(s.range_max_m * random_unit(r));
        break;
    }
    s.point.lon_deg = round(s.point.lon_deg * 1e4) / 1e4;
    s.point.lat_deg = round(s.point.lat_deg * 1e4) / 1e4;
    return s;
}

static size_t some_records(struct random *r, const struct form *form, struct record *out)
{
    size_t count = 1 + random_below(r, RECORDS - 1), kinds = 0;

    while (kinds < COUNT_OF(form->kinds) && form->kinds[kinds])
        kinds++;
    count = count < kinds ? kinds : count;
    for (size_t i = 0; i < count; i++) {
        struct record *e = &out[i];

        *e = (struct record){.kind = form->kinds[i % kinds], .probability = tenths(r, 3), .a = 1};
        if (strstr(form->name, "two kinds"))
            *e = (struct record){.kind = "shelling",
                                 .other = "exercise",
                                 .explained = 0.3,
                                 .probability = 0.9,
                                 .a = 1};
        e->from = e->to = form->from + (int)random_below(r, (uint64_t)(form->to - form->from));
        if (form->has_time && random_below(r, 2))
            e->to = e->from + 1 + (int)random_below(r, 20);
        if (form->has_actor && random_below(r, 2))
            e->a = tenths(r, 2);
        e->has_place = form->has_place;
        if (form->has_place)
            e->place = some_place(r);
        e->unit = form->has_unit ? i % 2 ? "u1" : "u2" : NULL;
    }
    return count;
}

/* ------------------------------------------------------------------ as lines */

static void put_place(struct buf *buf, const struct record *e)
{
    const struct geo_spread *s = &e->place;

    if (!e->has_place)
        return;
    if (s->form == GEO_SPREAD_SECTOR) {
        buf_printf(buf,
                   ", \"place\": {\"from\": {\"lon\": %.7f, \"lat\": %.7f}, \"bearing_deg\": %.1f, "
                   "\"bearing_error_deg\": %.1f, \"range_m\": [%.1f, %.1f]}",
                   s->point.lon_deg, s->point.lat_deg, s->bearing_deg, s->bearing_error_deg,
                   s->range_min_m, s->range_max_m);
        return;
    }
    buf_printf(buf, ", \"place\": {\"lon\": %.7f, \"lat\": %.7f", s->point.lon_deg,
               s->point.lat_deg);
    if (s->form == GEO_SPREAD_ELLIPSE)
        buf_printf(buf,
                   ", \"ellipse\": {\"major_m\": %.1f, \"minor_m\": %.1f, \"azimuth_deg\": %.1f}",
                   s->major_m, s->minor_m, s->azimuth_deg);
    else
        buf_printf(buf, ", \"error_m\": %.1f", s->error_m);
    buf_putc(buf, '}');
}

static void add_record(struct world *w, size_t index, const struct record *e, int64_t from_us,
                       int64_t to_us)
{
    struct buf buf;

    buf_init(&buf, &mem_libc, 4096);
    buf_printf(&buf,
               "{\"id\": \"e%zu\", \"received\": \"2026-01-10T00:00:00Z\", \"time\": {"
               "\"from\": \"",
               index);
    time_put(&buf, from_us);
    buf_puts(&buf, "\", \"to\": \"");
    time_put(&buf, to_us);
    buf_printf(
        &buf,
        "\"}, \"kind\": \"%s\", \"probability\": %.2f, \"actor\": {\"A\": %.2f, \"B\": %.2f, "
        "\"other\": %.2f}",
        e->kind, e->probability, e->a, e->b, 1 - e->a - e->b);
    if (e->other)
        buf_printf(&buf, ", \"explanations\": {\"%s\": %.2f}", e->other, e->explained);
    if (e->unit)
        buf_printf(&buf, ", \"object\": {\"unit\": \"%s\"}", e->unit);
    put_place(&buf, e);
    buf_puts(&buf, "}");
    buf_putc(&buf, '\0');
    assert_false(buf.failed);
    world_add(w, buf.bytes);
    buf_free(&buf);
}

static void add_ground(struct world *w, const struct form *form)
{
    struct record trigger = {.kind = "attack", .probability = 1, .b = 1};

    world_add(w, "{\"record\": \"coverage\", \"feed\": \"f\", \"time\": {\"from\": "
                 "\"2026-01-01T00:00:00Z\", \"to\": \"2026-01-09T00:00:00Z\"}, \"kinds\": "
                 "[\"attack\", \"mortar\", \"inspection\", \"notification\", \"exercise\", "
                 "\"troop_movement\"], \"seen\": 0.9, \"blind\": null}");
    world_add(w,
              "{\"id\": \"last\", \"time\": \"2026-01-08T00:00:00Z\", \"kind\": \"negotiation\"}");
    if (strstr(form->name, "within of"))
        add_record(w, 99, &trigger, BASE_US + TIME_DAY_US, BASE_US + TIME_DAY_US);
}

/* A normal from two units. */
static double normal(struct random *r)
{
    return sqrt(-2 * log(1 - random_unit(r))) * cos(2 * GEO_PI * random_unit(r));
}

static bool draw(struct random *r, const struct record *e, struct record *out, int64_t *at_us)
{
    bool exists = random_unit(r) < e->probability, is_other;

    *out = *e;
    is_other = random_unit(r) < e->explained;
    out->kind = is_other ? e->other : e->kind;
    out->other = NULL;
    out->probability = 1;
    out->a = random_unit(r) < e->a ? 1 : 0;
    *at_us = BASE_US + e->from * TIME_HOUR_US +
             (int64_t)(random_unit(r) * (double)(e->to - e->from) * (double)TIME_HOUR_US);
    if (e->has_place) {
        out->place = (struct geo_spread){.form = GEO_SPREAD_ROUND};
        out->place.point = geo_spread_place(&e->place, normal(r), normal(r)).point;
    }
    return exists;
}

/* ------------------------------------------------------------------ tallies */

#define CLAIMS 100

/* What is claimed of a finding: [lo, hi] of one verdict or another. */
struct claim {
    struct str id;
    const char *what;
    enum finding_verdict verdict;
    struct fact_interval p;
    double error;
    int held;
};

struct claims {
    struct claim items[CLAIMS];
    size_t count;
    bool is_any; /* stays: whether any of the clause stands */
};

static void claim(struct claims *c, struct str id, const char *what, enum finding_verdict verdict,
                  struct fact_interval p, double error)
{
    assert_true(c->count < CLAIMS);
    c->items[c->count++] = (struct claim){id, what, verdict, p, error, 0};
}

static void take_claims(const struct world *w, bool is_keep, struct claims *c)
{
    double none_lo = 1, none_hi = 1;

    *c = (struct claims){.is_any = is_keep};
    for (size_t i = 0; i < w->outcome.finding_count; i++) {
        const struct finding *f = &w->outcome.findings[i];

        if (f->has_states) {
            claim(c, f->id, "fulfilled", FINDING_FULFILLED, f->states[FINDING_STATE_FULFILLED], 0);
            claim(c, f->id, "late", FINDING_LATE, f->states[FINDING_STATE_LATE], 0);
            claim(c, f->id, "breached", FINDING_BREACHED, f->states[FINDING_STATE_BREACHED], 0);
        } else if (f->has_occurrence && is_keep) {
            none_lo *= 1 - f->occurrence.hi;
            none_hi *= 1 - f->occurrence.lo;
        } else if (f->has_occurrence) {
            claim(c, f->id, "violation", FINDING_VIOLATION, f->occurrence, f->way.error);
        }
    }
    if (is_keep)
        claim(c, (struct str){0}, "any violation", FINDING_VIOLATION,
              (struct fact_interval){1 - none_hi, 1 - none_lo}, 1e-3);
}

static void count_world(const struct world *w, struct claims *c)
{
    for (size_t k = 0; k < c->count; k++)
        for (size_t i = 0; i < w->outcome.finding_count; i++) {
            const struct finding *f = &w->outcome.findings[i];

            if (f->verdict == c->items[k].verdict && (c->is_any || str_eq(f->id, c->items[k].id))) {
                c->items[k].held++;
                break;
            }
        }
}

/* The same plan, new facts. */
static void again(struct world *w, const struct plan *plan)
{
    *w = (struct world){
        .arena = {.mem = &mem_libc}, .options = {.known_at_us = TIME_NEVER}, .plan = plan};
    facts_init(&w->facts, &w->arena);
}

static size_t check_claims(const struct form *form, const struct record *records, size_t count,
                           const struct claims *c)
{
    size_t wide = 0;

    for (size_t k = 0; k < c->count; k++) {
        const struct claim *one = &c->items[k];
        double share = (double)one->held / WORLDS;
        double slack = 4 * sqrt(share * (1 - share) / WORLDS) + 1.0 / WORLDS + one->error;

        wide += one->p.hi - one->p.lo > 1e-6;
        if (share >= one->p.lo - slack && share <= one->p.hi + slack)
            continue;
        print_error("%s: %s in %.4f of the worlds, said [%.6f, %.6f]\n", form->name, one->what,
                    share, one->p.lo, one->p.hi);
        for (size_t i = 0; i < count; i++)
            print_error("  %s p %.2f A %.2f hours %d to %d\n", records[i].kind,
                        records[i].probability, records[i].a, records[i].from, records[i].to);
        fail();
    }
    return wide;
}

static void every_form_says_the_share_of_worlds(void **state)
{
    struct random r = random_init(20261124);

    (void)state;
    for (size_t f = 0; f < COUNT_OF(forms); f++) {
        const struct form *form = &forms[f];
        size_t claims_made = 0, wide = 0;

        for (int round = 0; round < 2; round++) {
            struct record records[RECORDS];
            size_t count = some_records(&r, form, records);
            struct world whole, w;
            struct claims claims;

            world_open(&whole, form->text);
            add_ground(&whole, form);
            for (size_t i = 0; i < count; i++)
                add_record(&whole, i, &records[i], BASE_US + records[i].from * TIME_HOUR_US,
                           BASE_US + records[i].to * TIME_HOUR_US);
            world_run(&whole);
            take_claims(&whole, form->has_unit, &claims);
            claims_made += claims.count;
            for (int n = 0; n < WORLDS; n++) {
                again(&w, whole.plan);
                add_ground(&w, form);
                for (size_t i = 0; i < count; i++) {
                    struct record e;
                    int64_t at_us;

                    if (draw(&r, &records[i], &e, &at_us))
                        add_record(&w, i, &e, at_us, at_us);
                }
                world_run(&w);
                count_world(&w, &claims);
                world_close(&w);
            }
            wide += check_claims(form, records, count, &claims);
            world_close(&whole);
        }
        print_message("%s: %zu claims, %zu of them intervals\n", form->name, claims_made, wide);
        assert_true(claims_made > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_says_the_share_of_worlds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
