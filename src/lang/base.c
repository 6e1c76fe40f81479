/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts beside the agreement: those it builds on, found through the host and parsed into the same tree, and the
 * monitoring plan. What one declares and another declares alike is one; what one replaces is gone. */
#include "lang/base.h"

#include "base/map.h"

#include <string.h>

#define BASE_LIMIT 32 /* texts read for one agreement */
#define BASE_DEPTH 8  /* one through another */
#define BUILDS_LIMIT 256
#define REPLACE_LIMIT 2000

/* ---------------------------------------------------------------- reading */

bool base_text_ok(struct work *work, uint32_t base, struct str text)
{
    if (text.size > SOURCE_SIZE_LIMIT) {
        work_diag(work, LANG_T0106, base, base, "the text has %zu bytes, and at most %zu are read",
                  text.size, SOURCE_SIZE_LIMIT);
        return false;
    }
    size_t end = source_utf8_end(text);
    if (end == text.size)
        return true;
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < end; i++) {
        column = text.text[i] == '\n' ? 1 : column + (((unsigned char)text.text[i] & 0xc0) != 0x80);
        line += text.text[i] == '\n';
    }
    uint32_t at = base + (uint32_t)end;
    struct diag *diag = work_diag(work, LANG_T0101, at, at + 1, "byte %zu, 0x%02x, is not UTF-8",
                                  end + 1, (unsigned)(unsigned char)text.text[end]);
    diag->label = STR("expected a text saved as UTF-8");
    diag->span.line = line;
    diag->span.column = column;
    return false;
}

/* The name of a file as the host knows it: relative to the folder of the text that names it. False when it leads out of
 * the agreement's folder. */
static bool path_from(struct work *work, struct str folder, struct str name, struct str *path)
{
    char *text = ARENA_NEW(work->arena, char, folder.size + name.size + 2);
    if (!text) {
        work_fail(work, err_no_memory(work->err));
        return false;
    }
    size_t size = folder.size;
    if (size)
        memcpy(text, folder.text, size);
    while (name.size) {
        struct str part = str_cut(&name, '/');
        if (str_eq(part, STR(".")))
            continue;
        if (str_eq(part, STR(".."))) {
            if (!size)
                return false;
            while (size && text[size - 1] != '/')
                size--;
            size -= size > 0;
            continue;
        }
        if (size)
            text[size++] = '/';
        if (part.size)
            memcpy(text + size, part.text, part.size);
        size += part.size;
    }
    *path = (struct str){text, size};
    return true;
}

static struct str folder_of(struct str path)
{
    size_t size = path.size;
    while (size && path.text[size - 1] != '/')
        size--;
    return str_slice(path, 0, size ? size - 1 : 0);
}

struct str base_path(struct work *work, size_t token, struct str name)
{
    uint32_t source = work_source_of_token(work, token);
    struct str path = name;
    if (work_role_of(work, source) != WORK_BASE)
        return name;
    path_from(work, folder_of(work->texts.items[source - 1].name), name, &path);
    return path;
}

static struct diag *at_builds(struct work *work, enum lang_code code, const struct ast_builds *b,
                              struct str text)
{
    struct ast_range range = b->range;
    if (b->file.is_set)
        range = (struct ast_range){b->file.token, b->file.token + 1};
    return work_diag(work, code, work->tokens[range.from].from, work->tokens[range.to - 1].to,
                     "%.*s", STR_ARG(text));
}

/* Which text leads to which, by however many others; 0 is the agreement. */
struct ways {
    bool lead[BASE_LIMIT + 1][BASE_LIMIT + 1];
};

/* `from` builds on `to`. False when `to` leads back to `from`. */
static bool add_way(struct ways *ways, uint32_t from, uint32_t to)
{
    if (from == to || ways->lead[to][from])
        return false;
    for (size_t i = 0; i <= BASE_LIMIT; i++)
        for (size_t j = 0; j <= BASE_LIMIT; j++)
            if ((i == from || ways->lead[i][from]) && (j == to || ways->lead[to][j]))
                ways->lead[i][j] = true;
    return true;
}

