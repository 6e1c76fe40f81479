/* SPDX-License-Identifier: Apache-2.0
 *
 * phases.json, the members of summary.json, late.ndjson. Pretty-printed: one member a line, two
 * spaces a level, lists of scalars on one line. */
#include "facts/outcome.h"

#include "base/json.h"
#include "base/num.h"

#define DECIMALS 6

const char *outcome_phase_state_text(enum outcome_phase_state state)
{
    static const char *const texts[] = {
#define X(name, text) [OUTCOME_PHASE_##name] = (text),
        OUTCOME_PHASE_STATES(X)
#undef X
    };
    return texts[state];
}

const char *outcome_gate_state_text(enum outcome_gate_state state)
{
    static const char *const texts[] = {
#define X(name, text) [OUTCOME_GATE_##name] = (text),
        OUTCOME_GATE_STATES(X)
#undef X
    };
    return texts[state];
}

const char *outcome_judged_text(enum outcome_judged judged)
{
    static const char *const texts[] = {
#define X(name, text) [OUTCOME_##name] = (text),
        OUTCOME_JUDGED(X)
#undef X
    };
    return texts[judged];
}

/* ---------------------------------------------------------------- pretty pieces */

/* A list or object being written over several lines. */
struct lines {
    struct buf *buf;
    int level;
    bool is_empty;
};

static void new_line(struct lines *lines, int level)
{
    buf_putc(lines->buf, '\n');
    for (int i = 0; i < level; i++)
        buf_puts(lines->buf, "  ");
}

static struct lines open_lines(struct buf *buf, int level, char bracket)
{
    buf_putc(buf, bracket);
    return (struct lines){buf, level + 1, true};
}

static void item(struct lines *lines)
{
    if (!lines->is_empty)
        buf_putc(lines->buf, ',');
    lines->is_empty = false;
    new_line(lines, lines->level);
}

static void key_of(struct lines *lines, struct str key)
{
    item(lines);
    json_put_string(lines->buf, key);
    buf_puts(lines->buf, ": ");
}

static void key(struct lines *lines, const char *name)
{
    key_of(lines, str_z(name));
}

static void close_lines(struct lines *lines, char bracket)
{
    if (!lines->is_empty)
        new_line(lines, lines->level - 1);
    buf_putc(lines->buf, bracket);
}

static void text_or_null(struct lines *lines, const char *name, struct str text)
{
    key(lines, name);
    if (text.size)
        json_put_string(lines->buf, text);
    else
        buf_puts(lines->buf, "null");
}

static void time_or_null(struct lines *lines, const char *name, int64_t at_us)
{
    key(lines, name);
    if (at_us == TIME_NONE || at_us == TIME_NEVER) {
        buf_puts(lines->buf, "null");
        return;
    }
    buf_putc(lines->buf, '"');
    time_put(lines->buf, at_us);
    buf_putc(lines->buf, '"');
}

static void count_of(struct lines *lines, const char *name, size_t count)
{
    key(lines, name);
    num_put_i64(lines->buf, (int64_t)count);
}

static void texts(struct lines *lines, const char *name, const struct str *list, size_t count)
{
    struct lines inner;

    key(lines, name);
    inner = open_lines(lines->buf, lines->level, '[');
    for (size_t i = 0; i < count; i++) {
        item(&inner);
        json_put_string(lines->buf, list[i]);
    }
    close_lines(&inner, ']');
}

/* ---------------------------------------------------------------- phases.json */

static void put_conditions(struct lines *gate_lines, const struct outcome_gate *gate)
{
    struct lines list;

    key(gate_lines, "conditions");
    list = open_lines(gate_lines->buf, gate_lines->level, '[');
    for (size_t i = 0; i < gate->condition_count; i++) {
        struct lines one;
        item(&list);
        one = open_lines(list.buf, list.level, '{');
        text_or_null(&one, "text", gate->conditions[i]);
        text_or_null(&one, "state", str_z(outcome_gate_state_text(gate->condition_states[i])));
        close_lines(&one, '}');
    }
    close_lines(&list, ']');
}

static void put_gate(struct buf *buf, int level, const struct outcome_gate *gate)
{
    struct lines lines = open_lines(buf, level, '{');

    text_or_null(&lines, "to", gate->to);
    text_or_null(&lines, "state", str_z(outcome_gate_state_text(gate->state)));
    put_conditions(&lines, gate);
    key(&lines, "value");
    if (gate->has_value)
        fact_interval_put_both(buf, gate->value, DECIMALS);
    else
        buf_puts(buf, "null");
    key(&lines, "probability");
    fact_interval_put_both(buf, gate->probability, DECIMALS);
    key(&lines, "worlds");
    if (gate->way.by == FINDING_WAY_SAMPLED)
        num_put_i64(buf, gate->way.worlds);
    else
        buf_puts(buf, "null");
    count_of(&lines, "awaited", gate->awaited);
    texts(&lines, "blocks", gate->blocks, gate->block_count);
    text_or_null(&lines, "decision", gate->decision);
    text_or_null(&lines, "decided_by", gate->decided_by);
    text_or_null(&lines, "decided", gate->decision_what);
    time_or_null(&lines, "judged_at", gate->judged_us);
    text_or_null(&lines, "as_now_known", gate->as_now_known);
    close_lines(&lines, '}');
}

