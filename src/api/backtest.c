/* SPDX-License-Identifier: Apache-2.0 */
#include "truce/backtest.h"

#include "api/api_int.h"
#include "api/draft_int.h"
#include "api/share.h"
#include "backtest/backtest.h"
#include "report/backtest_page.h"

#include <assert.h>

static_assert(TRUCE_BACKTEST_DRAFTS == BACKTEST_DRAFT_LIMIT, "");
static_assert(TRUCE_BACKTEST_WORLDS == BACKTEST_WORLD_LIMIT, "");

struct truce_backtest {
    struct mem mem;
    struct arena arena; /* everything below lives in it */
    struct backtest inner;
    size_t capacity, left_out, texts;
    bool was_run;
};

static enum err_code read_options(const struct truce_backtest_options *options,
                                  struct backtest_options *out, struct err *err)
{
    struct time_text day;

    if (options->worlds > BACKTEST_WORLD_LIMIT)
        return err_set(err, ERR_USAGE, "%zu worlds; at most %d", options->worlds,
                       BACKTEST_WORLD_LIMIT);
    *out = (struct backtest_options){.worlds = options->worlds,
                                     .seed = options->seed,
                                     .threads = options->threads,
                                     .known_at_us = options->known_at_us};
    if (options->from.size == 0)
        return ERR_OK;
    if (!time_parse(api_str(options->from), &day) || day.form != TIME_FORM_DATE)
        return err_set(err, ERR_USAGE, "\"%.*s\" is no day; write it as 2020-01-01",
                       (int)(options->from.size < 60 ? options->from.size : 60),
                       options->from.bytes);
    out->has_from = true;
    out->from_year = day.civil.year;
    out->from_month = day.civil.month;
    out->from_day = day.civil.day;
    return ERR_OK;
}

enum truce_code truce_backtest_open(const struct truce_memory *memory,
                                    const struct truce_backtest_options *options,
                                    struct truce_backtest **backtest, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_backtest *made;
    struct err err = {0};
    enum err_code code;

    *backtest = NULL;
    made = (struct truce_backtest *)api_make(&mem, sizeof(*made));
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    made->arena.mem = &made->mem;
    code = read_options(options, &made->inner.options, &err);
    if (code)
        truce_backtest_close(made);
    else
        *backtest = made;
    return api_error(error, code, &err);
}

void truce_backtest_close(struct truce_backtest *backtest)
{
    if (!backtest)
        return;
    backtest_close(&backtest->inner);
    arena_free(&backtest->arena);
    api_drop(&backtest->mem, backtest, sizeof(*backtest));
}

size_t truce_backtest_count(const struct truce_backtest *backtest)
{
    return backtest->inner.draft_count;
}

size_t truce_backtest_left_out(const struct truce_backtest *backtest)
{
    return backtest->left_out;
}

/* One draft, or one that has errors and is left out. */
static enum err_code add(struct truce_backtest *b, struct truce_draft *draft,
                         struct lang_kept *kept, size_t index, size_t *errors, struct err *err)
{
    struct api_variant variant;
    struct backtest_draft *made;

    if (b->inner.draft_count >= BACKTEST_DRAFT_LIMIT)
        return err_set(err, ERR_USAGE, "more than %d drafts", BACKTEST_DRAFT_LIMIT);
    TRY(api_draft_variant(draft, index, &b->arena, kept, &variant, err));
    *errors = variant.errors;
    if (!variant.plan)
        return ERR_OK;
    TRY(arena_grow(&b->arena, &b->inner.drafts, b->inner.draft_count, &b->capacity, sizeof(*made),
                   err));
    b->inner.drafts[b->inner.draft_count++] =
        (struct backtest_draft){.name = api_base_name(variant.name),
                                .text = (uint32_t)b->texts,
                                .choices = variant.choices,
                                .choice_count = variant.choice_count,
                                .plan = variant.plan};
    return ERR_OK;
}

enum truce_code truce_backtest_add(struct truce_backtest *backtest, struct truce_draft *draft,
                                   struct truce_error *error)
{
    struct err err = {0};
    size_t errors = 0;
    struct lang_kept *kept;
    enum err_code code = lang_kept_open(&backtest->arena, &kept, &err);

    if (!code)
        code = add(backtest, draft, kept, SIZE_MAX, &errors, &err);

