/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "feed/feed.h"

#include <string.h>

enum truce_code truce_facts_open(const struct truce_memory *memory,
                                 const struct truce_agreement *agreement,
                                 const struct truce_host *host, struct truce_facts **facts,
                                 struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_facts *made;
    struct err err = {0};

    *facts = NULL;
    if (!agreement->plan)
        return truce_fail(error, TRUCE_AGREEMENT, "the agreement has errors");
    made = (struct truce_facts *)api_make(&mem, sizeof(*made));
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    made->arena.mem = &made->mem;
    made->agreement = agreement;
    made->host = host;
    facts_init(&made->facts, &made->arena);
    *facts = made;
    return TRUCE_OK;
}

void truce_facts_set_threads(struct truce_facts *facts, unsigned threads)
{
    facts->threads = threads;
}

void truce_facts_close(struct truce_facts *facts)
{
    if (!facts)
        return;
    feed_close(facts->reader);
    arena_free(&facts->arena);
    api_drop(&facts->mem, facts, sizeof(*facts));
}

/* The file's name without ending: the feed of records that name none. */
static struct str stem(struct str name)
{
    size_t at = name.size;

    while (at > 1 && name.text[at - 1] != '.')
        at--;
    return at > 1 ? str_slice(name, 0, at - 1) : name;
}

static enum err_code begin(struct truce_facts *facts, const struct truce_input *input,
                           struct err *err)
{
    struct feed_options options = {.agreement_zone = facts->agreement->plan->tz};
    struct str zone = {0};
    struct tz *tz = NULL;

    TRY(arena_str(&facts->arena, api_base_name(api_str(input->name)), &options.name, err));
    options.feed = stem(options.name);
    if (input->zone.size > 0) {
        TRY(api_host_read(facts->host, &facts->mem, TRUCE_FILE_ZONE, api_str(input->zone),
                          &facts->arena, &zone, err));
        TRY(tz_parse(&facts->arena, api_str(input->zone), zone, &tz, err));
        options.zone = tz;
    }
    facts->role = input->role;
    TRY(arena_str(&facts->arena, api_str(input->zone), &facts->zone, err));
    return feed_open(api_str(input->format), &options, &facts->facts, &facts->reader, err);
}

enum truce_code truce_facts_begin(struct truce_facts *facts, const struct truce_input *input,
                                  struct truce_error *error)
{
    struct err err = {0};
    enum err_code code;

    if (facts->reader || facts->was_run)
        return truce_fail(error, TRUCE_USAGE, "an input is open, or the facts were run already");
    code = begin(facts, input, &err);
    if (code)
        facts->reader = NULL;
    return api_error(error, code, &err);
}

enum truce_code truce_facts_push(struct truce_facts *facts, const char *bytes, size_t size,
                                 struct truce_error *error)
{
    struct err err = {0};
    enum err_code code;

    if (!facts->reader)
        return truce_fail(error, TRUCE_USAGE, "no input is open");
    code = feed_push(facts->reader, (struct str){bytes, size}, &err);
    if (code)
        facts->reader = NULL;
    return api_error(error, code, &err);
}

static enum err_code end(struct truce_facts *facts, struct err *err)
{
    const struct fact_input *input;
    struct truce_input_report report = {.role = facts->role};

    TRY(feed_end(facts->reader, err));
    input = &facts->facts.inputs[facts->facts.input_count - 1];
    report.name = api_text(input->name);
    report.format = api_text(input->format);
    memcpy(report.hash.bytes, input->sha256, sizeof(report.hash.bytes));
    report.size = input->size;
    report.observations = input->observations;
    report.records = input->records;
    report.rejected = input->rejected;
    TRY(arena_grow(&facts->arena, &facts->inputs, facts->input_count, &facts->input_capacity,
                   sizeof(report), err));
    TRY(arena_grow(&facts->arena, &facts->zones, facts->input_count, &facts->zone_capacity,
                   sizeof(facts->zone), err));
    facts->zones[facts->input_count] = facts->zone;
    facts->inputs[facts->input_count++] = report;
    return ERR_OK;
}

enum truce_code truce_facts_end(struct truce_facts *facts, struct truce_error *error)
{
    struct err err = {0};
    enum err_code code;

    if (!facts->reader)
        return truce_fail(error, TRUCE_USAGE, "no input is open");
    code = end(facts, &err);
    facts->reader = NULL;
    return api_error(error, code, &err);
}

size_t truce_facts_input_count(const struct truce_facts *facts)
{
    return facts->input_count;
}

struct truce_input_report truce_facts_input(const struct truce_facts *facts, size_t index)
{
    return facts->inputs[index];
}

size_t truce_facts_reject_count(const struct truce_facts *facts)
{
    return facts->facts.reject_count;
}

struct truce_reject truce_facts_reject(const struct truce_facts *facts, size_t index)
{
    const struct fact_reject *reject = &facts->facts.rejects[index];

    return (struct truce_reject){api_text(reject->source), reject->line, reject->column,
                                 api_text(reject->reason), api_text(reject->text)};
}

size_t truce_facts_notice_count(const struct truce_facts *facts)
{
    return facts->facts.notice_count;
}

struct truce_notice truce_facts_notice(const struct truce_facts *facts, size_t index)
{
    const struct fact_notice *notice = &facts->facts.notices[index];

    return (struct truce_notice){api_text(notice->text), notice->count};
}
