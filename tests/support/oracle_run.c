/* SPDX-License-Identifier: Apache-2.0 */
#include "support/oracle_run.h"
#include "support/zone.h"

#include "facts/read.h"
#include "lang/lang.h"
#include "monitor/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)1 << 20)

static const char taxonomy[] = "name,parent,type,class,label\n"
                               "attack,,act,,Attack\n"
                               "shelling,attack,act,,Shelling\n"
                               "small_arms,attack,act,,Small arms\n"
                               "obstruction,,act,,Obstruction\n"
                               "troop_movement,,act,,Movement\n"
                               "communication,,act,,Message\n"
                               "notification,communication,act,,Notification\n"
                               "order,communication,act,,Order\n"
                               "response,communication,act,,Response\n"
                               "inspection,,act,,Inspection\n"
                               "consultation,,act,,Consultation\n"
                               "artillery,,thing,,Artillery\n"
                               "personnel,,thing,,Persons\n"
                               "violation_tally,,tally,,Tally\n";
static const char line[] =
    "{\"type\": \"LineString\", \"coordinates\": [[37.5, 48.2], [37.5, 48.8]]}";

static enum err_code read_file(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                               struct str *bytes, struct err *err)
{
    const int32_t utc = 0;
    struct buf buf;
    enum err_code code;

    (void)ctx;
    switch (kind) {
    case LANG_FILE_TAXONOMY:
        *bytes = STR(taxonomy);
        return ERR_OK;
    case LANG_FILE_GEOMETRY:
        *bytes = STR(line);
        return ERR_OK;
    case LANG_FILE_ZONE:
        buf_init(&buf, arena->mem, TEXT_LIMIT);
        zone_write(&buf, 2, NULL, 0, &utc, 1, "UTC0");
        code = arena_str(arena, buf_str(&buf), bytes, err);
        buf_free(&buf);
        return code;
    case LANG_FILE_AGREEMENT:
        break;
    }
    return err_set(err, ERR_INPUT, "no file \"%.*s\"", STR_ARG(name));
}

static bool compile(struct oracle_engine *engine)
{
    const struct lang_host host = {read_file, NULL};
    struct diags diags = {0};
    struct err err = {0};
    struct buf buf;
    enum err_code code = lang_compile(&engine->arena, STR("test.truce"), buf_str(&engine->text),
                                      &host, &diags, &engine->plan, &err);

    if (code || !engine->plan) {
        buf_init(&buf, &mem_libc, TEXT_LIMIT);
        diags_put_text(&buf, &diags, false);
        printf("%s\n%.*s%.*s", err.text, STR_ARG(buf_str(&buf)), STR_ARG(buf_str(&engine->text)));
        buf_free(&buf);
        return false;
    }
    return true;
}

static void make(struct oracle_engine *engine)
{
    *engine = (struct oracle_engine){.arena = {.mem = &mem_libc}, .random = {2026}};
    buf_init(&engine->text, &mem_libc, TEXT_LIMIT);
}

bool oracle_engine_open(struct oracle_engine *engine, const struct oracle_agreement *agreement)
{
    make(engine);
    engine->agreement = *agreement;
    oracle_put_agreement(&engine->text, agreement);
    return compile(engine);
}

bool oracle_engine_open_text(struct oracle_engine *engine, const char *text)
{
    make(engine);
    buf_puts(&engine->text, text);
    return compile(engine);
}

void oracle_engine_close(struct oracle_engine *engine)
{
    if (engine->runs > 1)
        printf("%llu traces, %llu left open by the description, %llu disagree\n",
               (unsigned long long)engine->runs, (unsigned long long)engine->open,
               (unsigned long long)engine->differ);
    buf_free(&engine->text);
    arena_free(&engine->arena);
}

/* ------------------------------------------------------------------ running */

bool oracle_engine_run_lines(const struct oracle_engine *engine, const char *lines,
                             int64_t known_at_us, struct arena *arena, struct outcome *outcome)
{
    const struct monitor_options options = {.known_at_us = known_at_us};
    struct str rest = str_z(lines);
    struct facts facts;
    struct err err = {0};
    uint64_t number = 0, column;

    facts_init(&facts, arena);
    while (rest.size) {
        struct str record = str_cut(&rest, '\n');

        struct str file = number++ % 2 ? STR("one") : STR("two"); /* as if split over two files */

        if (record.size &&
            fact_read_line(&facts, record, STR("f"), NULL, file, number, &column, &err)) {
            printf("%s: %.*s\n", err.text, STR_ARG(record));
            return false;
        }
    }
    if (facts_seal(&facts, known_at_us, &err) ||
        monitor_run(arena, engine->plan, &facts, &options, outcome, &err)) {
        printf("%s\n", err.text);
        return false;
    }
    return true;
}

static void put_records(struct buf *buf, const struct oracle_trace *trace, const int *order)
{
    for (int i = 0; i < oracle_record_count(trace); i++) {
        oracle_put_record(buf, trace, order ? order[i] : i);
        buf_putc(buf, '\n');
    }
    buf_putc(buf, '\0');
}

