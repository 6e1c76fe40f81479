/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/lsp.h"

#include <stdio.h>
#include <string.h>

/* Case does not matter in the name of a header. */
static bool is_named(struct str line, const char *name)
{
    size_t size = strlen(name);

    if (line.size <= size || line.text[size] != ':')
        return false;
    for (size_t i = 0; i < size; i++) {
        const char c = line.text[i];

        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != name[i])
            return false;
    }
    return true;
}

/* The length that the lines of a header give; false where they give none or more than one. */
static bool read_header(struct str header, size_t *length)
{
    bool has_length = false;

    while (header.size > 0) {
        struct str line = str_cut(&header, '\n');
        int64_t value = 0;

        line = str_trim(line);
        if (line.size == 0)
            continue;
        if (!is_named(line, "content-length")) {
            if (str_find(line, ':', 0) == line.size)
                return false;
            continue;
        }
        if (has_length || !str_to_i64(str_trim(str_from(line, 15)), &value) || value < 0 ||
            (uint64_t)value > LSP_MESSAGE_LIMIT)
            return false;
        *length = (size_t)value;
        has_length = true;
    }
    return has_length;
}

int lsp_message(const struct buf *in, struct str *message, size_t *used)
{
    const struct str all = buf_str(in);
    size_t end = 0, length = 0;

    for (; end + 4 <= all.size && end <= LSP_HEADER_LIMIT; end++) {
        if (memcmp(all.text + end, "\r\n\r\n", 4) == 0)
            break;
    }
    if (end + 4 > all.size)
        return all.size > LSP_HEADER_LIMIT ? -1 : 0;
    if (end > LSP_HEADER_LIMIT || !read_header(str_slice(all, 0, end), &length))
        return -1;
    end += 4;
    if (all.size - end < length)
        return 0;
    *message = str_slice(all, end, end + length);
    *used = end + length;
    return 1;
}

static void put_id(struct buf *buf, const struct json *id)
{
    if (id && id->type == JSON_STRING)
        json_put_string(buf, id->text);
    else if (id && id->type == JSON_NUMBER)
        buf_put(buf, id->text);
    else
        buf_puts(buf, "null");
}

void lsp_begin(struct lsp *lsp, const struct json *id)
{
    buf_clear(&lsp->out);
    buf_puts(&lsp->out, "{\"jsonrpc\": \"2.0\", \"id\": ");
    put_id(&lsp->out, id);
    buf_puts(&lsp->out, ", \"result\": ");
}

void lsp_send(struct lsp *lsp)
{
    const struct str body = buf_str(&lsp->out);

    if (lsp->out.failed) {
        lsp->is_over = true;
        lsp->status = truce_exit_status(TRUCE_NO_MEMORY);
        return;
    }
    if (printf("Content-Length: %zu\r\n\r\n", body.size) < 0 ||
        fwrite(body.text, 1, body.size, stdout) != body.size || fflush(stdout) != 0) {
        lsp->is_over = true; /* nobody reads any more */
        lsp->status = truce_exit_status(TRUCE_IO);
    }
}

void lsp_fail(struct lsp *lsp, const struct json *id, enum lsp_error code, const char *text)
{
    buf_clear(&lsp->out);
    buf_puts(&lsp->out, "{\"jsonrpc\": \"2.0\", \"id\": ");
    put_id(&lsp->out, id);
    buf_printf(&lsp->out, ", \"error\": {\"code\": %d, \"message\": ", (int)code);
    json_put_string(&lsp->out, str_z(text));
    buf_puts(&lsp->out, "}}");
    lsp_send(lsp);
}

void lsp_log(struct lsp *lsp, const char *text)
{
    buf_clear(&lsp->out);
    buf_puts(&lsp->out, "{\"jsonrpc\": \"2.0\", \"method\": \"window/logMessage\", \"params\": "
                        "{\"type\": 1, \"message\": ");
    json_put_string(&lsp->out, str_z(text));
    buf_puts(&lsp->out, "}}");
    lsp_send(lsp);
}