/* The text of this name, if it has been read; PLAN_NONE otherwise. */
static uint32_t text_of(const struct work *work, struct str path)
{
    struct str own = work->diags->sources[0].name, folder = folder_of(own);
    if (str_eq(str_from(own,
                        folder.size ? folder.size + 1 : own.text && own.size && own.text[0] == '/'),
               path))
        return 0;
    for (uint32_t i = 0; i < work->texts.count; i++)
        if (work->texts.items[i].role == WORK_BASE && str_eq(work->texts.items[i].name, path))
            return i + 1;
    return PLAN_NONE;
}

/* The host's bytes of a base; false when there are none, which has been told. */
static bool read_bytes(struct work *work, const struct ast_builds *b, struct str path,
                       struct str *bytes)
{
    struct err err = {0};
    enum err_code code =
        work->host->read(work->host->ctx, LANG_FILE_AGREEMENT, path, work->arena, bytes, &err);
    if (code == ERR_NO_MEMORY)
        work_fail(work, err_no_memory(work->err));
    else if (code)
        at_builds(work, LANG_T0502, b,
                  work_printf(work, "the file \"%.*s\" cannot be read: %s", STR_ARG(b->file.text),
                              err.text));
    return !code;
}

/* A text as the last of all: lexed, and parsed where it has code. */
static bool take_text(struct work *work, struct ast *ast, const struct work_source *text)
{
    if (!work_add(work, text)) {
        ast->lacks_base = true;
        return false;
    }
    struct work_source *last = &work->texts.items[work->texts.count - 1];
    last->first = (uint32_t)work->token_count;
    uint32_t base = last->base;
    if (!base_text_ok(work, base, last->source.text))
        return false;
    enum err_code code =
        source_read(work->arena, last->name, last->source.text, &last->source, work->err);
    if (code) {
        work_fail(work, code);
        return false;
    }
    if (!last->source.piece_count) {
        bool is_markdown = last->source.is_markdown;
        work_diag(work, LANG_T0105, base, base,
                  is_markdown ? "the text has no block marked truce" : "the text is empty")
            ->label = is_markdown ? STR("expected a line ```truce, the statements, and a line ```")
                                  : STR("expected statements");
        return false;
    }
    lexer_run(work);
    if (!work->failed)
        parse_more(work, ast);
    return !work->failed;
}

static void read_base(struct work *work, struct ast *ast, size_t index, struct ways *ways)
{
    struct ast_builds b = ast->builds.items[index];
    uint32_t named_by = work_source_of_token(work, b.range.from);
    const struct work_source *namer = named_by ? &work->texts.items[named_by - 1] : NULL;
    struct str path = {0}, prefix, bytes = {0};
    unsigned depth = 1;
    if (!b.file.is_set || !b.name.is_set)
        return;
    prefix = work_printf(work, "%.*s%.*s.", namer ? (int)namer->prefix.size : 0,
                         namer ? namer->prefix.text : "", STR_ARG(b.name.text));
    if (!path_from(work, namer ? folder_of(namer->name) : (struct str){0}, b.file.text, &path)) {
        if (!work->failed)
            at_builds(work, LANG_T0502, &b,
                      work_printf(work,
                                  "the file \"%.*s\" lies outside the folder of the agreement",
                                  STR_ARG(b.file.text)))
                ->label = STR("expected a file beside the agreement or in a folder below it");
        ast->lacks_base = true;
        return;
    }
    for (uint32_t i = named_by; i; i = work->texts.items[i - 1].named_by)
        depth++;
    uint32_t known = text_of(work, path);
    if (known != PLAN_NONE && !add_way(ways, named_by, known)) {
        at_builds(work, LANG_T0306, &b,
                  work_printf(work, "\"%.*s\" builds on itself", STR_ARG(b.file.text)))
            ->label = STR("expected an agreement that does not lead back to this one");
        ast->lacks_base = true;
        return;
    }
    if (known != PLAN_NONE) {
        struct ast_alias alias = {prefix, work->texts.items[known - 1].prefix};
        PUSH(work, &ast->aliases, alias);
        return;
    }
    if (depth > BASE_DEPTH || work->texts.count >= BASE_LIMIT) {
        at_builds(work, LANG_T0417, &b,
                  work_printf(work, "more than %d agreements build on one another",
                              depth > BASE_DEPTH ? BASE_DEPTH : BASE_LIMIT));
        ast->lacks_base = true;
        return;
    }
    if (!read_bytes(work, &b, path, &bytes)) {
        ast->lacks_base = true;
        return;
    }
    struct work_source text = {.source = {.text = bytes},
                               .role = WORK_BASE,
                               .name = path,
                               .prefix = prefix,
                               .builds = namer ? namer->builds : (uint32_t)index,
                               .named_by = named_by};
    add_way(ways, named_by, (uint32_t)work->texts.count + 1);
    if (!take_text(work, ast, &text))
        ast->lacks_base = true;
}