static unsigned party_set(struct str name)
{
    for (int who = WHO_A; who < WHO_COUNT; who++) {
        if (str_eq(name, str_z(oracle_who_name((enum oracle_who)who))))
            return SET(who);
    }
    return 0;
}

static int hour_of(int64_t at_us)
{
    return (int)((at_us - ORACLE_EPOCH_US) / ORACLE_HOUR_US);
}

static enum oracle_form form_of(const struct oracle_clause *clause)
{
    return clause->statements[0].form == PERMIT && clause->statement_count > 1
               ? clause->statements[1].form
               : clause->statements[0].form;
}

/* The engine's finding in the oracle's words: only what the oracle says for a clause of this form. */
static struct oracle_finding normal(const struct oracle_agreement *agreement,
                                    const struct finding *f)
{
    int clause = f->clause.size ? f->clause.text[0] - '1' : 0;
    const struct oracle_clause *c = &agreement->clauses[clause];
    struct oracle_finding out = {.clause = clause,
                                 .verdict = (enum oracle_verdict)f->verdict,
                                 .party = party_set(f->party),
                                 .from = hour_of(f->time.from_us),
                                 .to = hour_of(f->time.to_us)};

    if (f->is_standing) {
        out.has_span = true;
        return out;
    }
    switch (form_of(c)) {
    case FORBID:
    case PERMIT:
        out.has_because = true;
        for (size_t i = 0; i < f->because_count; i++) {
            if (str_starts(f->because[i], STR("f:e")))
                out.because |= 1U << strtoul(f->because[i].text + 3, NULL, 10);
        }
        out.has_occurrence = f->has_occurrence;
        break;
    case KEEP_OUT:
    case KEEP_INSIDE:
    case KEEP_AWAY:
        out.has_occurrence = f->has_occurrence;
        out.has_span = f->has_occurrence; /* else of `synchronous` */
        out.to = out.from;
        break;
    case LIMIT:
        out.has_span = true;
        if (!c->statements[0].every)
            out.to = out.from;
        break;
    case REQUIRE:
    case SYNCHRONOUS:
        break;
    }
    if (out.has_occurrence) {
        bool is_crisp = (f->occurrence.lo <= 0 || f->occurrence.lo >= 1) &&
                        (f->occurrence.hi <= 0 || f->occurrence.hi >= 1);

        out.occurrence = f->occurrence.lo >= 1   ? ORACLE_YES
                         : f->occurrence.hi >= 1 ? ORACLE_MAYBE
                                                 : ORACLE_NO;
        if (!is_crisp)
            out.because = ~0U; /* a fraction: nothing the oracle says */
    }
    return out;
}

static int target_of(struct str name)
{
    if (str_eq(name, STR("lapsed")))
        return TO_LAPSED;
    return str_eq(name, STR("ended")) ? TO_ENDED : name.size == 2 ? name.text[1] - '0' : -9;
}

static struct oracle_phase_state normal_phase(const struct oracle_phase *phase,
                                              const struct outcome_phase *p)
{
    struct oracle_phase_state out = {.begun = p->state != OUTCOME_PHASE_NOT_BEGUN,
                                     .over = p->state == OUTCOME_PHASE_ENDED ||
                                             p->state == OUTCOME_PHASE_LAPSED,
                                     .judged = -1};

    if (out.begun)
        out.begin = hour_of(p->begin_us);
    if (out.over) {
        out.end = hour_of(p->end_us);
        out.next = target_of(p->next);
    }
    out.waits_for_decision =
        p->state == OUTCOME_PHASE_CONDITIONS_MET || p->state == OUTCOME_PHASE_UNDETERMINED;
    out.waiting = p->state == OUTCOME_PHASE_CONDITIONS_MET ? ORACLE_YES : ORACLE_MAYBE;
    if (p->gate_count == 1 && phase->exit_count == 1) {
        enum outcome_gate_state state = p->gates[0].state;

        out.gate = state == OUTCOME_GATE_MET       ? ORACLE_YES
                   : state == OUTCOME_GATE_NOT_MET ? ORACLE_NO
                                                   : ORACLE_MAYBE;
        if (phase->exits[0].form == THEN_AS_SOON_AS ? state == OUTCOME_GATE_MET
                                                    : state != OUTCOME_GATE_PENDING)
            out.judged = 0;
    }
    return out;
}

static void take_outcome(const struct oracle_agreement *agreement, const struct outcome *outcome,
                         struct oracle_answer *answer)
{
    answer->finding_count = 0;
    for (size_t i = 0; i < outcome->finding_count && i < ORACLE_FINDINGS; i++)
        answer->findings[answer->finding_count++] = normal(agreement, &outcome->findings[i]);
    for (size_t i = 0; i < outcome->phase_count && i < 4; i++)
        answer->phases[i] = normal_phase(&agreement->phases[i], &outcome->phases[i]);
}

