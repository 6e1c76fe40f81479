/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "lang/lang.h"

#include <string.h>

struct reading {
    const struct truce_host *host;
    struct truce_agreement *agreement;
};

/* A file that the text loads is part of what a run was made from. */
static enum err_code note_file(struct truce_agreement *agreement, struct str name, struct str role,
                               struct str bytes, struct err *err)
{
    struct api_file file = {.role = role, .size = bytes.size};

    for (size_t i = 0; i < agreement->file_count; i++) {
        if (str_eq(agreement->files[i].name, name))
            return ERR_OK;
    }
    TRY(hash_sha256(bytes, &file.hash, err));
    TRY(arena_str(&agreement->arena, name, &file.name, err));
    TRY(arena_grow(&agreement->arena, &agreement->files, agreement->file_count,
                   &agreement->file_capacity, sizeof(file), err));
    agreement->files[agreement->file_count++] = file;
    return ERR_OK;
}

static enum err_code read_file(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                               struct str *bytes, struct err *err)
{
    struct reading *reading = (struct reading *)ctx;
    struct truce_agreement *agreement = reading->agreement;

    TRY(api_lang_read(reading->host, &agreement->mem, kind, name, arena, bytes, err));
    if (kind == LANG_FILE_GEOMETRY)
        return note_file(agreement, name, STR("geometry"), *bytes, err);
    if (kind == LANG_FILE_AGREEMENT)
        return note_file(agreement, name, STR("agreement"), *bytes, err);
    return ERR_OK;
}

static struct diag_provisions count_provisions(const struct plan *plan)
{
    struct diag_provisions n = {.prose = plan->prose_count};

    for (size_t i = 0; i < plan->statement_count; i++) {
        const struct plan_statement *s = &plan->statements[i];

        if (s->source != 0) /* of a text that this one builds on: counted there */
            continue;
        switch (s->judged) {
        case PLAN_OPEN:
            n.open++;
            break;
        case PLAN_NOT_JUDGED_YET:
            n.not_judged_yet++;
            break;
        case PLAN_JUDGED:
            if (s->form == PLAN_ASSESS)
                n.scheduled++;
            else
                n.judged++;
            break;
        }
    }
    return n;
}

static enum err_code compile(struct truce_agreement *agreement, struct truce_text name,
                             struct truce_text text, const struct truce_monitoring_plan *with,
                             const struct truce_host *host, struct err *err)
{
    struct reading reading = {host, agreement};
    const struct lang_host lang_host = {read_file, &reading};
    struct lang_text main_text, sources = {0};

    if (text.size > API_TEXT_LIMIT)
        return err_set(err, ERR_INPUT, "the text is %zu bytes; an agreement has at most %zu",
                       text.size, API_TEXT_LIMIT);
    TRY(arena_str(&agreement->arena, api_str(name), &agreement->name, err));
    TRY(arena_str(&agreement->arena, api_str(text), &agreement->text, err));
    TRY(hash_sha256(agreement->text, &agreement->hash, err));
    main_text = (struct lang_text){agreement->name, agreement->text};
    if (with) {
        TRY(arena_str(&agreement->arena, api_str(with->name), &sources.name, err));
        TRY(arena_str(&agreement->arena, api_str(with->text), &sources.text, err));
    }
    TRY(lang_compile_with(&agreement->arena, &main_text, with ? &sources : NULL, &lang_host,
                          &agreement->diags, &agreement->plan, err));
    if (agreement->plan) {
        agreement->provisions = count_provisions(agreement->plan);
        agreement->diags.provisions = &agreement->provisions;
    }
    return ERR_OK;
}

enum truce_code truce_agreement_open(const struct truce_memory *memory, struct truce_text name,
                                     struct truce_text text, const struct truce_host *host,
                                     struct truce_agreement **agreement, struct truce_error *error)
{
    return truce_agreement_open_with(memory, name, text, NULL, host, agreement, error);
}

