/* SPDX-License-Identifier: Apache-2.0
 *
 * Observation: what one source says of one thing: when, where, what, who, each with its doubt.
 * Times are UTC microseconds, coordinates WGS 84 degrees, probabilities 0 to 1. Names (kinds,
 * actors, areas) stay text here; the monitor looks them up in the plan.
 * docs/formats/observation.md and share/schemas/observation.json describe the exchange form. */
#ifndef FACTS_OBSERVATION_H
#define FACTS_OBSERVATION_H

#include "base/time.h"
#include "geo/point.h"
#include "geo/shape.h"

/* Limits of everything read from outside, each tested. */
#define FACTS_LINE_LIMIT ((size_t)1 << 20) /* bytes of one line */
#define FACTS_COLUMN_LIMIT 4096            /* columns of a CSV row */
#define FACTS_NAME_LIMIT 256               /* bytes of an id, a feed, a kind, an actor */

/* An instant has from == to. Otherwise it happened at one moment in [from, to), evenly likely. */
struct fact_time {
    int64_t from_us, to_us;
};

enum fact_place_form {
    FACT_PLACE_NONE,
    FACT_PLACE_POINT,    /* point with error_m */
    FACT_PLACE_ELLIPSE,  /* point with an error ellipse */
    FACT_PLACE_AREA,     /* a name in the gazetteer or the agreement */
    FACT_PLACE_GEOMETRY, /* a shape */
    FACT_PLACE_BEARING   /* seen from `point`, in a direction, at a range */
};

struct fact_place {
    enum fact_place_form form;
    struct geo_point point;
    double error_m; /* radius that holds 95 %; 0 exact */
    double major_m, minor_m, azimuth_deg;
    double bearing_deg, bearing_error_deg, range_min_m, range_max_m;
    struct str area;
    const struct geo_shape *shape; /* in the arena of the facts */
    struct str geometry;           /* GeoJSON text as given, for writing back */
};

struct fact_share {
    struct str name; /* a party, a group, or "other" */
    double share;
};

/* A language attribute (LANGUAGE, appendix A): `calibre` in mm, lengths in m, mass in kg, time
 * in s. */
struct fact_attribute {
    struct str name; /* without unit suffix: `calibre`, not `calibre_mm` */
    bool is_number;
    double number;
    struct str text; /* as written; of a number its shortest form, in the base unit */
};

#define FACT_ATTRIBUTION_LEVELS 6 /* A0 .. A5 */

struct fact_attribution {
    int level;        /* 0 to 5 */
    struct str party; /* empty: none */
    struct str basis;
};

#define FACT_STATUSES(X)                                                                           \
    X(ALLEGED, "alleged")                                                                          \
    X(UNDER_VERIFICATION, "under verification")                                                    \
    X(SUBSTANTIATED, "substantiated")                                                              \
    X(NOT_SUBSTANTIATED, "not substantiated")                                                      \
    X(UNDETERMINED, "undetermined")

enum fact_status {
#define X(name, text) FACT_STATUS_##name,
    FACT_STATUSES(X)
#undef X
};

struct observation {
    struct str id, feed;
    struct str name;     /* "feed:id", how every other record speaks of it */
    int64_t received_us; /* when it became known; time.to when the source does not say */
    struct fact_time time;
    enum fact_status status;
    bool received_known;
    bool holds;        /* it was so throughout */
    bool aggregate;    /* several acts somewhere in the time */
    bool joint;        /* one act of all actors together, each with share 1 */
    bool has_quantity; /* of `quantity` */
    bool count_about;  /* of `count` */
    struct fact_place place;
    struct str kind;
    double explained; /* share that it was something no clause forbids: the sum of explanations */
    const struct fact_share *explanations;
    size_t explanation_count;
    const struct fact_share *actors; /* shares sum to at most 1; the rest is unknown */
    size_t actor_count;
    const struct str *addressees; /* of a report: "to" */
    size_t addressee_count;
    struct fact_attribution attribution;
    /* `object` first (with its quantity), then `attributes`; each part by name. */
    const struct fact_attribute *attributes;
    size_t attribute_count;
    size_t object_count; /* how many of them are of `object` */
    double quantity;     /* object.quantity; default 1; 0 means seen gone */
    double count;        /* acts meant; default 1 */
    struct str grade;    /* "B2" or empty */
    double probability;  /* that it happened; default 1 */
    struct str text;
    struct str evidence;     /* JSON text as given, or empty */
    uint8_t content[32];     /* SHA-256 of the canonical content, `received` left out */
    struct str source;       /* name of the input file, for messages */
    uint64_t line;           /* 1-based line in it where the record starts */
    size_t correction_count; /* earlier contents of the same feed:id that this one replaces */
};

const char *fact_status_text(enum fact_status status);
bool fact_status_parse(struct str text, enum fact_status *status);

/* Value of an attribute, or NULL. */
const struct fact_attribute *observation_attribute(const struct observation *observation,
                                                   struct str name);

/* One NDJSON line (no newline), keys in the order docs/formats/observation.md gives, absent ones
 * left out. Reading it gives the same observation. */
void observation_put(struct buf *buf, const struct observation *observation);

#endif
