/* SPDX-License-Identifier: Apache-2.0
 *
 * Parts over threads: each done once, the lowest failure told, memory shared, arenas joined. */
#include "base/task.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PARTS 1000

struct job {
    unsigned times[PARTS];
    size_t fail_from;
    unsigned threads;
    bool is_worker_wrong;
};

static enum err_code one(void *ctx, size_t part, unsigned worker, struct err *err)
{
    struct job *job = ctx;

    job->times[part]++;
    if (worker >= job->threads)
        job->is_worker_wrong = true;
    if (part >= job->fail_from)
        return err_set(err, ERR_INPUT, "part %zu", part);
    return ERR_OK;
}

static void test_each_part_once(void **state)
{
    static const unsigned threads[] = {0, 1, 2, 5, TASK_THREADS_LIMIT, 1000};

    (void)state;
    for (size_t t = 0; t < COUNT_OF(threads); t++) {
        static struct job job;
        job = (struct job){.fail_from = SIZE_MAX, .threads = threads[t] ? threads[t] : 1};
        assert_int_equal(task_run(threads[t], PARTS, one, &job, NULL), ERR_OK);
        for (size_t i = 0; i < PARTS; i++)
            assert_int_equal(job.times[i], 1);
        assert_false(job.is_worker_wrong);
    }
    assert_int_equal(task_run(4, 0, one, NULL, NULL), ERR_OK);
}

static void test_lowest_failure(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads < 9; threads++)
        for (size_t from = 0; from < 40; from += 13) {
            static struct job job;
            struct err err = {0};
            char text[32];
            job = (struct job){.fail_from = from, .threads = threads};
            assert_int_equal(task_run(threads, PARTS, one, &job, &err), ERR_INPUT);
            snprintf(text, sizeof text, "part %zu", from);
            assert_string_equal(err.text, text);
            for (size_t i = 0; i < from; i++)
                assert_int_equal(job.times[i], 1);
            assert_int_equal(job.times[PARTS - 1], 0);
        }
}

static void test_threads(void **state)
{
    (void)state;
    assert_int_equal(task_threads(3), 3);
    assert_int_equal(task_threads(100000), TASK_THREADS_LIMIT);
    assert_true(task_threads(0) >= 1 && task_threads(0) <= TASK_THREADS_LIMIT);
}

/* An allocator that is not made for threads: it counts what is there. */
struct counted {
    size_t bytes, calls;
};

static void *counted_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct counted *counted = ctx;

    counted->calls++;
    counted->bytes += new_size - old_size;
    return mem_libc.resize(NULL, ptr, old_size, new_size);
}

struct allocating {
    struct arena arenas[8];
    const char *first[8];
};

static enum err_code allocate(void *ctx, size_t part, unsigned worker, struct err *err)
{
    struct allocating *a = ctx;
    struct str text;

    for (size_t i = 0; i < 200; i++) {
        TRY(arena_printf(&a->arenas[worker], &text, err, "%zu", part));
        if (!a->first[worker])
            a->first[worker] = text.text;
    }
    return ERR_OK;
}

static void test_memory(void **state)
{
    struct counted counted = {0};
    struct mem inner = {counted_resize, &counted};
    struct task_mem *mem;
    static struct allocating a;
    struct arena all = {.mem = &inner};

    (void)state;
    assert_int_equal(task_mem_open(&mem_libc, &mem, NULL), ERR_OK);
    assert_ptr_equal(task_mem_get(mem), &mem_libc);
    task_mem_close(mem);
    assert_int_equal(task_mem_open(&inner, &mem, NULL), ERR_OK);
    for (size_t i = 0; i < 8; i++)
        a.arenas[i] = (struct arena){.mem = task_mem_get(mem)};
    assert_int_equal(task_run(8, PARTS, allocate, &a, NULL), ERR_OK);
    assert_non_null(arena_alloc(&all, 1, 10));
    for (size_t i = 0; i < 8; i++) {
        arena_take(&all, &a.arenas[i]);
        assert_null(a.arenas[i].first);
    }
    task_mem_close(mem);
    mem = NULL;
    for (size_t i = 0; i < 8; i++)
        if (a.first[i])
            assert_in_range(a.first[i][0], '0', '9');
    assert_true(all.used >= (size_t)PARTS * 200);
    assert_non_null(arena_alloc(&all, 1, 10));
    arena_free(&all);
    assert_int_equal(counted.bytes, 0);
    assert_true(counted.calls > 8);
}

static void test_take_into_empty(void **state)
{
    struct arena from = {.mem = &mem_libc}, to = {.mem = &mem_libc};
    struct str text;

    (void)state;
    arena_take(&to, &from);
    assert_null(to.first);
    assert_int_equal(arena_printf(&from, &text, NULL, "kept"), ERR_OK);
    arena_take(&to, &from);
    assert_string_equal(text.text, "kept");
    assert_null(from.first);
    arena_free(&from);
    assert_string_equal(text.text, "kept");
    arena_free(&to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_part_once),  cmocka_unit_test(test_lowest_failure),
        cmocka_unit_test(test_threads),         cmocka_unit_test(test_memory),
        cmocka_unit_test(test_take_into_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
