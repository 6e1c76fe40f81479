/* SPDX-License-Identifier: Apache-2.0
 *
 * The language server: messages are taken as they come, edits answered at once with what is known of the form; when
 * nothing has come for a while, the text is checked as a whole in the second thread. */
#include "cli/cli.h"
#include "cli/lsp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct opt lsp_opts[] = {
    {"idle", 0, OPT_TEXT, "MS", "check as a whole when nothing has come for so long (200)"},
    {"stdio", 0, OPT_FLAG, NULL, "what is done anyway; some editors say it"},
};

int64_t lsp_now_ms(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct lsp_document *lsp_find(const struct lsp *lsp, struct str uri)
{
    for (size_t i = 0; i < lsp->document_count; i++) {
        const struct lsp_document *document = lsp->documents[i];

        if (str_eq(uri, (struct str){document->uri, document->uri_size}))
            return lsp->documents[i];
    }
    return NULL;
}

struct lsp_document *lsp_find_path(const struct lsp *lsp, const char *path)
{
    for (size_t i = 0; i < lsp->document_count; i++) {
        if (strcmp(lsp->documents[i]->path, path) == 0)
            return lsp->documents[i];
    }
    return NULL;
}

/* ------------------------------------------------------------------ documents */

static void document_close(struct lsp_document *document)
{
    truce_document_close(document->document);
    lsp_lines_free(&document->lines);
    (void)mem_libc.resize(mem_libc.ctx, document->uri, document->uri_size + 1, 0);
    (void)mem_libc.resize(mem_libc.ctx, document, sizeof(*document), 0);
}

const char *lsp_name(const struct lsp_document *document)
{
    const struct str uri = {document->uri, document->uri_size};

    if (document->path[0])
        return document->path;
    return str_ends(uri, STR(".truce")) ? "text.truce" : "text.md";
}

static struct lsp_document *document_make(struct str uri, struct truce_error *error)
{
    struct lsp_document *made =
        (struct lsp_document *)mem_libc.resize(mem_libc.ctx, NULL, 0, sizeof(*made));

    if (!made)
        return NULL;
    memset(made, 0, sizeof(*made));
    made->uri = (char *)mem_libc.resize(mem_libc.ctx, NULL, 0, uri.size + 1);
    if (made->uri) {
        memcpy(made->uri, uri.text, uri.size);
        made->uri_size = uri.size;
        (void)lsp_path(uri, made->path);
    }
    if (!made->uri ||
        truce_document_open(NULL, truce_text_of(lsp_name(made)), &made->document, error)) {
        document_close(made);
        return NULL;
    }
    return made;
}

/* After an edit: what is known is said at once, and all of it is checked when there is time. */
static void edited(struct lsp *lsp, struct lsp_document *document)
{
    document->has_lines = false;
    document->wants_check = true;
    lsp_check_call_off(lsp, document);
    lsp_publish(lsp, document);
    for (size_t i = 0; i < lsp->document_count; i++) { /* what may build on it */
        struct lsp_document *other = lsp->documents[i];
        const struct truce_text text = truce_document_text(other->document);
        struct str rest = {text.bytes, text.size};

        for (size_t at = 0; other != document && at + 9 < rest.size && at < 65536;
             at = str_find(rest, 'b', at + 1))
            if (str_starts(str_from(rest, at), STR("builds on"))) {
                other->wants_check = true;
                break;
            }
    }
    for (size_t i = 0; i < lsp->document_count; i++)
        lsp->documents[i]->check_at_ms = lsp_now_ms() + lsp->idle_ms;
}

static void did_open(struct lsp *lsp, const struct json *params)
{
    const struct json *item = json_get(params, "textDocument");
    const struct json *uri = json_get(item, "uri"), *text = json_get(item, "text");
    const struct json *version = json_get(item, "version");
    struct truce_error error = {TRUCE_NO_MEMORY, "there is no memory for it"};
    struct lsp_document *document;

    if (!uri || uri->type != JSON_STRING || uri->text.size == 0 || uri->text.size > LSP_URI_LIMIT ||
        !text || text->type != JSON_STRING) {
        lsp_log(lsp, "textDocument/didOpen: a uri and a text are missing");
        return;
    }
    if (lsp_find(lsp, uri->text) || lsp->document_count == LSP_DOCUMENT_LIMIT) {
        lsp_log(lsp, "textDocument/didOpen: it is open already, or too many are");
        return;
    }
    document = document_make(uri->text, &error);
    if (!document ||
        truce_document_edit(document->document, 0, 0,
                            (struct truce_text){text->text.text, text->text.size}, &error)) {
        lsp_log(lsp, error.text);
        if (document)
            document_close(document);
        return;
    }
    if (version && version->type == JSON_NUMBER && version->number > -2e9 && version->number < 2e9)
        document->version = (int64_t)version->number;
    lsp->documents[lsp->document_count++] = document;
    edited(lsp, document);
}

/* Forget a document; a check of it that is on its way goes nowhere. */
static void drop(struct lsp *lsp, struct lsp_document *document)
{
    lsp_check_call_off(lsp, document);
    if (lsp->job && lsp->job->document == document)
        lsp->job->document = NULL;
    for (size_t i = 0; i < lsp->document_count; i++) {
        if (lsp->documents[i] == document)
            lsp->documents[i--] = lsp->documents[--lsp->document_count];
    }
    document_close(document);
}

static bool change(struct lsp *lsp, struct lsp_document *document, const struct json *change,
                   struct truce_error *error)
{
    const struct json *range = json_get(change, "range"), *text = json_get(change, "text");
    const struct truce_text now = truce_document_text(document->document);
    size_t from = 0, to = now.size;

    (void)cli_error(error, TRUCE_INPUT, "textDocument/didChange: no range or no text");
    if (!text || text->type != JSON_STRING)
        return false;
    if (range && range->type != JSON_NULL) {
        if (!lsp_document_lines(document) ||
            !lsp_offset(lsp, &document->lines, now, json_get(range, "start"), &from) ||
            !lsp_offset(lsp, &document->lines, now, json_get(range, "end"), &to) || from > to)
            return false;
    }
    document->has_lines = false;
    return truce_document_edit(document->document, from, to,
                               (struct truce_text){text->text.text, text->text.size},
                               error) == TRUCE_OK;
}

static void did_change(struct lsp *lsp, const struct json *params)
{
    const struct json *item = json_get(params, "textDocument");
    const struct json *uri = json_get(item, "uri"), *version = json_get(item, "version");
    const struct json *changes = json_get(params, "contentChanges");
    struct lsp_document *document =
        uri && uri->type == JSON_STRING ? lsp_find(lsp, uri->text) : NULL;
    struct truce_error error = {TRUCE_OK, ""};

    if (!document || !changes || changes->type != JSON_ARRAY) {
        lsp_log(lsp, "textDocument/didChange: no such document, or no changes");
        return;
    }
    if (version && version->type == JSON_NUMBER && version->number > -2e9 && version->number < 2e9)
        document->version = (int64_t)version->number;
    for (size_t i = 0; i < changes->count; i++) {
        if (change(lsp, document, &changes->items[i], &error))
            continue;
        lsp_log(lsp, error.text);
        if (error.code == TRUCE_NO_MEMORY) {
            lsp_publish_nothing(lsp, document);
            drop(lsp, document);
            return;
        }
        break;
    }
    edited(lsp, document);
}

static void did_close(struct lsp *lsp, const struct json *params)
{
    const struct json *uri = json_get(json_get(params, "textDocument"), "uri");
    struct lsp_document *document =
        uri && uri->type == JSON_STRING ? lsp_find(lsp, uri->text) : NULL;

    if (!document) {
        lsp_log(lsp, "textDocument/didClose: no such document");
        return;
    }
    lsp_publish_nothing(lsp, document);
    drop(lsp, document);
}

/* ------------------------------------------------------------------ messages */

static void initialize(struct lsp *lsp, const struct json *id, const struct json *params)
{
    const struct json *encodings =
        json_get(json_get(json_get(params, "capabilities"), "general"), "positionEncodings");

    if (lsp->is_initialized) {
        lsp_fail(lsp, id, LSP_INVALID_REQUEST, "it was initialized before");
        return;
    }
    for (size_t i = 0; encodings && encodings->type == JSON_ARRAY && i < encodings->count; i++) {
        const struct json *encoding = &encodings->items[i];

        if (encoding->type == JSON_STRING && str_eq(encoding->text, STR("utf-8")))
            lsp->is_utf8 = true;
    }
    lsp->is_initialized = true;
    lsp_begin(lsp, id);
    buf_printf(&lsp->out,
               "{\"capabilities\": {\"positionEncoding\": \"%s\", \"textDocumentSync\": "
               "{\"openClose\": true, \"change\": 2}, \"hoverProvider\": true, "
               "\"definitionProvider\": true, \"completionProvider\": {\"triggerCharacters\": "
               "[\" \"]}, \"documentFormattingProvider\": true, \"documentSymbolProvider\": true}, "
               "\"serverInfo\": {\"name\": \"truce\", \"version\": \"%s\"}}}",
               lsp->is_utf8 ? "utf-8" : "utf-16", truce_version());
    lsp_send(lsp);
}

/* The open document that a request names; NULL, and answered, where there is none. */
static struct lsp_document *named(struct lsp *lsp, const struct json *id, const struct json *params)
{
    const struct json *uri = json_get(json_get(params, "textDocument"), "uri");
    struct lsp_document *document =
        uri && uri->type == JSON_STRING ? lsp_find(lsp, uri->text) : NULL;

    if (!document)
        lsp_fail(lsp, id, LSP_INVALID_PARAMS, "no such document is open");
    return document;
}

static void at_position(struct lsp *lsp, const struct json *id, const struct json *params,
                        void (*answer)(struct lsp *lsp, const struct json *id,
                                       struct lsp_document *document, size_t at))
{
    struct lsp_document *document = named(lsp, id, params);
    size_t at;

    if (!document)
        return;
    if (!lsp_document_lines(document) ||
        !lsp_offset(lsp, &document->lines, truce_document_text(document->document),
                    json_get(params, "position"), &at))
        lsp_fail(lsp, id, LSP_INVALID_PARAMS, "the position is no line and column");
    else
        answer(lsp, id, document, at);
}

static void about_document(struct lsp *lsp, const struct json *id, const struct json *params,
                           void (*answer)(struct lsp *lsp, const struct json *id,
                                          struct lsp_document *document))
{
    struct lsp_document *document = named(lsp, id, params);

    if (document)
        answer(lsp, id, document);
}

static void request(struct lsp *lsp, const struct json *id, struct str method,
                    const struct json *params)
{
    if (str_eq(method, STR("initialize"))) {
        initialize(lsp, id, params);
    } else if (!lsp->is_initialized) {
        lsp_fail(lsp, id, LSP_NOT_INITIALIZED, "`initialize` comes first");
    } else if (lsp->is_shut_down) {
        lsp_fail(lsp, id, LSP_INVALID_REQUEST, "only `exit` comes after `shutdown`");
    } else if (str_eq(method, STR("shutdown"))) {
        lsp->is_shut_down = true;
        lsp_begin(lsp, id);
        buf_puts(&lsp->out, "null}");
        lsp_send(lsp);
    } else if (str_eq(method, STR("textDocument/hover"))) {
        at_position(lsp, id, params, lsp_hover);
    } else if (str_eq(method, STR("textDocument/definition"))) {
        at_position(lsp, id, params, lsp_definition);
    } else if (str_eq(method, STR("textDocument/completion"))) {
        at_position(lsp, id, params, lsp_completion);
    } else if (str_eq(method, STR("textDocument/formatting"))) {
        about_document(lsp, id, params, lsp_formatting);
    } else if (str_eq(method, STR("textDocument/documentSymbol"))) {
        about_document(lsp, id, params, lsp_symbols);
    } else {
        lsp_fail(lsp, id, LSP_NO_METHOD, "this method is not known here");
    }
}

static void notification(struct lsp *lsp, struct str method, const struct json *params)
{
    if (str_eq(method, STR("exit"))) {
        lsp->is_over = true;
        lsp->status = lsp->is_shut_down ? 0 : 1;
    } else if (!lsp->is_initialized || lsp->is_shut_down) {
        return; /* dropped, as the protocol has it */
    } else if (str_eq(method, STR("textDocument/didOpen"))) {
        did_open(lsp, params);
    } else if (str_eq(method, STR("textDocument/didChange"))) {
        did_change(lsp, params);
    } else if (str_eq(method, STR("textDocument/didClose"))) {
        did_close(lsp, params);
    }
}

static void handle(struct lsp *lsp, struct str message)
{
    struct arena arena = {.mem = &mem_libc};
    struct json json;
    struct err err = {0};
    const struct json *method, *id, *params;

    if (json_parse(&arena, message, &json, &err)) {
        lsp_fail(lsp, NULL, LSP_PARSE_ERROR, err.text);
        arena_free(&arena);
        return;
    }
    method = json_get(&json, "method");
    id = json_get(&json, "id");
    params = json_get(&json, "params");
    if (json.type != JSON_OBJECT || (id && id->type != JSON_STRING && id->type != JSON_NUMBER) ||
        (method && method->type != JSON_STRING))
        lsp_fail(lsp, NULL, LSP_INVALID_REQUEST, "a message has a method, and perhaps an id");
    else if (method && id)
        request(lsp, id, method->text, params);
    else if (method)
        notification(lsp, method->text, params);
    else if (!json_get(&json, "result") && !json_get(&json, "error"))
        lsp_fail(lsp, id, LSP_INVALID_REQUEST, "a message has a method, and perhaps an id");
    arena_free(&arena);
}

/* ------------------------------------------------------------------ the loop */

/* All messages that are there. */
static void handle_all(struct lsp *lsp)
{
    size_t at = 0;

    while (!lsp->is_over) {
        struct buf rest = lsp->in;
        struct str message;
        size_t used = 0;
        int found;

        rest.bytes += at;
        rest.size -= at;
        found = lsp_message(&rest, &message, &used);
        if (found < 0) {
            lsp_fail(
                lsp, NULL, LSP_PARSE_ERROR,
                "a message begins with one Content-Length of at most 64 MiB and an empty line");
            lsp->is_over = true;
            lsp->status = truce_exit_status(TRUCE_INPUT);
        }
        if (found <= 0)
            break;
        handle(lsp, message);
        at += used;
    }
    if (at > 0) {
        memmove(lsp->in.bytes, lsp->in.bytes + at, lsp->in.size - at);
        lsp->in.size -= at;
    }
}

static void read_more(struct lsp *lsp)
{
    char bytes[64 << 10];
    const ssize_t size = read(STDIN_FILENO, bytes, sizeof(bytes));

    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size <= 0) {
        lsp->is_over = true; /* the client is gone */
        lsp->status = lsp->is_shut_down ? 0 : 1;
        return;
    }
    buf_put(&lsp->in, (struct str){bytes, (size_t)size});
    if (lsp->in.failed) {
        lsp->is_over = true;
        lsp->status = truce_exit_status(TRUCE_NO_MEMORY);
        return;
    }
    handle_all(lsp);
}

