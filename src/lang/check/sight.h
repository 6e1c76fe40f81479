/* SPDX-License-Identifier: Apache-2.0
 *
 * What the sources of a monitoring plan see of a statement, and what follows from how often they look. Sources look at
 * random, each apart from the others, every `revisit`. What began t ago has then been missed by all with the chance
 * S(t) = product over sources of (1 - d)^k (1 - d f), where t / revisit = k + f, k whole, 0 <= f < 1, and d is `detects`.
 * docs/method/monitoring-plan.md */
#ifndef LANG_CHECK_SIGHT_H
#define LANG_CHECK_SIGHT_H

#include "lang/build_int.h"

enum sight_level {
    SIGHT_NONE,
    SIGHT_PART, /* some of the kinds under it, or a part of the place */
    SIGHT_WHOLE
};

struct eye {
    double accuracy_m, revisit_s, detects;
    uint32_t place; /* or PLAN_NONE: everywhere */
    uint32_t row;   /* in plan.sources */
    uint8_t *sees;  /* by kind: enum sight_level */
};

struct sight {
    struct build *b;
    struct eye *eyes; /* sources without open brackets */
    size_t eye_count;
    uint8_t *seeing; /* by eye: what it sees of the statement asked about last */
    /* Its own: */
    struct geo_zones zones; /* the plan's, with room for three nodes more */
    struct geo_node *nodes;
    uint8_t *looks;    /* eye x place: 0 not asked, else 1 + enum sight_level */
    struct map delays; /* set of eyes -> index into results */
    LIST(double) results;
};

/* False when there is no source, or no memory. */
bool sight_open(struct sight *sight, struct build *b);

/* Fill `seeing` for acts or things of a class in a statement's places; tells how many see at least a part. */
size_t sight_find(struct sight *sight, uint32_t class, const struct plan_statement *s);
/* The place that a breach of the statement is in, or that is looked at to tell; PLAN_NONE: anywhere. */
uint32_t sight_place(const struct plan_statement *s, size_t spot);
size_t sight_place_count(const struct plan_statement *s);
/* Sees any of the class, wherever it looks. */
bool sight_sees(const struct sight *sight, size_t eye, uint32_t class);

/* Over the eyes that see at least `level`: S(t); how many they are; the mean time to the first sight of what goes on (the
 * integral of S), -1 when none of them ever sees it. */
double sight_missed(const struct sight *sight, double seconds, enum sight_level level);
size_t sight_count(const struct sight *sight, enum sight_level level);
double sight_delay_s(struct sight *sight, enum sight_level level);

double sight_seconds(struct plan_span span); /* months of 30 days */

#endif