void base_read(struct work *work, struct ast *ast)
{
    struct ways ways = {0};
    for (size_t i = 0; i < ast->builds.count && !work->failed; i++) { /* grows by those of bases */
        if (i == BUILDS_LIMIT) {
            at_builds(work, LANG_T0417, &ast->builds.items[i],
                      work_printf(work, "more than %d agreements are named", BUILDS_LIMIT));
            ast->lacks_base = true;
            return;
        }
        read_base(work, ast, i, &ways);
    }
}

void base_read_sources(struct work *work, struct ast *ast, const struct lang_text *sources)
{
    struct work_source text = {
        .source = {.text = sources->text}, .role = WORK_SOURCES, .name = sources->name};
    take_text(work, ast, &text);
}

/* ---------------------------------------------------------------- one tree of several */

static void set(struct work *work, struct map *map, struct str key, size_t value)
{
    enum err_code code = work->failed ? ERR_OK : map_set(map, key, (uint32_t)value, work->err);
    if (code)
        work_fail(work, code);
}

/* A party, or a kind, that a base declares as the agreement does is the same one. */
static void join_alike(struct work *work, struct ast *ast)
{
    struct map actors, kinds;
    size_t count = 0;
    map_init(&actors, work->arena);
    map_init(&kinds, work->arena);
    for (size_t i = 0; i < ast->actors.count; i++) {
        struct ast_actor *a = &ast->actors.items[i];
        uint32_t before = map_get(&actors, a->name.text);
        if (before != MAP_NONE) {
            struct ast_actor *first = &ast->actors.items[before];
            if (first->role == a->role && str_eq(first->label.text, a->label.text) &&
                work_source_of_token(work, first->name.token) !=
                    work_source_of_token(work, a->name.token)) {
                for (size_t j = 0; j < a->also.count; j++)
                    PUSH(work, &first->also, a->also.items[j]);
                continue;
            }
        } else {
            set(work, &actors, a->name.text, count);
        }
        ast->actors.items[count++] = *a;
    }
    ast->actors.count = count;
    count = 0;
    for (size_t i = 0; i < ast->kinds.count; i++) {
        struct ast_kind k = ast->kinds.items[i];
        uint32_t before = map_get(&kinds, k.name.text);
        if (before == MAP_NONE)
            set(work, &kinds, k.name.text, count);
        else if (ast->kinds.items[before].type == k.type &&
                 str_eq(ast->kinds.items[before].label.text, k.label.text) &&
                 work_source_of_token(work, ast->kinds.items[before].name.token) !=
                     work_source_of_token(work, k.name.token))
            continue;
        ast->kinds.items[count++] = k;
    }
    ast->kinds.count = count;
}

/* True when `label` is `prefix`, or goes on behind it where a part ends. */
static bool is_under(struct str label, struct str prefix)
{
    return str_starts(label, prefix) &&
           (label.size == prefix.size || label.text[prefix.size] == '.' ||
            label.text[prefix.size] == '(');
}

