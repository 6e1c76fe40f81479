/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of open points, as text and as JSON. */
#include "base/json.h"
#include "base/num.h"
#include "lang/diag_int.h"
#include "lang/edit/bracket.h"

/* ---------------------------------------------------------------- text */

static void put_indent(struct buf *buf, size_t count)
{
    while (count--)
        buf_putc(buf, ' ');
}

static const char *an(enum diag_level level)
{
    return level == DIAG_ERROR ? "an error" : "a hole";
}

static void put_trial(struct buf *buf, const struct brackets *b, const struct bracket_trial *trial,
                      size_t indent)
{
    if (!trial->was_tried) {
        put_indent(buf, indent);
        buf_puts(buf,
                 "what it would make cannot be told: there are too many choices or diagnostics\n");
    }
    for (size_t i = 0; i < trial->count; i++) {
        const struct bracket_new *item = &trial->items[i];
        put_indent(buf, indent);
        buf_printf(buf, "would make %s, ", an(item->level));
        if (!str_eq(item->file, b->name)) {
            buf_put(buf, item->file);
            buf_putc(buf, ' ');
        }
        buf_printf(buf, "line %u, %s: ", (unsigned)item->line, item->code);
        buf_put(buf, item->text);
        buf_putc(buf, '\n');
    }
}

static void put_equal(struct buf *buf, const struct bracket *bracket, size_t choice)
{
    bool is_first = true;
    uint32_t root = bracket->choices[choice].equal;
    for (size_t i = 0; i < bracket->choice_count; i++) {
        bool is_same = root == BRACKET_NONE ? bracket->choices[i].equal == choice
                                            : i == root || bracket->choices[i].equal == root;
        if (!is_same || i == choice)
            continue;
        buf_puts(buf, is_first ? " (the same as " : ", ");
        buf_put(buf, bracket->choices[i].party);
        is_first = false;
    }
    buf_puts(buf, is_first ? "" : ")");
}

static void put_place(struct buf *buf, const struct brackets *b, const struct bracket *bracket)
{
    buf_put(buf, bracket->where);
    buf_puts(buf, ", ");
    if (!bracket->number || !str_eq(bracket->file, b->name)) {
        buf_put(buf, bracket->file);
        buf_putc(buf, ' ');
    }
    buf_printf(buf, "line %u", (unsigned)bracket->line);
}

static void put_words(struct buf *buf, const struct bracket *bracket)
{
    if (!bracket->words.size)
        return;
    buf_puts(buf, ": left open by \"");
    buf_put(buf, bracket->words);
    buf_putc(buf, '"');
}

static void put_bracket(struct buf *buf, const struct bracket_table *table, uint32_t index)
{
    const struct brackets *b = table->brackets;
    const struct bracket *bracket = &b->items[index];
    buf_printf(buf, "%4u  ", (unsigned)bracket->number);
    put_place(buf, b, bracket);
    put_words(buf, bracket);
    if (bracket->outer != BRACKET_NONE) {
        const struct bracket *outer = &b->items[bracket->outer];
        buf_puts(buf, ", in what ");
        buf_put(buf, outer->choices[bracket->outer_choice].party);
        buf_printf(buf, " proposes for %u", (unsigned)outer->number);
    }
    buf_putc(buf, '\n');
    for (size_t i = 0; i < bracket->choice_count; i++) {
        buf_puts(buf, "        ");
        buf_put(buf, bracket->choices[i].party);
        buf_puts(buf, ": ");
        buf_put(buf, bracket->choices[i].text);
        put_equal(buf, bracket, i);
        buf_putc(buf, '\n');
        if (bracket->choices[i].equal == BRACKET_NONE)
            put_trial(buf, b, &table->choices[index][i], 10);
    }
}