static void put_phase(struct buf *buf, int level, const struct outcome_phase *phase)
{
    struct lines lines = open_lines(buf, level, '{'), gates;

    text_or_null(&lines, "name", phase->name);
    text_or_null(&lines, "title", phase->title);
    text_or_null(&lines, "state", str_z(outcome_phase_state_text(phase->state)));
    time_or_null(&lines, "begin", phase->begin_us);
    time_or_null(&lines, "end", phase->end_us);
    text_or_null(&lines, "next", phase->next);
    texts(&lines, "blocks", phase->blocks, phase->block_count);
    key(&lines, "gates");
    gates = open_lines(buf, lines.level, '[');
    for (size_t i = 0; i < phase->gate_count; i++) {
        item(&gates);
        put_gate(buf, gates.level, &phase->gates[i]);
    }
    close_lines(&gates, ']');
    close_lines(&lines, '}');
}

static void put_agenda(struct buf *buf, int level, const struct outcome_agenda *agenda)
{
    struct lines lines = open_lines(buf, level, '{');

    text_or_null(&lines, "clause", agenda->clause);
    text_or_null(&lines, "title", agenda->title);
    text_or_null(&lines, "body", agenda->body);
    text_or_null(&lines, "state", agenda->state);
    time_or_null(&lines, "from", agenda->from_us);
    time_or_null(&lines, "to", agenda->to_us);
    texts(&lines, "records", agenda->records, agenda->record_count);
    close_lines(&lines, '}');
}

void outcome_put_phases(struct buf *buf, const struct outcome *outcome)
{
    struct lines lines = open_lines(buf, 0, '{'), list;

    key(&lines, "phases");
    list = open_lines(buf, lines.level, '[');
    for (size_t i = 0; i < outcome->phase_count; i++) {
        item(&list);
        put_phase(buf, list.level, &outcome->phases[i]);
    }
    close_lines(&list, ']');
    key(&lines, "agenda");
    list = open_lines(buf, lines.level, '[');
    for (size_t i = 0; i < outcome->agenda_count; i++) {
        item(&list);
        put_agenda(buf, list.level, &outcome->agenda[i]);
    }
    close_lines(&list, ']');
    close_lines(&lines, '}');
    buf_putc(buf, '\n');
}

/* ---------------------------------------------------------------- summary.json */

static void put_counts(struct lines *lines, const struct outcome_clause *clause)
{
    static const enum finding_verdict verdicts[] = {
#define X(name, text) FINDING_##name,
        FINDING_VERDICTS(X)
#undef X
    };
    bool first = true;

    key(lines, "verdicts");
    buf_putc(lines->buf, '{');
    for (size_t i = 0; i < FINDING_VERDICT_COUNT; i++)
        if (clause->verdicts[verdicts[i]] > 0) {
            json_key(lines->buf, &first, finding_verdict_text(verdicts[i]));
            num_put_i64(lines->buf, (int64_t)clause->verdicts[verdicts[i]]);
        }
    buf_putc(lines->buf, '}');
    count_of(lines, "alleged", clause->alleged);
    if (clause->under_verification > 0)
        count_of(lines, "under verification", clause->under_verification);
    count_of(lines, "substantiated", clause->substantiated);
    if (clause->not_substantiated > 0)
        count_of(lines, "not substantiated", clause->not_substantiated);
    if (clause->ruled_undetermined > 0)
        count_of(lines, "ruled undetermined", clause->ruled_undetermined);
}

static void put_by_party(struct lines *lines, const struct outcome_clause *clause)
{
    key(lines, "by_party");
    buf_putc(lines->buf, '{');
    for (size_t i = 0; i < clause->by_party_count; i++) {
        buf_puts(lines->buf, i ? ", " : "");
        json_put_string(lines->buf, clause->by_party[i].party);
        buf_puts(lines->buf, ": ");
        fact_interval_put_both(lines->buf, clause->by_party[i].count, DECIMALS);
    }
    buf_putc(lines->buf, '}');
}

