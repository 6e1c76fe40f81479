/* SPDX-License-Identifier: Apache-2.0
 *
 * The records told apart by "record": feed, coverage, decision, declaration, tally. */
#include "facts/read.h"

#include "facts/facts_int.h"

static enum err_code missing(struct reading *r, const struct json *in, const char *key,
                             const char *why)
{
    return reading_fail(r, in, "%s is missing; %s", key, why);
}

static enum err_code read_feed_name(struct reading *r, const struct json *in, struct str *out)
{
    *out = r->feed;
    TRY(read_name(r, in, "", "feed", out));
    return reading_at(r, json_get(in, "feed"), fact_feed_check(*out, r->err));
}

/* place, or `area` alone as a short form of it. */
static enum err_code read_where(struct reading *r, const struct json *in, struct fact_place *out)
{
    TRY(read_place(r, json_get(in, "place"), out));
    const struct json *area = json_get(in, "area");
    if (!area || area->type == JSON_NULL)
        return ERR_OK;
    if (out->form != FACT_PLACE_NONE)
        return reading_fail(r, area, "place and area are both given; give one");
    out->form = FACT_PLACE_AREA;
    return read_name(r, in, "", "area", &out->area);
}

/* ---------------------------------------------------------------- coverage, feed */

static enum err_code looked_at(struct reading *r, const struct json *in, struct fact_coverage *c,
                               bool *has_time, bool *has_seen)
{
    c->seen = 1;
    c->source = r->source;
    c->line = r->line;
    TRY(read_names(r, in, "kinds", &c->kinds, &c->kind_count));
    TRY(read_where(r, in, &c->place));
    TRY(read_time(r, json_get(in, "time"), &c->time, has_time, NULL, NULL));
    return read_number(r, in, "", "seen", FACT_PROBABILITY, &c->seen, has_seen);
}

static enum err_code coverage(struct reading *r, const struct json *in)
{
    static const char *const known[] = {"record", "feed",  "received", "time",  "place",
                                        "area",   "kinds", "seen",     "blind", NULL};
    struct fact_coverage c = {0};
    bool has_time, has_seen;

    TRY(read_feed_name(r, in, &c.feed));
    TRY(looked_at(r, in, &c, &has_time, &has_seen));
    if (!has_time || c.time.from_us == c.time.to_us)
        return missing(r, in, "time", "coverage is of a time with from and to");
    if (!has_seen)
        return missing(r, in, "seen", "how likely would something there have been seen, 0 to 1?");
    TRY(read_received(r, in, c.time.to_us, &c.received_us, &c.received_known));
    const struct json *blind = json_get(in, "blind");
    c.has_blind = blind && blind->type != JSON_NULL;
    if (c.has_blind && blind->type == JSON_STRING)
        TRY(read_text(r, in, "blind", &c.blind));
    else if (c.has_blind)
        TRY(read_json_text(r, blind, &c.blind));
    TRY(read_unknown(r, in, "", known));
    return facts_add_coverage(r->facts, &c, r->err);
}

static enum err_code complete(struct reading *r, const struct json *list, struct fact_feed *f)
{
    static const char *const known[] = {"kinds", "place", "area", "time", "seen", NULL};
    bool has_time, has_seen;

    if (list->type != JSON_ARRAY)
        return reading_fail(r, list, "complete is %s; a list is wanted",
                            json_type_text(list->type));
    struct fact_coverage *all = ARENA_NEW(r->facts->arena, struct fact_coverage, list->count);
    if (!all)
        return err_no_memory(r->err);
    for (size_t i = 0; i < list->count; i++) {
        const struct json *item = &list->items[i];
        if (item->type != JSON_OBJECT)
            return reading_fail(r, item, "complete holds %s; an object is wanted",
                                json_type_text(item->type));
        all[i].feed = f->feed;
        TRY(looked_at(r, item, &all[i], &has_time, &has_seen));
        if (!has_time) /* always */
            all[i].time = (struct fact_time){TIME_MIN_US, TIME_MAX_US};
        TRY(read_unknown(r, item, "complete.", known));
    }
    f->has_complete = true;
    f->complete = all;
    f->complete_count = list->count;
    return ERR_OK;
}