static void put_by_article(struct buf *buf, const struct bracket_table *table)
{
    const struct brackets *b = table->brackets;
    for (uint32_t i = 0; i < b->own; i++) {
        if (!i || !str_eq(b->items[i].article, b->items[i - 1].article)) {
            buf_putc(buf, '\n');
            if (b->items[i].article.size)
                buf_put(buf, b->items[i].article);
            else
                buf_puts(buf, "(under no heading)");
            buf_putc(buf, '\n');
        }
        put_bracket(buf, table, i);
    }
    if (b->count > b->own)
        buf_puts(buf, "\nin texts it builds on, to be settled there\n");
    for (size_t i = b->own; i < b->count; i++) {
        buf_puts(buf, "      ");
        put_place(buf, b, &b->items[i]);
        buf_puts(buf, ": ");
        buf_put(buf, b->items[i].text);
        buf_putc(buf, '\n');
    }
}

static void put_party(struct buf *buf, const struct bracket_table *table, struct str party)
{
    const struct brackets *b = table->brackets;
    buf_putc(buf, '\n');
    buf_put(buf, party);
    buf_puts(buf, " proposes\n");
    for (size_t i = 0; i < b->own; i++)
        for (size_t j = 0; j < b->items[i].choice_count; j++) {
            if (!str_eq(b->items[i].choices[j].party, party))
                continue;
            buf_printf(buf, "%4u  ", (unsigned)b->items[i].number);
            put_place(buf, b, &b->items[i]);
            buf_puts(buf, ": ");
            buf_put(buf, b->items[i].choices[j].text);
            put_equal(buf, &b->items[i], j);
            buf_putc(buf, '\n');
            put_trial(buf, b, &table->choices[i][j], 10);
        }
}

static bool proposes(const struct bracket *bracket, struct str party)
{
    for (size_t i = 0; i < bracket->choice_count; i++)
        if (str_eq(bracket->choices[i].party, party))
            return true;
    return false;
}

static void put_packages(struct buf *buf, const struct bracket_table *table)
{
    const struct brackets *b = table->brackets;
    if (b->party_count)
        buf_puts(buf, "\none party's proposals together\n");
    for (size_t i = 0; i < b->party_count; i++) {
        bool is_first = true;
        buf_puts(buf, "      ");
        buf_put(buf, b->parties[i]);
        buf_puts(buf, " (");
        for (size_t j = 0; j < b->own; j++) {
            if (!proposes(&b->items[j], b->parties[i]))
                continue;
            buf_printf(buf, "%s%u", is_first ? "" : ", ", (unsigned)b->items[j].number);
            is_first = false;
        }
        buf_puts(buf, table->packages[i].was_tried && !table->packages[i].count
                          ? "): no error or hole that is not there now\n"
                          : ")\n");
        put_trial(buf, b, &table->packages[i], 10);
    }
}

static void put_count(struct buf *buf, size_t count, const char *what)
{
    if (count)
        num_put_i64(buf, (int64_t)count);
    else
        buf_puts(buf, "no");
    buf_printf(buf, " %s%s %s", what, count == 1 ? "" : "s", count == 1 ? "is" : "are");
}

void brackets_put_text(struct buf *buf, const struct bracket_table *table, bool by_party)
{
    const struct brackets *b = table->brackets;
    put_count(buf, b->count, "bracket");
    buf_puts(buf, " open in ");
    buf_put(buf, b->name);
    if (b->errors)
        buf_printf(buf, "; the text as it is has %zu error%s", b->errors, b->errors > 1 ? "s" : "");
    buf_putc(buf, '\n');
    if (by_party)
        for (size_t i = 0; i < b->party_count; i++)
            put_party(buf, table, b->parties[i]);
    else
        put_by_article(buf, table);
    put_packages(buf, table);
}

/* ---------------------------------------------------------------- JSON */

static void put_member(struct buf *buf, bool *first, const char *key, struct str value)
{
    json_key(buf, first, key);
    if (value.size)
        json_put_string(buf, value);
    else
        buf_puts(buf, "null");
}

static void put_number(struct buf *buf, bool *first, const char *key, size_t value)
{
    json_key(buf, first, key);
    num_put_i64(buf, (int64_t)value);
}