/* The document to check next and how long until then; -1: none. */
static int next_check(const struct lsp *lsp, struct lsp_document **document)
{
    int64_t least = -1;

    *document = NULL;
    if (lsp->job || lsp->is_shut_down)
        return -1;
    for (size_t i = 0; i < lsp->document_count; i++) {
        struct lsp_document *one = lsp->documents[i];
        const int64_t wait = one->check_at_ms - lsp_now_ms();

        if (!one->wants_check || (least >= 0 && wait >= least))
            continue;
        *document = one;
        least = wait > 0 ? wait : 0;
    }
    return (int)least;
}

static void serve(struct lsp *lsp)
{
    while (!lsp->is_over) {
        struct pollfd fds[2] = {{STDIN_FILENO, POLLIN, 0}, {lsp->results[0], POLLIN, 0}};
        struct lsp_document *document;
        const int wait = next_check(lsp, &document);
        const int ready = poll(fds, 2, wait);

        if (ready < 0 && errno != EINTR) {
            lsp->is_over = true;
            lsp->status = truce_exit_status(TRUCE_IO);
        } else if (ready == 0 && document) {
            lsp_check_begin(lsp, document);
        } else if (ready > 0) {
            if (fds[0].revents)
                read_more(lsp);
            if (fds[1].revents && !lsp->is_over)
                lsp_check_collect(lsp);
        }
    }
}

