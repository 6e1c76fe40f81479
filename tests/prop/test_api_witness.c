/* SPDX-License-Identifier: Apache-2.0
 *
 * The checker's witnesses, held against the engine. What a conflict's case does breaks the one clause, and what it leaves
 * undone the other; what a gap's case does concerns no clause, and moved over the gap's edge it does. The cases are those
 * of tests/golden/lang/rules_clash.txt and texts made here, where it is known beforehand whether there is anything to
 * tell. Only what the engine judges is run. */
#include "support/agreement.h"
#include "support/random.h"
#include "support/test.h"

#include "truce/truce.h"

#include "base/num.h"
#include "lang/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_US TIME_DAY_US
#define BEGIN_US (INT64_C(1767225600) * TIME_SECOND_US) /* 2026-01-01 */
#define MANY 1000                                       /* more than any ceiling here */

static const char prelude[] = "agreement \"T\" timezone UTC in force 2026-01-01 party A \"Party "
                              "A\" party B \"Party B\" monitor M \"Monitor\"\n";

static const struct test_file files[] = {
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"shifted.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48.05], [38, 48.55]]}"},
    {"broken.geojson",
     "{\"type\": \"MultiLineString\", \"coordinates\": [[[37, 48], [37.4, 48.2]], "
     "[[37.5, 48.25], [38, 48.5]]]}"},
    {NULL, NULL}};

/* ---------------------------------------------------------------- a text, its findings, and the engine */

struct world {
    struct arena arena;
    struct str text;
    struct diags diags;
    const struct plan *plan;
};

struct tally {
    unsigned texts, findings, checked, not_judged;
};

static void world_open(struct world *world, struct str text)
{
    struct test_host host = {files, NULL};
    struct lang_host lang = test_host_of(&host);
    struct err err = {0};

    *world = (struct world){.arena = {.mem = &mem_libc}, .text = text};
    assert_int_equal(
        lang_compile(&world->arena, STR("t.truce"), text, &lang, &world->diags, &world->plan, &err),
        ERR_OK);
}

static void world_close(struct world *world)
{
    arena_free(&world->arena);
}

static enum truce_code host_read(void *ctx, enum truce_file what, struct truce_text name,
                                 struct truce_bytes *bytes, struct truce_error *error)
{
    (void)ctx;
    for (const struct test_file *f = files; what == TRUCE_FILE_GEOMETRY && f->name; f++)
        if (name.size == strlen(f->name) && memcmp(name.bytes, f->name, name.size) == 0)
            return truce_bytes_put(bytes, f->text, strlen(f->text), error);
    return truce_fail(error, TRUCE_INPUT, "no such file");
}

static const struct truce_host host = {host_read, NULL};

struct run {
    struct truce_agreement *agreement;
    struct truce_facts *facts;
    struct truce_outcome *outcome;
};

static void run_open(struct run *run, const struct world *world, const struct buf *lines)
{
    const struct truce_run_options options = {TRUCE_EVERYTHING, true};
    const struct truce_input input = {truce_text_of("f.ndjson"), truce_text_of("ndjson"),
                                      truce_text_of(""), TRUCE_ROLE_FEED};
    const struct truce_text text = {world->text.text, world->text.size};
    struct truce_error error;

    assert_int_equal(
        truce_agreement_open(NULL, truce_text_of("t.truce"), text, &host, &run->agreement, &error),
        TRUCE_OK);
    assert_int_equal(truce_facts_open(NULL, run->agreement, &host, &run->facts, &error), TRUCE_OK);
    assert_int_equal(truce_facts_begin(run->facts, &input, &error), TRUCE_OK);
    assert_int_equal(truce_facts_push(run->facts, lines->bytes, lines->size, &error), TRUCE_OK);
    assert_int_equal(truce_facts_end(run->facts, &error), TRUCE_OK);
    assert_int_equal(truce_facts_reject_count(run->facts), 0);
    assert_int_equal(truce_run(run->agreement, run->facts, &options, &run->outcome, &error),
                     TRUCE_OK);
}