enum truce_code truce_agreement_open_with(const struct truce_memory *memory, struct truce_text name,
                                          struct truce_text text,
                                          const struct truce_monitoring_plan *plan,
                                          const struct truce_host *host,
                                          struct truce_agreement **agreement,
                                          struct truce_error *error)
{
    const struct mem mem = api_mem(memory);
    struct truce_agreement *made = (struct truce_agreement *)api_make(&mem, sizeof(*made));
    struct err err = {0};
    enum err_code code;

    *agreement = NULL;
    if (!made)
        return api_error(error, err_no_memory(&err), &err);
    made->mem = mem;
    made->arena.mem = &made->mem;
    code = compile(made, name, text, plan, host, &err);
    if (code)
        truce_agreement_close(made);
    else
        *agreement = made;
    return api_error(error, code, &err);
}

void truce_agreement_close(struct truce_agreement *agreement)
{
    if (!agreement)
        return;
    arena_free(&agreement->arena);
    api_drop(&agreement->mem, agreement, sizeof(*agreement));
}

struct truce_problems truce_agreement_problems(const struct truce_agreement *agreement)
{
    const struct diags *diags = &agreement->diags;
    const struct plan *plan = agreement->plan;
    size_t open = plan ? plan->open_count : 0;

    for (size_t i = 0; plan && i < plan->phase_count; i++)
        open += plan->phases[i].judged == PLAN_NOT_JUDGED_YET;
    for (size_t i = 0; plan && i < plan->statement_count; i++)
        open += plan->statements[i].judged == PLAN_NOT_JUDGED_YET;
    return (struct truce_problems){diags->errors, diags->holes, diags->warnings, open,
                                   diags->count + diags->dropped - diags->errors - diags->holes -
                                       diags->warnings};
}

struct truce_provisions truce_agreement_provisions(const struct truce_agreement *agreement)
{
    const struct diag_provisions *p = &agreement->provisions;

    return (struct truce_provisions){p->judged, p->scheduled, p->open, p->not_judged_yet, p->prose};
}

struct truce_text truce_agreement_title(const struct truce_agreement *agreement)
{
    return api_text(agreement->plan ? agreement->plan->title : STR(""));
}

struct truce_hash truce_agreement_hash(const struct truce_agreement *agreement)
{
    struct truce_hash hash;

    memcpy(hash.bytes, agreement->hash.bytes, sizeof(hash.bytes));
    return hash;
}

enum truce_code truce_agreement_put_text(const struct truce_agreement *agreement, bool colour,
                                         const struct truce_sink *sink, struct truce_error *error)
{
    struct buf buf;
    enum truce_code code;

    buf_init(&buf, &agreement->mem, API_OUTPUT_LIMIT);
    diags_put_text(&buf, &agreement->diags, colour);
    code = api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}

enum truce_code truce_agreement_put_json(const struct truce_agreement *agreement,
                                         const struct truce_sink *sink, struct truce_error *error)
{
    struct buf buf;
    enum truce_code code;

    buf_init(&buf, &agreement->mem, API_OUTPUT_LIMIT);
    diags_put_json(&buf, &agreement->diags);
    code = api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}

enum truce_code truce_agreement_put_geojson(const struct truce_agreement *agreement,
                                            const struct truce_sink *sink,
                                            struct truce_error *error)
{
    struct buf buf;
    enum truce_code code;

    buf_init(&buf, &agreement->mem, API_OUTPUT_LIMIT);
    diags_put_geojson(&buf, &agreement->diags);
    code = api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}

enum truce_code truce_agreement_put_sarif(const struct truce_agreement *agreement,
                                          const struct truce_sink *sink, struct truce_error *error)
{
    const struct diag_sarif how = {TRUCE_VERSION, api_code_page};
    struct buf buf;
    struct err err = {0};
    enum err_code inner;
    enum truce_code code;

    buf_init(&buf, &agreement->mem, API_OUTPUT_LIMIT);
    inner = diags_put_sarif(&buf, &agreement->diags, &how, &err);
    code = inner ? api_error(error, inner, &err) : api_put(sink, &buf, error);
    buf_free(&buf);
    return code;
}
