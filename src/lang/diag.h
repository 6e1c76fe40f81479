/* SPDX-License-Identifier: Apache-2.0
 *
 * Diagnostics: what is wrong with the text of an agreement, as its author should read it. Codes are never reused. */
#ifndef LANG_DIAG_H
#define LANG_DIAG_H

#include "base/buf.h"

enum diag_level {
    DIAG_ERROR, /* cannot run */
    DIAG_HOLE,  /* cannot enter into force */
    DIAG_WARNING,
    DIAG_NOTE
};

/* One text that was read: the agreement (the first), those it builds on, the monitoring plan. */
struct diag_source {
    struct str name, text;
};

/* A stretch of a source: bytes [from, to), and where it starts for people. */
struct diag_span {
    uint32_t source; /* in diags.sources */
    uint32_t from, to;
    uint32_t line, column; /* 1-based; columns count characters */
};

/* One case that shows what a finding of the checker means: somewhere on the ground, at some time, by somebody. Of a
 * conflict it is an act or a presence that one clause demands and another forbids; of a gap one that no clause takes. */
struct diag_witness {
    bool has_place, has_time, has_value;
    double lon, lat;      /* degrees, on the grid of 1e-7 */
    int64_t at_us;        /* UTC */
    double value;         /* of the attribute: calibre in mm, lengths in m */
    struct str party;     /* name; empty: any */
    struct str kind;      /* name; empty: any */
    struct str attribute; /* empty: none */
    struct str text;      /* the case in words: "an artillery piece of exactly 100 mm of A" */
};

/* Ground that a finding is about: polygons in the form of GeoJSON coordinates (longitude, latitude), outer ring first. */
struct diag_ring {
    const double *lon_lat; /* pairs; first and last equal */
    size_t count;          /* of pairs */
    bool is_outer;
};

struct diag {
    enum diag_level level;
    const char *code;      /* "T0203" */
    const char *rule;      /* "L7", "conflict", …; "" */
    const char *why;       /* why it matters, with the failure it comes from; "" */
    struct diag_span span; /* the smallest text that is wrong */
    struct str text;       /* what is wrong */
    struct str label;      /* what was expected there; may be empty */
    struct str help;       /* what to write; empty unless we are sure */
    struct str article;    /* heading it stands under; may be empty */
    bool has_other;        /* the second of two places that disagree */
    struct diag_span other;
    struct str other_label;             /* "first declared here" */
    const struct diag_witness *witness; /* or NULL */
    const struct diag_ring *rings;      /* the ground, or NULL */
    size_t ring_count;
};

/* How much of a text is code, and of what sort: statements, and headings without code. */
struct diag_provisions {
    size_t judged;         /* the engine decides them */
    size_t scheduled;      /* `assess`: it reminds, people decide */
    size_t open;           /* a bracket is in the way */
    size_t not_judged_yet; /* said and checked, not judged by this version */
    size_t prose;          /* headings without code */
};

struct diags {
    const struct diag_source *sources; /* [0] is the agreement */
    size_t source_count;
    struct diag *items;
    size_t count, capacity;
    size_t errors, holes, warnings;
    size_t dropped;                           /* beyond the limit of 1,000 */
    const struct diag_provisions *provisions; /* or NULL: not counted */
};

/* Print one after another, in order: `FILE:LINE:COLUMN: level[code]: text`, the source line, the caret, the label, help;
 * under the first of each code why it matters. Hostile text is shown safely, long lines are cut around the caret. */
void diags_put_text(struct buf *buf, const struct diags *diags, bool colour);
/* One object: docs/formats/diagnostics.md. */
void diags_put_json(struct buf *buf, const struct diags *diags);
/* A FeatureCollection: the ground that findings are about, and the places of their cases. */
void diags_put_geojson(struct buf *buf, const struct diags *diags);

/* SARIF 2.1.0, one run. `page` has the page of a code, as Markdown (empty: none). ERR_NO_MEMORY, and what hash.h says. */
struct diag_sarif {
    const char *version; /* of the program */
    struct str (*page)(const char *code);
};
enum err_code diags_put_sarif(struct buf *buf, const struct diags *diags,
                              const struct diag_sarif *how, struct err *err) MUST_USE;

/* What rests on a monitoring plan: it tells where nobody looks, so it is for few eyes. */
bool diag_is_restricted(const struct diag *diag);

#endif