/* Mark what the label of a `replaces` takes out: clauses of other texts, which the label names through its own. */
static void replace(struct work *work, struct ast *ast, size_t by, struct ast_word label,
                    uint32_t *replaced_by)
{
    uint32_t own = work_source_of_token(work, ast->clauses.items[by].label.token);
    struct str wanted = label.text;
    bool found = false;
    for (size_t i = 0; i < ast->aliases.count; i++)
        if (str_starts(wanted, ast->aliases.items[i].from))
            wanted = work_printf(work, "%.*s%.*s", STR_ARG(ast->aliases.items[i].to),
                                 STR_ARG(str_from(wanted, ast->aliases.items[i].from.size)));
    for (size_t i = 0; i < ast->clauses.count; i++) {
        const struct ast_clause *c = &ast->clauses.items[i];
        uint32_t source = work_source_of_token(work, c->label.token);
        if (!source || source == own || !is_under(c->label.text, wanted))
            continue;
        found = true;
        if (replaced_by[i] != PLAN_NONE && replaced_by[i] != by &&
            work_source_of_token(work, ast->clauses.items[replaced_by[i]].label.token) == own) {
            const struct token *t = &work->tokens[label.token];
            struct ast_word first = ast->clauses.items[replaced_by[i]].label;
            struct diag *diag = work_diag(work, LANG_T0311, t->from, t->to,
                                          "clause %.*s is replaced twice", STR_ARG(c->label.text));
            diag->has_other = true;
            diag->other =
                work_span(work, work->tokens[first.token].from, work->tokens[first.token].to);
            diag->other_label = STR("the clause that takes its place already");
        }
        if (replaced_by[i] == PLAN_NONE)
            replaced_by[i] = (uint32_t)by;
    }
    if (found || ast->lacks_base || work->failed)
        return;
    const struct token *t = &work->tokens[label.token];
    work_diag(work, LANG_T0315, t->from, t->to,
              "%.*s is no clause of an agreement that this one builds on", STR_ARG(label.text))
        ->label =
        ast->builds.count
            ? STR("expected the name given after `as`, a point and a label, such as M.4")
            : STR("expected `builds on \"…\" as M` under `agreement`, and a label as M.4");
}

/* Brackets inside clauses that go. Clauses stand in the order of their words. */
static void drop_holes(struct ast *ast, const uint32_t *replaced_by)
{
    size_t count = 0;
    for (size_t i = 0; i < ast->holes.count; i++) {
        uint32_t at = ast->holes.items[i].range.from;
        size_t low = 0, high = ast->clauses.count; /* the first clause that begins behind it */
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (ast->clauses.items[middle].range.from <= at)
                low = middle + 1;
            else
                high = middle;
        }
        bool goes =
            low && replaced_by[low - 1] != PLAN_NONE && ast->clauses.items[low - 1].range.to > at;
        if (!goes)
            ast->holes.items[count++] = ast->holes.items[i];
    }
    ast->holes.count = count;
}

static void take_out(struct work *work, struct ast *ast, const uint32_t *replaced_by)
{
    size_t count = ast->clauses.count, kept = 0, statements = 0;
    uint32_t *now = ARENA_NEW(work->arena, uint32_t, count);
    if (!now) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    drop_holes(ast, replaced_by);
    for (size_t i = 0; i < count; i++) {
        struct ast_clause c = ast->clauses.items[i];
        if (replaced_by[i] != PLAN_NONE) {
            struct ast_replaced r = {c.label.text, i, replaced_by[i]};
            PUSH(work, &ast->replaced, r);
            continue;
        }
        size_t first = statements;
        for (size_t j = 0; j < c.count; j++)
            ast->statements.items[statements++] = ast->statements.items[c.first + j];
        c.first = first;
        now[i] = (uint32_t)kept;
        ast->clauses.items[kept++] = c;
    }
    for (size_t i = 0; i < ast->replaced.count; i++) {
        uint32_t by = ast->replaced.items[i].clause;
        while (replaced_by[by] != PLAN_NONE) /* of a text that builds on this one: no circle */
            by = replaced_by[by];
        ast->replaced.items[i].clause = now[by];
    }
    ast->clauses.count = kept;
    ast->statements.count = statements;
}