static void run_close(struct run *run)
{
    truce_outcome_close(run->outcome);
    truce_facts_close(run->facts);
    truce_agreement_close(run->agreement);
}

/* Is there a finding of a clause with a verdict; about our record, where that is asked. */
static bool has_finding(const struct run *run, struct str clause, enum truce_verdict verdict,
                        bool is_about_it)
{
    for (size_t i = 0; i < truce_outcome_finding_count(run->outcome); i++) {
        const struct truce_finding f = truce_outcome_finding(run->outcome, i);
        bool is_about = !is_about_it;

        for (size_t j = 0; j < f.because_count; j++)
            is_about = is_about || (f.because[j].size > 3 && !memcmp(f.because[j].bytes, "f:w", 3));
        if (is_about && f.verdict == verdict && f.clause.size == clause.size &&
            memcmp(f.clause.bytes, clause.text, clause.size) == 0)
            return true;
    }
    return false;
}

/* Does any clause say that our record breaks it? */
static bool is_judged(const struct run *run)
{
    for (size_t i = 0; i < truce_outcome_finding_count(run->outcome); i++) {
        const struct truce_finding f = truce_outcome_finding(run->outcome, i);

        for (size_t j = 0; j < f.because_count && f.verdict == TRUCE_VIOLATION; j++)
            if (f.because[j].size > 3 && !memcmp(f.because[j].bytes, "f:w", 3))
                return true;
    }
    return false;
}

/* ---------------------------------------------------------------- records */

static void put_time(struct buf *buf, const char *key, int64_t at_us)
{
    buf_printf(buf, "\"%s\": \"", key);
    time_put(buf, at_us);
    buf_puts(buf, "\"");
}

/* Everything of a kind was seen everywhere, from the start to `to`. */
static void put_coverage(struct buf *buf, struct str kind, int64_t to_us)
{
    buf_puts(buf, "{\"record\": \"coverage\", \"feed\": \"f\", ");
    put_time(buf, "received", to_us);
    buf_puts(buf, ", \"time\": {");
    put_time(buf, "from", BEGIN_US);
    buf_puts(buf, ", ");
    put_time(buf, "to", to_us);
    buf_printf(buf, "}, \"kinds\": [\"%.*s\"], \"seen\": 1, \"blind\": null}\n", STR_ARG(kind));
}

struct event {
    struct str kind, party, attribute;
    double value, lon, lat;
    bool has_place;
    int64_t at_us;
    int quantity;
};

/* The witness as it stands, at the start of the agreement where it names no time. */
static struct event event_of(const struct diag_witness *w)
{
    return (struct event){.kind = w->kind,
                          .party = w->party.size ? w->party : STR("A"),
                          .attribute = w->has_value ? w->attribute : STR(""),
                          .value = w->value,
                          .lon = w->lon,
                          .lat = w->lat,
                          .has_place = w->has_place,
                          .at_us = w->has_time ? w->at_us : BEGIN_US,
                          .quantity = 1};
}

static void put_event(struct buf *buf, const struct event *e, int number)
{
    buf_printf(buf, "{\"id\": \"w%d\", \"feed\": \"f\", ", number);
    put_time(buf, "received", e->at_us + DAY_US);
    buf_puts(buf, ", \"time\": {");
    put_time(buf, "from", e->at_us);
    buf_puts(buf, ", ");
    put_time(buf, "to", e->at_us);
    buf_puts(buf, "}, \"place\": {\"lon\": ");
    num_put(buf, e->has_place ? e->lon : 37.5, 7);
    buf_puts(buf, ", \"lat\": ");
    num_put(buf, e->has_place ? e->lat : 48.4, 7);
    buf_printf(buf, "}, \"kind\": \"%.*s\", \"actor\": \"%.*s\", \"object\": {\"quantity\": %d",
               STR_ARG(e->kind), STR_ARG(e->party), e->quantity);
    if (str_eq(e->attribute, STR("calibre"))) {
        buf_puts(buf, ", \"calibre_mm\": ");
        num_put(buf, e->value, 3);
    } else if (str_eq(e->attribute, STR("range"))) {
        buf_puts(buf, ", \"range_m\": ");
        num_put(buf, e->value, 3);
    }
    buf_printf(buf, ", \"unit\": \"u%d\"}", number);
    if (str_eq(e->attribute, STR("altitude"))) {
        buf_puts(buf, ", \"attributes\": {\"altitude\": ");
        num_put(buf, e->value, 3);
        buf_puts(buf, "}");
    }
    buf_puts(buf, "}\n");
}

