/* SPDX-License-Identifier: Apache-2.0
 *
 * One shape for each verdict and state, so that no colour stands alone: filled circle (alleged
 * violation), filled square (ruled), broken circle (undetermined), half circle (pending), tick
 * (kept, fulfilled, met), triangle (late), filled diamond (breached, not met), dash (closed). */
#include "report/report_int.h"

#include <string.h>

void svg_number(struct buf *buf, double value)
{
    num_put(buf, value, 2);
}

void svg_attribute(struct buf *buf, const char *name, double value)
{
    buf_printf(buf, " %s=\"", name);
    svg_number(buf, value);
    buf_putc(buf, '"');
}

/* "M x y" with offsets in units of r */
static void put_path(struct buf *buf, const char *class_name, double x, double y, double r,
                     const double (*at)[2], size_t count, bool is_closed)
{
    buf_printf(buf, "<path class=\"gl %s\" d=\"", class_name);
    for (size_t i = 0; i < count; i++) {
        buf_putc(buf, i ? 'L' : 'M');
        svg_number(buf, x + at[i][0] * r);
        buf_putc(buf, ' ');
        svg_number(buf, y + at[i][1] * r);
    }
    buf_puts(buf, is_closed ? "Z\"/>" : "\"/>");
}

static void put_circle(struct buf *buf, const char *class_name, double x, double y, double r)
{
    buf_printf(buf, "<circle class=\"gl %s\"", class_name);
    svg_attribute(buf, "cx", x);
    svg_attribute(buf, "cy", y);
    svg_attribute(buf, "r", r);
    buf_puts(buf, "/>");
}

void svg_glyph(struct buf *buf, const char *kind, double x, double y, double r)
{
    static const double square[][2] = {{-.85, -.85}, {.85, -.85}, {.85, .85}, {-.85, .85}};
    static const double diamond[][2] = {{0, -1.1}, {1.1, 0}, {0, 1.1}, {-1.1, 0}};
    static const double triangle[][2] = {{0, -1}, {1, .8}, {-1, .8}};
    static const double tick[][2] = {{-.9, 0}, {-.25, .7}, {.95, -.75}};
    static const double dash[][2] = {{-.8, 0}, {.8, 0}};

    if (strcmp(kind, "ruled") == 0) {
        put_path(buf, "k-ruled", x, y, r, square, COUNT_OF(square), true);
    } else if (strcmp(kind, "breached") == 0) {
        put_path(buf, "k-breached", x, y, r, diamond, COUNT_OF(diamond), true);
    } else if (strcmp(kind, "late") == 0) {
        put_path(buf, "k-late", x, y, r, triangle, COUNT_OF(triangle), true);
    } else if (strcmp(kind, "ok") == 0) {
        put_path(buf, "k-ok", x, y, r, tick, COUNT_OF(tick), false);
    } else if (strcmp(kind, "closed") == 0) {
        put_path(buf, "k-pending", x, y, r, dash, COUNT_OF(dash), false);
    } else if (strcmp(kind, "violation") == 0) {
        put_circle(buf, "k-violation", x, y, r * .85);
    } else if (strcmp(kind, "undetermined") == 0) {
        put_circle(buf, "k-undetermined", x, y, r * .85);
    } else { /* pending, running */
        bool is_running = strcmp(kind, "running") == 0;
        double inner = r * .85;
        buf_puts(buf, "<g class=\"k-pending\">");
        put_circle(buf, "", x, y, inner);
        buf_puts(buf, "<path class=\"i\" d=\"M");
        svg_number(buf, x);
        buf_putc(buf, ' ');
        svg_number(buf, y - inner);
        for (int half = 0; half < (is_running ? 2 : 1); half++) {
            buf_putc(buf, 'A');
            svg_number(buf, inner);
            buf_putc(buf, ' ');
            svg_number(buf, inner);
            buf_puts(buf, " 0 0 1 ");
            svg_number(buf, x);
            buf_putc(buf, ' ');
            svg_number(buf, half ? y - inner : y + inner);
        }
        buf_puts(buf, "Z\"/></g>");
    }
}

void html_glyph(struct buf *buf, const char *kind)
{
    buf_puts(buf,
             "<svg class=\"g\" viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\">");
    svg_glyph(buf, kind, 6, 6, 5);
    buf_puts(buf, "</svg>");
}

const char *glyph_of_finding(const struct finding *finding)
{
    bool is_ruled = finding->status == FACT_STATUS_SUBSTANTIATED;

    switch (finding->verdict) {
    case FINDING_VIOLATION:
        return is_ruled ? "ruled" : "violation";
    case FINDING_BREACHED:
        return is_ruled ? "ruled" : "breached";
    case FINDING_LATE:
        return "late";
    case FINDING_PENDING:
        return "pending";
    case FINDING_FULFILLED:
    case FINDING_KEPT:
        return "ok";
    case FINDING_UNDETERMINED:
        break;
    }
    return "undetermined";
}

const char *glyph_of_gate(enum outcome_gate_state state)
{
    switch (state) {
    case OUTCOME_GATE_PENDING:
        return "pending";
    case OUTCOME_GATE_MET:
        return "ok";
    case OUTCOME_GATE_NOT_MET:
        return "breached";
    case OUTCOME_GATE_UNDETERMINED:
        break;
    }
    return "undetermined";
}

const char *glyph_of_phase(enum outcome_phase_state state)
{
    switch (state) {
    case OUTCOME_PHASE_NOT_BEGUN:
        return "pending";
    case OUTCOME_PHASE_RUNNING:
        return "running";
    case OUTCOME_PHASE_CONDITIONS_MET:
        return "ok";
    case OUTCOME_PHASE_ENDED:
        return "closed";
    case OUTCOME_PHASE_LAPSED:
        return "breached";
    case OUTCOME_PHASE_UNDETERMINED:
        break;
    }
    return "undetermined";
}
