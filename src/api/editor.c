/* SPDX-License-Identifier: Apache-2.0 */
#include "truce/editor.h"

#include "api/api_int.h"
#include "lang/edit/service.h"

#include <assert.h>

/* One finding as it is shown: of the form as it is now, or of the last check. */
struct shown {
    const struct service_finding *finding;
    uint32_t from;
};

struct truce_document {
    struct mem mem;
    struct service *service;
    struct arena arena; /* of the two lists */
    bool is_listed;
    struct shown *shown;
    size_t shown_count, shown_capacity;
    struct truce_outline *outline;
    size_t outline_count, outline_capacity;
    uint64_t outline_version;
};

struct truce_check {
    struct mem mem;
    struct service_check *check;
};

enum truce_code truce_document_open(const struct truce_memory *memory, struct truce_text name,
                                    struct truce_document **document, struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_document *made = (struct truce_document *)api_make(&mem, sizeof(*made));
    struct err err = {0};
    enum err_code code;

    *document = NULL;
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    made->arena.mem = &made->mem;
    code = service_open(&made->mem, api_str(name), &made->service, &err);
    if (code)
        truce_document_close(made);
    else
        *document = made;
    return api_error(error, code, &err);
}

void truce_document_close(struct truce_document *document)
{
    if (!document)
        return;
    service_close(document->service);
    arena_free(&document->arena);
    api_drop(&document->mem, document, sizeof(*document));
}

static void forget(struct truce_document *document)
{
    arena_free(&document->arena);
    document->shown = NULL;
    document->outline = NULL;
    document->shown_count = document->shown_capacity = 0;
    document->outline_count = document->outline_capacity = 0;
    document->is_listed = false;
    document->outline_version = 0;
}

enum truce_code truce_document_edit(struct truce_document *document, size_t from, size_t to,
                                    struct truce_text by, struct truce_error *error)
{
    struct err err = {0};

    forget(document);
    return api_error(error, service_edit(document->service, from, to, api_str(by), &err), &err);
}

struct truce_text truce_document_text(const struct truce_document *document)
{
    return api_text(service_text(document->service));
}

bool truce_document_has_form(const struct truce_document *document)
{
    return document->service->form_errors == 0;
}

/* ------------------------------------------------------------------ checks */

enum truce_code truce_check_open(const struct truce_memory *memory,
                                 const struct truce_document *document, struct truce_check **check,
                                 struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_check *made = (struct truce_check *)api_make(&mem, sizeof(*made));
    struct err err = {0};
    enum err_code code;

    *check = NULL;
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    code = service_check_open(&mem, document->service, &made->check, &err);
    if (code)
        truce_check_close(made);
    else
        *check = made;
    return api_error(error, code, &err);
}

struct reading {
    const struct truce_host *host;
    struct mem mem;
};

static enum err_code read_file(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                               struct str *bytes, struct err *err)
{
    const struct reading *reading = (const struct reading *)ctx;

    return api_lang_read(reading->host, &reading->mem, kind, name, arena, bytes, err);
}

enum truce_code truce_check_run(struct truce_check *check, const struct truce_host *host,
                                struct truce_error *error)
{
    struct reading reading = {host, check->mem};
    const struct lang_host lang_host = {read_file, &reading};
    struct err err = {0};

    return api_error(error, service_check_run(check->check, &lang_host, &err), &err);
}

bool truce_check_take(struct truce_document *document, struct truce_check *check)
{
    const bool is_taken = service_check_take(document->service, check->check);

    check->check = NULL;
    truce_check_close(check);
    forget(document);
    return is_taken;
}

void truce_check_close(struct truce_check *check)
{
    if (!check)
        return;
    service_check_close(check->check);
    api_drop(&check->mem, check, sizeof(*check));
}

/* ------------------------------------------------------------------ findings */

static void list(struct truce_document *document, const struct service_finding *findings,
                 size_t count, bool is_check)
{
    for (size_t i = 0; i < count; i++) {
        const struct diag *diag = &findings[i].diag;
        struct shown shown = {&findings[i], diag->span.from};

        if (findings[i].is_gone || diag->span.source || (is_check && service_is_form(diag->code)))
            continue;
        if (arena_grow(&document->arena, &document->shown, document->shown_count,
                       &document->shown_capacity, sizeof(shown), NULL))
            return;
        document->shown[document->shown_count++] = shown;
    }
}

/* In order of position; stable. Both lists are nearly in order already. */
static void sort(struct shown *shown, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct shown one = shown[i];
        size_t at = i;

        for (; at > 0 && shown[at - 1].from > one.from; at--)
            shown[at] = shown[at - 1];
        shown[at] = one;
    }
}

size_t truce_document_findings(struct truce_document *document)
{
    const struct service *service = document->service;

    if (!document->is_listed) {
        list(document, service->form, service->form_count, false);
        if (service->check)
            list(document, service->check->findings, service->check->diags.count, true);
        sort(document->shown, document->shown_count);
        document->is_listed = true;
    }
    return document->shown_count;
}

static struct truce_place place_of(const struct service *service, const struct diag_span *span)
{
    struct truce_place place = {{NULL, 0}, span->from, span->to};