/* What the party declares to have there: a withdrawal is measured against it. */
static void put_baseline(struct buf *buf, const struct event *e, int quantity)
{
    buf_printf(buf, "{\"record\": \"declaration\", \"id\": \"b\", \"party\": \"%.*s\", ",
               STR_ARG(e->party));
    put_time(buf, "time", BEGIN_US);
    buf_puts(buf, ", \"of\": \"baseline\", \"place\": {\"lon\": ");
    num_put(buf, e->has_place ? e->lon : 37.5, 7);
    buf_puts(buf, ", \"lat\": ");
    num_put(buf, e->has_place ? e->lat : 48.4, 7);
    buf_printf(buf, "}, \"object\": {\"kind\": \"%.*s\", \"quantity\": %d}}\n", STR_ARG(e->kind),
               quantity);
}

/* One event, and enough coverage after it; kinds are seen from their root on. */
static void run_event(struct run *run, const struct world *world, const struct event *e, int times,
                      int days)
{
    struct buf lines;

    buf_init(&lines, &mem_libc, 16 << 20);
    put_coverage(&lines, e->kind, e->at_us + days * DAY_US);
    for (int i = 0; i < times; i++) {
        struct event one = *e;

        one.at_us += i * TIME_SECOND_US;
        put_event(&lines, &one, i + 1);
    }
    for (size_t i = 0; i < world->plan->statement_count; i++)
        if (world->plan->statements[i].form == PLAN_WITHDRAW) {
            put_baseline(&lines, e, times);
            break;
        }
    assert_false(lines.failed);
    run_open(run, world, &lines);
    buf_free(&lines);
}

static bool event_breaks(const struct world *world, const struct event *e, struct str clause)
{
    struct run run;
    bool found;

    run_event(&run, world, e, 1, 40);
    found = has_finding(&run, clause, TRUCE_VIOLATION, true) ||
            has_finding(&run, clause, TRUCE_BREACHED, true);
    run_close(&run);
    return found;
}

static bool event_is_judged(const struct world *world, const struct event *e)
{
    struct run run;
    bool found;

    run_event(&run, world, e, 1, 40);
    found = is_judged(&run);
    run_close(&run);
    return found;
}

/* ---------------------------------------------------------------- what a finding is about */

/* The statement that stands in a line, or NULL. */
static const struct plan_statement *statement_at(const struct world *world, uint32_t line)
{
    for (size_t i = 0; i < world->plan->statement_count; i++)
        if (world->plan->statements[i].line == line)
            return &world->plan->statements[i];
    return NULL;
}

static struct str label_of(const struct world *world, const struct plan_statement *s)
{
    return world->plan->clauses[s->clause].label;
}

static void wrong(const struct world *world, const struct diag *diag, const char *what)
{
    print_error("%s: %.*s\ncase: %.*s\n%.*s\n", what, STR_ARG(diag->text),
                STR_ARG(diag->witness->text), STR_ARG(world->text));
    fail();
}

static void expect(const struct world *world, const struct diag *diag, bool holds, const char *what)
{
    if (!holds)
        wrong(world, diag, what);
}