static int run_lsp(const struct args *args)
{
    const char *idle = args_value(args, "idle");
    struct lsp *lsp;
    int status;
    int64_t idle_ms = 200;

    if (idle && (!str_to_i64(str_z(idle), &idle_ms) || idle_ms < 0 || idle_ms > 60000))
        return cli_usage(args, "--idle is a number of milliseconds, at most 60000");
    lsp = (struct lsp *)mem_libc.resize(mem_libc.ctx, NULL, 0, sizeof(*lsp));
    if (!lsp)
        return truce_exit_status(TRUCE_NO_MEMORY);
    memset(lsp, 0, sizeof(*lsp));
    lsp->idle_ms = idle_ms;
    buf_init(&lsp->in, &mem_libc, LSP_MESSAGE_LIMIT + LSP_HEADER_LIMIT + (128 << 10));
    buf_init(&lsp->out, &mem_libc, LSP_OUTPUT_LIMIT);
    lsp_check_start(lsp);
    serve(lsp);
    lsp_check_end(lsp);
    while (lsp->document_count > 0)
        drop(lsp, lsp->documents[0]);
    buf_free(&lsp->in);
    buf_free(&lsp->out);
    status = lsp->status;
    (void)mem_libc.resize(mem_libc.ctx, lsp, sizeof(*lsp), 0);
    return status;
}

const struct command command_lsp = {
    .name = "lsp",
    .operands = "",
    .summary = "answer an editor (language server protocol)",
    .more = "Speaks JSON-RPC over standard input and output: findings as you type, what a name or\n"
            "statement means, where it is declared, what may follow, layout, outline. Files that\n"
            "a text loads or builds on are looked for in its own folder and below.\n",
    .opts = lsp_opts,
    .opt_count = COUNT_OF(lsp_opts),
    .operand_min = 0,
    .operand_max = 0,
    .run = run_lsp,
};
