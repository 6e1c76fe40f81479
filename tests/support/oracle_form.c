/* SPDX-License-Identifier: Apache-2.0 */
#include "support/oracle_form.h"
#include "support/random.h"
#include "support/zone.h"

#include "base/time.h"
#include "facts/read.h"
#include "lang/lang.h"
#include "monitor/monitor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH_US (INT64_C(1769904000) * 1000000) /* 2026-02-01T00:00:00Z */
#define HOUR_US INT64_C(3600000000)
#define SHIFT_HOURS (28 * 24) /* the text's February becomes March */
#define TEXT_LIMIT ((size_t)1 << 20)
#define SHOWN 3
/* Sanitizers make a run thirty times as slow: smaller sets, the same code. */
#ifdef __SANITIZE_ADDRESS__
#define IS_SLOW 1
#else
#define IS_SLOW 0
#endif

static const char taxonomy[] = "name,parent,type,class,label\n"
                               "attack,,act,,Attack\n"
                               "shelling,attack,act,,Shelling\n"
                               "small_arms,attack,act,,Small arms\n"
                               "troop_movement,,act,,Movement\n"
                               "reinforcement,,act,,Reinforcement\n"
                               "rotation,,act,,Rotation\n"
                               "prisoner_release,,act,,Release\n"
                               "exercise,,act,,Exercise\n"
                               "flight,,act,,Flight\n"
                               "communication,,act,,Message\n"
                               "notification,communication,act,,Notification\n"
                               "response,communication,act,,Response\n"
                               "consultation,,act,,Consultation\n"
                               "equipment,,thing,,Equipment\n"
                               "weapon,equipment,thing,,Weapon\n"
                               "artillery,weapon,thing,,Artillery\n"
                               "mortar,weapon,thing,,Mortar\n"
                               "personnel,,thing,,Persons\n"
                               "infrastructure,,thing,,Infrastructure\n"
                               "school,infrastructure,thing,,School\n"
                               "bridge,,thing,,Bridge\n";
static const char head[] =
    "agreement \"Test\" timezone UTC\n  signed 2026-01-31\n  in force 2026-02-01 00:00\n"
    "party A \"Party A\"\nparty B \"Party B\"\nmediator H \"Host\"\nmonitor M \"Monitor\"\n"
    "zone z = polygon 48 N 37 E, 48 N 38 E, 49 N 38 E, 49 N 37 E\n"
    "zone y = polygon 48 N 39 E, 48 N 40 E, 49 N 40 E, 49 N 39 E\n"
    "line contact = load \"line.geojson\" with A on the left, B on the right\n";
static const char line[] =
    "{\"type\": \"LineString\", \"coordinates\": [[37.5, 48.2], [37.5, 48.8]]}";
/* Two squares, the second only until 3 February. */
static const char dated[] = "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": "
                            "\"Feature\", \"properties\": {\"to\": \"2026-02-03\"}, "
                            "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[37, 48], "
                            "[38, 48], [38, 49], [37, 49], [37, 48]]]}}, "
                            "{\"type\": \"Feature\", \"properties\": {\"from\": \"2026-02-03\"}, "
                            "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[39, 48], "
                            "[40, 48], [40, 49], [39, 49], [39, 48]]]}}]}";

/* ------------------------------------------------------------------ records as NDJSON */

static void put_time(struct buf *buf, const char *key, int hour)
{
    buf_printf(buf, "\"%s\": \"", key);
    time_put(buf, EPOCH_US + hour * HOUR_US);
    buf_puts(buf, "\"");
}

static void put_attribute(struct buf *buf, const char *key, const char *value, const char **comma)
{
    if (value) {
        buf_printf(buf, "%s\"%s\": \"%s\"", *comma, key, value);
        *comma = ", ";
    }
}

