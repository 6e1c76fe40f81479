/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as two drafts with a byte 0 between them (or one, taken twice): the brackets of the first are settled party by
 * party, each in turn, and both drafts are compared in both directions. The same draft twice differs in nothing; exchanging
 * the two drafts gives as many differences. */
#include "support/agreement.h"

#include "lang/edit/bracket.h"
#include "plan/diff.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char kinds[] =
    "name,parent,type,class,label\nattack,,act,,Attack\nshelling,attack,act,,Shelling\n"
    "order,,act,,Order\ntroops,,thing,,Troops\nartillery,,thing,,Artillery\n"
    "violation_tally,,tally,,Tally\n";

static const struct test_file files[] = {
    {"l", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"a", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], [37, 49], [37, "
          "48]]]}"},
    {NULL, NULL}};

static void check(bool holds)
{
    if (!holds)
        abort();
}

static struct str name_of(struct str text)
{
    return str_starts(text, STR("#")) ? STR("f.md") : STR("f.truce");
}

/* Every choice of every bracket is made, and what it writes is read again. */
static void settle(struct arena *arena, struct str text, const struct lang_host *lang)
{
    struct brackets brackets;
    struct err err = {0};
    if (brackets_read(arena, name_of(text), text, lang, &brackets, &err))
        return;
    struct bracket_pick *picks = ARENA_NEW(arena, struct bracket_pick, brackets.own);
    for (size_t i = 0; picks && i < brackets.own && i < 8; i++)
        for (uint32_t j = 0; j < brackets.items[i].choice_count && j < 3; j++) {
            struct bracket_edits edits;
            struct bracket_trial trial;
            struct str made;
            picks[i] = (struct bracket_pick){.is_chosen = true, .choice = j};
            if (brackets_apply(arena, &brackets, picks, &edits, &made, &err))
                return;
            check(made.size <= text.size);
            if (i < 2 && brackets_try(arena, &brackets, picks, lang, &trial, &err))
                return;
            picks[i] = (struct bracket_pick){0};
        }
    struct bracket_pick typed[64] = {{0}};
    if (brackets.own && brackets.own <= COUNT_OF(typed))
        (void)!brackets_pick(arena, &brackets, STR("1=A,2=3 km,3=\"4 h\""), typed, &err);
}

static const struct plan *compile(struct arena *arena, struct str text,
                                  const struct lang_host *lang)
{
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    return lang_compile(arena, name_of(text), text, lang, &diags, &plan, &err) ? NULL : plan;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct test_host host = {files, kinds};
    struct lang_host lang = test_host_of(&host);
    struct arena arena = {.mem = &mem_libc, .limit = (size_t)512 << 20};
    struct str rest = {(const char *)data, size}, one = str_cut(&rest, '\0');
    struct str two = rest.size ? rest : one;
    struct plan_diff diff = {0}, back = {0};
    struct err err = {0};
    struct buf buf;
    settle(&arena, one, &lang);
    const struct plan *old = compile(&arena, one, &lang), *new = compile(&arena, two, &lang);
    buf_init(&buf, &mem_libc, (size_t)64 << 20);
    if (old && new && !plan_diff_make(&arena, old, new, &diff, &err) &&
        !plan_diff_make(&arena, new, old, &back, &err)) {
        check(diff.meaning.count == back.meaning.count);
        check(!str_eq(one, two) || !diff.meaning.count);
        plan_diff_put_text(&buf, &diff);
        plan_diff_put_json(&buf, &diff, STR("1"), STR("2"));
    }
    buf_free(&buf);
    arena_free(&arena);
    return 0;
}