static enum err_code feed(struct reading *r, const struct json *in)
{
    static const char *const known[] = {"record",   "feed",     "body", "zone",
                                        "lateness", "complete", NULL};
    struct fact_feed f = {.source = r->source, .line = r->line};
    struct str zone = {0}, lateness = {0};

    TRY(read_feed_name(r, in, &f.feed));
    TRY(read_name(r, in, "", "body", &f.body));
    TRY(read_name(r, in, "", "zone",
                  &zone)); /* says what --feed is given; nothing follows from it */
    TRY(read_name(r, in, "", "lateness", &lateness));
    if (lateness.size)
        TRY(reading_at(r, json_get(in, "lateness"),
                       fact_duration_parse(STR("lateness"), lateness, &f.lateness_us, r->err)));
    const struct json *list = json_get(in, "complete");
    if (list && list->type != JSON_NULL)
        TRY(complete(r, list, &f));
    TRY(read_unknown(r, in, "", known));
    return facts_add_feed(r->facts, &f, r->err);
}

/* ---------------------------------------------------------------- decision */

static bool is_verification(enum fact_decision_what what)
{
    return what == FACT_WHAT_UNDER_VERIFICATION || what == FACT_WHAT_SUBSTANTIATED ||
           what == FACT_WHAT_NOT_SUBSTANTIATED || what == FACT_WHAT_UNDETERMINED;
}

static bool fits(enum fact_decision_on on, enum fact_decision_what what)
{
    bool is_gate = what == FACT_WHAT_PROCEED || what == FACT_WHAT_REFUSE;

    switch (on) {
    case FACT_ON_GATE:
        return is_gate;
    case FACT_ON_CERTIFICATE:
    case FACT_ON_ACT_CERTIFICATE:
        return what == FACT_WHAT_CERTIFY || what == FACT_WHAT_REVOKE;
    case FACT_ON_INCIDENT:
    case FACT_ON_FINDING:
        return is_verification(what) || what == FACT_WHAT_REVOKE;
    case FACT_ON_CLAUSE:
        return !is_gate;
    }
    return false;
}

/* on = incident, clause | finding | clause [, party] | gate, to | certificate [, party] |
 * certificate, incident */
static enum err_code decided_on(struct reading *r, const struct json *in, struct fact_decision *d)
{
    static const char *const known[] = {"incident", "finding", "clause",      "gate",
                                        "to",       "party",   "certificate", NULL};
    const struct json *on = json_get(in, "on");

    if (!on || on->type != JSON_OBJECT)
        return missing(r, in, "on", "what is decided upon? an object is wanted");
    TRY(read_name(r, on, "on.", "incident", &d->incident));
    TRY(read_name(r, on, "on.", "finding", &d->finding));
    TRY(read_name(r, on, "on.", "clause", &d->clause));
    TRY(read_name(r, on, "on.", "gate", &d->gate));
    TRY(read_name(r, on, "on.", "to", &d->to));
    TRY(read_text(r, on, "certificate", &d->certificate));
    TRY(read_name(r, on, "on.", "party", &d->party));
    TRY(read_unknown(r, on, "on.", known));
    bool incident = d->incident.size > 0, finding = d->finding.size > 0;
    bool clause = d->clause.size > 0, gate = d->gate.size > 0, to = d->to.size > 0;
    bool certificate = d->certificate.size > 0, party = d->party.size > 0;

    if (certificate && !finding && !clause && !gate && !to && !(incident && party))
        d->on = incident ? FACT_ON_ACT_CERTIFICATE : FACT_ON_CERTIFICATE;
    else if (incident && clause && !finding && !gate && !to && !certificate && !party)
        d->on = FACT_ON_INCIDENT;
    else if (finding && !incident && !clause && !gate && !to && !certificate && !party)
        d->on = FACT_ON_FINDING;
    else if (gate && to && !incident && !finding && !clause && !certificate && !party)
        d->on = FACT_ON_GATE;
    else if (clause && !incident && !finding && !gate && !to && !certificate)
        d->on = FACT_ON_CLAUSE;
    else
        return reading_fail(r, on,
                            "on is none of: incident with clause; finding; clause, perhaps with "
                            "party; gate with to; certificate, perhaps with party or incident");
    return ERR_OK;
}

