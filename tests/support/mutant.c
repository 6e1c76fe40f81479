/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts, and the judgement. */
#include "support/mutant.h"

#include "support/agreement.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const titles[] = {
#define X(name, title, what) title,
    MUTANT_KINDS(X)
#undef X
};
static const char *const whats[] = {
#define X(name, title, what) what,
    MUTANT_KINDS(X)
#undef X
};

const char *mutant_kind_title(enum mutant_kind kind)
{
    return titles[kind];
}

const char *mutant_kind_what(enum mutant_kind kind)
{
    return whats[kind];
}

static void need(bool is_good, const char *what)
{
    if (is_good)
        return;
    fprintf(stderr, "mutants: %s\n", what);
    abort();
}

/* ---------------------------------------------------------------- files */

static enum err_code host_read(void *ctx, enum lang_file kind, struct str name, struct arena *arena,
                               struct str *bytes, struct err *err)
{
    const struct mutant_text *base = ctx;
    char path[1024];
    switch (kind) {
    case LANG_FILE_GEOMETRY:
    case LANG_FILE_AGREEMENT:
        snprintf(path, sizeof path, "%.*s/%.*s", STR_ARG(base->folder), STR_ARG(name));
        break;
    case LANG_FILE_ZONE:
        snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", STR_ARG(name));
        break;
    case LANG_FILE_TAXONOMY:
        snprintf(path, sizeof path, "share/taxonomy/kinds.csv");
        break;
    }
    *bytes = test_read(arena, path);
    return bytes->size ? ERR_OK : err_set(err, ERR_INPUT, "there is no such file");
}

