/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "support/flaky.h"
#include "support/test.h"

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

static void errors_are_filled_and_cut(void **state)
{
    struct err err = {0};
    char large[2000];

    (void)state;
    assert_int_equal(err_set(&err, ERR_INPUT, "lat is %d", 91), ERR_INPUT);
    assert_int_equal(err.code, ERR_INPUT);
    assert_string_equal(err.text, "lat is 91");
    assert_int_equal(err_set(&err, ERR_IO, "%s: %s", "a.csv", err.text), ERR_IO);
    assert_string_equal(err.text, "a.csv: lat is 91");
    assert_int_equal(err_set(NULL, ERR_IO, "nobody listens"), ERR_IO);

    memset(large, 'x', sizeof large);
    large[sizeof large - 1] = '\0';
    (void)err_set(&err, ERR_INPUT, "%s", large);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    for (size_t i = 0; i + 1 < sizeof large; i += 2) /* a cut never splits a character */
        memcpy(large + i, "\xC3\xA9", 2);
    large[sizeof large - 1] = '\0';
    (void)err_set(&err, ERR_INPUT, "%s", large);
    assert_int_equal(strlen(err.text), sizeof err.text - 2);
    (void)err_set(&err, ERR_INPUT, "x%s", large);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    (void)err_set(&err, ERR_INPUT, "two\nlines\x1B[0m");
    assert_string_equal(err.text, "two?lines?[0m");
}

static void codes_have_status_and_text(void **state)
{
    (void)state;
    assert_int_equal(err_exit_status(ERR_OK), 0);
    assert_int_equal(err_exit_status(ERR_USAGE), 2);
    assert_int_equal(err_exit_status(ERR_SYNTAX), 3);
    assert_int_equal(err_exit_status(ERR_INPUT), 4);
    assert_int_equal(err_exit_status(ERR_IO), 5);
    assert_int_equal(err_exit_status(ERR_NO_MEMORY), 5);
    assert_int_equal(err_exit_status(ERR_INTERNAL), 70);
    assert_string_equal(err_code_text(ERR_NO_MEMORY), "no-memory");
}

static void arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena arena = {.mem = &mem_libc};

    (void)state;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *bytes = arena_alloc(&arena, size, 1);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xAA, size);
    }
    assert_non_null(arena_alloc(&arena, 1, 5u << 20)); /* larger than any block */
    assert_null(arena_alloc(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_alloc(&arena, SIZE_MAX, 1));
    arena_free(&arena);
    assert_int_equal(arena.used, 0);
    assert_non_null(arena_alloc(&arena, 1, 1)); /* usable again */
    arena_free(&arena);
    struct arena zeroed = {0};
    arena_free(&zeroed);
}

static void arena_keeps_its_limit(void **state)
{
    struct arena arena = {.mem = &mem_libc, .limit = 1000};
    size_t given = 0;

    (void)state;
    while (arena_alloc(&arena, 1, 16))
        given += 16;
    assert_true(given <= 1000 && given > 1000 - 32);
    assert_true(arena.used <= 1000);
    assert_null(arena_alloc(&arena, 1, 100));
    arena_free(&arena);
}

static void arena_grows_arrays(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct err err = {0};
    int *a = NULL, *b = NULL;
    size_t a_capacity = 0, b_capacity = 0;

    (void)state;
    for (int i = 0; i < 5000; i++) { /* two at once, so that neither is always the newest */
        assert_int_equal(arena_grow(&arena, &a, (size_t)i, &a_capacity, sizeof *a, &err), ERR_OK);
        a[i] = i;
        if (i % 3)
            continue;
        size_t count = (size_t)i / 3;
        assert_int_equal(arena_grow(&arena, &b, count, &b_capacity, sizeof *b, &err), ERR_OK);
        b[count] = -i;
    }
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(a[i], i);
        assert_true(i % 3 || b[i / 3] == -i);
    }
    size_t huge = SIZE_MAX / 2;
    assert_int_equal(arena_grow(&arena, &a, huge, &huge, sizeof *a, &err), ERR_NO_MEMORY);
    arena_free(&arena);
}

static void newest_array_grows_in_place(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    char *bytes = NULL;
    size_t capacity = 0;

    (void)state;
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(arena_grow(&arena, &bytes, i, &capacity, 1, NULL), ERR_OK);
    assert_int_equal(arena.used, 2048);
    arena_free(&arena);
}

static void arena_goes_back_to_a_mark(void **state)
{
    struct flaky flaky = {.countdown = -1};
    struct mem mem = {flaky_resize, &flaky};
    struct arena arena = {.mem = &mem};

    (void)state;
    struct arena_mark empty = arena_mark(&arena);
    char *kept = arena_alloc(&arena, 10, 1);
    assert_non_null(kept);
    memcpy(kept, "kept", 5);
    size_t used = arena.used;
    struct arena_mark mark = arena_mark(&arena);
    for (int i = 0; i < 100; i++) {
        char *bytes = arena_alloc(&arena, 1000, 1);
        assert_non_null(bytes);
        memset(bytes, 'x', 1000);
    }
    arena_release(&arena, mark);
    assert_int_equal(arena.used, used);
    assert_int_equal(flaky.live, 1);
    assert_string_equal(kept, "kept");
    const char *again = arena_alloc(&arena, 100, 1);
    assert_non_null(again);
    assert_int_equal(again[0], 0); /* zeroed again */
    arena_release(&arena, empty);
    assert_int_equal(flaky.live, 0);
    assert_int_equal(arena.used, 0);
}