/* Done: it breaks the prohibition. Not done: the duty is breached. */
static bool check_duty(const struct world *world, const struct diag *diag)
{
    const struct plan_statement *duty = statement_at(world, diag->span.line);
    const struct plan_statement *ban = statement_at(world, diag->other.line);
    struct event e = event_of(diag->witness);
    struct buf lines;
    struct run run;

    if (!duty || !ban || duty->judged != PLAN_JUDGED || ban->judged != PLAN_JUDGED)
        return false;
    expect(world, diag, event_breaks(world, &e, label_of(world, ban)), "not forbidden");
    buf_init(&lines, &mem_libc, 1 << 20);
    put_coverage(&lines, e.kind, BEGIN_US + 400 * DAY_US);
    run_open(&run, world, &lines);
    expect(world, diag, has_finding(&run, label_of(world, duty), TRUCE_BREACHED, false),
           "not required");
    run_close(&run);
    buf_free(&lines);
    return true;
}

/* There it breaks the one, far away the other. */
static bool check_keep(const struct world *world, const struct diag *diag)
{
    const struct plan_statement *out = statement_at(world, diag->span.line);
    const struct plan_statement *inside = statement_at(world, diag->other.line);
    struct event e = event_of(diag->witness);

    if (!out || !inside || out->judged != PLAN_JUDGED || inside->judged != PLAN_JUDGED)
        return false;
    expect(world, diag, event_breaks(world, &e, label_of(world, out)), "may be there");
    if (inside->form == PLAN_WITHDRAW) { /* it was still in time */
        expect(world, diag, !event_breaks(world, &e, label_of(world, inside)), "too late");
        return true;
    }
    e.lon += 5;
    e.lat += 5;
    expect(world, diag, event_breaks(world, &e, label_of(world, inside)), "may be elsewhere");
    return true;
}

/* So many break the ceiling, no more than it allows break the duty. */
static bool check_numbers(const struct world *world, const struct diag *diag)
{
    const struct plan_statement *duty = statement_at(world, diag->span.line);
    const struct plan_statement *cap = statement_at(world, diag->other.line);
    struct event e = event_of(diag->witness);
    struct run run;

    if (!duty || !cap || duty->judged != PLAN_JUDGED || cap->judged != PLAN_JUDGED ||
        cap->form != PLAN_LIMIT || cap->is_together || duty->due.form != PLAN_DUE_EVERY ||
        duty->due.every.form != cap->every.form)
        return false;
    e.at_us += TIME_HOUR_US;
    run_event(&run, world, &e, (int)duty->due.number.value, 40);
    expect(world, diag, has_finding(&run, label_of(world, cap), TRUCE_VIOLATION, false),
           "the ceiling allows it");
    run_close(&run);
    run_event(&run, world, &e, (int)cap->amount.number.value, 40);
    expect(world, diag, !has_finding(&run, label_of(world, cap), TRUCE_VIOLATION, true),
           "the ceiling forbids what it allows");
    expect(world, diag, has_finding(&run, label_of(world, duty), TRUCE_BREACHED, false),
           "the duty is content");
    run_close(&run);
    return true;
}

static bool all_judged(const struct world *world)
{
    for (size_t i = 0; i < world->plan->statement_count; i++)
        if (world->plan->statements[i].judged != PLAN_JUDGED)
            return false;
    return true;
}

/* The value itself concerns nobody; those a little over the gap's edges do. */
static bool check_value(const struct world *world, const struct diag *diag)
{
    struct event e = event_of(diag->witness);
    double value = e.value;

    if (!all_judged(world) || !e.has_place)
        return false;
    e.quantity = MANY;
    expect(world, diag, !event_is_judged(world, &e), "a clause speaks of it");
    e.value = value / 3;
    expect(world, diag, event_is_judged(world, &e), "no clause speaks of what is below");
    e.value = value * 3;
    expect(world, diag, event_is_judged(world, &e), "no clause speaks of what is above");
    return true;
}

/* Both rules take it. */
static bool check_overlap(const struct world *world, const struct diag *diag)
{
    const struct plan_statement *one = statement_at(world, diag->span.line);
    const struct plan_statement *two =
        diag->has_other ? statement_at(world, diag->other.line) : one;
    struct event e = event_of(diag->witness);

    if (!one || !two || !all_judged(world) || !e.has_place)
        return false;
    e.quantity = MANY;
    expect(world, diag, event_breaks(world, &e, label_of(world, one)),
           "the first does not take it");
    expect(world, diag, event_breaks(world, &e, label_of(world, two)), "the second does not");
    return true;
}