static void put_new(struct buf *buf, const struct bracket_trial *trial)
{
    if (!trial->was_tried) {
        buf_puts(buf, "null");
        return;
    }
    buf_putc(buf, '[');
    for (size_t i = 0; i < trial->count; i++) {
        const struct bracket_new *item = &trial->items[i];
        bool first = true;
        buf_puts(buf, i ? ", {" : "{");
        put_member(buf, &first, "level", str_z(diag_level_text(item->level)));
        put_member(buf, &first, "code", str_z(item->code));
        put_member(buf, &first, "file", item->file);
        put_number(buf, &first, "line", item->line);
        put_number(buf, &first, "column", item->column);
        put_member(buf, &first, "article", item->article);
        put_member(buf, &first, "text", item->text);
        buf_putc(buf, '}');
    }
    buf_putc(buf, ']');
}

static void put_choices(struct buf *buf, const struct bracket *bracket,
                        const struct bracket_trial *trials)
{
    buf_putc(buf, '[');
    for (size_t i = 0; i < bracket->choice_count; i++) {
        const struct bracket_choice *choice = &bracket->choices[i];
        bool first = true;
        buf_puts(buf, i ? ",\n       {" : "\n       {");
        put_member(buf, &first, "party", choice->party);
        put_member(buf, &first, "text", choice->text);
        put_number(buf, &first, "line", choice->line);
        put_member(buf, &first, "same_as",
                   choice->equal == BRACKET_NONE ? (struct str){0}
                                                 : bracket->choices[choice->equal].party);
        json_key(buf, &first, "makes");
        put_new(buf, &trials[i]);
        buf_putc(buf, '}');
    }
    buf_putc(buf, ']');
}

static void put_one(struct buf *buf, const struct bracket_table *table, size_t index)
{
    const struct brackets *b = table->brackets;
    const struct bracket *bracket = &b->items[index];
    bool first = true;
    buf_puts(buf, index ? ",\n    {" : "\n    {");
    json_key(buf, &first, "number");
    if (bracket->number)
        num_put_i64(buf, bracket->number);
    else
        buf_puts(buf, "null");
    put_member(buf, &first, "file", bracket->file);
    put_member(buf, &first, "where", bracket->where);
    put_member(buf, &first, "article", bracket->article);
    put_number(buf, &first, "line", bracket->line);
    json_key(buf, &first, "is_clause");
    buf_puts(buf, bracket->is_clause ? "true" : "false");
    json_key(buf, &first, "in");
    if (bracket->outer == BRACKET_NONE)
        buf_puts(buf, "null");
    else
        num_put_i64(buf, b->items[bracket->outer].number);
    put_member(buf, &first, "text", bracket->text);
    put_member(buf, &first, "words", bracket->words);
    json_key(buf, &first, "proposals");
    if (index < b->own)
        put_choices(buf, bracket, table->choices[index]);
    else
        buf_puts(buf, "[]");
    buf_putc(buf, '}');
}

static void put_head(struct buf *buf, const struct brackets *b)
{
    buf_puts(buf, "{\n  \"version\": 1,\n  \"agreement\": ");
    json_put_string(buf, b->name);
    buf_printf(buf, ",\n  \"errors\": %zu,\n  \"holes\": %zu,\n", b->errors, b->holes);
}

static void put_numbers(struct buf *buf, const struct brackets *b, struct str party)
{
    bool is_first = true;
    buf_putc(buf, '[');
    for (size_t i = 0; i < b->own; i++) {
        if (!proposes(&b->items[i], party))
            continue;
        buf_printf(buf, "%s%u", is_first ? "" : ", ", (unsigned)b->items[i].number);
        is_first = false;
    }
    buf_putc(buf, ']');
}

void brackets_put_json(struct buf *buf, const struct bracket_table *table)
{
    const struct brackets *b = table->brackets;
    put_head(buf, b);
    buf_puts(buf, "  \"brackets\": [");
    for (size_t i = 0; i < b->count; i++)
        put_one(buf, table, i);
    buf_puts(buf, b->count ? "\n  ],\n" : "],\n");
    buf_puts(buf, "  \"parties\": [");
    for (size_t i = 0; i < b->party_count; i++) {
        bool first = true;
        buf_puts(buf, i ? ",\n    {" : "\n    {");
        put_member(buf, &first, "party", b->parties[i]);
        json_key(buf, &first, "brackets");
        put_numbers(buf, b, b->parties[i]);
        json_key(buf, &first, "makes");
        put_new(buf, &table->packages[i]);
        buf_putc(buf, '}');
    }
    buf_puts(buf, b->party_count ? "\n  ]\n}\n" : "]\n}\n");
}