/* Paths below `folder` that end in .md, but for pages about them. */
static void paths_below(struct arena *arena, const char *folder, struct str *paths, size_t limit,
                        size_t *count)
{
    const char *root = getenv("ROOT");
    char full[1024];
    snprintf(full, sizeof full, "%s/%s", root ? root : ".", folder);
    struct dirent **entries;
    int found = scandir(full, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        struct str name = str_z(entries[i]->d_name);
        struct err err;
        if (name.text[0] != '.' && str_ends(name, STR(".md")) && !str_eq(name, STR("README.md")) &&
            !str_eq(name, STR("draft.md")) && *count < limit)
            need(!arena_printf(arena, &paths[(*count)++], &err, "%s/%.*s", folder, STR_ARG(name)),
                 "no memory");
        else if (name.text[0] != '.' && str_find(name, '.', 0) == name.size &&
                 strlen(folder) < 20) {
            char below[1024];
            snprintf(below, sizeof below, "%.400s/%.400s", folder, entries[i]->d_name);
            paths_below(arena, below, paths, limit, count);
        }
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
}

size_t mutant_paths(struct arena *arena, struct str *paths, size_t limit)
{
    size_t count = 0, kept = 0;
    paths_below(arena, "agreements", paths, limit, &count);
    paths_below(arena, "examples", paths, limit, &count);
    paths_below(arena, "share/init", paths, limit, &count);
    for (size_t i = 0; i < count; i++) {
        struct mutant_text base;
        if (mutant_open(&base, paths[i].text))
            paths[kept++] = paths[i];
        mutant_close(&base);
    }
    return kept;
}

/* ---------------------------------------------------------------- opening */

static int by_place(const void *a, const void *b)
{
    const struct mutant_part *x = a, *y = b;
    return x->range.from < y->range.from ? -1 : x->range.from > y->range.from;
}

static void add_part(struct mutant_text *base, struct mutant_part part)
{
    if (part.range.from < base->token_count)
        PUSH(&base->work, &base->parts, part);
}

#define ADD_PARTS(list, part_sort, word)                                                           \
    for (uint32_t i = 0; i < base->ast.list.count; i++)                                            \
    add_part(base, (struct mutant_part){part_sort, i, PLAN_NONE, base->ast.list.items[i].range,    \
                                        base->ast.list.items[i].word.text})

static void find_parts(struct mutant_text *base)
{
    const struct ast *ast = &base->ast;
    ADD_PARTS(actors, PART_ACTOR, name);
    ADD_PARTS(places, PART_PLACE, name);
    ADD_PARTS(classes, PART_CLASS, name);
    ADD_PARTS(kinds, PART_KIND, name);
    ADD_PARTS(tables, PART_TABLE, name);
    ADD_PARTS(dates, PART_DATE, name);
    ADD_PARTS(phases, PART_PHASE, name);
    ADD_PARTS(clauses, PART_CLAUSE, label);
    ADD_PARTS(deferred, PART_DEFERRED, title);
    ADD_PARTS(tracks, PART_TRACK, name);
    for (uint32_t i = 0; i < ast->phases.count; i++)
        for (uint32_t j = 0; j < ast->phases.items[i].exits.count; j++)
            add_part(base, (struct mutant_part){PART_EXIT, j, i,
                                                ast->phases.items[i].exits.items[j].range,
                                                (struct str){0}});
    for (size_t i = 0; i < base->parts.count; i++)
        if (base->parts.items[i].sort == PART_PHASE)
            base->parts.items[i].phase = base->parts.items[i].index;
    uint32_t first = base->token_count;
    for (size_t i = 0; i < base->parts.count; i++)
        if (base->parts.items[i].range.from < first)
            first = base->parts.items[i].range.from;
    struct mutant_part frame = {PART_FRAME, 0, PLAN_NONE, {0, first}, {0}};
    add_part(base, frame);
    qsort(base->parts.items, base->parts.count, sizeof *base->parts.items, by_place);
}

static void find_labels(struct mutant_text *base)
{
    const struct token *t = base->work.tokens;
    for (uint32_t i = 0; i + 1 < base->token_count; i++) {
        if (t[i].word != W_CLAUSE && t[i].word != W_CLAUSES)
            continue;
        base->is_label[i + 1] = true;
        uint32_t at = i + 2;
        while (at + 1 < base->token_count && (t[at].word == W_COMMA || t[at].word == W_TO) &&
               (t[at + 1].kind == TOKEN_LABEL || t[at + 1].kind == TOKEN_INT ||
                t[at + 1].kind == TOKEN_DECIMAL)) {
            base->is_label[at + 1] = true;
            at += 2;
        }
    }
}

struct str mutant_plan_text(struct arena *arena, const struct plan *plan)
{
    struct buf buf;
    struct str text = {0};
    struct err err;
    buf_init(&buf, arena->mem, (size_t)1 << 24);
    plan_print(&buf, plan);
    need(!buf.failed && !arena_str(arena, buf_str(&buf), &text, &err), "no memory for a plan");
    buf_free(&buf);
    return text;
}

bool mutant_open(struct mutant_text *base, const char *path)
{
    *base = (struct mutant_text){.arena = {.mem = &mem_libc}, .path = str_z(path)};
    base->text = test_read(&base->arena, path);
    const char *slash = strrchr(path, '/');
    base->folder = slash ? (struct str){path, (size_t)(slash - path)} : STR(".");
    base->name = slash ? str_z(slash + 1) : str_z(path);
    base->host = (struct lang_host){host_read, base};
    if (!base->text.size)
        return false;
    struct lang_text agreement = {base->name, base->text};
    need(!form_compile(&base->arena, &agreement, NULL, &base->host, &base->diags, &base->work,
                       &base->ast, &base->plan, &base->err),
         base->err.text);
    if (!base->plan)
        return false;
    while (base->token_count < base->work.token_count &&
           base->work.tokens[base->token_count].kind != TOKEN_END)
        base->token_count++;
    base->is_label = ARENA_NEW(&base->arena, bool, base->token_count + 1);
    need(base->is_label, "no memory");
    base->plan_text = mutant_plan_text(&base->arena, base->plan);
    find_labels(base);
    find_parts(base);
    return true;
}

void mutant_close(struct mutant_text *base)
{
    arena_free(&base->arena);
}

struct str mutant_slice(const struct mutant_text *base, uint32_t from, uint32_t to)
{
    const struct token *t = base->work.tokens;
    return from >= to ? (struct str){0} : str_slice(base->text, t[from].from, t[to - 1].to);
}

/* The last part that begins at or before this byte. */
uint32_t mutant_part_at(const struct mutant_text *base, uint32_t byte)
{
    uint32_t at = 0;
    while (at + 1 < base->parts.count &&
           base->work.tokens[base->parts.items[at + 1].range.from].from <= byte)
        at++;
    return at;
}

/* ---------------------------------------------------------------- what a change names */

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool mutant_has_word(struct str text, struct str word)
{
    for (size_t i = 0; word.size && i + word.size <= text.size; i++)
        if (!memcmp(text.text + i, word.text, word.size) &&
            (!i || !is_name_byte(text.text[i - 1])) &&
            (i + word.size == text.size || !is_name_byte(text.text[i + word.size])))
            return true;
    return false;
}

/* A list of clauses ("4, 5 and 13(a)") in a diagnostic's text. */
static bool has_label(struct str text, struct str label)
{
    for (size_t i = 0; label.size && i + label.size <= text.size; i++) {
        if (memcmp(text.text + i, label.text, label.size) || !i || text.text[i - 1] != ' ')
            continue;
        char next = i + label.size < text.size ? text.text[i + label.size] : ' ';
        if (is_name_byte(next) || next == '(' || next == '.')
            continue;
        struct str before = str_slice(text, 0, i);
        size_t clause = 0;
        for (size_t j = 0; j + 6 <= before.size; j++)
            if (!memcmp(before.text + j, "clause", 6))
                clause = j + 1;
        if (clause)
            return true;
    }
    return false;
}

struct touched {
    struct mutant_text *base;
    uint32_t from, to; /* tokens */
    uint32_t part;
};

/* Whom everything names tells nothing. */
static bool is_party(const struct mutant_text *base, struct str name)
{
    uint32_t actor = plan_find_actor(base->plan, name);
    return actor != PLAN_NONE && base->plan->actors[actor].role == PLAN_PARTY;
}

static bool diag_says(const struct diag *d, struct str word, bool is_label)
{
    const struct str texts[] = {d->text, d->label, d->help, d->other_label,
                                d->witness ? d->witness->text : (struct str){0}};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (is_label ? has_label(texts[i], word) : mutant_has_word(texts[i], word))
            return true;
    return false;
}

/* A kind, or one above it, by its name or by its label. */
static bool says_kind(const struct mutant_text *base, const struct diag *d, uint32_t kind)
{
    for (; kind != PLAN_NONE; kind = base->plan->kinds[kind].parent) {
        const struct plan_kind *k = &base->plan->kinds[kind];
        if (diag_says(d, k->name, false) || (k->label.size && diag_says(d, k->label, false)))
            return true;
    }
    return false;
}

static bool says_class(const struct mutant_text *base, const struct diag *d, struct str name)
{
    for (size_t i = 0; i < base->plan->class_count; i++) {
        const struct plan_class *c = &base->plan->classes[i];
        if (!str_eq(c->name, name))
            continue;
        for (size_t j = 0; j < c->alternative_count; j++)
            if (says_kind(base, d, c->alternatives[j].kind))
                return true;
    }
    return false;
}

/* It says by name what was changed. */
static bool names_change(const struct touched *t, const struct diag *d)
{
    const struct mutant_text *base = t->base;
    const struct mutant_part *part = &base->parts.items[t->part];
    if (part->sort == PART_CLAUSE && diag_says(d, part->name, true))
        return true;
    if (part->sort != PART_CLAUSE && part->sort != PART_FRAME && part->sort != PART_EXIT &&
        diag_says(d, part->name, false))
        return true;
    for (uint32_t i = t->from; i < t->to; i++) {
        const struct token *token = &base->work.tokens[i];
        struct str name = token_str(&base->work, token);
        if (base->is_label[i]) {
            if (diag_says(d, name, true))
                return true;
        } else if (token->kind == TOKEN_NAME && !is_party(base, name)) {
            uint32_t kind = plan_find_kind(base->plan, name);
            if (diag_says(d, name, false) || (kind != PLAN_NONE && says_kind(base, d, kind)) ||
                says_class(base, d, name))
                return true;
        } else if (token->kind == TOKEN_STRING && name.size && diag_says(d, name, false)) {
            return true;
        }
    }
    return false;
}

static bool label_takes(struct str label, struct str clause)
{
    return str_starts(clause, label) &&
           (clause.size == label.size || clause.text[label.size] == '(' ||
            clause.text[label.size] == '.');
}

/* It stands in a clause, place or other item that the changed words name. */
static bool at_named(const struct touched *t, uint32_t part_index)
{
    const struct mutant_text *base = t->base;
    const struct mutant_part *part = &base->parts.items[part_index];
    for (uint32_t i = t->from; i < t->to; i++) {
        struct str name = token_str(&base->work, &base->work.tokens[i]);
        if (!base->is_label[i]) {
            if (base->work.tokens[i].kind == TOKEN_NAME && part->sort != PART_CLAUSE &&
                part->sort != PART_FRAME && str_eq(name, part->name) && !is_party(base, name))
                return true;
            continue;
        }
        if (part->sort != PART_CLAUSE)
            continue;
        if (label_takes(name, part->name))
            return true;
        if (i + 2 < base->token_count && base->work.tokens[i + 1].word == W_TO &&
            base->is_label[i + 2]) {
            struct str last = token_str(&base->work, &base->work.tokens[i + 2]);
            bool is_in = false;
            for (uint32_t j = 0; j <= part_index; j++) {
                const struct mutant_part *p = &base->parts.items[j];
                if (p->sort != PART_CLAUSE)
                    continue;
                is_in = is_in || label_takes(name, p->name);
                if (j < part_index && label_takes(last, p->name) && !label_takes(last, part->name))
                    is_in = false;
            }
            if (is_in)
                return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- new findings */

struct region {
    uint32_t from, to; /* bytes of the mutant's text */
};

/* The changed part with its neighbours, as the mutant has them; a way on belongs to its phase. */
static struct region region_of(const struct mutant_text *base, const struct mutant *m,
                               uint32_t part)
{
    uint32_t first = part ? part - 1 : 0, last = part + 1;
    if (last >= base->parts.count)
        last = (uint32_t)base->parts.count - 1;
    uint32_t delta = (uint32_t)m->by.size - (m->to - m->from); /* modulo 2^32 */
    struct region r = {base->work.tokens[base->parts.items[first].range.from].from,
                       base->work.tokens[base->parts.items[last].range.to - 1].to};
    if (last == part && r.to < m->to)
        r.to = m->to;
    r.to += delta;
    return r;
}

static bool meets(struct region r, const struct diag_span *span)
{
    return span->source == 0 && span->from <= r.to && span->to >= r.from;
}

/* Byte of the text as it was. */
static uint32_t back(const struct mutant *m, uint32_t at)
{
    if (at < m->from)
        return at;
    uint32_t end = m->from + (uint32_t)m->by.size;
    return at >= end ? at - end + m->to : m->from;
}

static bool is_alike(const struct diag *a, const struct diag *b)
{
    return !strcmp(a->code, b->code) && str_eq(a->text, b->text);
}

/* Said before, at the same place or as often. */
static bool was_said(const struct mutant_text *base, const struct mutant *m,
                     const struct diags *diags, size_t index)
{
    const struct diag *d = &diags->items[index];
    size_t before = 0, now = 0;
    for (size_t i = 0; i < base->diags.count; i++) {
        if (!is_alike(&base->diags.items[i], d))
            continue;
        before++;
        if (base->diags.items[i].span.from == back(m, d->span.from))
            return true;
    }
    for (size_t i = 0; i <= index; i++)
        now += is_alike(&diags->items[i], d);
    size_t all = now;
    for (size_t i = index + 1; i < diags->count; i++)
        all += is_alike(&diags->items[i], d);
    return all <= before;
}

static bool is_form(const struct diag *d)
{
    return !strncmp(d->code, "T01", 3) || !strncmp(d->code, "T02", 3);
}

static bool is_at_title(const struct mutant_text *base, const struct mutant *m,
                        const struct diag *d)
{
    return d->span.source == 0 &&
           back(m, d->span.from) == base->work.tokens[base->ast.title.token].from;
}

/* A way on belongs to its phase: the phase's line and its other ways are the changed item, too. */
static bool is_of_same_phase(const struct mutant_text *base, uint32_t part, uint32_t other)
{
    const struct mutant_part *a = &base->parts.items[part], *b = &base->parts.items[other];
    bool is_way = a->sort == PART_EXIT || a->sort == PART_PHASE;
    return is_way && (b->sort == PART_EXIT || b->sort == PART_PHASE) && a->phase == b->phase;
}

static enum mutant_answer rate(const struct touched *t, const struct mutant *m,
                               struct region region, const struct diag *d)
{
    const struct mutant_text *base = t->base;
    bool is_title = is_at_title(base, m, d);
    const struct diag_span *spans[] = {is_title && t->part ? NULL : &d->span,
                                       d->has_other ? &d->other : NULL};
    for (size_t i = 0; i < COUNT_OF(spans); i++)
        if (spans[i] && spans[i]->source == 0 &&
            (meets(region, spans[i]) ||
             is_of_same_phase(base, t->part, mutant_part_at(base, back(m, spans[i]->from)))))
            return MUTANT_NEAR;
    for (size_t i = 0; i < COUNT_OF(spans); i++)
        if (spans[i] && spans[i]->source == 0 &&
            at_named(t, mutant_part_at(base, back(m, spans[i]->from))))
            return MUTANT_LINKED;
    return names_change(t, d) ? MUTANT_LINKED : MUTANT_MISSED;
}

enum mutant_answer mutant_judge(struct mutant_text *base, const struct mutant *m,
                                struct str *saying)
{
    struct arena arena = {.mem = &mem_libc};
    size_t size = base->text.size - (m->to - m->from) + m->by.size;
    char *bytes = ARENA_NEW(&arena, char, size + 1);
    struct work *work = ARENA_NEW(&arena, struct work, 1);
    struct ast *ast = ARENA_NEW(&arena, struct ast, 1);
    need(bytes && work && ast, "no memory");
    memcpy(bytes, base->text.text, m->from);
    if (m->by.size)
        memcpy(bytes + m->from, m->by.text, m->by.size);
    memcpy(bytes + m->from + m->by.size, base->text.text + m->to, base->text.size - m->to);
    struct lang_text agreement = {base->name, {bytes, size}};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    need(!form_compile(&arena, &agreement, NULL, &base->host, &diags, work, ast, &plan, &err),
         err.text);
    enum mutant_answer answer = MUTANT_MISSED;
    if (plan && str_eq(mutant_plan_text(&arena, plan), base->plan_text)) {
        arena_free(&arena);
        return MUTANT_SAME;
    }
    struct touched touched = {.base = base, .part = mutant_part_at(base, m->from)};
    while (touched.from < base->token_count && base->work.tokens[touched.from].to <= m->from)
        touched.from++;
    touched.to = touched.from;
    while (touched.to < base->token_count && base->work.tokens[touched.to].from < m->to)
        touched.to++;
    struct region region = region_of(base, m, touched.part);
    for (size_t i = 0; i < diags.count && answer != MUTANT_FORM; i++) {
        const struct diag *d = &diags.items[i];
        if (was_said(base, m, &diags, i))
            continue;
        enum mutant_answer one = is_form(d) ? MUTANT_FORM : rate(&touched, m, region, d);
        if (saying && (one < answer || !saying->size))
            need(!arena_printf(&base->arena, saying, &err, "%s at %u: %.*s", d->code,
                               (unsigned)d->span.line, STR_ARG(d->text)),
                 "no memory");
        if (one < answer)
            answer = one;
    }
    arena_free(&arena);
    return answer;
}
