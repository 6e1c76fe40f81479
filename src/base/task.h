/* SPDX-License-Identifier: Apache-2.0
 *
 * Work in parts, over threads. Nothing that is written may depend on how many there are: a part is the same whoever does it,
 * and what parts make is put together in their order. */
#ifndef BASE_TASK_H
#define BASE_TASK_H

#include "base/mem.h"

#define TASK_THREADS_LIMIT 64

/* What does part `part`; `worker` (below the number of threads) is one thread's own, for its scratch memory. */
typedef enum err_code (*task_fn)(void *ctx, size_t part, unsigned worker, struct err *err);

/* Call `fn` once for each part from 0, on at most `threads` threads (at least 1), the caller's among them; parts are begun in
 * ascending order. Where no thread can be had, the caller does all. After a failure no part is begun any more; the failure
 * returned is that of the lowest part that failed, so that it is always the same one. */
enum err_code task_run(unsigned threads, size_t parts, task_fn fn, void *ctx,
                       struct err *err) MUST_USE;

/* `wanted`, or where that is 0 as many as there are cores; 1 to TASK_THREADS_LIMIT. */
unsigned task_threads(unsigned wanted);

/* An allocator that several threads may call at once: the C library's as it is, another one behind a lock. */
struct task_mem;
enum err_code task_mem_open(const struct mem *mem, struct task_mem **out, struct err *err) MUST_USE;
const struct mem *task_mem_get(const struct task_mem *mem);
void task_mem_close(struct task_mem *mem); /* accepts NULL; what it gave lives on */

#endif