static void arena_copies_and_prints(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct str s;

    (void)state;
    assert_int_equal(arena_str(&arena, str_slice(STR("ceasefire"), 0, 5), &s, NULL), ERR_OK);
    assert_str(s, "cease");
    assert_int_equal(s.text[5], '\0');
    assert_int_equal(arena_str(&arena, (struct str){0}, &s, NULL), ERR_OK);
    assert_non_null(s.text);
    assert_int_equal(arena_printf(&arena, &s, NULL, "%d %s", 7, "clauses"), ERR_OK);
    assert_str(s, "7 clauses");
    assert_int_equal(s.text[s.size], '\0');
    arena_free(&arena);
}

static enum err_code build(const struct mem *mem, struct err *err)
{
    struct arena arena = {.mem = mem};
    struct buf buf;
    struct map map;
    struct str s = {0};
    int *items = NULL;
    size_t capacity = 0;
    enum err_code code = ERR_OK;

    buf_init(&buf, mem, 100000);
    map_init(&map, &arena);
    for (int i = 0; i < 3000 && !code; i++) {
        code = arena_grow(&arena, &items, (size_t)i, &capacity, sizeof *items, err);
        if (!code)
            code = arena_printf(&arena, &s, err, "key %d", i);
        if (!code)
            code = map_set(&map, s, (uint32_t)i, err);
        buf_printf(&buf, "%d,", i);
    }
    if (!code)
        code = arena_str(&arena, s, &s, err);
    if (!code)
        code = buf_check(&buf, err);
    buf_free(&buf);
    arena_free(&arena);
    return code;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int for_ever = 0; for_ever < 2; for_ever++)
        for (int n = 0;; n++) {
            struct flaky flaky = {.countdown = n, .for_ever = for_ever};
            struct mem mem = {flaky_resize, &flaky};
            struct err err = {0};
            enum err_code code = build(&mem, &err);
            assert_int_equal(flaky.live, 0);
            if (!flaky.has_failed) {
                assert_int_equal(code, ERR_OK);
                break;
            }
            assert_int_equal(code, ERR_NO_MEMORY);
            assert_true(err.text[0] != '\0');
        }
}

static void buffer_puts(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, &mem_libc, 10000);
    buf_put(&buf, (struct str){0});
    assert_int_equal(buf_str(&buf).size, 0);
    buf_puts(&buf, "a");
    buf_putc(&buf, 'b');
    buf_printf(&buf, "%d%s", 12, "cd");
    assert_str(buf_str(&buf), "ab12cd");
    buf_clear(&buf);
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%03d", i);
    assert_int_equal(buf.size, 3000);
    assert_int_equal(buf_check(&buf, NULL), ERR_OK);
    buf_free(&buf);
    struct buf zeroed = {0};
    buf_free(&zeroed);
}

static void buffer_stops_at_its_limit(void **state)
{
    struct buf buf;
    struct err err = {0};

    (void)state;
    buf_init(&buf, &mem_libc, 10);
    buf_puts(&buf, "0123456789"); /* the limit is inclusive */
    assert_int_equal(buf_check(&buf, &err), ERR_OK);
    buf_putc(&buf, 'x');
    assert_true(buf.failed);
    assert_int_equal(buf_check(&buf, &err), ERR_NO_MEMORY);
    assert_non_null(strstr(err.text, "10 bytes"));
    buf_clear(&buf);
    buf_puts(&buf, "0123");
    buf_puts(&buf, "4567890"); /* nothing of it, and nothing after it */
    buf_puts(&buf, "x");
    buf_printf(&buf, "y");
    assert_str(buf_str(&buf), "0123");
    buf_free(&buf);
}

static void map_finds_what_was_set(void **state)
{
    struct arena arena = {.mem = &mem_libc};
    struct map map;

    (void)state;
    map_init(&map, &arena);
    assert_int_equal(map_get(&map, STR("a")), MAP_NONE);
    for (uint32_t i = 0; i < 10000; i++) {
        struct str key;
        assert_int_equal(arena_printf(&arena, &key, NULL, "zone-%u", (unsigned)i), ERR_OK);
        assert_int_equal(map_set(&map, key, i, NULL), ERR_OK);
    }
    assert_int_equal(map.count, 10000);
    for (uint32_t i = 0; i < 10000; i++) {
        char key[32];
        (void)snprintf(key, sizeof key, "zone-%u", (unsigned)i);
        assert_int_equal(map_get(&map, str_z(key)), i);
    }
    assert_int_equal(map_get(&map, STR("zone-10000")), MAP_NONE);
    assert_int_equal(map_set(&map, STR("zone-7"), 77, NULL), ERR_OK);
    assert_int_equal(map_get(&map, STR("zone-7")), 77);
    assert_int_equal(map.count, 10000);
    assert_int_equal(map_get(&map, (struct str){0}), MAP_NONE);
    assert_int_equal(map_set(&map, (struct str){0}, 5, NULL), ERR_OK);
    assert_int_equal(map_get(&map, STR("")), 5);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_filled_and_cut),
        cmocka_unit_test(codes_have_status_and_text),
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(arena_keeps_its_limit),
        cmocka_unit_test(arena_grows_arrays),
        cmocka_unit_test(newest_array_grows_in_place),
        cmocka_unit_test(arena_goes_back_to_a_mark),
        cmocka_unit_test(arena_copies_and_prints),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(buffer_puts),
        cmocka_unit_test(buffer_stops_at_its_limit),
        cmocka_unit_test(map_finds_what_was_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