/* ---------------------------------------------------------------- what was chosen */

static struct str chosen(const struct bracket *bracket, const struct bracket_pick *pick)
{
    return pick->choice == BRACKET_NONE ? pick->value : bracket->choices[pick->choice].text;
}

static bool is_gone(const struct brackets *b, const struct bracket_pick *picks, uint32_t index)
{
    uint32_t up = b->items[index].outer;
    return up != BRACKET_NONE &&
           ((picks[up].is_chosen && picks[up].choice != b->items[index].outer_choice) ||
            is_gone(b, picks, up));
}

void brackets_put_choice(struct buf *buf, const struct brackets *b,
                         const struct bracket_pick *picks, const struct bracket_trial *trial)
{
    size_t left = b->count - b->own;
    for (uint32_t i = 0; i < b->own; i++) {
        const struct bracket *bracket = &b->items[i];
        left += !picks[i].is_chosen && !is_gone(b, picks, i);
        if (!picks[i].is_chosen)
            continue;
        buf_printf(buf, "%4u  ", (unsigned)bracket->number);
        buf_put(buf, bracket->where);
        buf_puts(buf, ": ");
        buf_put(buf, chosen(bracket, &picks[i]));
        if (picks[i].choice != BRACKET_NONE) {
            buf_puts(buf, " (");
            buf_put(buf, bracket->choices[picks[i].choice].party);
            buf_putc(buf, ')');
        }
        buf_putc(buf, '\n');
    }
    put_count(buf, left, "bracket");
    buf_puts(buf, " left open\n");
    for (uint32_t i = 0; i < b->count; i++) {
        const struct bracket *bracket = &b->items[i];
        if (i < b->own && (picks[i].is_chosen || is_gone(b, picks, i)))
            continue;
        buf_puts(buf, "      ");
        put_place(buf, b, bracket);
        buf_puts(buf, ": ");
        buf_put(buf, bracket->text);
        buf_putc(buf, '\n');
    }
    if (trial->was_tried && !trial->count)
        buf_puts(buf, "no error or hole that was not there before\n");
    put_trial(buf, b, trial, 0);
}

void brackets_put_choice_json(struct buf *buf, const struct brackets *b,
                              const struct bracket_pick *picks, const struct bracket_trial *trial)
{
    bool is_first = true;
    put_head(buf, b);
    buf_puts(buf, "  \"chosen\": [");
    for (size_t i = 0; i < b->own; i++) {
        bool first = true;
        if (!picks[i].is_chosen)
            continue;
        buf_puts(buf, is_first ? "\n    {" : ",\n    {");
        is_first = false;
        put_number(buf, &first, "number", b->items[i].number);
        put_member(buf, &first, "where", b->items[i].where);
        put_member(buf, &first, "party",
                   picks[i].choice == BRACKET_NONE ? (struct str){0}
                                                   : b->items[i].choices[picks[i].choice].party);
        put_member(buf, &first, "text", chosen(&b->items[i], &picks[i]));
        buf_putc(buf, '}');
    }
    buf_puts(buf, "\n  ],\n  \"left\": [");
    is_first = true;
    for (uint32_t i = 0; i < b->count; i++) {
        bool first = true;
        if (i < b->own && (picks[i].is_chosen || is_gone(b, picks, i)))
            continue;
        buf_puts(buf, is_first ? "\n    {" : ",\n    {");
        is_first = false;
        put_member(buf, &first, "file", b->items[i].file);
        put_member(buf, &first, "where", b->items[i].where);
        put_number(buf, &first, "line", b->items[i].line);
        put_member(buf, &first, "text", b->items[i].text);
        buf_putc(buf, '}');
    }
    buf_puts(buf, is_first ? "],\n  \"makes\": " : "\n  ],\n  \"makes\": ");
    put_new(buf, trial);
    buf_puts(buf, "\n}\n");
}
