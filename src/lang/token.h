/* SPDX-License-Identifier: Apache-2.0
 *
 * Words: the text cut into tokens, once, up front. Reserved words and signs share one list. */
#ifndef LANG_TOKEN_H
#define LANG_TOKEN_H

#include "lang/work.h"
#include "plan/plan.h"

#define TOKEN_LIMIT 1000000

/* clang-format off */
#define LANG_WORDS(X)                                                                              \
    X(ACCURACY, "accuracy") X(ACT, "act") X(AFTER, "after") X(AGAINST, "against")                  \
    X(AGREEMENT, "agreement") X(ALL, "all") X(ALLEGED, "alleged") X(ALSO, "also")                  \
    X(ALWAYS, "always") X(AND, "and") X(ANY, "any") X(ANYONE, "anyone") X(AROUND, "around")        \
    X(AS, "as") X(ASSESS, "assess") X(AT, "at") X(BASELINE, "baseline") X(BEFORE, "before")        \
    X(BEGIN, "begin") X(BEGINS, "begins") X(BETWEEN, "between") X(BODY, "body") X(BOTH, "both")    \
    X(BREACH, "breach") X(BREACHED, "breached") X(BUILDS, "builds") X(BY, "by")                    \
    X(CERTIFIED, "certified") X(CHAIR, "chair") X(CHAIRED, "chaired") X(CIRCLE, "circle")          \
    X(CLASS, "class") X(CLAUSE, "clause") X(CLAUSES, "clauses") X(CONSENSUS, "consensus")          \
    X(CORRIDOR, "corridor") X(COSTS, "costs") X(ACROSS, "across") X(DAILY, "daily")                \
    X(DATE, "date") X(DAY, "day") X(DECIDED, "decided") X(DECIDES, "decides")                      \
    X(DECLARE, "declare") X(DEFERRED, "deferred") X(DETECTS, "detects") X(DISPUTED, "disputed")    \
    X(DO, "do") X(DURING, "during") X(EACH, "each") X(ELSE, "else") X(END, "end")                  \
    X(ENTRY, "entry") X(EVERY, "every") X(EXACTLY, "exactly") X(EXCEPT, "except")                  \
    X(FEWER, "fewer") X(FIRST, "first") X(FOR, "for") X(FORBID, "forbid") X(FORCE, "force")        \
    X(FROM, "from") X(FULFILLED, "fulfilled") X(FULFILMENT, "fulfilment") X(GRAVE, "grave")        \
    X(GRAVITY, "gravity") X(GROUP, "group") X(GUARANTOR, "guarantor") X(IN, "in")                  \
    X(INSIDE, "inside") X(INTO, "into") X(IS, "is") X(ITS, "its") X(KEEP, "keep")                  \
    X(LANGUAGES, "languages") X(LASTS, "lasts") X(LATE, "late") X(LEAST, "least")                  \
    X(LEFT, "left") X(LESS, "less") X(LIKELY, "likely") X(LIMIT, "limit") X(LINE, "line")          \
    X(LOAD, "load") X(MAJORITY, "majority") X(MEDIATOR, "mediator") X(MET, "met")                  \
    X(MINOR, "minor") X(MONITOR, "monitor") X(MONTH, "month") X(MORE, "more") X(MOST, "most")      \
    X(MOVING, "moving") X(NO, "no") X(NOT, "not") X(NOTICE, "notice") X(OF, "of") X(ON, "on")      \
    X(ONE, "one") X(OPEN, "open") X(OR, "or") X(OTHER, "other") X(OUT, "out") X(OVER, "over")      \
    X(PARTY, "party") X(PENDING, "pending") X(PERMIT, "permit") X(PHASE, "phase")                  \
    X(PLACE, "place") X(POLYGON, "polygon") X(PREVAILING, "prevailing") X(PUBLIC, "public")        \
    X(RANGE, "range") X(RENEWS, "renews") X(REPLACES, "replaces") X(REPORT, "report")              \
    X(REQUIRE, "require") X(REVISIT, "revisit") X(RIGHT, "right") X(SAME, "same")                  \
    X(SEEN, "seen") X(SEES, "sees") X(SERIOUS, "serious") X(SIDE, "side")                          \
    X(SIGNATURE, "signature") X(SIGNED, "signed") X(SINCE, "since") X(SOME, "some")                \
    X(SOON, "soon") X(SOURCE, "source") X(SYNCHRONOUS, "synchronous") X(TABLE, "table")            \
    X(THAN, "than") X(THE, "the") X(THEN, "then") X(THING, "thing") X(THRESHOLD, "threshold")      \
    X(THROUGHOUT, "throughout") X(TIMEZONE, "timezone") X(TO, "to") X(TOGETHER, "together")        \
    X(TRACK, "track") X(UNANIMITY, "unanimity") X(UNDER, "under")                                  \
    X(UNDETERMINED, "undetermined") X(UNLESS, "unless") X(UNTIL, "until")                          \
    X(VERIFIED, "verified") X(VIOLATION, "violation") X(VIOLATIONS, "violations")                  \
    X(WAYS, "ways") X(WEEK, "week") X(WHEN, "when") X(WHERE, "where") X(WHILE, "while")            \
    X(WITH, "with") X(WITHDRAW, "withdraw") X(WITHIN, "within") X(ZONE, "zone") X(ZONES, "zones")
