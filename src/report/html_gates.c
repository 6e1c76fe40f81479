/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands in the way of the next phase, in words: the first thing on the page. */
#include "report/report_int.h"

static const char *gate_class(enum outcome_gate_state state)
{
    switch (state) {
    case OUTCOME_GATE_MET:
        return "c-ok";
    case OUTCOME_GATE_NOT_MET:
        return "c-alleged";
    case OUTCOME_GATE_UNDETERMINED:
        return "c-undet";
    case OUTCOME_GATE_PENDING:
        break;
    }
    return "c-pend";
}

static bool is_current(const struct outcome_phase *phase)
{
    return phase->state == OUTCOME_PHASE_RUNNING || phase->state == OUTCOME_PHASE_CONDITIONS_MET ||
           phase->state == OUTCOME_PHASE_UNDETERMINED;
}

/* Words that are written plainly, escaped for the page. */
static void put_words(struct page *page, const struct outcome_phase *phase,
                      const struct outcome_gate *gate)
{
    struct buf words;

    buf_init(&words, page->buf->mem, page->buf->limit);
    if (gate)
        words_gate_next(&words, page->input, phase, gate);
    else
        words_phase_next(&words, page->input, phase);
    if (words.failed)
        page->buf->failed = true;
    else
        words_html(page->buf, buf_str(&words));
    buf_free(&words);
}

static void put_quoted(struct page *page, struct str text)
{
    buf_puts(page->buf, "\xE2\x80\x9C");
    html_text(page, text);
    buf_puts(page->buf, "\xE2\x80\x9D");
}

/* One sentence on where the agreement stands. */
static void put_lede(struct page *page)
{
    struct buf *buf = page->buf;
    const struct outcome *outcome = page->outcome;
    const struct outcome_phase *phase = NULL;

    for (size_t i = 0; i < outcome->phase_count; i++)
        if (is_current(&outcome->phases[i]))
            phase = &outcome->phases[i];
    for (size_t i = 0; !phase && i < outcome->phase_count; i++)
        if (outcome->phases[i].state == OUTCOME_PHASE_LAPSED)
            phase = &outcome->phases[i];
    for (size_t i = 0; !phase && i < outcome->phase_count; i++)
        if (outcome->phases[i].state == OUTCOME_PHASE_NOT_BEGUN)
            phase = &outcome->phases[i];
    buf_puts(buf, "<p class=\"lede\">");
    if (outcome->phase_count == 0) {
        buf_puts(buf, "The agreement has no phases; its clauses bind throughout.</p>\n");
        return;
    }
    if (!phase) {
        buf_puts(buf, "All phases of the agreement are over.</p>\n");
        return;
    }
    put_quoted(page, phase->title.size > 0 ? phase->title : phase->name);
    if (phase->state == OUTCOME_PHASE_LAPSED) {
        buf_puts(buf, " lapsed on ");
        words_moment(buf, page->tz, phase->end_us);
    } else if (phase->state == OUTCOME_PHASE_NOT_BEGUN) {
        buf_puts(buf, " has not begun");
    } else if (phase->state == OUTCOME_PHASE_RUNNING) {
        buf_puts(buf, " is running");
    } else {
        buf_puts(buf, " waits for a decision");
    }
    buf_puts(buf, ". ");
    for (size_t i = 0; i < phase->gate_count; i++) {
        const struct outcome_gate *gate = &phase->gates[i];
        buf_puts(buf, "The way to ");
        put_quoted(page, phase_title(outcome, gate->to));
        buf_printf(buf, " is <strong>%s</strong>", outcome_gate_state_text(gate->state));
        if (gate->awaited) {
            buf_puts(buf, ": ");
            words_some(buf, gate->awaited, "ruling is", "rulings are");
            buf_puts(buf, " awaited");
        }
        buf_puts(buf, ". ");
    }
    buf_puts(buf, "</p>\n");
}

static void put_facts(struct page *page, const struct outcome_gate *gate)
{
    struct buf *buf = page->buf;

    buf_puts(buf, "<dl class=\"meta\">\n");
    if (gate->has_value) {
        buf_puts(buf, "<div><dt>Counted so far</dt><dd>");
        words_interval(buf, gate->value, 2);
        buf_puts(buf, "</dd></div>\n");
    }
    if (gate->state != OUTCOME_GATE_PENDING) {
        buf_puts(buf, "<div><dt>Probability that the conditions hold</dt><dd>");
        words_chance(buf, gate->probability);
        buf_puts(buf, "</dd></div>\n");
    }
    buf_puts(buf, "<div><dt>Rulings awaited</dt><dd>");
    words_count(buf, gate->awaited);
    buf_puts(buf, "</dd></div>\n<div><dt>Decided by</dt><dd>");
    if (gate->decided_by.size > 0)
        html_text(page, gate->decided_by);
    else
        buf_puts(buf, "nobody: by rule");
    buf_puts(buf, "</dd></div>\n");
    if (time_is_set(gate->judged_us)) {
        buf_puts(buf, "<div><dt>Conditions judged</dt><dd>");
        words_moment(buf, page->tz, gate->judged_us);
        buf_puts(buf, "</dd></div>\n");
    }
    buf_puts(buf, "</dl>\n");
}

