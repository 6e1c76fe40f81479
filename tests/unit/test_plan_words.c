/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentences: tests/golden/lang/words.txt holds short texts and every sentence that is made of them, all forms of
 * statement, tail, event, condition and phase among them. TRUCE_ACCEPT=1 rewrites the sentences (read the difference
 * before committing it). A text stands behind the prelude below. */
#include "support/agreement.h"
#include "support/flagship.h"
#include "support/test.h"

#include "plan/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GOLDEN "tests/golden/lang/words.txt"

static const char prelude[] =
    "agreement \"T\" timezone Europe/Kyiv in force 2026-01-01 party A \"Party A\" party B \"Party "
    "B\" monitor M \"Monitor\"\n";

static const struct test_file files[] = {
    {"line.geojson", "{\"type\": \"LineString\", \"coordinates\": [[37, 48], [38, 48.5]]}"},
    {"area.geojson", "{\"type\": \"Polygon\", \"coordinates\": [[[37, 48], [38, 48], [38, 49], "
                     "[37, 49], [37, 48]]]}"},
    {NULL, NULL}};

/* What is not judged yet changes with the engine, not with the words. */
static void end_line(struct buf *buf, size_t from)
{
    static const char mark[] = " Not judged yet:";
    for (size_t i = from; i + sizeof mark <= buf->size; i++)
        if (!memcmp(buf->bytes + i, mark, sizeof mark - 1))
            buf->size = i;
    buf_puts(buf, "\n");
}

static void put_all(struct buf *buf, const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->actor_count; i++) {
        if (plan->actors[i].role != PLAN_BODY && plan->actors[i].role != PLAN_GROUP)
            continue;
        plan_put_actor(buf, plan, i);
        buf_puts(buf, "\n");
    }
    for (uint32_t i = 0; i < plan->class_count; i++) {
        const struct plan_class *c = &plan->classes[i];
        if (c->alternative_count == 1 && !c->alternatives[0].test_count)
            continue;
        plan_put_class(buf, plan, i);
        buf_puts(buf, "\n");
    }
    for (uint32_t i = 0; i < plan->table_count; i++) {
        plan_put_table(buf, plan, i);
        buf_puts(buf, "\n");
    }
    for (uint32_t i = 0; i < plan->date_count; i++) {
        plan_put_date(buf, plan, i);
        buf_puts(buf, "\n");
    }
    for (uint32_t i = 0; i < plan->phase_count; i++) {
        size_t start = buf->size;
        plan_put_phase(buf, plan, i);
        end_line(buf, start);
        for (size_t j = 0; j <= plan->phases[i].exit_count; j++) {
            size_t from = buf->size;
            plan_put_exit(buf, plan, i, j);
            buf_puts(buf, buf->size > from ? "\n" : "");
        }
    }
    for (uint32_t i = 0; i < plan->statement_count; i++) {
        size_t start = buf->size;
        plan_put_statement(buf, plan, i);
        end_line(buf, start);
    }
}

static const struct plan *compiled(struct arena *arena, struct str name, struct str text,
                                   const struct test_file *with)
{
    struct test_host host = {with, NULL};
    struct lang_host lang = test_host_of(&host);
    struct diags diags;
    const struct plan *plan;
    struct err err = {0};
    assert_int_equal(lang_compile(arena, name, text, &lang, &diags, &plan, &err), ERR_OK);
    for (size_t i = 0; i < diags.count && !plan; i++)
        if (diags.items[i].level == DIAG_ERROR)
            print_error("%u: %.*s\n", diags.items[i].span.line, STR_ARG(diags.items[i].text));
    assert_non_null(plan);
    return plan;
}

static struct str golden_cut(struct str *rest, const char *mark)
{
    for (size_t i = 0; i < rest->size; i++) {
        if ((i && rest->text[i - 1] != '\n') || !str_starts(str_from(*rest, i), str_z(mark)))
            continue;
        struct str before = str_slice(*rest, 0, i);
        *rest = str_from(*rest, i);
        return before;
    }
    struct str all = *rest;
    *rest = (struct str){0};
    return all;
}