/* In the strip nothing is said; in the zones beside it there is. */
static bool check_strip(const struct world *world, const struct diag *diag)
{
    const uint32_t lines[] = {diag->span.line, diag->other.line};
    struct event e = event_of(diag->witness);

    if (!all_judged(world))
        return false;
    e.quantity = MANY;
    expect(world, diag, !event_is_judged(world, &e), "a clause speaks of it");
    expect(world, diag, diag->ring_count > 0, "it is not drawn");
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        uint32_t place = PLAN_NONE;
        struct geo_point point;

        for (size_t j = 0; j < world->plan->place_count; j++) {
            const struct str name = world->plan->places[j].name;
            const char *at = world->text.text;

            for (uint32_t line = 1; line < lines[i] && at; line++)
                at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
            if (at && !strncmp(at, "zone ", 5) && !strncmp(at + 5, name.text, name.size) &&
                at[5 + name.size] == ' ')
                place = (uint32_t)j;
        }
        if (place == PLAN_NONE)
            continue; /* a distance in the statement */
        assert_true(
            geo_zone_witness(&world->plan->geometry, world->plan->places[place].zones[0], &point));
        e.lon = point.lon_deg;
        e.lat = point.lat_deg;
        expect(world, diag, event_is_judged(world, &e), "no clause speaks of the zone beside it");
    }
    return true;
}

/* Under one line it is a violation, under the other not. */
static bool check_lines(const struct world *world, const struct diag *diag)
{
    const struct plan_statement *s[] = {statement_at(world, diag->span.line),
                                        statement_at(world, diag->other.line)};
    unsigned broken = 0;

    for (size_t i = 0; i < 2; i++) {
        struct event e = event_of(diag->witness);

        if (!s[i] || s[i]->judged != PLAN_JUDGED || s[i]->actors.form != PLAN_ACTORS_NAMES)
            return false;
        e.party = world->plan->actors[s[i]->actors.names.items[0]].name;
        broken += event_breaks(world, &e, label_of(world, s[i]));
    }
    expect(world, diag, broken == 1, "both lines say the same");
    return true;
}

static const struct {
    const char *code;
    bool (*check)(const struct world *world, const struct diag *diag);
} checks[] = {{"H0710", check_duty},  {"H0711", check_keep},    {"H0712", check_numbers},
              {"H0730", check_value}, {"W0831", check_overlap}, {"H0732", check_strip},
              {"H0736", check_lines}};

static void check_text(struct str text, struct tally *tally, const char *expected, bool is_expected)
{
    struct world world;
    bool found = false;

    world_open(&world, text);
    tally->texts++;
    for (size_t i = 0; i < world.diags.count; i++) {
        const struct diag *diag = &world.diags.items[i];

        found = found || (expected && !strcmp(diag->code, expected));
        for (size_t j = 0; world.plan && j < COUNT_OF(checks); j++) {
            if (strcmp(diag->code, checks[j].code) != 0)
                continue;
            tally->findings++;
            assert_non_null(diag->witness);
            assert_true(diag->witness->text.size > 0);
            if (checks[j].check(&world, diag))
                tally->checked++;
            else
                tally->not_judged++;
        }
    }
    if (expected && found != is_expected) {
        print_error("%s %s:\n%.*s\n", is_expected ? "not told:" : "told:", expected, STR_ARG(text));
        fail();
    }
    world_close(&world);
}

/* ---------------------------------------------------------------- the reviewed cases */

