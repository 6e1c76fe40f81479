/* SPDX-License-Identifier: Apache-2.0
 *
 * Parts of a run over threads. Each thread has a run of its own, the same but for memory, words and the failure: what all of
 * them read must have been made before (acts of a class, bounds). What a part makes lives in the run's memory afterwards. */
#include "base/task.h"
#include "monitor/monitor_int.h"

struct worker {
    struct run run;
    struct arena outcome;
};

struct split {
    struct worker *workers;
    monitor_part_fn fn;
    void *ctx;
};

unsigned monitor_threads(const struct run *run)
{
    if (run->plan->follow_count ||
        run->plan->reach_count) /* a moving place is put where it is, question by question */
        return 1;
    return run->options->threads > 1 ? run->options->threads : 1;
}

static enum err_code part_of(void *ctx, size_t part, unsigned worker, struct err *err)
{
    struct split *split = ctx;
    struct worker *w = &split->workers[worker];

    w->run.err = err;
    return split->fn(&w->run, split->ctx, part);
}

static enum err_code worker_open(struct worker *w, const struct run *run, const struct mem *mem)
{
    w->outcome = (struct arena){.mem = mem};
    w->run = *run;
    w->run.arena = &w->outcome;
    w->run.scratch = (struct arena){.mem = mem};
    buf_init(&w->run.text, mem, run->text.limit);
    return monitor_chances_open(&w->run, true);
}

static void worker_close(struct worker *w, struct run *run)
{
    buf_free(&w->run.text);
    arena_take(run->arena, &w->outcome);
    arena_take(&run->scratch, &w->run.scratch);
}

enum err_code monitor_split(struct run *run, size_t parts, monitor_part_fn fn, void *ctx)
{
    unsigned threads = monitor_threads(run), opened = 0;
    struct split split = {NULL, fn, ctx};
    enum err_code code = ERR_OK;

    if (parts < 2 || threads < 2) {
        for (size_t i = 0; i < parts; i++)
            TRY(fn(run, ctx, i));
        return ERR_OK;
    }
    if (threads > parts)
        threads = (unsigned)parts;
    split.workers = ARENA_NEW(&run->scratch, struct worker, threads);
    if (!split.workers)
        return err_no_memory(run->err);
    for (unsigned i = 0; i < threads && !code; i++, opened++)
        code = worker_open(&split.workers[i], run, task_mem_get(run->shared));
    if (!code)
        code = task_run(threads, parts, part_of, &split, run->err);
    for (unsigned i = 0; i < opened; i++)
        worker_close(&split.workers[i], run);
    return code;
}
