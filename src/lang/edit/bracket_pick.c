/* SPDX-License-Identifier: Apache-2.0
 *
 * Choices as they are typed, and whether the text keeps its form with them. */
#include "lang/edit/bracket.h"
#include "lang/form.h"

#include <string.h>

#define VALUE_LIMIT 4096 /* bytes of a value that is typed */

/* ---------------------------------------------------------------- reading */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `unanimity` or `public` is nobody's name. */
static bool is_reserved(struct str text)
{
    static const struct str words[] = {
#define X(name, text) STR_INIT(text),
        LANG_WORDS(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i], text))
            return true;
    return false;
}

static bool is_name(struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.text[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!is_letter && !(i && is_digit(c)))
            return false;
    }
    return text.size > 0 && !is_reserved(text);
}

/* "5=" behind a comma begins the next choice; another comma belongs to the value. */
static bool starts_choice(struct str text)
{
    size_t at = 0;
    while (at < text.size && text.text[at] == ' ')
        at++;
    size_t digits = at;
    while (digits < text.size && is_digit(text.text[digits]))
        digits++;
    return digits > at && digits < text.size && text.text[digits] == '=';
}

/* Cut the next "NUMBER=VALUE" off. */
static struct str next_typed(struct str *rest)
{
    bool is_quoted = false;
    size_t at = 0;
    for (; at < rest->size; at++) {
        is_quoted ^= rest->text[at] == '"';
        if (rest->text[at] == ',' && !is_quoted && starts_choice(str_from(*rest, at + 1)))
            break;
    }
    struct str typed = str_trim(str_slice(*rest, 0, at));
    *rest = str_from(*rest, at + 1);
    return typed;
}

/* "A, B and C" */
static void put_parties(struct buf *buf, const struct bracket *bracket)
{
    for (size_t i = 0; i < bracket->choice_count; i++) {
        buf_puts(buf, i ? i + 1 < bracket->choice_count ? ", " : " and " : "");
        buf_put(buf, bracket->choices[i].party);
    }
}

static enum err_code no_such_party(struct arena *arena, const struct bracket *bracket,
                                   struct str name, struct err *err)
{
    struct buf buf;
    buf_init(&buf, arena->mem, 4096);
    put_parties(&buf, bracket);
    (void)err_set(
        err, ERR_USAGE, "bracket %u (%.*s) has no proposal of \"%.*s\"; there are those of %.*s",
        (unsigned)bracket->number, STR_ARG(bracket->where), STR_ARG(name), STR_ARG(buf_str(&buf)));
    buf_free(&buf);
    return ERR_USAGE;
}

static enum err_code pick_party(struct arena *arena, const struct bracket *bracket, struct str name,
                                struct bracket_pick *pick, struct err *err)
{
    size_t found = 0;
    for (size_t i = 0; i < bracket->choice_count; i++)
        if (str_eq(bracket->choices[i].party, name)) {
            pick->choice = (uint32_t)i;
            found++;
        }
    if (!found)
        return no_such_party(arena, bracket, name, err);
    if (found > 1)
        return err_set(err, ERR_USAGE,
                       "bracket %u (%.*s) has %zu proposals of %.*s; write the value instead",
                       (unsigned)bracket->number, STR_ARG(bracket->where), found, STR_ARG(name));
    pick->is_chosen = true;
    return ERR_OK;
}

static enum err_code pick_value(struct arena *arena, const struct bracket *bracket,
                                struct str value, struct bracket_pick *pick, struct err *err)
{
    if (value.size > 1 && value.text[0] == '"' && value.text[value.size - 1] == '"')
        value = str_trim(str_slice(value, 1, value.size - 1));
    bool is_line = str_utf8_valid(value);
    for (size_t i = 0; i < value.size; i++)
        is_line = is_line && (unsigned char)value.text[i] >= 0x20 && value.text[i] != 0x7f;
    if (!value.size || value.size > VALUE_LIMIT || !is_line)
        return err_set(err, ERR_USAGE,
                       "bracket %u (%.*s): a value is words on one line, at most %d bytes",
                       (unsigned)bracket->number, STR_ARG(bracket->where), VALUE_LIMIT);
    pick->is_chosen = true;
    pick->choice = BRACKET_NONE;
    return arena_str(arena, value, &pick->value, err);
}

static enum err_code pick_one(struct arena *arena, const struct brackets *brackets,
                              struct str typed, struct bracket_pick *picks, struct err *err)
{
    size_t equals = str_find(typed, '=', 0);
    struct str digits = str_trim(str_slice(typed, 0, equals));
    struct str value = str_trim(str_from(typed, equals + 1));
    int64_t number = 0;
    if (equals >= typed.size || !str_to_i64(digits, &number))
        return err_set(err, ERR_USAGE,
                       "\"%.*s\" is no choice; write NUMBER=PARTY or NUMBER=\"VALUE\", such as 3=A",
                       STR_ARG(typed));
    if (number < 1 || (uint64_t)number > brackets->own)
        return err_set(err, ERR_USAGE, "there is no bracket %.*s; this text has %s%zu",
                       STR_ARG(digits), brackets->own > 1 ? "1 to " : "", brackets->own);
    const struct bracket *bracket = &brackets->items[number - 1];
    struct bracket_pick *pick = &picks[number - 1];
    if (pick->is_chosen)
        return err_set(err, ERR_USAGE, "bracket %u (%.*s) is chosen twice",
                       (unsigned)bracket->number, STR_ARG(bracket->where));
    if (bracket->choice_count && is_name(value))
        return pick_party(arena, bracket, value, pick, err);
    return pick_value(arena, bracket, value, pick, err);
}