    if (span->source && service->check && span->source <= service->check->work.texts.count)
        place.file = api_text(service->check->work.texts.items[span->source - 1].name);
    return place;
}

struct truce_finding_of_text truce_document_finding(const struct truce_document *document,
                                                    size_t index)
{
    const struct diag *diag = &document->shown[index].finding->diag;

    return (struct truce_finding_of_text){
        .level = (enum truce_level)diag->level,
        .code = diag->code,
        .why = diag->why,
        .text = api_text(diag->text),
        .label = api_text(diag->label),
        .help = api_text(diag->help),
        .at = place_of(document->service, &diag->span),
        .has_other = diag->has_other,
        .other = place_of(document->service, &diag->other),
        .other_label = api_text(diag->other_label),
    };
}

/* ------------------------------------------------------------------ words and names */

enum truce_code truce_document_explain(struct truce_document *document, size_t position,
                                       const struct truce_sink *sink, bool *has, size_t *from,
                                       size_t *to, struct truce_error *error)
{
    struct err err = {0};
    struct buf buf;
    enum truce_code code;

    *has = false;
    code = api_error(error, service_tree(document->service, &err), &err);
    if (code)
        return code;
    buf_init(&buf, &document->mem, (size_t)1 << 20);
    *has = service_explain(document->service, position, &buf, from, to);
    code = api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}

bool truce_document_declaration(struct truce_document *document, size_t position,
                                struct truce_place *place)
{
    struct service_symbol symbol;
    size_t token;

    if (service_tree(document->service, NULL))
        return false;
    token = service_token_at(document->service, position);
    if (token == SIZE_MAX || !service_symbol_at(document->service, token, &symbol))
        return false;
    *place = (struct truce_place){api_text(symbol.file), symbol.name_from, symbol.name_to};
    return true;
}

/* The two lists of sorts are one list. */
static_assert((int)TRUCE_SYMBOL_ACTOR == (int)SERVICE_ACTOR &&
                  (int)TRUCE_SYMBOL_CLAUSE == (int)SERVICE_CLAUSE &&
                  (int)TRUCE_SYMBOL_SOURCE == (int)SERVICE_SOURCE,
              "");

struct completing {
    void (*each)(void *ctx, const struct truce_completion *completion);
    void *ctx;
};

static void give(void *ctx, const struct service_proposal *proposal)
{
    const struct completing *completing = (const struct completing *)ctx;
    const struct truce_completion completion = {
        proposal->sort < 0 ? TRUCE_SYMBOL_WORD : (enum truce_symbol)proposal->sort,
        api_text(proposal->text), api_text(proposal->detail)};

    completing->each(completing->ctx, &completion);
}

enum truce_code truce_document_complete(struct truce_document *document, size_t position,
                                        void (*each)(void *ctx,
                                                     const struct truce_completion *completion),
                                        void *ctx, struct truce_error *error)
{
    struct completing completing = {each, ctx};
    struct err err = {0};
    enum err_code code = service_tree(document->service, &err);

    if (!code)
        code = service_complete(document->service, position, give, &completing, &err);
    return api_error(error, code, &err);
}

static bool add_outline(void *ctx, const struct service_symbol *symbol)
{
    struct truce_document *document = (struct truce_document *)ctx;
    struct truce_outline outline = {.symbol = (enum truce_symbol)symbol->sort,
                                    .name = api_text(symbol->name),
                                    .detail = api_text(symbol->detail),
                                    .from = symbol->from,
                                    .to = symbol->to,
                                    .name_from = symbol->name_from,
                                    .name_to = symbol->name_to};

    if (arena_grow(&document->arena, &document->outline, document->outline_count,
                   &document->outline_capacity, sizeof(outline), NULL))
        return false;
    document->outline[document->outline_count++] = outline;
    return true;
}

/* By position. The sorts come one after another, each in order: merge them by a stable sort of runs. */
static void sort_outline(struct truce_outline *items, struct truce_outline *spare, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            size_t a = low, b = middle;

            for (size_t i = low; i < high; i++)
                spare[i] = a < middle && (b >= high || items[a].from <= items[b].from) ? items[a++]
                                                                                       : items[b++];
        }
        for (size_t i = 0; i < count; i++)
            items[i] = spare[i];
    }
}

static void nest(struct truce_outline *items, size_t count)
{
    size_t phase = 0;

    for (size_t i = 0; i < count; i++) {
        if (items[i].symbol == TRUCE_SYMBOL_PHASE)
            phase = i + 1;
        else if (items[i].symbol == TRUCE_SYMBOL_CLAUSE)
            items[i].inside = phase;
    }
}

size_t truce_document_outline_count(struct truce_document *document)
{
    struct truce_outline *spare;

    if (document->outline_version == document->service->version)
        return document->outline_count;
    document->outline_count = 0;
    if (service_tree(document->service, NULL))
        return 0;
    service_symbols(document->service, add_outline, document);
    spare = ARENA_NEW(&document->arena, struct truce_outline, document->outline_count);
    if (!spare)
        return document->outline_count = 0;
    sort_outline(document->outline, spare, document->outline_count);
    nest(document->outline, document->outline_count);
    document->outline_version = document->service->version;
    return document->outline_count;
}

struct truce_outline truce_document_outline(const struct truce_document *document, size_t index)
{
    return document->outline[index];
}