static void put_object(struct buf *buf, const struct form_record *r)
{
    const char *comma = "";

    buf_puts(buf, ", \"object\": {");
    if (r->type == FORM_DECLARE)
        put_attribute(buf, "kind", r->kind, &comma);
    if (r->unit) {
        buf_printf(buf, "%s\"unit\": \"u%d\"", comma, r->unit);
        comma = ", ";
    }
    if (r->quantity) {
        buf_printf(buf, "%s\"quantity\": %d", comma, r->quantity == FORM_GONE ? 0 : r->quantity);
        comma = ", ";
    }
    if (r->range_km) {
        buf_printf(buf, "%s\"range_m\": %d", comma, r->range_km * 1000);
        comma = ", ";
    }
    if (r->calibre) {
        buf_printf(buf, "%s\"calibre_mm\": %d", comma, r->calibre);
        comma = ", ";
    }
    put_attribute(buf, "model", r->model, &comma);
    put_attribute(buf, "vessel", r->vessel, &comma);
    put_attribute(buf, "site", r->site, &comma);
    put_attribute(buf, "target", r->target, &comma);
    put_attribute(buf, "status", r->status, &comma);
    if (r->hours)
        buf_printf(buf, "%s\"duration_h\": %d", comma, r->hours);
    buf_puts(buf, "}");
}

static void put_place(struct buf *buf, const struct form_record *r)
{
    if (r->area)
        buf_printf(buf, ", \"place\": {\"area\": \"%s\"}", r->area);
    else if (r->lon)
        buf_printf(buf, ", \"place\": {\"lon\": %d.%03d, \"lat\": 48.5}", r->lon / 1000,
                   r->lon % 1000);
}

static void put_seen(struct buf *buf, const struct form_record *r, int index, bool split)
{
    buf_printf(buf, "{\"id\": \"e%d\", \"feed\": \"%s\", ", index,
               r->feed              ? r->feed
               : split && index % 2 ? "g"
                                    : "f");
    put_time(buf, "received", form_end(r) + r->late);
    if (r->to) {
        buf_puts(buf, ", \"time\": {");
        put_time(buf, "from", r->at);
        buf_puts(buf, ", ");
        put_time(buf, "to", r->to);
        buf_puts(buf, "}, \"holds\": true");
    } else {
        buf_puts(buf, ", ");
        put_time(buf, "time", r->at);
    }
    put_place(buf, r);
    buf_printf(buf, ", \"kind\": \"%s\"", r->kind);
    if (r->who == 'O')
        buf_puts(buf, ", \"actor\": {\"other\": 1}");
    else if (r->who)
        buf_printf(buf, ", \"actor\": \"%c\"", r->who);
    if (r->addressee)
        buf_printf(buf, ", \"to\": [\"%c\"]", r->addressee);
    put_object(buf, r);
    buf_puts(buf, "}\n");
}

static void put_record(struct buf *buf, const struct form_record *r, int index, bool split)
{
    switch (r->type) {
    case FORM_SEEN:
        put_seen(buf, r, index, split);
        return;
    case FORM_COVER:
        buf_puts(buf, "{\"record\": \"coverage\", \"feed\": \"f\", ");
        put_time(buf, "received", r->to + r->late);
        buf_puts(buf, ", \"time\": {");
        put_time(buf, "from", r->at);
        buf_puts(buf, ", ");
        put_time(buf, "to", r->to);
        buf_puts(buf, "}");
        put_place(buf, r);
        buf_printf(buf, ", \"kinds\": [\"%s\"], \"seen\": 0.9, \"blind\": null}\n", r->kind);
        return;
    case FORM_DECLARE:
        buf_printf(buf, "{\"record\": \"declaration\", \"id\": \"b%d\", \"party\": \"%c\", ", index,
                   r->who);
        put_time(buf, "time", r->at);
        buf_puts(buf, ", ");
        put_time(buf, "received", r->at + r->late);
        buf_printf(buf, ", \"of\": \"%s\"", r->of ? r->of : "baseline");
        put_place(buf, r);
        put_object(buf, r);
        buf_puts(buf, "}\n");
        return;
    case FORM_CERTIFY:
    case FORM_EVENT:
    case FORM_RULE:
        buf_printf(buf, "{\"record\": \"decision\", \"id\": \"d%d\", ", index);
        put_time(buf, "time", r->at);
        buf_puts(buf, ", ");
        put_time(buf, "received", r->at + r->late);
        buf_puts(buf, ", \"body\": \"M\", \"on\": {");
        if (r->type == FORM_EVENT)
            buf_printf(buf, "\"certificate\": \"%s\"", r->kind);
        else if (r->type == FORM_RULE)
            buf_printf(buf, "\"incident\": \"%s:e%d\", \"clause\": \"%d\"",
                       split && r->incident % 2 ? "g" : "f", r->incident, r->clause);
        else
            buf_printf(buf, "\"clause\": \"%d\"", r->clause);
        if (r->type == FORM_CERTIFY && r->who)
            buf_printf(buf, ", \"party\": \"%c\"", r->who);
        if (r->type == FORM_RULE && r->who)
            buf_printf(
                buf, "}, \"attribution\": {\"party\": \"%c\", \"level\": \"A2\", \"basis\": \"b\"",
                r->who);
        buf_printf(buf, "}, \"what\": \"%s\", \"reason\": \"r\"}\n",
                   r->type == FORM_RULE ? "substantiated" : "certify");
        return;
    case FORM_NONE:
        break;
    }
}

