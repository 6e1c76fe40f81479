/* SPDX-License-Identifier: Apache-2.0
 *
 * The summary that the program prints: for a terminal of any width, nothing but text. */
#include "report/report_int.h"

#define LABEL_COLUMN 8
#define TITLE_COLUMN 44

/* Characters (not bytes) from `from` to the buffer's end. */
static size_t width_from(const struct buf *buf, size_t from)
{
    size_t width = 0;

    for (size_t i = from; i < buf->size; i++)
        width += ((unsigned char)buf->bytes[i] & 0xC0) != 0x80;
    return width;
}

static void pad_to(struct buf *buf, size_t from, size_t column)
{
    for (size_t width = width_from(buf, from); width < column && !buf->failed; width++)
        buf_putc(buf, ' ');
}

/* At most `width` characters of safe text, the rest as an ellipsis. */
static void put_cut(struct buf *buf, struct str text, size_t width)
{
    size_t from = buf->size;

    words_plain(buf, text);
    if (buf->failed || width_from(buf, from) <= width)
        return;
    size_t at = from, seen = 0;
    while (at < buf->size) {
        if (((unsigned char)buf->bytes[at] & 0xC0) != 0x80 && ++seen == width)
            break;
        at++;
    }
    buf->size = at;
    buf_puts(buf, "\xE2\x80\xA6");
}

static void put_inputs(struct buf *buf, const struct report_input *input)
{
    uint64_t rejected = 0;

    buf_puts(buf, "\nRead\n");
    for (size_t i = 0; i < input->facts->input_count; i++) {
        const struct fact_input *file = &input->facts->inputs[i];
        buf_puts(buf, "  ");
        words_plain(buf, file->name);
        buf_puts(buf, ": ");
        words_some(buf, file->observations, "observation", "observations");
        if (file->records) {
            buf_puts(buf, ", ");
            words_some(buf, file->records, "other record", "other records");
        }
        if (file->corrections) {
            buf_puts(buf, ", ");
            words_some(buf, file->corrections, "correction", "corrections");
        }
        if (file->rejected) {
            buf_puts(buf, ", ");
            words_count(buf, file->rejected);
            buf_puts(buf, " rejected");
        }
        if (file->has_chain) {
            buf_puts(buf, "; of ");
            words_count(buf, file->chain_stated);
            buf_puts(buf, " previous values stated, ");
            words_count(buf, file->chain_agree);
            buf_puts(buf, " agree");
        }
        buf_putc(buf, '\n');
        rejected += file->rejected;
    }
    if (rejected) {
        buf_puts(buf, "  What could not be read stands in rejected.ndjson: ");
        words_some(buf, rejected, "line.\n", "lines.\n");
    }
    if (input->outcome->unclassified_count) {
        buf_puts(buf, "  Of a kind that neither taxonomy nor agreement knows: ");
        words_some(buf, input->outcome->unclassified_count, "record.\n", "records.\n");
    }
}

static void put_gate(struct buf *buf, const struct report_input *input,
                     const struct outcome_phase *phase, const struct outcome_gate *gate)
{
    buf_puts(buf, "    to ");
    words_plain(buf, gate->to);
    buf_printf(buf, ": %s", outcome_gate_state_text(gate->state));
    if (gate->awaited) {
        buf_puts(buf, ", awaiting ");
        words_some(buf, gate->awaited, "ruling", "rulings");
    }
    buf_putc(buf, '\n');
    for (size_t i = 0; i < gate->condition_count; i++) {
        buf_printf(buf, "      [%s] ", outcome_gate_state_text(gate->condition_states[i]));
        words_plain(buf, gate->conditions[i]);
        buf_putc(buf, '\n');
    }
    for (size_t i = 0; i < gate->block_count; i++) {
        buf_puts(buf, "      - ");
        words_plain(buf, gate->blocks[i]);
        buf_putc(buf, '\n');
    }
    buf_puts(buf, "      ");
    words_gate_next(buf, input, phase, gate);
    buf_putc(buf, '\n');
    if (gate->as_now_known.size > 0) {
        buf_puts(buf, "      ");
        words_plain(buf, gate->as_now_known);
        buf_putc(buf, '\n');
    }
}

static void put_phases(struct buf *buf, const struct report_input *input)
{
    const struct outcome *outcome = input->outcome;

    if (outcome->phase_count == 0)
        return;
    buf_puts(buf, "\nPhases, and what stands in the way\n");
    for (size_t i = 0; i < outcome->phase_count; i++) {
        const struct outcome_phase *phase = &outcome->phases[i];
        buf_puts(buf, "  ");
        words_plain(buf, phase->name);
        if (phase->title.size > 0) {
            buf_puts(buf, " (");
            words_plain(buf, phase->title);
            buf_putc(buf, ')');
        }
        buf_printf(buf, ": %s. ", outcome_phase_state_text(phase->state));
        words_phase_next(buf, input, phase);
        buf_putc(buf, '\n');
        for (size_t k = 0; k < phase->block_count; k++) {
            buf_puts(buf, "    - ");
            words_plain(buf, phase->blocks[k]);
            buf_putc(buf, '\n');
        }
        for (size_t k = 0; k < phase->gate_count; k++)
            put_gate(buf, input, phase, &phase->gates[k]);
    }
}