    backtest->texts++;
    if (!code && errors)
        code = err_set(&err, ERR_SYNTAX,
                       "with these choices the text has %zu error%s: `truce brackets --choose` "
                       "tells them",
                       errors, errors == 1 ? "" : "s");
    return api_error(error, code, &err);
}

enum truce_code truce_backtest_add_all(struct truce_backtest *backtest, struct truce_draft *draft,
                                       struct truce_error *error)
{
    struct err err = {0};
    size_t count = api_draft_combinations(draft), errors = 0, before = backtest->inner.draft_count;
    struct lang_kept *kept;
    enum err_code code = lang_kept_open(&backtest->arena, &kept, &err);

    if (code)
        return api_error(error, code, &err);
    if (count > BACKTEST_DRAFT_LIMIT)
        code = err_set(&err, ERR_USAGE,
                       "the brackets can be settled in more than %d ways: choose some of them "
                       "first",
                       BACKTEST_DRAFT_LIMIT);
    else if (before + count > BACKTEST_DRAFT_LIMIT)
        code = err_set(&err, ERR_USAGE, "%zu drafts; at most %d", before + count,
                       BACKTEST_DRAFT_LIMIT);
    for (size_t i = 0; !code && i < count; i++) {
        code = add(backtest, draft, kept, i, &errors, &err);
        backtest->left_out += !code && errors > 0;
    }
    backtest->texts++;
    if (!code && backtest->inner.draft_count == before)
        code = err_set(&err, ERR_SYNTAX,
                       "the text has errors however its brackets are settled: `truce check` tells "
                       "them");
    return api_error(error, code, &err);
}

enum truce_code truce_backtest_run(struct truce_backtest *backtest, struct truce_facts *facts,
                                   struct truce_error *error)
{
    struct backtest *inner = &backtest->inner;
    struct err err = {0};
    enum err_code code;

    if (backtest->was_run || facts->was_run || facts->reader)
        return truce_fail(error, TRUCE_USAGE,
                          "the backtest or its facts were run already, or an input is still open");
    if (inner->draft_count == 0)
        return truce_fail(error, TRUCE_USAGE, "a backtest needs a draft");
    backtest->was_run = facts->was_run = true;
    inner->facts = &facts->facts;
    code = backtest_names_read(&backtest->arena, share_bytes("map/places.csv"),
                               &inner->options.names, &inner->options.name_count, &err);
    if (!code)
        code = facts_seal(&facts->facts, inner->options.known_at_us, &err);
    if (!code)
        code = backtest_run(&backtest->arena, inner, &err);
    return api_error(error, code, &err);
}

/* Incidents lie on the grid of the public audience, or on this where that has none. */
#define GRID_DEG 0.1

static enum err_code put_page(const struct truce_backtest *backtest, struct arena *arena,
                              struct buf *buf, struct err *err)
{
    struct report_policy public_policy, restricted_policy;
    struct report_backtest page = {.backtest = &backtest->inner,
                                   .grid_deg = GRID_DEG,
                                   .engine = STR(API_ENGINE),
                                   .coast_csv = share_bytes("map/coast.csv"),
                                   .places_csv = share_bytes("map/places.csv")};

    TRY(report_policy_read(arena, share_bytes("policy/default.json"), &public_policy,
                           &restricted_policy, err));
    if (public_policy.incident_grid_deg > page.grid_deg)
        page.grid_deg = public_policy.incident_grid_deg;
    return report_backtest(buf, arena, &page, err);
}

enum truce_code truce_backtest_put(const struct truce_backtest *backtest,
                                   enum truce_backtest_output output, const struct truce_sink *sink,
                                   struct truce_error *error)
{
    struct arena arena = {.mem = &backtest->mem};
    struct buf buf;
    struct err err = {0};
    enum err_code inner = ERR_OK;
    enum truce_code code;

    if (!backtest->was_run)
        return truce_fail(error, TRUCE_USAGE, "the backtest was not run yet");
    buf_init(&buf, &backtest->mem, API_OUTPUT_LIMIT);
    switch (output) {
    case TRUCE_BACKTEST_TEXT:
        backtest_put_text(&buf, &backtest->inner);
        break;
    case TRUCE_BACKTEST_JSON:
        backtest_put_json(&buf, &backtest->inner, STR(API_ENGINE));
        break;
    case TRUCE_BACKTEST_HTML:
        inner = put_page(backtest, &arena, &buf, &err);
        break;
    }
    code = inner ? api_error(error, inner, &err) : api_put(sink, &buf, error);
    buf_free(&buf);
    arena_free(&arena);
    return code;
}
