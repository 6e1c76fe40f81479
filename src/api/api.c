/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_int.h"
#include "api/share.h"

#include <assert.h>
#include <string.h>

/* The two lists of codes are one list. */
#define SAME(ours, theirs) static_assert((int)(ours) - (int)(theirs) == 0, #ours)
SAME(TRUCE_OK, ERR_OK);
SAME(TRUCE_USAGE, ERR_USAGE);
SAME(TRUCE_AGREEMENT, ERR_SYNTAX);
SAME(TRUCE_INPUT, ERR_INPUT);
SAME(TRUCE_IO, ERR_IO);
SAME(TRUCE_NO_MEMORY, ERR_NO_MEMORY);
SAME(TRUCE_INTERNAL, ERR_INTERNAL);
static_assert(sizeof(((struct truce_error *)0)->text) == sizeof(((struct err *)0)->text), "");
/* So are the two open ends of time. */
static_assert(TRUCE_NO_TIME < TIME_NONE + 1 && TRUCE_EVERYTHING > TIME_NEVER - 1, "");

int truce_exit_status(enum truce_code code)
{
    return err_exit_status((enum err_code)code);
}

enum truce_code truce_fail(struct truce_error *error, enum truce_code code, const char *text)
{
    struct err err;

    if (error) {
        (void)err_set(&err, (enum err_code)code, "%s", text);
        (void)api_error(error, (enum err_code)code, &err);
    }
    return code;
}

enum truce_code api_error(struct truce_error *error, enum err_code code, const struct err *err)
{
    if (error) {
        error->code = (enum truce_code)code;
        if (code == ERR_OK)
            error->text[0] = '\0';
        else
            memcpy(error->text, err->text, sizeof(error->text));
    }
    return (enum truce_code)code;
}

enum err_code api_inner(struct err *err, enum truce_code code, const struct truce_error *error)
{
    if (code == TRUCE_OK)
        return ERR_OK;
    return err_set(err, (enum err_code)code, "%s", error->text);
}

struct truce_text truce_text_of(const char *string)
{
    return api_text(str_z(string));
}

struct str api_str(struct truce_text text)
{
    return (struct str){text.bytes, text.size};
}

struct truce_text api_text(struct str str)
{
    return (struct truce_text){str.text, str.size};
}

struct str api_base_name(struct str path)
{
    size_t at = path.size;

    while (at > 0 && path.text[at - 1] != '/')
        at--;
    return str_from(path, at);
}

struct mem api_mem(const struct truce_memory *memory)
{
    if (!memory)
        return mem_libc;
    return (struct mem){memory->resize, memory->ctx};
}

void *api_make(const struct mem *mem, size_t size)
{
    void *object = mem->resize(mem->ctx, NULL, 0, size);

    if (object)
        memset(object, 0, size);
    return object;
}

void api_drop(const struct mem *mem, void *object, size_t size)
{
    struct mem copy = *mem; /* it may live in the object */

    (void)copy.resize(copy.ctx, object, size, 0);
}

enum truce_code api_put(const struct truce_sink *sink, const struct buf *buf,
                        struct truce_error *error)
{
    struct err err = {0};
    enum err_code code = buf_check(buf, &err);

    if (code)
        return api_error(error, code, &err);
    if (buf->size == 0)
        return TRUCE_OK;
    return sink->put(sink->ctx, buf->bytes, buf->size, error);
}

enum truce_code truce_bytes_put(struct truce_bytes *bytes, const char *data, size_t size,
                                struct truce_error *error)
{
    struct err err = {0};

    if (size > bytes->buf.limit - bytes->buf.size)
        return api_error(
            error, err_set(&err, ERR_INPUT, "the file is larger than %zu bytes", bytes->buf.limit),
            &err);
    buf_put(&bytes->buf, (struct str){data, size});
    return api_error(error, buf_check(&bytes->buf, &err), &err);
}

enum err_code api_host_read(const struct truce_host *host, const struct mem *mem,
                            enum truce_file file, struct str name, struct arena *arena,
                            struct str *bytes, struct err *err)
{
    struct truce_bytes answer;
    struct truce_error error = {TRUCE_OK, ""};
    enum err_code code;

    if (!host || !host->read)
        return err_set(err, ERR_INPUT, "there is no such file: this program reads none");
    buf_init(&answer.buf, mem, API_FILE_LIMIT);
    code = api_inner(err, host->read(host->ctx, file, api_text(name), &answer, &error), &error);
    if (!code)
        code = buf_check(&answer.buf, err);
    if (!code)
        code = arena_str(arena, buf_str(&answer.buf), bytes, err);
    buf_free(&answer.buf);
    return code;
}

enum err_code api_lang_read(const struct truce_host *host, const struct mem *mem,
                            enum lang_file kind, struct str name, struct arena *arena,
                            struct str *bytes, struct err *err)
{
    switch (kind) {
    case LANG_FILE_TAXONOMY:
        *bytes = share_bytes("taxonomy/kinds.csv");
        return ERR_OK;
    case LANG_FILE_ZONE:
        return api_host_read(host, mem, TRUCE_FILE_ZONE, name, arena, bytes, err);
    case LANG_FILE_GEOMETRY:
        return api_host_read(host, mem, TRUCE_FILE_GEOMETRY, name, arena, bytes, err);
    case LANG_FILE_AGREEMENT:
        break;
    }
    return api_host_read(host, mem, TRUCE_FILE_AGREEMENT, name, arena, bytes, err);
}