static void put_by_reading(struct lines *lines, const struct outcome_clause *clause)
{
    struct lines list;

    key(lines, "by_reading");
    list = open_lines(lines->buf, lines->level, '{');
    for (size_t i = 0; i < clause->by_reading_count; i++) {
        const struct outcome_reading_count *r = &clause->by_reading[i];

        key_of(&list, r->reading);
        buf_printf(lines->buf,
                   "{\"violations\": %zu, \"undetermined\": %zu, \"expected\": ", r->violations,
                   r->undetermined);
        fact_interval_put_both(lines->buf, r->expected, DECIMALS);
        buf_putc(lines->buf, '}');
    }
    close_lines(&list, '}');
}

static void put_clause(struct buf *buf, int level, const struct outcome_clause *clause)
{
    struct lines lines = open_lines(buf, level, '{');

    text_or_null(&lines, "title", clause->title);
    text_or_null(&lines, "judged", str_z(outcome_judged_text(clause->judged)));
    if (clause->why.size)
        text_or_null(&lines, "why", clause->why);
    if (clause->judged == OUTCOME_YES) {
        put_counts(&lines, clause);
        put_by_party(&lines, clause);
        key(&lines, "expected");
        fact_interval_put_both(buf, clause->expected, DECIMALS);
        if (clause->by_reading_count > 0)
            put_by_reading(&lines, clause);
    }
    close_lines(&lines, '}');
}

/* What a clause is listed under: its label; where it has none (prose), its title. */
static struct str listed_as(const struct outcome_clause *clause)
{
    return clause->label.size ? clause->label : clause->title;
}

/* A key, unlike any before: "Final provisions", "Final provisions (2)". Clauses are few. */
static void clause_key(struct lines *lines, const struct outcome *outcome, size_t at)
{
    struct str name = listed_as(&outcome->clauses[at]);
    size_t same = 1;
    struct buf text;

    for (size_t i = 0; i < at; i++)
        same += str_eq(listed_as(&outcome->clauses[i]), name);
    if (same == 1) {
        key_of(lines, name);
        return;
    }
    buf_init(&text, lines->buf->mem, lines->buf->limit);
    buf_put(&text, name);
    buf_printf(&text, " (%zu)", same);
    if (text.failed)
        lines->buf->failed = true;
    key_of(lines, buf_str(&text));
    buf_free(&text);
}

void outcome_put_summary_clauses(struct buf *buf, const struct outcome *outcome)
{
    struct lines lines = open_lines(buf, 1, '{');

    for (size_t i = 0; i < outcome->clause_count; i++) {
        clause_key(&lines, outcome, i);
        put_clause(buf, lines.level, &outcome->clauses[i]);
    }
    close_lines(&lines, '}');
}

/* The gate that speaks for a phase: the one it went through, else the first. */
static const struct outcome_gate *gate_of(const struct outcome_phase *phase)
{
    for (size_t i = 0; phase->next.size && i < phase->gate_count; i++)
        if (str_eq(phase->gates[i].to, phase->next))
            return &phase->gates[i];
    return phase->gate_count > 0 ? &phase->gates[0] : NULL;
}

static void put_summary_phase(struct buf *buf, int level, const struct outcome_phase *phase)
{
    struct lines lines = open_lines(buf, level, '{');
    const struct outcome_gate *gate = gate_of(phase);

    text_or_null(&lines, "name", phase->name);
    text_or_null(&lines, "state", str_z(outcome_phase_state_text(phase->state)));
    time_or_null(&lines, "begin", phase->begin_us);
    time_or_null(&lines, "end", phase->end_us);
    text_or_null(&lines, "next", phase->next);
    text_or_null(&lines, "gate",
                 gate ? str_z(outcome_gate_state_text(gate->state)) : (struct str){0});
    key(&lines, "probability");
    if (gate)
        fact_interval_put_both(buf, gate->probability, DECIMALS);
    else
        buf_puts(buf, "null");
    close_lines(&lines, '}');
}

void outcome_put_summary_phases(struct buf *buf, const struct outcome *outcome)
{
    struct lines lines = open_lines(buf, 1, '[');

    for (size_t i = 0; i < outcome->phase_count; i++) {
        item(&lines);
        put_summary_phase(buf, lines.level, &outcome->phases[i]);
    }
    close_lines(&lines, ']');
}

/* ---------------------------------------------------------------- late.ndjson */

static void put_late(struct buf *buf, const struct outcome_late *late)
{
    bool first = true;

    buf_putc(buf, '{');
    json_key(buf, &first, "record");
    json_put_string(buf, late->record);
    json_key(buf, &first, "received");
    buf_putc(buf, '"');
    time_put(buf, late->received_us);
    buf_putc(buf, '"');
    json_key(buf, &first, "time");
    buf_putc(buf, '"');
    time_put(buf, late->time_us);
    buf_putc(buf, '"');
    json_key(buf, &first, "text");
    json_put_string(buf, late->text);
    buf_puts(buf, "}\n");
}

void outcome_put_late(struct buf *buf, const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->late_count; i++)
        put_late(buf, &outcome->late[i]);
}
