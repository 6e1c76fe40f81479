/* SPDX-License-Identifier: Apache-2.0
 *
 * One form of the language at a time, by brute force. A form is a piece of agreement text, an alphabet of records, and a
 * judge written from the language's description alone; every set of records up to some size goes through the engine and the
 * judge, and both must say the same lines. Hours count from 2026-02-01 00:00 UTC. The judge sees the records, never the
 * engine; a case that the description leaves open it says so and is counted, not compared. Every n-th set also goes through
 * the laws: parties' names exchanged, dates moved, the feed split in two, a clause added that has nothing to do with it, and
 * everything watched: what was settled stays settled. */
#ifndef SUPPORT_ORACLE_FORM_H
#define SUPPORT_ORACLE_FORM_H

#include "base/buf.h"

#define FORM_RECORDS 16
#define FORM_LETTERS 20
#define FORM_LINES 64
#define FORM_GONE (-1)     /* as a quantity: seen gone */
#define FORM_NEVER 1000000 /* hours */

enum form_type {
    FORM_NONE,
    FORM_SEEN,
    FORM_COVER,
    FORM_DECLARE,
    FORM_CERTIFY, /* by M: that the clause is fulfilled, of `who` */
    FORM_EVENT,   /* by M: the certificate `kind` */
    FORM_RULE     /* by M: the n-th record of the form's base is substantiated under the clause */
};

struct form_record {
    enum form_type type;
    int at;
    int to;   /* COVER: its end; SEEN: 0, or it was so throughout [at, to) */
    int late; /* received so many hours after its end */
    const char *kind;
    char who;         /* A, B, M, H; O: somebody else; 0: not known */
    int lon;          /* thousandths of a degree, at 48.5 N; 0: no place */
    const char *area; /* instead of lon */
    int unit, quantity;
    const char *status, *model, *target, *vessel, *site, *of;
    int range_km, hours, calibre;
    char addressee; /* M, H */
    int incident, clause;
    const char *feed; /* NULL: f, or g where the feed is split */
};

struct form_trace {
    struct form_record records[FORM_RECORDS];
    int count;
    int watermark;
};

struct form_lines {
    char text[FORM_LINES][96];
    int count;
    bool names_the_other; /* the engine's: a finding about A names a record of what B did */
    const char *open;     /* why the description leaves this open: not compared */
    const char
        *known; /* a fault of the engine that is known: a disagreement is counted under this name */
};

/* What is compared of a finding, beside clause, verdict and party. */
enum {
    FORM_FROM = 1,  /* hour in which its time begins */
    FORM_TO = 2,    /* and ends */
    FORM_VALUE = 4, /* [lo, hi] */
    FORM_PHASE = 8, /* its name, members too */
    FORM_OCCURRENCE = 16,
    FORM_STANDING = 32, /* the standing findings as well */
    FORM_BECAUSE = 64   /* the records' numbers */
};

struct form {
    const char *name;
    const char *
        text; /* after the usual head: parties A, B, monitor M, mediator H, zones z, y, line contact */
    void (*judge)(const struct form_trace *trace, struct form_lines *lines);
    unsigned columns;
    struct form_record base[8]; /* in every set */
    struct form_record letters[FORM_LETTERS];
    int length; /* all sets of so many letters */
    int random; /* and so many of any size */
    int laws;   /* every so many-th set goes through the laws; 0: none */
    /* A known fault of the engine, counted under this name: coverage overturns what was settled. */
    const char *unsettled;
};

/* False, with the first disagreements printed, unless all agree. */
bool form_check(const struct form *form);

void form_say(struct form_lines *lines, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "3" or "[3, 5]" or "[3, null]" with FORM_NEVER for the open end; in a ring of four. */
const char *form_interval(int lo, int hi);

bool form_in_z(const struct form_record *r); /* surely: 37 to 38 E */
bool form_is(const struct form_record *r, const char *kind);
int form_end(const struct form_record *r);
/* What a record says of its quantity; 1 where it says nothing, 0 when it was seen gone. */
int form_quantity(const struct form_record *r);
/* The sum of what the party has declared of the kind (in z): both ends where it says that it lies there. */
struct form_both {
    int lo, hi;
};
struct form_both form_declared(const struct form_trace *trace, char party, const char *kind,
                               bool in_zone);
bool form_is_declared(const struct form_trace *trace, char party, const char *kind, bool in_zone);
/* The latest report by t of the unit, by that actor (0: unknown); NULL: none. */
const struct form_record *form_latest(const struct form_trace *trace, const char *kind, char who,
                                      int unit, int t);
/* Every hour of [from, to) lies in some coverage record of this kind (no area, or "z"). */
bool form_covered(const struct form_trace *trace, const char *kind, int from, int to);

#endif