static void put_blocks(struct page *page, const struct str *blocks, size_t count)
{
    if (count == 0)
        return;
    buf_puts(page->buf, "<p class=\"label\">In the way</p>\n<ul class=\"blocks\">\n");
    for (size_t i = 0; i < count; i++) {
        buf_puts(page->buf, "<li>");
        html_text(page, blocks[i]);
        buf_puts(page->buf, "</li>\n");
    }
    buf_puts(page->buf, "</ul>\n");
}

static void put_gate(struct page *page, const struct outcome_phase *phase,
                     const struct outcome_gate *gate)
{
    struct buf *buf = page->buf;

    buf_printf(buf, "<div class=\"gate %s\">\n<h4><span>To ", gate_class(gate->state));
    put_quoted(page, phase_title(page->outcome, gate->to));
    buf_puts(buf, "</span> <span class=\"state\">");
    html_glyph(buf, glyph_of_gate(gate->state));
    buf_printf(buf, "conditions %s</span></h4>\n", outcome_gate_state_text(gate->state));
    put_blocks(page, gate->blocks, gate->block_count);
    if (gate->condition_count) {
        buf_puts(buf, "<p class=\"label\">Conditions</p>\n<ul class=\"conds\">\n");
        for (size_t i = 0; i < gate->condition_count; i++) {
            enum outcome_gate_state state = gate->condition_states[i];
            buf_printf(buf, "<li class=\"%s\"><span class=\"state\">", gate_class(state));
            html_glyph(buf, glyph_of_gate(state));
            buf_printf(buf, "%s</span><span>", outcome_gate_state_text(state));
            html_text(page, gate->conditions[i]);
            buf_puts(buf, "</span></li>\n");
        }
        buf_puts(buf, "</ul>\n");
    }
    buf_puts(buf, "<p class=\"label\">What happens next</p>\n<p>");
    put_words(page, phase, gate);
    buf_puts(buf, "</p>\n");
    if (gate->as_now_known.size > 0) {
        buf_puts(buf, "<p class=\"label\">As now known</p>\n<p>");
        html_text(page, gate->as_now_known);
        buf_puts(buf, "</p>\n");
    }
    put_facts(page, gate);
    buf_puts(buf, "</div>\n");
}

static const char *card_class(const struct outcome_phase *phase)
{
    if (phase->state == OUTCOME_PHASE_LAPSED)
        return "c-alleged";
    if (phase->state == OUTCOME_PHASE_UNDETERMINED)
        return "c-undet";
    return phase->state == OUTCOME_PHASE_CONDITIONS_MET ? "c-ok" : "c-pend";
}

static void put_phase(struct page *page, const struct outcome_phase *phase)
{
    struct buf *buf = page->buf;

    buf_printf(buf, "<article class=\"card %s\"><h3><span>", card_class(phase));
    html_text(page, phase->title.size > 0 ? phase->title : phase->name);
    buf_puts(buf, "</span> <span class=\"state\">");
    html_glyph(buf, glyph_of_phase(phase->state));
    buf_printf(buf, "%s</span></h3>\n<p>", outcome_phase_state_text(phase->state));
    put_words(page, phase, NULL);
    buf_puts(buf, "</p>\n");
    put_blocks(page, phase->blocks, phase->block_count);
    for (size_t k = 0; k < phase->gate_count; k++)
        put_gate(page, phase, &phase->gates[k]);
    buf_puts(buf, "</article>\n");
}

void html_gates(struct page *page)
{
    struct buf *buf = page->buf;

    html_open(page, "gates", "What stands in the way of the next phase");
    put_lede(page);
    for (size_t i = 0; i < page->outcome->phase_count; i++)
        if (page->outcome->phases[i].state != OUTCOME_PHASE_ENDED)
            put_phase(page, &page->outcome->phases[i]);
    for (size_t i = 0; i < page->outcome->phase_count; i++) /* what is over comes last */
        if (page->outcome->phases[i].state == OUTCOME_PHASE_ENDED)
            put_phase(page, &page->outcome->phases[i]);
    if (page->outcome->phase_count)
        buf_puts(buf,
                 "<p class=\"note\">The engine says whether conditions hold and starts clocks. "
                 "Where the text names a body, that body decides.</p>\n");
    html_close(page);
}
