/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks in a second thread. A job is a copy of everything it needs; it goes over by one pipe and comes back by the other,
 * and belongs to one side at a time. A job whose text was edited meanwhile is called off: it gets no more memory, ends, and
 * is dropped. */
#include "cli/lsp.h"

#include "cli/cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void *resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    struct lsp *lsp = (struct lsp *)ctx;

    if (new_size > old_size && atomic_load(&lsp->is_called_off))
        return NULL;
    return mem_libc.resize(mem_libc.ctx, ptr, old_size, new_size);
}

/* All of one pointer, or false at the end. */
static bool take_pointer(int fd, void *to)
{
    char bytes[sizeof(void *)];
    size_t size = 0;

    while (size < sizeof(bytes)) {
        const ssize_t more = read(fd, bytes + size, sizeof(bytes) - size);

        if (more < 0 && errno == EINTR)
            continue;
        if (more <= 0)
            return false;
        size += (size_t)more;
    }
    memcpy(to, bytes, sizeof(bytes));
    return true;
}

static bool give_pointer(int fd, const void *from)
{
    for (;;) {
        const ssize_t size = write(fd, from, sizeof(void *)); /* less than a pipe takes at once */

        if (size < 0 && errno == EINTR)
            continue;
        return size == (ssize_t)sizeof(void *);
    }
}

static enum truce_code read_any(void *ctx, enum truce_file file, struct truce_text name,
                                struct truce_bytes *bytes, struct truce_error *error)
{
    const struct lsp_job *job = (const struct lsp_job *)ctx;

    if (file == TRUCE_FILE_AGREEMENT && job->has_folder) {
        for (size_t i = 0; i < job->copy_count; i++) {
            const struct str folder = str_z(job->host.folder), path = job->copies[i].path;

            if (path.size == folder.size + 1 + name.size && str_starts(path, folder) &&
                path.text[folder.size] == '/' &&
                memcmp(path.text + folder.size + 1, name.bytes, name.size) == 0)
                return truce_bytes_put(bytes, job->copies[i].text.text, job->copies[i].text.size,
                                       error);
        }
    }
    if (file != TRUCE_FILE_ZONE && !job->has_folder)
        return cli_error(error, TRUCE_INPUT, "the text lies in no folder yet");
    return job->host.host.read(job->host.host.ctx, file, name, bytes, error);
}

static void *work(void *ctx)
{
    const struct lsp *lsp = (const struct lsp *)ctx;
    struct lsp_job *job;

    while (take_pointer(lsp->jobs[0], &job)) {
        job->code = truce_check_run(job->check, &job->own, &job->error);
        if (!give_pointer(lsp->results[1], &job))
            break;
    }
    return NULL;
}

void lsp_check_start(struct lsp *lsp)
{
    lsp->memory = (struct truce_memory){resize, lsp};
    atomic_init(&lsp->is_called_off, false);
    lsp->jobs[0] = lsp->jobs[1] = lsp->results[0] = lsp->results[1] = -1;
    if (pipe(lsp->jobs) != 0 || pipe(lsp->results) != 0)
        return;
    lsp->has_thread = pthread_create(&lsp->thread, NULL, work, lsp) == 0;
}

static void job_close(struct lsp_job *job)
{
    truce_check_close(job->check);
    arena_free(&job->arena);
    (void)mem_libc.resize(mem_libc.ctx, job, sizeof(*job), 0);
}

void lsp_check_end(struct lsp *lsp)
{
    atomic_store(&lsp->is_called_off, true);
    if (lsp->jobs[1] >= 0)
        (void)close(lsp->jobs[1]);
    if (lsp->has_thread)
        (void)pthread_join(lsp->thread, NULL);
    if (lsp->job)
        job_close(lsp->job);
    lsp->job = NULL;
    for (int i = 0; i < 2; i++)
        if (lsp->results[i] >= 0)
            (void)close(lsp->results[i]);
    if (lsp->jobs[0] >= 0)
        (void)close(lsp->jobs[0]);
}

/* What is open beside the document: it may build on it. */
static bool copy_others(struct lsp *lsp, struct lsp_job *job, const struct lsp_document *document)
{
    job->copies = ARENA_NEW(&job->arena, struct lsp_copy, lsp->document_count);
    if (!job->copies)
        return false;
    for (size_t i = 0; i < lsp->document_count; i++) {
        const struct lsp_document *other = lsp->documents[i];
        const struct truce_text text = truce_document_text(other->document);
        struct lsp_copy *copy = &job->copies[job->copy_count];

        if (other == document || !other->path[0])
            continue;
        if (arena_str(&job->arena, str_z(other->path), &copy->path, NULL) ||
            arena_str(&job->arena, (struct str){text.bytes, text.size}, &copy->text, NULL))
            return false;
        job->copy_count++;
    }
    return true;
}

void lsp_check_begin(struct lsp *lsp, struct lsp_document *document)
{
    struct lsp_job *job = (struct lsp_job *)mem_libc.resize(mem_libc.ctx, NULL, 0, sizeof(*job));
    struct truce_error error;

    document->wants_check = false;
    if (!job)
        return;
    memset(job, 0, sizeof(*job));
    job->arena.mem = &mem_libc;
    job->document = document;
    atomic_store(&lsp->is_called_off, false);
    job->has_folder = document->path[0] != '\0';
    if (files_host_init(&job->host, job->has_folder ? document->path : "-", &error) ||
        !copy_others(lsp, job, document) ||
        truce_check_open(&lsp->memory, document->document, &job->check, &error)) {
        job_close(job);
        return;
    }
    job->own = (struct truce_host){read_any, job};
    lsp->job = job;
    if (lsp->has_thread && give_pointer(lsp->jobs[1], &job))
        return;
    job->code = truce_check_run(job->check, &job->own, &job->error); /* no other thread */
    (void)give_pointer(lsp->results[1], &job);
}

void lsp_check_call_off(struct lsp *lsp, const struct lsp_document *document)
{
    if (lsp->job && lsp->job->document == document)
        atomic_store(&lsp->is_called_off, true);
}

void lsp_check_collect(struct lsp *lsp)
{
    struct lsp_job *job;
    struct lsp_document *document;

    if (!take_pointer(lsp->results[0], &job))
        return;
    lsp->job = NULL;
    document = job->document;
    if (document && !job->code) {
        const bool is_taken = truce_check_take(document->document, job->check);

        job->check = NULL;
        if (is_taken)
            lsp_publish(lsp, document);
    } else if (document && job->code != TRUCE_NO_MEMORY) {
        lsp_log(lsp, job->error.text);
    }
    job_close(job);
}
