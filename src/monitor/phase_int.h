/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by phase.c (the walk through time, doors and ends) and decide.c (what people decide, and terms without a decision). */
#ifndef MONITOR_PHASE_INT_H
#define MONITOR_PHASE_INT_H

#include "monitor/monitor_int.h"

struct kept_timeline {
    uint32_t condition;
    struct looked_at member;
    size_t at; /* instance index; SIZE_MAX none */
    size_t stamp;
    struct timeline timeline;
    struct kept_timeline *next;
};

struct walk {
    struct run *run;
    int64_t now;
    size_t stamp;  /* changes with every phase begun or left */
    size_t *begun; /* per phase: how often */
    bool *has_then;
    bool *is_due;   /* per phase: a way led there, its own door has been shut */
    bool *is_taken; /* per decision */
    struct kept_timeline *kept;
    bool changed;
};

const struct plan_phase *phase_of(const struct walk *w, const struct instance *at);
bool phase_any_waiting(const struct walk *w, const struct instance *at);
enum err_code phase_leave(struct walk *w, size_t i, uint32_t exit, uint32_t to,
                          bool by_else) MUST_USE;
enum err_code phase_leave_else(struct walk *w, size_t i) MUST_USE;
int64_t phase_effective(const struct fact_decision *d);
enum err_code phase_decisions(struct walk *w) MUST_USE;
enum err_code phase_lapse(struct walk *w) MUST_USE;

#endif