/* ------------------------------------------------------------------ the engine */

struct variant {
    struct arena arena;
    const struct plan *plan;
};

static enum err_code read_file(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                               struct str *bytes, struct err *err)
{
    const int32_t utc = 0;
    struct buf buf;
    enum err_code code;

    (void)ctx;
    switch (kind) {
    case LANG_FILE_TAXONOMY:
        *bytes = STR(taxonomy);
        return ERR_OK;
    case LANG_FILE_GEOMETRY:
        *bytes = str_eq(name, STR("dated.geojson")) ? STR(dated) : STR(line);
        return ERR_OK;
    case LANG_FILE_ZONE:
        buf_init(&buf, arena->mem, TEXT_LIMIT);
        zone_write(&buf, 2, NULL, 0, &utc, 1, "UTC0");
        code = arena_str(arena, buf_str(&buf), bytes, err);
        buf_free(&buf);
        return code;
    case LANG_FILE_AGREEMENT:
        break;
    }
    return err_set(err, ERR_INPUT, "no file \"%.*s\"", STR_ARG(name));
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* A for B and B for A, where they stand alone. */
static void exchange(char *text)
{
    for (size_t i = 0; text[i]; i++) {
        if ((text[i] == 'A' || text[i] == 'B') && (!i || !is_word(text[i - 1])) &&
            !is_word(text[i + 1]))
            text[i] = text[i] == 'A' ? 'B' : 'A';
    }
}

static void to_march(char *text)
{
    for (char *at = text; (at = strstr(at, "2026-02-")); at++)
        at[6] = '3';
}

static bool compile(struct variant *variant, const char *form_text, const char *also,
                    void (*change)(char *text))
{
    const struct lang_host host = {read_file, NULL};
    struct diags diags = {0};
    struct err err = {0};
    struct str kept; /* the plan borrows from it */
    struct buf text;
    bool done;

    *variant = (struct variant){.arena = {.mem = &mem_libc}};
    buf_init(&text, &mem_libc, TEXT_LIMIT);
    buf_puts(&text, head);
    buf_puts(&text, also);
    buf_puts(&text, form_text);
    buf_putc(&text, '\0');
    if (change)
        change(text.bytes);
    done = !arena_str(&variant->arena, str_z(text.bytes), &kept, &err) &&
           !lang_compile(&variant->arena, STR("test.truce"), kept, &host, &diags, &variant->plan,
                         &err) &&
           variant->plan;
    if (!done) {
        struct buf out;

        buf_init(&out, &mem_libc, TEXT_LIMIT);
        diags_put_text(&out, &diags, false);
        printf("%s\n%.*s%s", err.text, STR_ARG(buf_str(&out)), text.bytes);
        buf_free(&out);
    }
    buf_free(&text);
    return done;
}

static int hour_of(int64_t at_us)
{
    return (int)((at_us - EPOCH_US) / HOUR_US);
}

static void say_interval(char *out, size_t size, struct fact_interval v)
{
    if (isinf(v.hi))
        snprintf(out, size, " %g..", v.lo);
    else if (v.lo >= v.hi && v.lo <= v.hi)
        snprintf(out, size, " %g", v.lo);
    else
        snprintf(out, size, " %g..%g", v.lo, v.hi);
}

/* A finding about A names no record of what B did, nor the reverse. */
static bool names_the_other(const struct form_trace *trace, const struct finding *f)
{
    for (size_t i = 0; f->party.size == 1 && i < f->because_count; i++) {
        struct str id = f->because[i];
        size_t at = id.size > 3 && id.text[1] == ':' && id.text[2] == 'e'
                        ? (size_t)strtoul(id.text + 3, NULL, 10)
                        : FORM_RECORDS;

        if (at < (size_t)trace->count && trace->records[at].type == FORM_SEEN &&
            ((f->party.text[0] == 'A' && trace->records[at].who == 'B') ||
             (f->party.text[0] == 'B' && trace->records[at].who == 'A')))
            return true;
    }
    return false;
}

static void take(const struct form *form, const struct finding *f, int shift,
                 struct form_lines *lines)
{
    char from[32] = "", to[32] = "", value[64] = "", phase[64] = "", occurrence[64] = "";
    char because[64] = "";
    size_t used = 0;