static void the_cases_of_the_rules(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct str rest = test_read(&arena, "tests/golden/lang/rules_clash.txt");
    struct tally tally = {0};
    bool is_text = false;
    struct buf text;

    (void)state;
    assert_true(rest.size > 0);
    buf_init(&text, &mem_libc, 1 << 20);
    while (rest.size) {
        struct str line = str_cut(&rest, '\n');

        if (str_starts(line, STR("### "))) {
            is_text = true;
            buf_clear(&text);
            buf_puts(&text, prelude);
        } else if (is_text && str_eq(line, STR("---"))) {
            is_text = false;
            buf_putc(&text, '\0');
            check_text((struct str){text.bytes, text.size - 1}, &tally, NULL, false);
        } else if (is_text) {
            buf_put(&text, line);
            buf_putc(&text, '\n');
        }
    }
    print_message("%u texts, %u findings: %u held against the engine, %u of forms not judged yet\n",
                  tally.texts, tally.findings, tally.checked, tally.not_judged);
    assert_true(tally.checked >= 20);
    buf_free(&text);
    arena_free(&arena);
}

/* ---------------------------------------------------------------- made texts */

static unsigned below(struct random *random, unsigned limit)
{
    return (unsigned)(random_below(random, limit));
}

/* A circle in a circle, or not quite; a duty by a date, every so often, or within a time. */
static bool make_duty(struct random *random, struct buf *text)
{
    unsigned wide = 5 + below(random, 20), narrow = 1 + below(random, 10), off = below(random, 30);
    const char *parties[] = {"A", "B", "M"};
    const char *who = parties[below(random, 3)];
    /* `off` hundredths of a degree of latitude: about 1.112 km each */
    bool is_in = off * 1.15 + narrow<wide, is_out = off * 1.1 + narrow> wide + 0.5;

    if (!is_in && !is_out)
        off = 0;
    buf_printf(
        text,
        "zone wide = circle %u km around 48 N 37 E\nzone narrow = circle %u km around 48.%02u "
        "N 37 E\nclause 1 \"No\" verified by M\n  forbid %s by %s in wide\nclause 2 \"Yes\" "
        "verified by M\n  require %s to do inspection in narrow ",
        wide, narrow, off, below(random, 2) ? "inspection" : "inspection, patrol",
        below(random, 2) ? who : "anyone", who);
    switch (below(random, 3)) {
    case 0:
        buf_printf(text, "every %u d\n", 1 + below(random, 20));
        break;
    case 1:
        buf_printf(text, "by 2026-0%u-15\n", 2 + below(random, 5));
        break;
    default:
        buf_printf(text, "within %u d of entry\n", 2 + below(random, 50));
        break;
    }
    return off * 1.15 + narrow < wide;
}

static bool make_keep(struct random *random, struct buf *text)
{
    unsigned wide = 5 + below(random, 20), narrow = 1 + below(random, 10), off = below(random, 30);
    const char *party = below(random, 2) ? "A" : "B";
    bool is_in = off * 1.15 + narrow<wide, is_out = off * 1.1 + narrow> wide + 0.5;

    if (!is_in && !is_out)
        off = 0;
    buf_printf(
        text,
        "zone wide = circle %u km around 48 N 37 E\nzone narrow = circle %u km around 48.%02u "
        "N 37 E\nclause 1 \"Out\" verified by M\n  keep armed_personnel of A, B out of wide as "
        "of 2026-02-%02u\nclause 2 \"In\" verified by M\n  keep troops of %s inside narrow\n",
        wide, narrow, off, 1 + below(random, 28), party);
    return off * 1.15 + narrow < wide;
}

/* Nearer to the line than allowed, on either side. */
static bool make_setback(struct random *random, struct buf *text)
{
    unsigned radius = 1 + below(random, 5), distance = 12 + below(random, 20);

    buf_printf(
        text,
        "line contact = load \"line.geojson\"%s\nzone depot = circle %u km around 48.25 N 37.5 "
        "E\nclause 1 \"In\" verified by M\n  keep artillery of A inside depot\nclause 2 "
        "\"Away\" verified by M\n  keep heavy_weapons of A, B at least %u km from contact\n",
        "", radius, distance);
    return true;
}

