/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes that keep the meaning: names, order, prose, remarks, blanks. */
#include "support/mutant.h"

#include "lang/edit/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const titles[] = {
    "a name exchanged everywhere", "neighbours exchanged",     "prose added", "a remark added",
    "blanks and lines added",      "formatted by `truce fmt`",
};

const char *keep_kind_title(enum keep_kind kind)
{
    return titles[kind];
}

struct keeper {
    struct mutant_text *base;
    struct keep_list *list;
    struct buf buf;
};

static void add(struct keeper *k, enum keep_kind kind, struct str old, struct str new_,
                struct str what)
{
    struct keep keep = {.kind = kind, .old = old, .new_ = new_, .what = what};
    struct err err;
    if (k->buf.failed || arena_str(&k->base->arena, buf_str(&k->buf), &keep.text, &err))
        abort();
    PUSH(&k->base->work, k->list, keep);
}

static void put_bytes(struct keeper *k, size_t from, size_t to)
{
    buf_put(&k->buf, str_slice(k->base->text, from, to));
}

static void rename_one(struct keeper *k, struct str name)
{
    struct mutant_text *base = k->base;
    struct str other;
    struct err err;
    size_t at = 0;
    if (arena_printf(&base->arena, &other, &err, "%.*s_else", STR_ARG(name)))
        abort();
    buf_clear(&k->buf);
    for (uint32_t i = 0; i < base->token_count; i++) {
        const struct token *t = &base->work.tokens[i];
        if (t->kind != TOKEN_NAME || !str_eq(token_str(&base->work, t), name))
            continue;
        put_bytes(k, at, t->from);
        buf_put(&k->buf, other);
        at = t->to;
    }
    put_bytes(k, at, base->text.size);
    add(k, KEEP_NAME, name, other, name);
}

static void names(struct keeper *k)
{
    const struct mutant_text *base = k->base;
    for (size_t i = 0; i < base->parts.count; i++) {
        const struct mutant_part *p = &base->parts.items[i];
        if (p->sort != PART_FRAME && p->sort != PART_CLAUSE && p->sort != PART_DEFERRED &&
            p->sort != PART_EXIT)
            rename_one(k, p->name);
    }
}

static bool is_quiet(const struct mutant_text *base, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (base->text.text[i] == '`')
            return false; /* the end of a block */
    return true;
}

/* Exchange neighbours in one block: clauses of one phase, or declarations. */
static void order(struct keeper *k)
{
    const struct mutant_text *base = k->base;
    const struct token *t = base->work.tokens;
    for (size_t i = 1; i + 1 < base->parts.count; i++) {
        const struct mutant_part *a = &base->parts.items[i], *b = a + 1;
        bool are_clauses = a->sort == PART_CLAUSE && b->sort == PART_CLAUSE;
        if (!are_clauses && (a->sort > PART_DATE || b->sort > PART_DATE))
            continue;
        uint32_t a_from = t[a->range.from].from, a_to = t[a->range.to - 1].to;
        uint32_t b_from = t[b->range.from].from, b_to = t[b->range.to - 1].to;
        if (a->range.to != b->range.from || !is_quiet(base, a_to, b_from))
            continue;
        buf_clear(&k->buf);
        put_bytes(k, 0, a_from);
        put_bytes(k, b_from, b_to);
        put_bytes(k, a_to, b_from);
        put_bytes(k, a_from, a_to);
        put_bytes(k, b_to, base->text.size);
        add(k, KEEP_ORDER, (struct str){0}, (struct str){0}, a->name);
    }
}

/* Something put in before each item. */
static void before_items(struct keeper *k)
{
    const struct mutant_text *base = k->base;
    for (size_t i = 0; i < base->parts.count; i++) {
        const struct mutant_part *p = &base->parts.items[i];
        uint32_t at = base->work.tokens[p->range.from].from;
        if (at && base->text.text[at - 1] != '\n')
            continue;
        buf_clear(&k->buf);
        put_bytes(k, 0, at);
        buf_puts(&k->buf, "-- a remark of the drafters: within 3 h of clause 1\n");
        put_bytes(k, at, base->text.size);
        add(k, KEEP_REMARK, (struct str){0}, (struct str){0}, p->name);
        buf_clear(&k->buf);
        put_bytes(k, 0, at);
        buf_puts(&k->buf, "\n");
        for (uint32_t j = p->range.from; j < p->range.to; j++) {
            put_bytes(k, base->work.tokens[j].from, base->work.tokens[j].to);
            if (j + 1 < p->range.to) {
                put_bytes(k, base->work.tokens[j].to, base->work.tokens[j + 1].from);
                if (base->work.tokens[j].to < base->work.tokens[j + 1].from)
                    buf_puts(&k->buf, " ");
            }
        }
        put_bytes(k, base->work.tokens[p->range.to - 1].to, base->text.size);
        add(k, KEEP_SPACE, (struct str){0}, (struct str){0}, p->name);
    }
}

static void prose(struct keeper *k)
{
    static const char *const words[] = {
        "The delegations read this part aloud before they signed.\n\n",
        "What follows is said in the same words in each language of the talks.\n\n"};
    const struct mutant_text *base = k->base;
    for (size_t i = 0; i < base->work.source.heading_count; i++) {
        uint32_t at = base->work.source.headings[i].at;
        buf_clear(&k->buf);
        put_bytes(k, 0, at);
        buf_puts(&k->buf, words[i % COUNT_OF(words)]);
        put_bytes(k, at, base->text.size);
        add(k, KEEP_PROSE, (struct str){0}, (struct str){0}, base->work.source.headings[i].title);
    }
}