static void replace_clauses(struct work *work, struct ast *ast)
{
    size_t count = ast->clauses.count, found = 0;
    uint32_t *replaced_by = ARENA_NEW(work->arena, uint32_t, count);
    if (!replaced_by) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    for (size_t i = 0; i < count; i++)
        replaced_by[i] = PLAN_NONE;
    for (size_t i = 0; i < count && !work->failed; i++) {
        const struct ast_cref *cref = &ast->clauses.items[i].replaces;
        if (!ast->clauses.items[i].has_replaces)
            continue;
        for (size_t j = 0; j < cref->labels.count; j++)
            if (cref->labels.items[j].is_set && ++found <= REPLACE_LIMIT)
                replace(work, ast, i, cref->labels.items[j], replaced_by);
    }
    if (found > REPLACE_LIMIT)
        work_diag(work, LANG_T0417, 0, 0, "more than %d clauses are said to be replaced",
                  REPLACE_LIMIT);
    if (found && !work->failed)
        take_out(work, ast, replaced_by);
}

void base_join(struct work *work, struct ast *ast)
{
    if (ast->bases.count)
        join_alike(work, ast);
    if (!work->failed)
        replace_clauses(work, ast);
}

/* ---------------------------------------------------------------- what is wrong in them */

/* What was found in the texts that one line brings in. */
struct findings {
    struct diag error, hole; /* the first of each */
    size_t errors, holes, brackets;
};

/* Its holes keep both out of force: one line for them all. */
static void tell_holes(struct work *work, const struct ast_builds *builds,
                       const struct findings *found)
{
    bool is_all = found->brackets == found->holes;
    struct diag *diag = at_builds(
        work, LANG_H0707, builds,
        is_all ? work_printf(work, "`%.*s` still has %zu open bracket%s, %s%u",
                             STR_ARG(builds->name.text), found->holes, found->holes == 1 ? "" : "s",
                             found->holes == 1 ? "in line " : "the first in line ",
                             found->hole.span.line)
               : work_printf(work, "`%.*s` still has holes, the first in line %u",
                             STR_ARG(builds->name.text), found->hole.span.line));
    diag->label = STR("to be settled there, or by clauses here that replace its own");
    diag->has_other = true;
    diag->other = found->hole.span;
    diag->other_label = found->holes == 1 ? STR("open here") : STR("the first of them");
}

/* Of what is said about a text that is built on stays what it and the agreement have to do with each other; the rest is
 * told where it is checked itself, but for one line if it is wrong, and one if it has holes. */
void base_settle(struct work *work, const struct ast *ast)
{
    struct diags *diags = work->diags;
    size_t count = 0;
    struct findings *found = ARENA_NEW(work->arena, struct findings, ast->builds.count);
    if (!found) {
        work_fail(work, err_no_memory(work->err));
        return;
    }
    work_sort_diags(work);
    for (size_t i = 0; i < diags->count; i++) {
        struct diag d = diags->items[i];
        bool is_ours = work_role_of(work, d.span.source) != WORK_BASE ||
                       (d.has_other && work_role_of(work, d.other.source) != WORK_BASE);
        if (is_ours) {
            diags->items[count++] = d;
            continue;
        }
        diags->errors -= d.level == DIAG_ERROR;
        diags->holes -= d.level == DIAG_HOLE;
        diags->warnings -= d.level == DIAG_WARNING;
        struct findings *of = &found[work->texts.items[d.span.source - 1].builds];
        if (d.level == DIAG_ERROR && !of->errors++)
            of->error = d;
        if (d.level == DIAG_HOLE && !of->holes++)
            of->hole = d;
        of->brackets += !strcmp(d.code, lang_code_info(LANG_H0701)->code);
    }
    work->base_diags = 0;
    diags->count = count;
    for (size_t i = 0; i < ast->builds.count && !work->failed; i++) {
        if (found[i].holes)
            tell_holes(work, &ast->builds.items[i], &found[i]);
        if (!found[i].errors || work->failed)
            continue;
        struct diag *diag = at_builds(work, LANG_T0314, &ast->builds.items[i],
                                      work_printf(work, "\"%.*s\" has %s of its own: %.*s",
                                                  STR_ARG(ast->builds.items[i].file.text),
                                                  found[i].errors == 1 ? "an error" : "errors",
                                                  STR_ARG(found[i].error.text)));
        diag->label = STR("expected an agreement that `truce check` finds no error in");
        diag->has_other = true;
        diag->other = found[i].error.span;
        diag->other_label = found[i].errors == 1 ? STR("the error") : STR("the first of them");
    }
}
