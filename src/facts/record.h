/* SPDX-License-Identifier: Apache-2.0
 *
 * The records beside observations, told apart by "record": feed, coverage, decision, declaration,
 * tally. See docs/formats/. */
#ifndef FACTS_RECORD_H
#define FACTS_RECORD_H

#include "facts/observation.h"

/* What was looked at: kinds, an area (NULL-sized name and NULL shape: everywhere), a time, and the
 * chance that something there would have been seen. */
struct fact_coverage {
    struct str feed;
    int64_t received_us;
    bool received_known;
    struct fact_time time;
    const struct str *kinds;
    size_t kind_count; /* 0: every kind */
    struct fact_place place;
    double seen;    /* 0 to 1 */
    bool has_blind; /* any `blind` other than null: no coverage */
    struct str blind;
    struct str source;
    uint64_t line;
};

/* A feed's own declaration. A record with an empty `complete` list declares it incomplete. */
struct fact_feed {
    struct str feed, body; /* body: the verifying body it is bound to, or empty */
    int64_t lateness_us;
    bool has_complete; /* the record has a `complete` list, perhaps empty */
    const struct fact_coverage *complete;
    size_t complete_count;
    struct str source;
    uint64_t line;
};

enum fact_decision_on {
    FACT_ON_INCIDENT,       /* {"incident": name, "clause": label}: an act */
    FACT_ON_FINDING,        /* {"finding": id} */
    FACT_ON_CLAUSE,         /* {"clause": label, "party": name or none}: that it is fulfilled */
    FACT_ON_GATE,           /* {"gate": phase, "to": phase} */
    FACT_ON_CERTIFICATE,    /* {"certificate": text}, perhaps with "party" */
    FACT_ON_ACT_CERTIFICATE /* {"certificate": text, "incident": name}: for this very act */
};

#define FACT_DECISION_WHATS(X)                                                                     \
    X(UNDER_VERIFICATION, "under verification")                                                    \
    X(SUBSTANTIATED, "substantiated")                                                              \
    X(NOT_SUBSTANTIATED, "not substantiated")                                                      \
    X(UNDETERMINED, "undetermined")                                                                \
    X(PROCEED, "proceed")                                                                          \
    X(REFUSE, "refuse")                                                                            \
    X(CERTIFY, "certify")                                                                          \
    X(REVOKE, "revoke")

enum fact_decision_what {
#define X(name, text) FACT_WHAT_##name,
    FACT_DECISION_WHATS(X)
#undef X
};

struct fact_decision {
    struct str id, body;
    int64_t time_us, received_us; /* received: default `time` */
    bool received_known;
    enum fact_decision_on on;
    struct str incident, finding, clause, gate, to, certificate, party;
    enum fact_decision_what what;
    bool has_attribution;
    struct fact_attribution attribution;
    struct str gravity, reason;  /* may be empty */
    struct str dissent;          /* JSON text as given */
    struct str author, reviewer; /* roles, when given; must differ */
    struct str source;
    uint64_t line;
};

struct fact_declaration {
    struct str id, party, of; /* of: "baseline" … */
    int64_t time_us, received_us;
    bool received_known;
    const struct fact_attribute *attributes;
    size_t attribute_count;
    double quantity;
    struct str weapon; /* a kind, or empty */
    struct fact_place place;
    struct str source;
    uint64_t line;
};

struct fact_tally {
    struct str id, feed, name, kind;
    int64_t received_us;
    bool received_known;
    struct fact_time time;
    struct fact_place place;
    double value;
    const struct fact_share *actors;
    size_t actor_count;
    struct str source;
    uint64_t line;
};

const char *fact_what_text(enum fact_decision_what what);

/* One NDJSON line each (no newline), keys in the order of docs/formats/, absent ones left out. */
void fact_coverage_put(struct buf *buf, const struct fact_coverage *coverage);
void fact_feed_put(struct buf *buf, const struct fact_feed *feed);
void fact_decision_put(struct buf *buf, const struct fact_decision *decision);
void fact_declaration_put(struct buf *buf, const struct fact_declaration *declaration);
void fact_tally_put(struct buf *buf, const struct fact_tally *tally);

#endif