static enum err_code decided_what(struct reading *r, const struct json *in, struct fact_decision *d)
{
    struct str text = {0};

    TRY(read_name(r, in, "", "what", &text));
    if (text.size == 0)
        return missing(r, in, "what", "what was decided?");
#define X(name, literal)                                                                           \
    if (str_eq(text, STR(literal))) {                                                              \
        d->what = FACT_WHAT_##name;                                                                \
        goto found;                                                                                \
    }
    FACT_DECISION_WHATS(X)
#undef X
    struct str shown = fact_shown(text);
    return reading_fail(r, json_get(in, "what"),
                        "what is \"%.*s\"; it is under verification, substantiated, not "
                        "substantiated, undetermined, proceed, refuse, certify or revoke",
                        STR_ARG(shown));
found:
    if (!fits(d->on, d->what))
        return reading_fail(
            r, json_get(in, "what"),
            "what is \"%s\", which does not fit `on`: a gate takes proceed or refuse, "
            "a certificate certify or revoke, an incident or finding a ruling or "
            "revoke",
            fact_what_text(d->what));
    return ERR_OK;
}

static enum err_code decided_words(struct reading *r, const struct json *in,
                                   struct fact_decision *d)
{
    const struct json *attribution = json_get(in, "attribution");
    const struct json *dissent = json_get(in, "dissent");

    d->has_attribution = attribution && attribution->type != JSON_NULL;
    TRY(read_attribution(r, attribution, &d->attribution));
    TRY(read_name(r, in, "", "gravity", &d->gravity));
    if (d->gravity.size && !str_eq(d->gravity, STR("minor")) &&
        !str_eq(d->gravity, STR("serious")) && !str_eq(d->gravity, STR("grave"))) {
        struct str shown = fact_shown(d->gravity);
        return reading_fail(r, json_get(in, "gravity"),
                            "gravity is \"%.*s\"; it is minor, serious or grave", STR_ARG(shown));
    }
    TRY(read_text(r, in, "reason", &d->reason));
    if (dissent && dissent->type != JSON_NULL && dissent->type != JSON_ARRAY)
        return reading_fail(r, dissent, "dissent is %s; a list is wanted",
                            json_type_text(dissent->type));
    if (dissent && dissent->type == JSON_ARRAY && dissent->count > 0)
        TRY(read_json_text(r, dissent, &d->dissent));
    TRY(read_name(r, in, "", "author", &d->author));
    TRY(read_name(r, in, "", "reviewer", &d->reviewer));
    if (d->author.size && str_eq(d->author, d->reviewer))
        return reading_fail(r, json_get(in, "reviewer"),
                            "author and reviewer are the same; somebody else reviews");
    return ERR_OK;
}

static enum err_code decision(struct reading *r, const struct json *in)
{
    static const char *const known[] = {"record",  "id",     "time",        "received", "body",
                                        "on",      "what",   "attribution", "gravity",  "reason",
                                        "dissent", "author", "reviewer",    NULL};
    struct fact_decision d = {.source = r->source, .line = r->line};
    struct fact_time time = {0};
    bool has_time;

    TRY(read_name(r, in, "", "id", &d.id));
    TRY(read_name(r, in, "", "body", &d.body));
    TRY(read_moment(r, in, "time", &time, &has_time));
    if (d.id.size == 0)
        return missing(r, in, "id", "a decision is cited by its id");
    if (d.body.size == 0)
        return missing(r, in, "body", "who decided?");
    if (!has_time)
        return missing(r, in, "time", "when was it decided?");
    d.time_us = time.to_us;
    TRY(read_received(r, in, d.time_us, &d.received_us, &d.received_known));
    TRY(decided_on(r, in, &d));
    TRY(decided_what(r, in, &d));
    TRY(decided_words(r, in, &d));
    TRY(read_unknown(r, in, "", known));
    return facts_add_decision(r->facts, &d, r->err);
}

/* ---------------------------------------------------------------- declaration, tally */