bool oracle_engine_judge(struct oracle_engine *engine, const struct oracle_trace *trace,
                         int known_at, struct oracle_answer *answer)
{
    int order[ORACLE_EVENTS + ORACLE_DECISIONS + ORACLE_COVERAGES + 1];
    int count = oracle_record_count(trace);
    struct arena arena = {.mem = &mem_libc};
    struct outcome outcome = {0};
    struct buf records;
    bool done;

    for (int i = 0; i < count; i++) {
        int at = (int)random_below(&engine->random, (uint64_t)i + 1);

        order[i] = order[at];
        order[at] = i;
    }
    buf_init(&records, &mem_libc, TEXT_LIMIT);
    put_records(&records, trace, order);
    done = oracle_engine_run_lines(
        engine, records.bytes,
        known_at == ORACLE_NEVER ? TIME_NEVER : ORACLE_EPOCH_US + known_at * ORACLE_HOUR_US, &arena,
        &outcome);
    if (done)
        take_outcome(&engine->agreement, &outcome, answer);
    buf_free(&records);
    arena_free(&arena);
    return done;
}

bool oracle_engine_answer(struct oracle_engine *engine, const struct oracle_trace *trace,
                          int known_at, struct buf *answer)
{
    static struct oracle_answer judged;

    if (!oracle_engine_judge(engine, trace, known_at, &judged))
        return false;
    oracle_put_answer(answer, &engine->agreement, &judged);
    return true;
}

/* ------------------------------------------------------------------ comparing */

void oracle_print_case(const struct oracle_engine *engine, const struct oracle_trace *trace)
{
    struct buf records;

    buf_init(&records, &mem_libc, TEXT_LIMIT);
    put_records(&records, trace, NULL);
    printf("%.*s-- records\n%s", STR_ARG(buf_str(&engine->text)), records.bytes);
    buf_free(&records);
}

static void show(const struct oracle_engine *engine, const struct oracle_trace *trace, int known_at,
                 const struct buf *ours, const struct buf *theirs)
{
    printf("---- the engine disagrees with the oracle\n");
    oracle_print_case(engine, trace);
    if (known_at != ORACLE_NEVER)
        printf("-- as known at hour %d\n", known_at);
    printf("-- oracle\n%.*s-- engine\n%.*s----\n", STR_ARG(buf_str(ours)),
           STR_ARG(buf_str(theirs)));
}

bool oracle_agrees(struct oracle_engine *engine, const struct oracle_trace *trace, int known_at)
{
    static struct oracle_answer answer;
    struct buf ours, theirs;
    bool same = true;

    buf_init(&ours, &mem_libc, TEXT_LIMIT);
    buf_init(&theirs, &mem_libc, TEXT_LIMIT);
    engine->runs++;
    oracle_judge(&engine->agreement, trace, known_at, &answer);
    if (answer.open) {
        engine->open++;
    } else {
        oracle_put_answer(&ours, &engine->agreement, &answer);
        same = getenv("TRUCE_ORACLE_ONLY") ||
               (oracle_engine_answer(engine, trace, known_at, &theirs) &&
                str_eq(buf_str(&ours), buf_str(&theirs)));
        if (!same && engine->differ++ < ORACLE_SHOWN)
            show(engine, trace, known_at, &ours, &theirs);
    }
    buf_free(&ours);
    buf_free(&theirs);
    return same;
}

/* The next non-decreasing word of `length` letters; false after the last. */
static bool next_word(int *letters, int length, int alphabet)
{
    int at = length - 1;

    while (at >= 0 && letters[at] == alphabet - 1)
        at--;
    if (at < 0)
        return false;
    for (int letter = letters[at] + 1; at < length; at++)
        letters[at] = letter;
    return true;
}

static bool speaks_of_nothing(const struct oracle_trace *trace)
{
    for (int i = 0; i < trace->decision_count; i++) {
        const struct oracle_decision *d = &trace->decisions[i];

        if ((d->on == ON_INCIDENT || d->on == ON_ACT) && d->event >= trace->event_count)
            return true;
    }
    return false;
}

static void all_events(struct oracle_engine *engine, const struct oracle_trace *base,
                       const struct oracle_alphabet *alphabet, int length, int known_at)
{
    int letters[ORACLE_EVENTS] = {0};

    do {
        struct oracle_trace trace = *base;

        for (int i = 0; i < length; i++)
            trace.events[trace.event_count++] = alphabet->events[letters[i]];
        if (!speaks_of_nothing(&trace))
            oracle_agrees(engine, &trace, known_at);
    } while (next_word(letters, length, alphabet->event_count));
}

uint64_t oracle_all_traces(struct oracle_engine *engine, const struct oracle_trace *base,
                           const struct oracle_alphabet *alphabet, int length, int known_at)
{
    uint64_t before = engine->differ;

    for (int m = 0; m <= length && (m == 0 || alphabet->decision_count); m++) {
        int letters[ORACLE_DECISIONS] = {0};

        do {
            struct oracle_trace trace = *base;

            for (int i = 0; i < m; i++)
                trace.decisions[trace.decision_count++] = alphabet->decisions[letters[i]];
            for (int n = 0; n <= length - m; n++)
                all_events(engine, &trace, alphabet, n, known_at);
        } while (next_word(letters, m, alphabet->decision_count));
    }
    return engine->differ - before;
}
