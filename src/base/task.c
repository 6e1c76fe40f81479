/* SPDX-License-Identifier: Apache-2.0 */
#include "base/task.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct task {
    task_fn fn;
    void *ctx;
    size_t parts;
    atomic_size_t next; /* part */
    atomic_bool failed;
};

struct worker {
    struct task *task;
    unsigned number;
    pthread_t thread;
    size_t failed_part;
    enum err_code code;
    struct err err;
};

static void *work(void *ctx)
{
    struct worker *w = ctx;

    while (!w->code && !atomic_load(&w->task->failed)) {
        size_t part = atomic_fetch_add(&w->task->next, 1);

        if (part >= w->task->parts)
            break;
        w->code = w->task->fn(w->task->ctx, part, w->number, &w->err);
        if (w->code) {
            w->failed_part = part;
            atomic_store(&w->task->failed, true);
        }
    }
    return NULL;
}

enum err_code task_run(unsigned threads, size_t parts, task_fn fn, void *ctx, struct err *err)
{
    struct worker workers[TASK_THREADS_LIMIT];
    struct task task = {.fn = fn, .ctx = ctx, .parts = parts};
    const struct worker *first = NULL;
    unsigned count = 1;

    if (threads > TASK_THREADS_LIMIT)
        threads = TASK_THREADS_LIMIT;
    if (threads > parts)
        threads = (unsigned)parts;
    if (threads < 1)
        threads = 1;
    for (unsigned i = 0; i < threads; i++)
        workers[i] = (struct worker){.task = &task, .number = i};
    while (count < threads &&
           pthread_create(&workers[count].thread, NULL, work, &workers[count]) == 0)
        count++;
    (void)work(&workers[0]);
    for (unsigned i = 1; i < count; i++)
        (void)pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < count; i++)
        if (workers[i].code && (!first || workers[i].failed_part < first->failed_part))
            first = &workers[i];
    if (!first)
        return ERR_OK;
    if (err)
        *err = first->err;
    return first->code;
}

unsigned task_threads(unsigned wanted)
{
    long cores = wanted ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 1 ? 1 : cores > TASK_THREADS_LIMIT ? TASK_THREADS_LIMIT : (unsigned)cores;
}

/* ---------------------------------------------------------------- memory */

struct task_mem {
    const struct mem *inner; /* borrowed */
    struct mem locked;
    bool is_locked;
    pthread_mutex_t lock;
};

static void *locked_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct task_mem *mem = ctx;
    void *made;

    (void)pthread_mutex_lock(&mem->lock);
    made = mem->inner->resize(mem->inner->ctx, ptr, old_size, new_size);
    (void)pthread_mutex_unlock(&mem->lock);
    return made;
}

enum err_code task_mem_open(const struct mem *mem, struct task_mem **out, struct err *err)
{
    struct task_mem *made = mem->resize(mem->ctx, NULL, 0, sizeof *made);

    *out = NULL;
    if (!made)
        return err_no_memory(err);
    *made = (struct task_mem){.inner = mem, .locked = {locked_resize, made}};
    made->is_locked = mem->resize != mem_libc.resize;
    if (made->is_locked && pthread_mutex_init(&made->lock, NULL) != 0) {
        mem->resize(mem->ctx, made, sizeof *made, 0);
        return err_no_memory(err);
    }
    *out = made;
    return ERR_OK;
}

const struct mem *task_mem_get(const struct task_mem *mem)
{
    return mem->is_locked ? &mem->locked : mem->inner;
}

void task_mem_close(struct task_mem *mem)
{
    if (!mem)
        return;
    if (mem->is_locked)
        (void)pthread_mutex_destroy(&mem->lock);
    mem->inner->resize(mem->inner->ctx, mem, sizeof *mem, 0);
}