    if (str_eq(f->clause, STR("99")) || (f->is_standing && !(form->columns & FORM_STANDING)))
        return;
    if (form->columns & FORM_FROM)
        snprintf(from, sizeof(from), " %d", hour_of(f->time.from_us) - shift);
    if (form->columns & FORM_TO)
        snprintf(to, sizeof(to), "-%d", hour_of(f->time.to_us) - shift);
    if ((form->columns & FORM_VALUE) && f->has_value)
        say_interval(value, sizeof(value), f->value);
    if (form->columns & FORM_PHASE)
        snprintf(phase, sizeof(phase), " %.*s", STR_ARG(f->phase));
    if ((form->columns & FORM_OCCURRENCE) && f->has_occurrence)
        say_interval(occurrence, sizeof(occurrence), f->occurrence);
    for (size_t i = 0; (form->columns & FORM_BECAUSE) && i < f->because_count && used < 56; i++) {
        if (f->because[i].size > 3 && f->because[i].text[2] == 'e')
            used += (size_t)snprintf(because + used, sizeof(because) - used, " e%.*s",
                                     (int)f->because[i].size - 3, f->because[i].text + 3);
    }
    form_say(lines, "%.*s %s %.*s%s%s%s%s%s%s", STR_ARG(f->clause),
             finding_verdict_text(f->verdict), f->party.size ? (int)f->party.size : 1,
             f->party.size ? f->party.text : "-", phase, from, to, value, occurrence, because);
}

struct twist {
    int shift;
    bool split, exchange;
    struct random *random; /* order of arrival */
    int known_at;          /* hour; 0: everything is known */
};

static void put_trace(struct buf *buf, const struct form_trace *trace, const struct twist *twist)
{
    int order[FORM_RECORDS];

    for (int i = 0; i < trace->count; i++) {
        int at = twist->random ? (int)random_below(twist->random, (uint64_t)i + 1) : i;

        order[i] = order[at];
        order[at] = i;
    }
    for (int i = 0; i < trace->count; i++) {
        struct form_record r = trace->records[order[i]];

        r.at += twist->shift;
        r.to += r.to ? twist->shift : 0;
        put_record(buf, &r, order[i], twist->split);
    }
    buf_puts(buf, "{\"record\": \"feed\", \"feed\": \"f\", \"complete\": []}\n");
    if (twist->split)
        buf_puts(buf, "{\"record\": \"feed\", \"feed\": \"g\", \"complete\": []}\n");
    buf_putc(buf, '\0');
    if (twist->exchange)
        exchange(buf->bytes);
}

static int line_order(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool run(const struct form *form, const struct variant *variant,
                const struct form_trace *trace, const struct twist *twist, struct form_lines *lines)
{
    const struct monitor_options options = {
        .known_at_us = twist->known_at ? EPOCH_US + twist->known_at * HOUR_US : TIME_NEVER};
    struct arena arena = {.mem = &mem_libc};
    struct outcome outcome = {0};
    struct facts facts;
    struct err err = {0};
    struct buf records;
    struct str rest;
    uint64_t number = 0, column;
    bool done = true;

    memset(lines, 0, sizeof(*lines));
    buf_init(&records, &mem_libc, TEXT_LIMIT);
    put_trace(&records, trace, twist);
    rest = str_z(records.bytes);
    facts_init(&facts, &arena);
    while (rest.size && done) {
        struct str record = str_cut(&rest, '\n');

        if (record.size) {
            done = !fact_read_line(&facts, record, STR("f"), NULL, STR("one"), ++number, &column,
                                   &err);
            if (!done)
                printf("%.*s\n", STR_ARG(record));
        }
    }
    done = done && !facts_seal(&facts, options.known_at_us, &err) &&
           !monitor_run(&arena, variant->plan, &facts, &options, &outcome, &err);
    if (!done)
        printf("%s: %s\n", form->name, err.text);
    for (size_t i = 0; done && !twist->exchange && i < outcome.finding_count; i++)
        lines->names_the_other |= names_the_other(trace, &outcome.findings[i]);
    for (size_t i = 0; done && i < outcome.finding_count; i++)
        take(form, &outcome.findings[i], twist->shift, lines);
    for (int i = 0; twist->exchange && i < lines->count; i++)
        exchange(lines->text[i]);
    qsort(lines->text, (size_t)lines->count, sizeof(lines->text[0]), line_order);
    buf_free(&records);
    arena_free(&arena);
    return done;
}

/* ------------------------------------------------------------------ comparing */

struct checking {
    const struct form *form;
    struct variant plain, exchanged, moved, beside;
    struct random random;
    uint64_t runs, open, differ, laws, broken;
    struct {
        const char *name;
        uint64_t times;
    } known[8];
};

/* A known fault: counted and told, not forgotten. */
static void count_known(struct checking *c, const char *name)
{
    size_t i = 0;

    while (i + 1 < COUNT_OF(c->known) && c->known[i].name && strcmp(c->known[i].name, name))
        i++;
    c->known[i].name = name;
    c->known[i].times++;
}

static void put_lines(const char *who, const struct form_lines *lines)
{
    printf("-- %s\n", who);
    for (int i = 0; i < lines->count; i++)
        printf("   %s\n", lines->text[i]);
}

static void show(const struct form *form, const struct form_trace *trace, const char *ours_name,
                 const struct form_lines *ours, const char *theirs_name,
                 const struct form_lines *theirs)
{
    const struct twist none = {0};
    struct buf records;

    buf_init(&records, &mem_libc, TEXT_LIMIT);
    put_trace(&records, trace, &none);
    printf("---- %s: disagree (watermark %d)\n%s-- records\n%s", form->name, trace->watermark,
           form->text, records.bytes);
    put_lines(ours_name, ours);
    put_lines(theirs_name, theirs);
    buf_free(&records);
}

static bool same_lines(const struct form_lines *a, const struct form_lines *b)
{
    return a->count == b->count && !memcmp(a->text, b->text, (size_t)a->count * sizeof(a->text[0]));
}

static void law(struct checking *c, const struct form_trace *trace, const char *name,
                const struct variant *variant, const struct twist *twist,
                const struct form_lines *before)
{
    static struct form_lines after;

    c->laws++;
    if ((!run(c->form, variant, trace, twist, &after) || !same_lines(before, &after)) &&
        c->broken++ < SHOWN)
        show(c->form, trace, "before", before, name, &after);
}

/* Clause, verdict and party of a line. */
static void cut(char out[96], const char *text)
{
    int spaces = 0, i;

    for (i = 0; text[i] && (text[i] != ' ' || ++spaces < 3); i++)
        out[i] = text[i];
    out[i] = '\0';
}

/* Everything watched up to the watermark: what was settled is there again. */
static void watch_everything(struct checking *c, const struct form_trace *trace,
                             const struct form_lines *before)
{
    static const char *const kinds[] = {"attack",        "troop_movement", "reinforcement",
                                        "rotation",      "exercise",       "prisoner_release",
                                        "communication", "weapon",         "personnel"};
    static const char *const settled[] = {"violation", "fulfilled", "late", "breached", "kept"};
    static struct form_lines after;
    struct twist none = {0};
    struct form_trace all = *trace;

    if (all.watermark <= 0 || all.count + (int)COUNT_OF(kinds) > FORM_RECORDS)
        return;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        all.records[all.count++] = (struct form_record){
            .type = FORM_COVER, .at = 0, .to = all.watermark, .kind = kinds[i]};
    c->laws++;
    if (!run(c->form, &c->plain, &all, &none, &after))
        return;
    for (int i = 0; i < before->count; i++) {
        char key[96], other[96];
        bool is_settled = false, found = false;

        cut(key, before->text[i]);
        for (size_t k = 0; k < COUNT_OF(settled); k++)
            is_settled |= strstr(key, settled[k]) != NULL;
        for (int k = 0; k < after.count && !found; k++) {
            cut(other, after.text[k]);
            found = !strcmp(key, other);
        }
        if (is_settled && !found) {
            if (c->form->unsettled)
                count_known(c, c->form->unsettled);
            else if (c->broken++ < SHOWN)
                show(c->form, trace, "before", before, "with everything watched", &after);
            return;
        }
    }
}

/* What was known at some hour is what there would be without what came later. */
static void as_known(struct checking *c, const struct form_trace *trace)
{
    static struct form_lines before;
    const struct twist then = {.known_at = 1 + (int)random_below(&c->random, 40)}, none = {0};
    struct form_trace early = {.watermark = then.known_at};
    int kept[FORM_RECORDS];

    for (int i = 0; i < trace->count; i++) {
        const struct form_record *r = &trace->records[i];

        kept[i] = -1;
        if (form_end(r) + r->late > then.known_at || early.count == FORM_RECORDS - 1)
            continue;
        kept[i] = early.count;
        early.records[early.count++] = *r;
        if (r->type == FORM_RULE && kept[r->incident] < 0)
            return;
        if (r->type == FORM_RULE)
            early.records[kept[i]].incident = kept[r->incident];
    }
    early.records[early.count++] =
        (struct form_record){.type = FORM_SEEN, .at = then.known_at, .kind = "flight", .who = 'M'};
    if ((c->form->columns & FORM_BECAUSE) || !run(c->form, &c->plain, &early, &none, &before))
        return;
    law(c, trace, "as known then", &c->plain, &then, &before);
}

static void check_laws(struct checking *c, const struct form_trace *trace,
                       const struct form_lines *before)
{
    const struct twist exchanged = {.exchange = true}, moved = {.shift = SHIFT_HOURS};
    const struct twist split = {.split = true}, none = {0};

    law(c, trace, "names exchanged", &c->exchanged, &exchanged, before);
    law(c, trace, "dates moved", &c->moved, &moved, before);
    law(c, trace, "feed split in two", &c->plain, &split, before);
    law(c, trace, "a clause added", &c->beside, &none, before);
    watch_everything(c, trace, before);
    as_known(c, trace);
}

static void check_trace(struct checking *c, const struct form_record *const *chosen, int count)
{
    static struct form_lines ours, theirs;
    const struct twist twist = {.random = &c->random};
    struct form_trace trace = {0};

    while (trace.count < (int)COUNT_OF(c->form->base) && c->form->base[trace.count].type) {
        trace.records[trace.count] = c->form->base[trace.count];
        trace.count++;
    }
    for (int i = 0; i < count; i++)
        trace.records[trace.count++] = *chosen[i];
    if (!trace.count) /* no moment to judge at */
        return;
    for (int i = 0; i < trace.count; i++) {
        const struct form_record *r = &trace.records[i];

        if (form_end(r) + r->late > trace.watermark)
            trace.watermark = form_end(r) + r->late;
    }
    memset(&ours, 0, sizeof(ours));
    c->form->judge(&trace, &ours);
    c->runs++;
    if (!run(c->form, &c->plain, &trace, &twist, &theirs)) {
        c->differ++;
        return;
    }
    if (theirs.names_the_other && c->differ++ < SHOWN)
        show(c->form, &trace, "of one party alone", &ours, "names the other's records", &theirs);
    if (ours.open) {
        c->open++;
    } else {
        qsort(ours.text, (size_t)ours.count, sizeof(ours.text[0]), line_order);
        if (!same_lines(&ours, &theirs)) {
            if (ours.known)
                count_known(c, ours.known);
            else if (c->differ++ < SHOWN)
                show(c->form, &trace, "oracle", &ours, "engine", &theirs);
        }
    }
    if (c->form->laws && c->runs % (uint64_t)c->form->laws == 0)
        check_laws(c, &trace, &theirs);
}

static void all_sets(struct checking *c, const struct form_record **chosen, int count, int from,
                     int letters)
{
    check_trace(c, chosen, count);
    for (int i = from;
         count < (IS_SLOW && c->form->length > 3 ? 3 : c->form->length) && i < letters; i++) {
        chosen[count] = &c->form->letters[i];
        all_sets(c, chosen, count + 1, i + 1, letters);
    }
}

static void random_sets(struct checking *c, int letters, int room)
{
    for (int n = 0; n < c->form->random / (IS_SLOW ? 20 : 1); n++) {
        const struct form_record *chosen[FORM_RECORDS];
        int count = 0, skip = 1 + (int)random_below(&c->random, 3);

        for (int i = 0; i < letters && count < room; i++) {
            if (!random_below(&c->random, (uint64_t)skip))
                chosen[count++] = &c->form->letters[i];
        }
        check_trace(c, chosen, count);
    }
}

bool form_check(const struct form *form)
{
    static const char beside[] = "throughout\nclause 99 \"Beside\" verified by M\n"
                                 "  forbid flight by H\n";
    struct checking c = {.form = form, .random = {2026}};
    const struct form_record *chosen[FORM_RECORDS];
    int letters = 0, base = 0;
    bool done;

    while (letters < FORM_LETTERS && form->letters[letters].type)
        letters++;
    while (base < (int)COUNT_OF(form->base) && form->base[base].type)
        base++;
    done = compile(&c.plain, form->text, "", NULL);
    if (done && form->laws)
        done = compile(&c.exchanged, form->text, "", exchange) &&
               compile(&c.moved, form->text, "", to_march) &&
               compile(&c.beside, form->text, beside, NULL);
    if (done) {
        all_sets(&c, chosen, 0, 0, letters);
        random_sets(&c, letters, FORM_RECORDS - base);
    }
    printf("%s: %llu sets of records, %llu left open by the description, %llu disagree; %llu laws, "
           "%llu broken\n",
           form->name, (unsigned long long)c.runs, (unsigned long long)c.open,
           (unsigned long long)c.differ, (unsigned long long)c.laws, (unsigned long long)c.broken);
    for (size_t i = 0; i < COUNT_OF(c.known) && c.known[i].name; i++)
        printf("  open: %s: %llu sets\n", c.known[i].name, (unsigned long long)c.known[i].times);
    fflush(stdout);
    arena_free(&c.plain.arena);
    arena_free(&c.exchanged.arena);
    arena_free(&c.moved.arena);
    arena_free(&c.beside.arena);
    return done && !c.differ && !c.broken;
}