void mutant_keep(struct mutant_text *base, struct keep_list *list)
{
    struct keeper k = {.base = base, .list = list};
    struct diags diags;
    struct str formatted;
    struct err err;
    buf_init(&k.buf, &mem_libc, (size_t)1 << 24);
    names(&k);
    order(&k);
    before_items(&k);
    prose(&k);
    if (lang_format(&base->arena, base->name, base->text, &diags, &formatted, &err))
        abort();
    if (formatted.size) {
        buf_clear(&k.buf);
        buf_put(&k.buf, formatted);
        add(&k, KEEP_FORMAT, (struct str){0}, (struct str){0}, base->name);
    }
    buf_free(&k.buf);
}

/* ---------------------------------------------------------------- the judgement */

/* `text` with each word `from` as `to`. */
static struct str renamed(struct arena *arena, struct str text, struct str from, struct str to)
{
    struct buf buf;
    struct str made;
    struct err err;
    if (!from.size)
        return text;
    buf_init(&buf, &mem_libc, (size_t)1 << 24);
    for (size_t i = 0; i < text.size;) {
        if (i + from.size <= text.size && !memcmp(text.text + i, from.text, from.size)) {
            buf_put(&buf, to);
            i += from.size;
        } else {
            buf_putc(&buf, text.text[i++]);
        }
    }
    if (buf.failed || arena_str(arena, buf_str(&buf), &made, &err))
        abort();
    buf_free(&buf);
    return made;
}

static int compare(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* A plan's lines in order, without the numbers of rows. */
static size_t lines_of(struct arena *arena, struct str text, struct str **lines)
{
    size_t count = 1, at = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.text[i] == '\n';
    *lines = ARENA_NEW(arena, struct str, count);
    if (!*lines)
        abort();
    while (text.size) {
        struct str line = str_cut(&text, '\n');
        struct buf buf;
        struct err err;
        buf_init(&buf, &mem_libc, line.size + 1);
        static const char *const rows[] = {"condition ", "past ", "kind ", "class "};
        for (size_t i = 0; i < line.size; i++) {
            bool is_row = false;
            for (size_t j = 0; j < COUNT_OF(rows) && i; j++)
                is_row = is_row || str_ends(str_slice(line, 0, i), str_z(rows[j]));
            while (is_row && i < line.size && line.text[i] >= '0' && line.text[i] <= '9')
                i++;
            if (i < line.size && (line.text[i] != ' ' || (i && line.text[i - 1] != ' ')))
                buf_putc(&buf, line.text[i]);
        }
        if (arena_str(arena, buf_str(&buf), &(*lines)[at++], &err))
            abort();
        buf_free(&buf);
    }
    qsort(*lines, at, sizeof **lines, compare);
    return at;
}

static bool is_same_plan(struct arena *arena, struct str a, struct str b)
{
    struct str *x, *y;
    size_t count = lines_of(arena, a, &x);
    if (count != lines_of(arena, b, &y))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!str_eq(x[i], y[i]))
            return false;
    return true;
}

/* A list of clauses in another order is the same finding. */
static bool has_same_bytes(struct str a, struct str b)
{
    size_t counts[256] = {0};
    for (size_t i = 0; i < a.size && a.size == b.size; i++) {
        counts[(unsigned char)a.text[i]]++;
        counts[(unsigned char)b.text[i]]--;
    }
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (counts[i])
            return false;
    return a.size == b.size;
}

enum keep_answer mutant_keep_judge(struct mutant_text *base, const struct keep *keep,
                                   struct str *saying)
{
    struct arena arena = {.mem = &mem_libc};
    struct work *work = ARENA_NEW(&arena, struct work, 1);
    struct ast *ast = ARENA_NEW(&arena, struct ast, 1);
    struct lang_text agreement = {base->name, keep->text};
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    enum keep_answer answer = KEEP_QUIET;
    if (!work || !ast ||
        form_compile(&arena, &agreement, NULL, &base->host, &diags, work, ast, &plan, &err))
        abort();
    if (!plan || !is_same_plan(
                     &arena, renamed(&arena, mutant_plan_text(&arena, plan), keep->new_, keep->old),
                     base->plan_text)) {
        answer = KEEP_OTHER;
        if (!plan && diags.count && arena_str(&base->arena, diags.items[0].text, saying, &err))
            abort();
    }
    for (size_t i = 0; i < diags.count && answer == KEEP_QUIET; i++) {
        struct str text = renamed(&arena, diags.items[i].text, keep->new_, keep->old);
        bool was_said = false;
        for (size_t j = 0; j < base->diags.count && !was_said; j++)
            was_said =
                !strcmp(base->diags.items[j].code, diags.items[i].code) &&
                (str_eq(base->diags.items[j].text, text) ||
                 (keep->kind == KEEP_ORDER && has_same_bytes(base->diags.items[j].text, text)));
        if (was_said)
            continue;
        answer = KEEP_GAINED;
        if (arena_printf(&base->arena, saying, &err, "%s: %.*s", diags.items[i].code,
                         STR_ARG(text)))
            abort();
    }
    arena_free(&arena);
    return answer;
}
