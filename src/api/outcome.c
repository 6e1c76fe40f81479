/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "base/task.h"

#include <assert.h>

static_assert((int)TRUCE_VIOLATION == (int)FINDING_VIOLATION, "");
static_assert((int)TRUCE_UNDETERMINED == (int)FINDING_UNDETERMINED, "");
static_assert(TRUCE_VERDICT_COUNT == FINDING_VERDICT_COUNT, "");

enum truce_code truce_time_parse(struct truce_text text, int64_t *at_us, struct truce_error *error)
{
    struct time_text time;
    struct str s = api_str(text);
    struct err err = {0};

    if (!time_parse(s, &time) || time.form != TIME_FORM_MOMENT)
        return api_error(
            error,
            err_set(&err, ERR_INPUT,
                    "\"%.*s\" is no moment; write the date, the time and the offset "
                    "from UTC, such as 2020-07-30T00:00:00Z or 2020-07-30T03:00:00+03:00",
                    (int)(s.size < 60 ? s.size : 60), s.text ? s.text : ""),
            &err);
    *at_us = time.at_us;
    return TRUCE_OK;
}

/* The evidence of each finding in the API's own type. */
static enum err_code share_evidence(struct truce_outcome *outcome, struct err *err)
{
    const struct outcome *inner = &outcome->outcome;

    outcome->because = ARENA_NEW(&outcome->arena, struct truce_text *, inner->finding_count);
    if (!outcome->because)
        return err_no_memory(err);
    for (size_t i = 0; i < inner->finding_count; i++) {
        const struct finding *finding = &inner->findings[i];
        struct truce_text *names =
            ARENA_NEW(&outcome->arena, struct truce_text, finding->because_count);

        if (!names)
            return err_no_memory(err);
        for (size_t k = 0; k < finding->because_count; k++)
            names[k] = api_text(finding->because[k]);
        outcome->because[i] = names;
    }
    return ERR_OK;
}

static enum err_code run(struct truce_outcome *outcome, struct truce_facts *facts,
                         const struct truce_run_options *options, struct err *err)
{
    const struct monitor_options monitor = {.known_at_us = options->known_at_us,
                                            .is_draft = options->is_draft,
                                            .threads = task_threads(facts->threads)};

    TRY(facts_seal(&facts->facts, options->known_at_us, err));
    TRY(monitor_run(&outcome->arena, outcome->agreement->plan, &facts->facts, &monitor,
                    &outcome->outcome, err));
    return share_evidence(outcome, err);
}

enum truce_code truce_run(const struct truce_agreement *agreement, struct truce_facts *facts,
                          const struct truce_run_options *options, struct truce_outcome **outcome,
                          struct truce_error *error)
{
    struct truce_outcome *made;
    struct err err = {0};
    enum err_code code;

    *outcome = NULL;
    if (!agreement->plan)
        return truce_fail(error, TRUCE_AGREEMENT, "the agreement has errors");
    if (facts->was_run)
        return truce_fail(error, TRUCE_USAGE, "these facts were run already; read them again");
    if (facts->reader)
        return truce_fail(error, TRUCE_USAGE, "an input of these facts is still open");
    made = (struct truce_outcome *)api_make(&facts->mem, sizeof(*made));
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    facts->was_run = true;
    made->mem = facts->mem;
    made->arena.mem = &made->mem;
    made->agreement = agreement;
    made->facts = facts;
    made->options = *options;
    code = run(made, facts, options, &err);
    if (code)
        truce_outcome_close(made);
    else
        *outcome = made;
    return api_error(error, code, &err);
}

void truce_outcome_close(struct truce_outcome *outcome)
{
    if (!outcome)
        return;
    arena_free(&outcome->arena);
    api_drop(&outcome->mem, outcome, sizeof(*outcome));
}

size_t truce_outcome_finding_count(const struct truce_outcome *outcome)
{
    return outcome->outcome.finding_count;
}

struct truce_finding truce_outcome_finding(const struct truce_outcome *outcome, size_t index)
{
    const struct finding *finding = &outcome->outcome.findings[index];

    return (struct truce_finding){
        .id = api_text(finding->id),
        .clause = api_text(finding->clause),
        .article = api_text(finding->article),
        .phase = api_text(finding->phase),
        .party = api_text(finding->party),
        .verdict = (enum truce_verdict)finding->verdict,
        .status = api_text(str_z(fact_status_text(finding->status))),
        .has_occurrence = finding->has_occurrence,
        .occurrence = {finding->occurrence.lo, finding->occurrence.hi},
        .from_us = finding->time.from_us,
        .to_us = finding->time.to_us,
        .text = api_text(finding->text),
        .because = outcome->because[index],
        .because_count = finding->because_count,
    };
}

size_t truce_outcome_count(const struct truce_outcome *outcome, enum truce_verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->outcome.finding_count; i++)
        count += (int)outcome->outcome.findings[i].verdict == (int)verdict;
    return count;
}

const char *truce_verdict_text(enum truce_verdict verdict)
{
    return finding_verdict_text((enum finding_verdict)verdict);
}

int64_t truce_outcome_known_at(const struct truce_outcome *outcome)
{
    return outcome->outcome.known_at_us;
}

size_t truce_outcome_warning_count(const struct truce_outcome *outcome)
{
    return outcome->outcome.warning_count;
}

struct truce_text truce_outcome_warning(const struct truce_outcome *outcome, size_t index)
{
    return api_text(outcome->outcome.warnings[index]);
}