static bool make_numbers(struct random *random, struct buf *text)
{
    unsigned duty = 1 + below(random, 12), cap = below(random, 12);
    const char *periods[] = {"day", "week", "month"};
    const char *period = periods[below(random, 3)];

    buf_printf(
        text,
        "clause 1 \"So many\" verified by M\n  require A to do truck_entry at least %u every "
        "%s\nclause 2 \"No more\" verified by M\n  limit aid_access of A, B to %u each every "
        "%s\n",
        duty, period, cap, period);
    return duty > cap;
}

static bool make_classes(struct random *random, struct buf *text)
{
    static const char *const lower[] = {"less than", "at most"};
    static const char *const upper[] = {"more than", "at least"};
    unsigned below_mm = 70 + below(random, 40), above_mm = 70 + below(random, 40);
    unsigned l = below(random, 2), u = below(random, 2);

    above_mm = below(random, 2) ? below_mm : above_mm;
    buf_printf(
        text,
        "line contact = load \"line.geojson\"\nclass light = artillery where calibre %s %u "
        "mm\nclass heavy = artillery where calibre %s %u mm\nclause 1 \"Light\" verified by M\n"
        "  keep light of A, B at least %u km from contact\nclause 2 \"Heavy\" verified by M\n"
        "  keep heavy of A, B at least %u km from contact\n",
        lower[l], below_mm, upper[u], above_mm, 10 + below(random, 20), 31 + below(random, 20));
    return below_mm < above_mm || (below_mm == above_mm && !l && !u);
}

static bool make_bands(struct random *random, struct buf *text)
{
    unsigned near_km = 2 + below(random, 10), far_km = 1 + below(random, 14);
    const char *side = below(random, 2) ? "A" : "B";

    buf_printf(
        text,
        "line contact = load \"line.geojson\" with A on the left, B on the right\nzone near = "
        "within %u km of contact on the side of %s\nzone far = between %u km and %u km of "
        "contact on the side of %s\nclause 1 \"Near\" verified by M\n  keep tank of %s out of "
        "near\nclause 2 \"Far\" verified by M\n  keep heavy_weapons of A, B out of far\n",
        near_km, side, far_km, far_km + 5, side, side);
    return far_km > near_km;
}

static bool make_sliver(struct random *random, struct buf *text)
{
    unsigned gap = below(random, 5); /* hundredths of a degree, on 40 wide zones */

    buf_printf(
        text,
        "zone west = polygon 47 N 36 E, 47 N 36.40 E, 47.5 N 36.40 E, 47.5 N 36 E\nzone east = "
        "polygon 47 N 36.4%u E, 47 N 37 E, 47.5 N 37 E, 47.5 N 36.4%u E\nclause 1 \"One\" "
        "verified by M\n  keep tank of A, B out of west\nclause 2 \"Two\" verified by M\n  keep "
        "tank of B out of east\n",
        gap, gap);
    return gap > 0;
}

static void made_texts(void **state)
{
    static const struct {
        const char *code;
        bool (*make)(struct random *random, struct buf *text);
    } kinds[] = {{"H0710", make_duty},    {"H0711", make_keep},    {"H0711", make_setback},
                 {"H0712", make_numbers}, {"H0730", make_classes}, {"H0732", make_bands},
                 {"H0732", make_sliver}};
    struct random random = random_init(2026);
    struct buf text;

    (void)state;
    buf_init(&text, &mem_libc, 1 << 16);
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct tally tally = {0};

        for (int i = 0; i < 60; i++) {
            buf_clear(&text);
            buf_puts(&text, prelude);
            bool is_expected = kinds[k].make(&random, &text);
            buf_putc(&text, '\0');
            check_text((struct str){text.bytes, text.size - 1}, &tally, kinds[k].code, is_expected);
        }
        print_message("%s: %u texts, %u findings, %u held against the engine\n", kinds[k].code,
                      tally.texts, tally.findings, tally.checked);
        assert_true(tally.checked > 10);
    }
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cases_of_the_rules),
        cmocka_unit_test(made_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