#define LANG_SIGNS(X)                                                                              \
    X(EQUALS, "=") X(COLON, ":") X(BAR, "|") X(COMMA, ",") X(PAREN_OPEN, "(") X(PAREN_CLOSE, ")")  \
    X(BRACKET_OPEN, "[") X(BRACKET_CLOSE, "]") X(PLUS, "+") X(MINUS, "-")
/* clang-format on */

enum word_id {
    W_NONE,
#define X(name, text) W_##name,
    LANG_WORDS(X) LANG_SIGNS(X)
#undef X
};

enum token_kind {
    TOKEN_END,
    TOKEN_WORD, /* a reserved word or a sign */
    TOKEN_NAME,
    TOKEN_STRING, /* `from`, `to` with the quotes */
    TOKEN_INT,
    TOKEN_DECIMAL,
    TOKEN_QUANTITY,
    TOKEN_LABEL,
    TOKEN_TIME,   /* 18:00 */
    TOKEN_DATE,   /* 2026-02-01 */
    TOKEN_MOMENT, /* 2026-02-01 18:00 */
    TOKEN_ZONE,   /* Europe/Istanbul */
    TOKEN_BAD     /* already reported */
};

enum unit_id {
    UNIT_NONE,
    UNIT_MM,
    UNIT_M,
    UNIT_KM,
    UNIT_FT,
    UNIT_NMI,
    UNIT_S,
    UNIT_MIN,
    UNIT_H,
    UNIT_D,
    UNIT_W,
    UNIT_MO,
    UNIT_Y,
    UNIT_KG,
    UNIT_T,
    UNIT_SHARE,
    UNIT_NORTH,
    UNIT_EAST,
    UNIT_SOUTH,
    UNIT_WEST
};

enum unit_sort {
    SORT_COUNT,
    SORT_LENGTH,
    SORT_DURATION,
    SORT_MASS,
    SORT_SHARE,
    SORT_LATITUDE,
    SORT_LONGITUDE
};

struct unit {
    const char *text;
    double
        factor; /* lengths to mm, masses to kg, elapsed durations to s; calendar units: a count */
    enum unit_sort sort;
    enum plan_unit span;
};
const struct unit *unit_of(enum unit_id id);

struct token {
    uint8_t kind; /* enum token_kind */
    uint8_t word; /* enum word_id */
    uint8_t unit; /* enum unit_id */
    bool is_first_on_line;
    uint32_t from, to;
    double number; /* INT, DECIMAL, QUANTITY */
};

/* Cut all pieces of the text read last (work->texts, or the agreement). Problems are diagnostics; the list ends with TOKEN_END. */
void lexer_run(struct work *work);

const char *word_text(enum word_id word);

#endif