static enum err_code declaration(struct reading *r, const struct json *in)
{
    static const char *const known[] = {"record", "id",     "party", "time", "received",
                                        "of",     "object", "place", NULL};
    struct fact_declaration d = {.quantity = 1, .source = r->source, .line = r->line};
    struct fact_time time = {0};
    const struct json *object = json_get(in, "object");
    bool has_time;

    TRY(read_name(r, in, "", "id", &d.id));
    TRY(read_name(r, in, "", "party", &d.party));
    TRY(read_name(r, in, "", "of", &d.of));
    TRY(read_moment(r, in, "time", &time, &has_time));
    if (d.id.size == 0)
        return missing(r, in, "id", "a declaration is cited by its id");
    if (d.party.size == 0)
        return missing(r, in, "party", "who declares?");
    if (d.of.size == 0)
        return missing(r, in, "of", "what is declared? such as \"baseline\"");
    if (!has_time)
        return missing(r, in, "time", "when was it declared?");
    d.time_us = time.to_us;
    TRY(read_received(r, in, d.time_us, &d.received_us, &d.received_known));
    TRY(read_where(r, in, &d.place));
    if (object && object->type == JSON_OBJECT) {
        struct fact_attribute *all =
            ARENA_NEW(r->facts->arena, struct fact_attribute, object->count);
        if (!all)
            return err_no_memory(r->err);
        TRY(read_attributes(r, object, all, &d.attribute_count));
        d.attributes = all;
        for (size_t i = 0; i < d.attribute_count; i++) {
            if (str_eq(all[i].name, STR("quantity")))
                d.quantity = all[i].number;
            if (str_eq(all[i].name, STR("weapon")))
                d.weapon = all[i].text;
        }
    } else if (object && object->type != JSON_NULL) {
        return reading_fail(r, object, "object is %s; an object is wanted",
                            json_type_text(object->type));
    }
    TRY(read_unknown(r, in, "", known));
    return facts_add_declaration(r->facts, &d, r->err);
}

static enum err_code tally(struct reading *r, const struct json *in)
{
    static const char *const known[] = {"record", "id",   "feed",  "received", "kind", "time",
                                        "place",  "area", "value", "actor",    NULL};
    struct fact_tally t = {.source = r->source, .line = r->line};
    bool has_time, has_value;

    TRY(read_feed_name(r, in, &t.feed));
    TRY(read_name(r, in, "", "id", &t.id));
    TRY(read_name(r, in, "", "kind", &t.kind));
    if (t.kind.size == 0)
        return missing(r, in, "kind", "what was counted? such as \"violation_tally\"");
    TRY(read_time(r, json_get(in, "time"), &t.time, &has_time, NULL, NULL));
    if (!has_time || t.time.from_us == t.time.to_us)
        return missing(r, in, "time", "a tally is of a time with from and to");
    TRY(read_received(r, in, t.time.to_us, &t.received_us, &t.received_known));
    TRY(read_where(r, in, &t.place));
    TRY(read_number(r, in, "", "value", FACT_AMOUNT, &t.value, &has_value));
    if (!has_value)
        return missing(r, in, "value", "how many were counted? zero is written 0");
    TRY(read_shares(r, json_get(in, "actor"), "actor", false, &t.actors, &t.actor_count));
    TRY(read_unknown(r, in, "", known));
    return fact_tally_finish(r->facts, &t, r->err);
}

enum err_code read_record(struct reading *r, const struct json *in, struct str record)
{
    static const struct {
        struct str name;
        enum err_code (*read)(struct reading *r, const struct json *in);
    } records[] = {{STR_INIT("coverage"), coverage},
                   {STR_INIT("feed"), feed},
                   {STR_INIT("decision"), decision},
                   {STR_INIT("declaration"), declaration},
                   {STR_INIT("tally"), tally}};

    for (size_t i = 0; i < COUNT_OF(records); i++)
        if (str_eq(record, records[i].name))
            return records[i].read(r, in);
    struct str shown = fact_shown(record);
    return reading_fail(r, json_get(in, "record"),
                        "record is \"%.*s\"; a record is observation, coverage, feed, decision, "
                        "declaration or tally",
                        STR_ARG(shown));
}