static void every_form_has_its_sentence(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    struct str whole = test_read(&arena, GOLDEN), rest = whole;
    assert_true(whole.size > 0);
    struct buf now;
    buf_init(&now, &mem_libc, 1 << 20);
    buf_put(&now, golden_cut(&rest, "### "));
    while (rest.size) {
        struct str title = str_cut(&rest, '\n');
        struct str source = golden_cut(&rest, "---\n");
        rest = str_from(rest, 4);
        golden_cut(&rest, "### ");
        struct str text = {0};
        struct err err = {0};
        bool is_flagship = str_eq(title, STR("### the flagship"));
        assert_int_equal(arena_printf(&arena, &text, &err, "%s%.*s", prelude, STR_ARG(source)),
                         ERR_OK);
        buf_put(&now, title);
        buf_putc(&now, '\n');
        buf_put(&now, source);
        buf_puts(&now, "---\n");
        put_all(&now, is_flagship ? compiled(&arena, STR("f.md"), test_read(&arena, FLAGSHIP),
                                             flagship_files)
                                  : compiled(&arena, STR("t.truce"), text, files));
    }
    assert_false(now.failed);
    if (getenv("TRUCE_ACCEPT")) {
        char path[1024];
        const char *root = getenv("ROOT");
        snprintf(path, sizeof path, "%s/" GOLDEN, root ? root : ".");
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(now.bytes, 1, now.size, file);
        fclose(file);
    } else {
        if (!str_eq(whole, buf_str(&now)))
            print_error("differs from " GOLDEN ":\n%.*s", STR_ARG(buf_str(&now)));
        assert_true(str_eq(whole, buf_str(&now)));
    }
    buf_free(&now);
    arena_free(&arena);
}

static void a_clause_is_its_sentences_and_who_verifies(void **state)
{
    (void)state;
    struct arena arena = {.mem = &mem_libc};
    const struct plan *plan =
        compiled(&arena, STR("f.md"), test_read(&arena, FLAGSHIP), flagship_files);
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 16);
    plan_put_clause(&buf, plan, 3);
    assert_str(
        buf_str(&buf),
        "No attack by A or B is allowed anywhere, from the beginning of ceasefire to its end. "
        "No crossing by A or B across contact is allowed, from the beginning of ceasefire to "
        "its end. M verifies. A violation is serious.");
    buf_clear(&buf);
    plan_put_clause(&buf, plan, PLAN_NONE);
    plan_put_statement(&buf, plan, PLAN_NONE);
    plan_put_phase(&buf, plan, PLAN_NONE);
    plan_put_exit(&buf, plan, 99, 0);
    assert_str(buf_str(&buf), "");
    buf_free(&buf);
    arena_free(&arena);
}

/* Rows that nothing has been filled in of: what a text with errors leaves behind. */
static void rows_without_references_do_no_harm(void **state)
{
    (void)state;
    struct plan_statement rows[PLAN_SYNCHRONOUS + 1] = {0};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan_statement *s = &rows[i];
        s->form = (enum plan_form)i;
        s->clause = s->when = s->place = s->body = s->tail.while_condition = s->tail.unless =
            PLAN_NONE;
        s->amount.for_each_class = s->amount.table = s->distance.table = PLAN_NONE;
        s->due.of.happening.class = PLAN_NONE;
    }
    struct plan plan = {.tz = tz_utc(), .statements = rows, .statement_count = COUNT_OF(rows)};
    struct buf buf;
    buf_init(&buf, &mem_libc, 1 << 16);
    for (uint32_t i = 0; i < COUNT_OF(rows); i++)
        plan_put_statement(&buf, &plan, i);
    assert_false(buf.failed);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_has_its_sentence),
        cmocka_unit_test(a_clause_is_its_sentences_and_who_verifies),
        cmocka_unit_test(rows_without_references_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
