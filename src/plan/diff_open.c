/* SPDX-License-Identifier: Apache-2.0
 *
 * Brackets: in which way one was settled, and those that were opened, closed or changed without another item that
 * shows it. */
#include "plan/diff_int.h"

/* The bracket that begins at `at`: behind its end. */
static size_t end_of(struct str text, size_t at)
{
    size_t depth = 0;
    for (; at < text.size; at++) {
        if (text.text[at] == '"') {
            at = str_find(text, '"', at + 1);
            continue;
        }
        depth += text.text[at] == '[';
        if (text.text[at] == ']' && --depth == 0)
            return at + 1;
    }
    return text.size;
}

/* The next proposal of a bracket's inside: key and value. */
static bool next_choice(struct str *rest, struct str *key, struct str *value)
{
    size_t at = 0, depth = 0;
    if (!rest->size)
        return false;
    for (; at < rest->size; at++) {
        char c = rest->text[at];
        if (c == '"')
            at = str_find(*rest, '"', at + 1);
        depth += c == '[';
        depth -= c == ']' && depth;
        if (c == '|' && !depth)
            break;
    }
    struct str choice = str_slice(*rest, 0, at);
    *rest = str_from(*rest, at + 1);
    size_t colon = str_find(choice, ':', 0);
    *key = str_trim(str_slice(choice, 0, colon));
    *value = str_trim(str_from(choice, colon + 1));
    return colon < choice.size;
}

struct str diff_settled(struct differ *d, struct str old, struct str new)
{
    struct str none = {0}, who = {0}, key, value;
    size_t from = 0;
    while (from < old.size && old.text[from] != '[')
        from = old.text[from] == '"' ? str_find(old, '"', from + 1) + 1 : from + 1;
    if (from >= old.size)
        return none;
    size_t to = end_of(old, from);
    struct str rest = str_slice(old, from + 1, to - 1), want = diff_text_key(d, 1, new);
    while (!d->code && next_choice(&rest, &key, &value)) {
        struct str filled = diff_printf(d, "%.*s%.*s%.*s", (int)from, old.text, STR_ARG(value),
                                        STR_ARG(str_from(old, to)));
        if (str_eq(diff_text_key(d, 0, filled), want))
            who = diff_printf(d, "%.*s%s%.*s", STR_ARG(who), who.size ? ", " : "", STR_ARG(key));
    }
    return who.size ? diff_printf(d, " (as %.*s proposed)", STR_ARG(who)) : none;
}

struct str diff_whole_bracket(const struct plan *plan, const struct plan_clause *clause)
{
    const struct str sign = STR("clause");
    bool is_open = clause->statement_count > 0;
    for (uint32_t i = 0; i < clause->statement_count; i++)
        is_open = is_open && plan->statements[clause->first_statement + i].judged == PLAN_OPEN;
    for (size_t i = 0; is_open && i < plan->open_count; i++) {
        struct str where = plan->open[i].where, text = plan->open[i].text;
        if (!str_starts(where, STR("clause ")) || !str_eq(str_from(where, 7), clause->label))
            continue;
        struct str value = str_trim(str_from(text, str_find(text, ':', 0) + 1));
        if (str_starts(value, sign))
            return text;
    }
    return (struct str){0};
}

/* ---------------------------------------------------------------- what no item shows yet */

static bool holds(struct str text, struct str part)
{
    for (size_t at = 0; part.size && at + part.size <= text.size; at++)
        if (str_starts(str_from(text, at), part))
            return true;
    return false;
}

/* Where it stands, in the names that both drafts have. */
static struct str where_key(struct differ *d, size_t side, struct str where)
{
    struct str label = str_from(where, 7);
    if (str_starts(where, STR("clause ")) && !side) {
        uint32_t clause = plan_find_clause(d->side[0].plan, label);
        if (clause != PLAN_NONE)
            return diff_printf(d, "clause %.*s", STR_ARG(d->side[0].shared[DIFF_CLAUSE][clause]));
    }
    return str_starts(where, STR("clause ")) ? where : diff_text_key(d, side, where);
}

/* True when an item shows it, or it stands inside one that does. */
static bool is_shown(const struct differ *d, size_t side, struct str text)
{
    for (size_t i = 0; i < d->diff->meaning.count; i++) {
        const struct plan_diff_item *item = &d->diff->meaning.items[i];
        if (holds(side ? item->new : item->old, text))
            return true;
    }
    return false;
}

struct open_row {
    struct str where, key;
    bool is_same;
};

static struct open_row *read_rows(struct differ *d, size_t side)
{
    const struct plan *plan = d->side[side].plan;
    struct open_row *rows = diff_alloc(d, plan->open_count, sizeof *rows);
    for (size_t i = 0; i < plan->open_count && !d->code; i++) {
        rows[i].where = where_key(d, side, plan->open[i].where);
        rows[i].key = diff_printf(d, "%.*s\n%.*s", STR_ARG(rows[i].where),
                                  STR_ARG(diff_text_key(d, side, plan->open[i].text)));
    }
    return rows;
}

static void match_same(struct differ *d, struct open_row *old, struct open_row *new)
{
    size_t count = d->side[1].plan->open_count;
    uint32_t *next = diff_alloc(d, count, sizeof *next);
    struct map newest;
    map_init(&newest, d->arena);
    for (size_t j = count; j-- > 0 && !d->code;) {
        next[j] = map_get(&newest, new[j].key);
        (void)diff_failed(d, map_set(&newest, new[j].key, (uint32_t)j, d->err));
    }
    for (size_t i = 0; i < d->side[0].plan->open_count && !d->code; i++) {
        uint32_t j = map_get(&newest, old[i].key);
        if (j == MAP_NONE)
            continue;
        old[i].is_same = new[j].is_same = true;
        (void)diff_failed(d, map_set(&newest, old[i].key, next[j], d->err));
    }
}

static void tell(struct differ *d, const struct plan_open *old, const struct plan_open *new)
{
    struct str none = {0}, before = old ? old->text : none, now = new ? new->text : none;
    const struct plan_open *shown = new ? new : old;
    d->where = shown->where;
    d->hint = none;
    d->article = shown->article;
    d->line[0] = old ? diff_line(old->source, old->line) : 0;
    d->line[1] = new ? diff_line(new->source, new->line) : 0;
    diff_changed(d, "bracket", "a bracket", before, now);
}

void diff_brackets(struct differ *d)
{
    const struct plan *before = d->side[0].plan, *now = d->side[1].plan;
    struct open_row *old = read_rows(d, 0), *new = read_rows(d, 1);
    if (d->code)
        return;
    match_same(d, old, new);
    for (size_t i = 0; i < before->open_count && !d->code; i++)
        old[i].is_same = old[i].is_same || is_shown(d, 0, before->open[i].text);
    for (size_t j = 0; j < now->open_count && !d->code; j++)
        new[j].is_same = new[j].is_same || is_shown(d, 1, now->open[j].text);
    for (size_t j = 0; j < now->open_count && !d->code; j++) {
        if (new[j].is_same)
            continue;
        size_t i = 0;
        while (i < before->open_count && (old[i].is_same || !str_eq(old[i].where, new[j].where)))
            i++;
        tell(d, i < before->open_count ? &before->open[i] : NULL, &now->open[j]);
        if (i < before->open_count)
            old[i].is_same = true;
    }
    for (size_t i = 0; i < before->open_count && !d->code; i++)
        if (!old[i].is_same)
            tell(d, &before->open[i], NULL);
}