/* A choice inside a proposal that another choice leaves out. */
static enum err_code check_outer(const struct brackets *b, const struct bracket_pick *picks,
                                 struct err *err)
{
    for (size_t i = 0; i < b->own; i++) {
        const struct bracket *bracket = &b->items[i];
        uint32_t up = bracket->outer;
        if (!picks[i].is_chosen || up == BRACKET_NONE || !picks[up].is_chosen ||
            picks[up].choice == bracket->outer_choice)
            continue;
        return err_set(err, ERR_USAGE,
                       "bracket %u stands in the proposal of %.*s for bracket %u, which is not "
                       "the one chosen",
                       (unsigned)bracket->number,
                       STR_ARG(b->items[up].choices[bracket->outer_choice].party),
                       (unsigned)b->items[up].number);
    }
    return ERR_OK;
}

enum err_code brackets_pick(struct arena *arena, const struct brackets *brackets, struct str typed,
                            struct bracket_pick *picks, struct err *err)
{
    if (!brackets->own)
        return err_set(err, ERR_USAGE, "this text has no bracket that could be chosen");
    do
        TRY(pick_one(arena, brackets, next_typed(&typed), picks, err));
    while (typed.size);
    return check_outer(brackets, picks, err);
}

/* ---------------------------------------------------------------- the form */

#define COUNTS 13

/* How many there are of each: settling a bracket adds nothing to a text but what it says. */
struct form {
    size_t errors, counts[COUNTS], clauses, statements;
    const struct diag *first; /* the first error */
};

static enum err_code form_of(struct arena *arena, struct str name, struct str text,
                             struct form *form, struct err *err)
{
    struct diags *diags = ARENA_NEW(arena, struct diags, 1);
    struct ast *ast = ARENA_NEW(arena, struct ast, 1);
    struct work *work = ARENA_NEW(arena, struct work, 1);
    if (!diags || !ast || !work)
        return err_no_memory(err);
    TRY(form_read(arena, name, text, diags, work, ast, err));
    *form = (struct form){.errors = diags->errors,
                          .counts = {ast->builds.count, ast->actors.count, ast->places.count,
                                     ast->classes.count, ast->kinds.count, ast->tables.count,
                                     ast->dates.count, ast->phases.count, ast->deferred.count,
                                     ast->tracks.count, ast->sources.count,
                                     work->source.piece_count > 0, ast->title.is_set},
                          .clauses = ast->clauses.count,
                          .statements = ast->statements.count};
    for (size_t i = diags->count; i-- > 0;)
        if (diags->items[i].level == DIAG_ERROR)
            form->first = &diags->items[i];
    return ERR_OK;
}

/* Does the choice for one bracket alone fit? */
static enum err_code check_one(struct arena *arena, const struct brackets *b,
                               const struct form *before, struct bracket_pick *alone,
                               uint32_t index, struct err *err)
{
    const struct bracket *bracket = &b->items[index];
    struct bracket_edits edits;
    struct form after;
    struct str text, said;
    TRY(brackets_apply(arena, b, alone, &edits, &text, err));
    TRY(form_of(arena, b->name, text, &after, err));
    said = alone[index].value;
    if (alone[index].choice != BRACKET_NONE)
        said = bracket->choices[alone[index].choice].text;
    if (after.errors > before->errors && after.first)
        return err_set(err, ERR_USAGE, "bracket %u (%.*s) does not take \"%.*s\": %.*s%s%.*s",
                       (unsigned)bracket->number, STR_ARG(bracket->where),
                       said.size > 80 ? 80 : (int)said.size, said.text, STR_ARG(after.first->text),
                       after.first->label.size ? "; " : "", STR_ARG(after.first->label));
    bool is_same = !memcmp(after.counts, before->counts, sizeof after.counts);
    if (bracket->is_clause)
        is_same = is_same && (alone[index].choice != BRACKET_NONE ||
                              after.clauses >= before->clauses + !bracket->choice_count);
    else
        is_same =
            is_same && after.clauses == before->clauses && after.statements == before->statements;
    if (!is_same)
        return err_set(err, ERR_USAGE, "bracket %u (%.*s) does not take \"%.*s\": %s",
                       (unsigned)bracket->number, STR_ARG(bracket->where),
                       said.size > 80 ? 80 : (int)said.size, said.text,
                       bracket->is_clause ? "a clause is expected there"
                                          : "it would end the statement and begin another");
    return ERR_OK;
}

enum err_code brackets_check(struct arena *arena, const struct brackets *brackets,
                             const struct bracket_pick *picks, struct err *err)
{
    struct bracket_pick *alone = ARENA_NEW(arena, struct bracket_pick, brackets->own);
    struct form before;
    enum err_code code = ERR_OK;
    if (!alone)
        return err_no_memory(err);
    TRY(form_of(arena, brackets->name, brackets->text, &before, err));
    for (uint32_t i = 0; i < brackets->own && !code; i++) {
        struct arena scratch = {.mem = arena->mem};
        uint32_t up = brackets->items[i].outer;
        if (!picks[i].is_chosen || (up != BRACKET_NONE && picks[up].is_chosen))
            continue;
        alone[i] = picks[i];
        code = check_one(&scratch, brackets, &before, alone, i, err);
        alone[i] = (struct bracket_pick){0};
        arena_free(&scratch);
    }
    return code;
}