static void put_clause(struct buf *buf, const struct outcome_clause *clause)
{
    const char *between = "";
    size_t from = buf->size;

    buf_puts(buf, "  ");
    put_cut(buf, clause->label, LABEL_COLUMN - 3);
    pad_to(buf, from, LABEL_COLUMN);
    put_cut(buf, clause->title, TITLE_COLUMN - 1);
    pad_to(buf, from, LABEL_COLUMN + TITLE_COLUMN);
    if (clause->judged != OUTCOME_YES) {
        buf_puts(buf, outcome_judged_text(clause->judged));
        if (clause->why.size > 0) {
            buf_puts(buf, ": ");
            words_plain(buf, clause->why);
        }
        buf_putc(buf, '\n');
        return;
    }
    size_t violations = clause->verdicts[FINDING_VIOLATION];
    size_t ruled = clause->substantiated;
    if (violations > ruled) {
        words_some(buf, violations - ruled, "alleged violation", "alleged violations");
        between = ", ";
    }
    if (ruled) {
        buf_puts(buf, between);
        words_some(buf, ruled, "substantiated", "substantiated");
        between = ", ";
    }
    for (size_t i = 0; i < FINDING_VERDICT_COUNT; i++) {
        if (!clause->verdicts[i] || i == FINDING_VIOLATION)
            continue;
        buf_puts(buf, between);
        words_some(buf, clause->verdicts[i], finding_verdict_text((enum finding_verdict)i),
                   finding_verdict_text((enum finding_verdict)i));
        between = ", ";
    }
    if (!*between)
        buf_puts(buf, "nothing to judge yet");
    buf_putc(buf, '\n');
    if (clause->expected.hi <= 0)
        return;
    from = buf->size;
    pad_to(buf, from, LABEL_COLUMN);
    buf_puts(buf, "whoever acted ");
    words_interval(buf, clause->expected, 1);
    for (size_t i = 0; i < clause->by_party_count; i++) {
        buf_puts(buf, "; ");
        words_plain(buf, clause->by_party[i].party);
        buf_putc(buf, ' ');
        words_interval(buf, clause->by_party[i].count, 1);
    }
    buf_putc(buf, '\n');
    for (size_t i = 0; i < clause->by_reading_count; i++) {
        const struct outcome_reading_count *r = &clause->by_reading[i];

        from = buf->size;
        pad_to(buf, from, LABEL_COLUMN);
        buf_puts(buf, "reading ");
        words_plain(buf, r->reading);
        buf_puts(buf, " alone: ");
        words_some(buf, r->violations, "violation", "violations");
        buf_puts(buf, ", ");
        words_some(buf, r->undetermined, "undetermined", "undetermined");
        buf_puts(buf, "; expected ");
        words_interval(buf, r->expected, 1);
        buf_putc(buf, '\n');
    }
}

static void put_clauses(struct buf *buf, const struct outcome *outcome)
{
    size_t prose = 0;

    buf_puts(buf,
             "\nClauses (a violation is alleged until a body has ruled; a party's figure is\n"
             "  an interval: without and with the acts of which nobody knows whose they were)\n");
    for (size_t i = 0; i < outcome->clause_count; i++) {
        if (outcome->clauses[i].judged == OUTCOME_NOT_ENCODED)
            prose++;
        else
            put_clause(buf, &outcome->clauses[i]);
    }
    if (prose) {
        buf_puts(buf, "  Headings of the text that are prose and not judged: ");
        words_count(buf, prose);
        buf_putc(buf, '\n');
    }
}

enum err_code report_text(struct buf *buf, struct arena *arena, const struct report_input *input,
                          struct err *err)
{
    const struct outcome *outcome = input->outcome;
    const struct tz *tz = input->plan->tz;
    struct view view;

    TRY(view_make(arena, input, &view, err));
    words_plain(buf, input->plan->title);
    buf_puts(buf, "\nas known at ");
    words_moment(buf, tz, outcome->known_at_us);
    buf_puts(buf, " (");
    words_plain(buf, tz_name(tz));
    buf_puts(buf, ")\n");
    put_inputs(buf, input);
    put_phases(buf, input);
    put_clauses(buf, outcome);
    if (outcome->unseen_count) {
        buf_puts(buf, "\nNot seen\n");
        for (size_t i = 0; i < outcome->unseen_count && i < 8; i++) {
            buf_puts(buf, "  ");
            words_plain(buf, outcome->unseen[i]);
            buf_putc(buf, '\n');
        }
        if (outcome->unseen_count > 8) {
            buf_puts(buf, "  and ");
            words_count(buf, outcome->unseen_count - 8);
            buf_puts(buf, " more: see the report\n");
        }
    }
    if (outcome->warning_count) {
        buf_puts(buf, "\nTo note\n");
        for (size_t i = 0; i < outcome->warning_count && i < 12; i++) {
            buf_puts(buf, "  ");
            words_plain(buf, outcome->warnings[i]);
            buf_putc(buf, '\n');
        }
        if (outcome->warning_count > 12) {
            buf_puts(buf, "  and ");
            words_count(buf, outcome->warning_count - 12);
            buf_puts(buf, " more\n");
        }
    }
    buf_puts(buf, "\nDuplicates are not yet removed: one observation is one incident.\n");
    if (view.held_incidents + view.held_forces) {
        buf_puts(buf, "Held back from readers for now: ");
        words_held(buf, &input->policy, &view);
        buf_puts(buf, ".\n");
    }
    return buf_check(buf, err);
}
